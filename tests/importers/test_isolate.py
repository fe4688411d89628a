"""A hostile file costs only itself: the child is stopped or replaced, and one sentence says so."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from importers import isolate
from importers.isolate import IsolatedReader, read_isolated
from importers.reading import FileReading


@pytest.fixture(autouse=True)
def _stubborn(monkeypatch):
    monkeypatch.setattr(IsolatedReader, "module", "tests.importers.stubborn_reader")


def stopped(reading: FileReading) -> str:
    """The one sentence of a reading that was stopped."""
    assert not reading.readable
    assert reading.tables == []
    (finding,) = reading.findings
    assert (finding.code, finding.severity) == ("reader-stopped", "block")
    assert f"“{reading.name}”" in finding.message
    assert finding.message.count("。") == 1
    return finding.message


def test_a_reading_comes_back_from_another_process():
    reading = read_isolated("pid", b"")
    assert reading.readable
    assert reading.sha256 not in ("", str(os.getpid()))


@pytest.mark.skipif(sys.platform != "linux", reason="Linux")
def test_a_machine_without_memory_ends_the_reader_first():
    with IsolatedReader() as reader:
        child = reader.read("pid", b"").sha256
        assert Path(f"/proc/{child}/oom_score_adj").read_text().strip() == "1000"


def test_large_documents_go_through():
    assert read_isolated("size", bytes(20 << 20)).sha256 == str(20 << 20)


def test_a_full_disk_is_no_fault_of_the_document():
    with IsolatedReader() as reader:
        child = reader.read("pid", b"").sha256
        with pytest.raises(OSError, match="No space left"):
            reader.read("full disk", b"")
        assert reader.read("pid", b"").sha256 == child


def test_a_reader_that_hangs_is_stopped():
    reading = read_isolated("hang", b"data", seconds=0.5)
    assert "超过 0.5 秒" in stopped(reading)
    assert reading.sha256 == hashlib.sha256(b"data").hexdigest()


def test_a_reader_that_is_stopped_may_clean_up(tmp_path):
    note = tmp_path / "note"
    with IsolatedReader() as reader:
        reader.read("warm up", b"")
        reader.seconds = 0.5
        stopped(reader.read("hang-with-cleaning", str(note).encode()))
    assert note.read_text(encoding="utf-8") == "cleaned"


def test_a_reader_that_does_not_listen_is_killed(monkeypatch):
    monkeypatch.setattr(isolate, "PATIENCE", 0.2)
    assert "秒" in stopped(read_isolated("deaf", b"", seconds=0.5))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of memory for a process")
def test_a_reader_that_takes_too_much_memory_is_stopped():
    assert "512 MB" in stopped(read_isolated("memory", b"", megabytes=512))


def test_a_reader_that_crashes_is_told():
    assert "中断" in stopped(read_isolated("crash", b""))


def test_the_next_document_is_read_after_a_failure():
    with IsolatedReader() as reader:
        first = reader.read("pid", b"").sha256
        stopped(reader.read("crash", b""))
        second = reader.read("pid", b"").sha256
    assert first != second


def test_a_child_that_died_between_documents_is_replaced():
    with IsolatedReader() as reader:
        first = reader.read("pid", b"").sha256
        reader._child.kill()
        reader._child.wait()
        assert reader.read("pid", b"").sha256 != first


def test_one_child_reads_many_documents_but_not_forever(monkeypatch):
    monkeypatch.setattr(isolate, "DOCUMENTS_PER_CHILD", 3)
    with IsolatedReader() as reader:
        pids = [reader.read("pid", b"").sha256 for _ in range(7)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_the_child_ends_with_its_reader():
    with IsolatedReader() as reader:
        reader.read("pid", b"")
        child = reader._child
    assert child.poll() is not None


def test_what_libraries_print_does_not_disturb():
    assert read_isolated("print", b"").readable


def test_the_child_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "secret")
    names = read_isolated("environment", b"").sha256.split()
    assert "PATH" in names
    assert "DJANGO_SECRET_KEY" not in names


def _no_memory(pipe):
    raise MemoryError


def test_the_answer_to_a_reading_that_was_broken_off_is_not_given_to_the_next(monkeypatch):
    with IsolatedReader() as reader:
        reader.read("pid", b"")
        with monkeypatch.context() as patch:
            patch.setattr(isolate, "receive", _no_memory)
            with pytest.raises(MemoryError):
                reader.read("size", b"1234")
        assert reader.read("size", b"12").sha256 == "2"


HANGS = """
import sys
from importers.isolate import IsolatedReader
IsolatedReader.module = "tests.importers.stubborn_reader"
reader = IsolatedReader()
reader.read("pid", b"")
print(reader._child.pid, flush=True)
reader.read("hang", b"")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
def test_a_reader_that_hangs_ends_with_a_worker_that_was_killed():
    root = Path(isolate.__file__).parents[1]
    worker = subprocess.Popen([sys.executable, "-c", HANGS], stdout=subprocess.PIPE, cwd=root)
    child = Path("/proc", worker.stdout.readline().decode().strip())
    worker.kill()
    worker.communicate()
    assert _ended(child)


def _ended(process):
    """Whether a process that is not our own child ends within some seconds."""
    for _ in range(100):
        try:
            if (process / "stat").read_text().split()[2] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False
