"""Backups: made while people write, refused when they are damaged, restored to a state whose checks all pass."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from budget.worker_signs import QUIET, WorkerSign
from importers.models import SourceFile
from indicators.models import GoalTable
from perfgoals.backup import making
from perfgoals.backup.making import make_backup
from perfgoals.backup.manifest import manifest_path, read_manifest
from perfgoals.backup.postgres import environment
from perfgoals.integrity import look_at_everything
from tests import prepared
from tests.conftest import People
from tests.reviews.stage import set_stage
from tests.tables import make_table

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def people_writing(people: People) -> Iterator[list[int]]:
    """Somebody stores table after table meanwhile; the keys of those that are there."""
    stored: list[int] = []
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            with transaction.atomic():
                key = make_table(people.agencies["667201"], name=f"项目{len(stored)}").pk
            stored.append(key)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(stored) < 3:
            done.wait(0.01)
        yield stored
    finally:
        done.set()
        thread.join()


@pytest.fixture
def document(transactional_db: None) -> SourceFile:
    content = b"\0some bytes\xff" * 1000
    digest = hashlib.sha256(content).hexdigest()
    return SourceFile.objects.create(sha256=digest, name="a.docx", size=len(content), content=content)


@contextmanager
def another(folder: Path, migrated: bool) -> Iterator[str]:
    """The DATABASE_URL of a new database of the same kind."""
    if connection.vendor == "sqlite":
        (folder / "elsewhere").mkdir()
        path = folder / "elsewhere" / "restored.sqlite3"
        if migrated:
            shutil.copyfile(prepared.sqlite_file(), path)
        yield f"sqlite:///{path}"
        return
    given = environment()
    name = f"restored_{connection.settings_dict['NAME']}"
    template = os.environ.get(prepared.TEMPLATE) if migrated else None
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}"')
    url = f"postgres://{given['PGUSER']}@/{name}?host={given['PGHOST']}"
    if migrated and not template:
        prepared.migrate(url, folder)
    yield url
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of an empty database."""
    with another(tmp_path, migrated=False) as url:
        yield url


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[str]:
    """The DATABASE_URL of a database that was only migrated."""
    with another(tmp_path, migrated=True) as url:
        yield url


def manage(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"DATABASE_URL": url, "PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "perfgoals.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)


