"""`manage.py work` with its real processes: whoever dies is followed by the next, a stop lets all of them finish."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from budget.queueing import DOCUMENTS, PACKAGES
from budget.worker_signs import WorkerSign, processes_alive
from importers.batches import create_batch, enqueue
from importers.models import ImportFile
from perfgoals.worker.supervisor import LEAST, MOST, default_processes, queues_of
from tests.importers.stepping import CONTENT, document
from tests.importers.workers import ROOT, environment
from tests.perfgoals.worker.jobs import wait_for_the_test

LONGEST = 60  # seconds until a test that gets nowhere is given up


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def supervisor(transactional_db: None, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "manage.py", "work", "--processes", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stderr=subprocess.DEVNULL)
    yield process
    process.terminate()
    process.wait(LONGEST)


def test_it_revives_its_processes_does_their_work_and_ends_clean(supervisor: "subprocess.Popen[bytes]") -> None:
    wait_until(lambda: processes_alive() == 2)
    first, second = children_of(supervisor.pid)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(set(children_of(supervisor.pid)) - {first}) == 2)
    assert second in children_of(supervisor.pid)
    enqueue(create_batch(2025, "", "批次", [("一.docx", document(CONTENT))]))
    wait_until(lambda: ImportFile.objects.get().state == ImportFile.State.READY)
    left = children_of(supervisor.pid)
    supervisor.terminate()
    assert supervisor.wait(LONGEST) == 0
    assert not WorkerSign.objects.exists()
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)


def test_the_job_at_hand_is_finished(supervisor: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    """It is told to stop once: a second signal would break the job off."""
    wait_until(lambda: processes_alive() == 2)
    job = DBTaskResult.objects.get(pk=wait_for_the_test.enqueue(str(tmp_path)).id)
    wait_until((tmp_path / "begun").exists)
    supervisor.terminate()
    wait_until(lambda: not WorkerSign.objects.exists())
    with pytest.raises(subprocess.TimeoutExpired):  # it waits, and says nothing more meanwhile
        supervisor.wait(1)
    (tmp_path / "go").touch()
    assert supervisor.wait(LONGEST) == 0
    job.refresh_from_db()
    assert job.status == "SUCCESSFUL"


def test_what_was_left_before_it_came_is_taken_up(supervisor: "subprocess.Popen[bytes]") -> None:
    """A file whose worker was killed while it read, and one whose job was lost."""
    batch = create_batch(2025, "", "批次", [("一.docx", document(CONTENT)), ("坏.docx", b"PK\x03\x04")])
    batch.files.update(heartbeat=timezone.now() - timedelta(hours=1))
    batch.files.filter(name="一.docx").update(state=ImportFile.State.READING)
    wait_until(lambda: set(batch.files.values_list("state", flat=True)) == {"ready", "failed"})


def test_the_first_process_takes_packages_and_the_others_none() -> None:
    assert queues_of(0) == (PACKAGES, DOCUMENTS)
    assert queues_of(1) == queues_of(7) == (DOCUMENTS,)
    assert LEAST <= default_processes() <= MOST


@pytest.mark.parametrize("options", [{"queues": "gone"}, {"processes": 0}, {"processes": 65}])
def test_wrong_usage_is_told(options: dict[str, object]) -> None:
    with pytest.raises(CommandError, match=r"没有名为|进程数应在"):
        call_command("work", **options)
