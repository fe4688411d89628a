"""No room left on the disk where an export is written: told in words, nothing half done, made later by itself."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bench.documents import contents
from budget.models import Agency
from indicators.models import Cause
from indicators.storing import create_tables
from tests import prepared
from tests.faults import elsewhere

LONGEST = 90  # seconds until a test that gets nowhere is given up
MEGABYTE = 1 << 20


def small_disk(folder: Path, megabytes: int) -> None:
    """A disk of that size, mounted there."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("小磁盘（没有 mount 的权限）")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes a small disk, and takes it away."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def make(megabytes: int) -> Path:
        small_disk(folder, megabytes)
        return folder

    yield make
    subprocess.run(["umount", "--lazy", str(folder)], stderr=subprocess.DEVNULL)


def fill(folder: Path, leave: int = 0) -> Path:
    """Something else that takes all the room that is left, but for so many bytes."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    os.truncate(ballast, ballast.stat().st_size - leave)
    return ballast


@pytest.mark.django_db
def test_the_command_says_so_and_leaves_what_was_there(disk: Callable[[int], Path]) -> None:
    folder = disk(1)
    agency = Agency.objects.create(code="667201", name="网格中心")
    create_tables(2025, [(agency, content, Cause("imported", None)) for content in contents(60)])
    target = folder / "全部.json"
    call_command("export_tables", format="json", output=target, one_file=True, verbosity=0)
    before = target.read_bytes()
    fill(folder)
    with pytest.raises(CommandError, match="没有写成：磁盘空间不足。"):
        call_command("export_tables", format="json", output=target, one_file=True, verbosity=0)
    assert target.read_bytes() == before
    assert {each.name for each in folder.iterdir()} == {"全部.json", "ballast"}


def test_a_package_waits_for_room_and_is_made_then(disk: Callable[[int], Path], tmp_path: Path) -> None:
    """The database, which holds the packages, is on a disk with room for a part of one; the worker goes on trying."""
    folder = disk(12)
    url = f"sqlite:///{folder}/perfgoals.sqlite3"
    shutil.copyfile(prepared.sqlite_file(), folder / "perfgoals.sqlite3")
    key = str(elsewhere.run(url, tmp_path, "order_package", "150"))

    def seen() -> dict[str, Any]:
        found: dict[str, Any] = elsewhere.run(url, tmp_path, "package", key)
        return found

    ballast = fill(folder, leave=MEGABYTE)
    worker = elsewhere.start(url, tmp_path, "manage.py", "work", "--processes", "2")
    try:
        wait_until(lambda: "disk is full" in (tmp_path / "output.txt").read_text())
        ballast.unlink()
        wait_until(lambda: seen()["state"] == "done")
    finally:
        worker.terminate()
        assert worker.wait(LONGEST) == 0
    package = seen()
    assert package["attempts"] > 1
    assert (package["errors"], package["files"]) == (0, 151)


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.2)
