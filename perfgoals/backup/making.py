"""Making a backup: under another name until it is complete, with its manifest, and not more than so many are kept."""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from perfgoals.backup import postgres, sqlite
from perfgoals.backup.manifest import BackupError, Manifest, digest, manifest_path, to_disk

ENGINES = {"postgresql": (postgres, "dump"), "sqlite": (sqlite, "sqlite3")}
PART = ".part"
GIVEN_UP = timedelta(days=1)  # an unfinished file of a backup that was killed


def existing(folder: Path) -> list[Path]:
    """Complete backups of ours in a folder, the oldest first."""
    found = (path for ending in ("dump", "sqlite3") for path in folder.glob(f"perfgoals-*.{ending}"))
    return sorted((path for path in found if manifest_path(path).exists()), key=lambda path: path.name)


def make_backup(folder: Path, keep: int) -> Path:
    """A backup of this moment in the folder, the newest of at most `keep`. Raises BackupError."""
    engine, ending = ENGINES[connection.vendor]
    now = timezone.localtime()
    file = folder / f"perfgoals-{now:%Y%m%d-%H%M%S}.{ending}"
    _prepare(folder, file)
    part = file.with_name(file.name + PART)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))  # everything is in it: nobody else reads it
        rows, migrations = engine.dump(part)
        to_disk(part)
        size = part.stat().st_size
        Manifest(connection.vendor, now.isoformat(), size, digest(part), rows, migrations).write(file)
        part.rename(file)
    except OSError as error:
        manifest_path(file).unlink(missing_ok=True)
        raise BackupError(f"备份没有做成：{error.strerror}。") from error
    finally:
        part.unlink(missing_ok=True)
    _drop_old(folder, keep)
    return file


def _prepare(folder: Path, file: Path) -> None:
    if not folder.is_dir():
        raise BackupError(f"没有文件夹 {folder}。")
    if file.exists():
        raise BackupError(f"{file.name} 已经存在。")
    last = existing(folder)[-1:]
    free, needed = shutil.disk_usage(folder).free, sum(path.stat().st_size for path in last) * 11 // 10
    if free < needed:
        raise BackupError(f"{folder} 的空间不够：上次备份约需 {needed >> 20} MB，只剩 {free >> 20} MB。")


def _drop_old(folder: Path, keep: int) -> None:
    for path in existing(folder)[:-keep]:
        path.unlink()
        manifest_path(path).unlink()
    for part in folder.glob(f"perfgoals-*{PART}"):
        if part.stat().st_mtime < time.time() - GIVEN_UP.total_seconds():
            part.unlink()
