"""The health check of a worker: the sign of its own machine counts, while it is fresh."""

import socket
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from budget.worker_signs import QUIET, WorkerSign, sign


def test_a_worker_of_this_machine(db: None, capsys: Any) -> None:
    sign(3)
    call_command("is_working")
    assert "共 3 个进程" in capsys.readouterr().out


def test_two_workers_of_this_machine(db: None, capsys: Any) -> None:
    for pid, processes in ((1, 2), (2, 4), (3, 0)):
        WorkerSign.objects.create(host=socket.gethostname(), pid=pid, processes=processes)
    call_command("is_working")
    assert "共 6 个进程" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("host", "age", "processes"), [("", QUIET * 2, 1), ("another", QUIET * 0, 1), ("", QUIET * 0, 0)]
)
def test_silent_elsewhere_or_without_processes(db: None, capsys: Any, host: str, age: Any, processes: int) -> None:
    seen = timezone.now() - age
    WorkerSign.objects.create(host=host or socket.gethostname(), pid=1, processes=processes, seen_at=seen)
    with pytest.raises(SystemExit, match="1"):
        call_command("is_working")
    assert "两分钟内没有活动" in capsys.readouterr().err