@pytest.mark.django_db(transaction=True)
def test_a_backup_made_while_people_write_restores_whole(
    tmp_path: Path, people: People, document: SourceFile, elsewhere: str
) -> None:
    set_stage(people).reach("approved")
    with people_writing(people) as stored:
        before = len(stored)
        file = make_backup(tmp_path, keep=2)
        while len(stored) < before + 3:  # it held nobody up
            time.sleep(0.01)
    manifest = read_manifest(file)
    there = manifest.rows["indicators_goaltable"]
    assert before <= there - 1 < len(stored)
    assert manifest.rows["indicators_indicator"] == 4 * there, "one moment: each table has its rows"
    assert file.stat().st_mode & 0o077 == 0, "nobody else reads it"

    done = manage(elsewhere, "restore", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"检查了 {there} 张表、1 个源文件。" in done.stdout
    assert "数据完整。" in done.stdout
    assert "核对了 1 张表的 3 条记录。\n记录和送审稿都与校验值一致。" in done.stdout
    # What counts keys goes on where it was: a new row gets a key of its own.
    program = "from accounts.models import User; print(User.objects.create_user('later').pk, User.objects.count())"
    key, users = map(int, manage(elsewhere, "shell", "-v0", "-c", program).stdout.split())
    assert (key > people.stranger.pk, users) == (True, 9)

    again = manage(elsewhere, "restore", str(file))
    assert again.returncode == 1
    assert f"数据库里已有 9 个用户、{there} 张绩效目标表，没有恢复" in again.stderr
    assert "Traceback" not in again.stderr
    assert manage(elsewhere, "restore", str(file), "--overwrite").returncode == 0
    count = "from accounts.models import User; print(User.objects.count())"
    assert manage(elsewhere, "shell", "-v0", "-c", count).stdout.strip() == "8"


@pytest.mark.django_db(transaction=True)
def test_what_the_checks_find_is_told_and_the_exit_code_says_so(
    tmp_path: Path, document: SourceFile, migrated: str
) -> None:
    SourceFile.objects.update(content=b"changed from outside")
    done = manage(migrated, "restore", str(make_backup(tmp_path, keep=1)))
    assert done.returncode == 1
    assert "源文件 a.docx 的内容与校验值不一致" in done.stdout
    assert "备份已恢复，但 check_data 发现了问题" in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_only_migrated_counts_as_empty(tmp_path: Path, migrated: str) -> None:
    file = make_backup(tmp_path, keep=1)
    assert manage(migrated, "restore", str(file)).returncode == 0


@pytest.fixture
def made(tmp_path: Path, people: People, transactional_db: None) -> Path:
    make_table(people.agencies["667201"])
    return make_backup(tmp_path, keep=3)


def refused(file: Path, *options: str) -> str:
    """Why it is not restored; nothing was changed."""
    before = GoalTable.objects.count()
    with pytest.raises(CommandError) as told:
        call_command("restore", str(file), *options)
    assert GoalTable.objects.count() == before
    words = str(told.value)
    assert re.match("[\u4e00-\u9fff]|perfgoals-", words)
    assert words.endswith("。")
    return words


def test_a_cut_off_backup_is_refused(made: Path) -> None:
    os.truncate(made, made.stat().st_size - 100)
    assert "备份不完整" in refused(made, "--overwrite")


def test_a_damaged_backup_is_refused(made: Path) -> None:
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes(content)
    assert "备份已损坏" in refused(made, "--overwrite")


def test_a_backup_without_its_manifest_is_refused(made: Path) -> None:
    manifest_path(made).write_text("{")
    assert "已损坏" in refused(made, "--overwrite")
    manifest_path(made).unlink()
    assert "无法确认它是否完整" in refused(made, "--overwrite")
    made.unlink()
    assert "找不到备份文件" in refused(made, "--overwrite")


def test_a_backup_of_another_kind_or_a_newer_program_is_refused(made: Path) -> None:
    manifest = json.loads(manifest_path(made).read_text())
    manifest_path(made).write_text(json.dumps(manifest | {"vendor": "oracle"}))
    assert "这份备份来自 oracle" in refused(made, "--overwrite")
    newer = {"migrations": [*manifest["migrations"], "indicators.9999_later"]}
    manifest_path(made).write_text(json.dumps(manifest | newer))
    assert "请先升级程序" in refused(made, "--overwrite")


def test_data_is_not_replaced_unless_told(made: Path) -> None:
    assert "请加 --overwrite" in refused(made)


def test_data_is_not_replaced_under_a_worker(made: Path) -> None:
    worker = WorkerSign.objects.create(host="worker-1", pid=17, processes=2)
    assert "后台任务还在运行（worker-1:17）" in refused(made, "--overwrite")
    worker.seen_at -= 2 * QUIET
    worker.save()
    call_command("restore", str(made), "--overwrite")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_copy_that_can_not_be_read_to_its_end_changes_nothing(made: Path) -> None:
    """Damage that the digest does not show, since it was there before."""
    content = made.read_bytes()
    made.write_bytes(content[: len(content) * 2 // 3])
    manifest = json.loads(manifest_path(made).read_text())
    size, digest = made.stat().st_size, hashlib.sha256(made.read_bytes()).hexdigest()
    manifest_path(made).write_text(json.dumps(manifest | {"size": size, "sha256": digest}))
    assert "没有恢复，数据库没有改变" in refused(made, "--overwrite")


def test_so_many_are_kept_and_nothing_else_is_touched(
    tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "perfgoals-notes.dump").write_text("not ours: it has no manifest")
    old = tmp_path / "perfgoals-20200101-000000.dump.part"
    old.write_text("")
    os.utime(old, (0, 0))
    made = []
    for second in range(3):
        day = making.timezone.localtime().replace(second=second)
        monkeypatch.setattr(making.timezone, "localtime", lambda day=day: day)
        made.append(make_backup(tmp_path, keep=2))
    assert not made[0].exists()
    assert not manifest_path(made[0]).exists()
    assert {path.name for path in tmp_path.iterdir()} == {
        "perfgoals-notes.dump",
        *(name for path in made[1:] for name in (path.name, manifest_path(path).name)),
    }


def failing(part: Path) -> Any:
    part.write_bytes(b"some of it")
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_nothing_that_looks_like_a_backup(
    tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making.ENGINES[connection.vendor][0], "dump", failing)
    with pytest.raises(CommandError, match="备份没有做成：No space left on device。"):
        call_command("backup", str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_too_little_room_is_told_before(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 10}))
    tomorrow = making.timezone.localtime() + making.timezone.timedelta(days=1)
    monkeypatch.setattr(making.timezone, "localtime", lambda: tomorrow)
    with pytest.raises(CommandError, match="空间不够"):
        call_command("backup", str(made.parent))


def test_wrong_use_is_told(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="没有文件夹"):
        call_command("backup", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="至少是 1"):
        call_command("backup", str(tmp_path), keep=0)


@pytest.mark.postgresql
def test_the_programs_are_as_careful_as_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose certificate we ask for must not be given the password without one."""
    careful = {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/ca.pem", "options": "-c search_path=ours"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", careful)
    told = environment()
    assert (told["PGSSLMODE"], told["PGSSLROOTCERT"]) == ("verify-full", "/etc/ssl/ca.pem")
    assert told["PGOPTIONS"] == "-c search_path=ours"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_program_that_fails_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="请安装 PostgreSQL 的客户端程序"):
        call_command("backup", str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_damage_inside_is_found(people: People, document: SourceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    _, bad = (make_table(people.agencies["667201"], name=name).pk for name in "ab")
    assert look_at_everything().flaws == []
    SourceFile.objects.update(content=b"other")

    def contents(tables: Any) -> None:
        if bad in tables.values_list("pk", flat=True):
            raise ValueError("no content")

    monkeypatch.setattr("perfgoals.integrity.contents_of", contents)
    seen = look_at_everything()
    assert seen.flaws == [f"表 {bad} 的内容无法读出：no content", "源文件 a.docx 的内容与校验值不一致"]
    assert (seen.tables, seen.documents) == (2, 1)
    with pytest.raises(SystemExit, match="1"):
        call_command("check_data")
