"""import_tables --background: the workers do it, the command shows and tells."""

import threading
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from budget.worker_signs import sign
from importers import following
from importers.models import ImportBatch, ImportFile
from indicators.models import GoalTable
from tests.importers.stepping import CONTENT, document, named, work_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "一.docx").write_bytes(document(CONTENT, named("另一个项目")))
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and what was printed."""
    out = StringIO()
    try:
        call_command("import_tables", *arguments, "--year", "2025", "--background", stdout=out, stderr=StringIO())
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def worker() -> None:
    """Somebody who works as soon as there is something to do."""
    while not (batch := ImportBatch.objects.first()) or not batch.files.filter(heartbeat__isnull=False).exists():
        time.sleep(0.01)
    work_all(batch)
    connections.close_all()


def test_the_result_is_told_when_the_workers_are_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_EVERY", 0.01)
    sign(2)
    other = threading.Thread(target=worker)
    other.start()
    code, out = run(str(folder), str(folder / "没有.docx"))
    other.join()
    assert code == 1
    assert "文件“坏.docx”" in out or "坏.docx\n  ! " in out
    assert "不存在" in out
    assert f"完成：新增 2，有变化 0，无变化 0，冲突 0，未能导入 0；读不了的文件 2。批次见 /imports/{batch().pk}/" in out
    assert GoalTable.objects.count() == 2


def batch() -> ImportBatch:
    return ImportBatch.objects.get()


def test_without_workers_it_says_so_and_hands_in_nothing(folder: Path) -> None:
    with pytest.raises(CommandError, match="没有后台任务在运行"):
        run(str(folder))
    assert not ImportBatch.objects.exists()


def test_who_stops_looking_on_stops_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(batches: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(following, "progress_of", interrupted)
    sign(1)
    code, out = run(str(folder / "一.docx"))
    assert (code, "后台任务继续处理" in out) == (0, True)
    assert ImportFile.objects.get().state == ImportFile.State.QUEUED


def test_workers_that_are_all_gone_are_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(1)
    answers = iter([1, 0])
    monkeypatch.setattr(following, "processes_alive", lambda: next(answers))
    with pytest.raises(CommandError, match="后台任务都停止了"):
        run(str(folder / "一.docx"))
    assert ImportFile.objects.get().state == ImportFile.State.QUEUED


@pytest.mark.parametrize("option", ["--dry-run", "--json"])
def test_what_only_the_command_itself_can_do_is_refused(folder: Path, option: str) -> None:
    with pytest.raises(CommandError, match="不能与 --dry-run、--json 一起使用"):
        run(str(folder), option)
