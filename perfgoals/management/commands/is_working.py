"""`manage.py is_working`: for health checks, whether the worker of this machine (or container) gives signs of life."""

import socket
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from budget.worker_signs import QUIET, WorkerSign


class Command(BaseCommand):
    """Exit 0 where it does, 1 where it does not: also where it lives and all of its processes die."""

    help = "检查本机的后台任务进程是否在工作（供健康检查使用），不在工作时退出码为 1"

    def handle(self, **options: Any) -> None:
        """Look for its row."""
        since = timezone.now() - QUIET
        seen = WorkerSign.objects.filter(host=socket.gethostname()[:200], seen_at__gte=since, processes__gt=0)
        processes = sum(seen.values_list("processes", flat=True))
        if not processes:
            self.stderr.write("本机的后台任务进程两分钟内没有活动。")
            raise SystemExit(1)
        self.stdout.write(f"后台任务正在工作，共 {processes} 个进程。")
