"""Which workers are alive: one row for each `manage.py work`, on whatever machine, with a sign of life now and then."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from budget import clock

# A worker gives its sign every half minute; after so long people should hear that it does not.
QUIET = timedelta(minutes=2)
FORGOTTEN = timedelta(days=1)


class WorkerSign(models.Model):
    """A supervisor with its processes. It is removed when the worker ends as it should."""

    host = models.CharField("主机", max_length=200)
    pid = models.PositiveIntegerField("进程号")
    processes = models.PositiveSmallIntegerField("运行中的进程", default=0)
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    seen_at = models.DateTimeField("最近活动", default=timezone.now)

    class Meta:
        verbose_name = "后台任务进程"
        verbose_name_plural = "后台任务进程"
        ordering = ["host", "pid"]
        constraints = [models.UniqueConstraint(fields=["host", "pid"], name="worker_sign_once")]

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


def sign(processes: int) -> None:
    """Tell that this process and so many of its children live; forget those that are long gone."""
    now = clock.now()
    WorkerSign.objects.update_or_create(
        host=socket.gethostname()[:200],
        pid=os.getpid(),
        defaults={"processes": processes, "seen_at": now},
        create_defaults={"processes": processes, "seen_at": now},
    )
    WorkerSign.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def sign_off() -> None:
    """This worker ends as it should."""
    WorkerSign.objects.filter(host=socket.gethostname()[:200], pid=os.getpid()).delete()


def workers_alive() -> models.QuerySet[WorkerSign]:
    """Those that gave a sign not long ago, on all machines; by the database's clock, which is theirs too."""
    return WorkerSign.objects.filter(seen_at__gte=Now() - QUIET)


def processes_alive() -> int:
    """How many processes take jobs now, on all machines."""
    return workers_alive().aggregate(number=models.Sum("processes"))["number"] or 0
