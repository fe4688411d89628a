"""Restoring a backup: only one that is complete, only over nothing unless told, and counted afterwards."""

from __future__ import annotations

from pathlib import Path

from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError

from accounts.models import User
from budget.worker_signs import workers_alive
from indicators.models import GoalTable
from perfgoals.backup.making import ENGINES
from perfgoals.backup.manifest import VENDORS, BackupError, Manifest, differences, verified


def restore_backup(file: Path, overwrite: bool = False) -> Manifest:
    """Put the backup in the place of what is there. Raises BackupError; then mostly nothing was changed."""
    manifest = verified(file)
    if manifest.vendor != connection.vendor:
        ours, theirs = VENDORS[connection.vendor], VENDORS.get(manifest.vendor, manifest.vendor)
        raise BackupError(f"这份备份来自 {theirs}，当前的数据库是 {ours}，不能恢复。")
    newer = sorted(set(manifest.migrations) - known_migrations())
    if newer:
        raise BackupError(f"这份备份来自更新的版本（{newer[-1]}），请先升级程序再恢复。")
    there = what_is_there()
    if there and not overwrite:
        raise BackupError(f"数据库里已有{there}，没有恢复。确实要用备份替换，请加 --overwrite。")
    working = who_works()
    if working:
        raise BackupError(
            f"后台任务还在运行（{working}），没有恢复：请先停止后台任务和网页服务；被强行结束的，请等两分钟再恢复。"
        )
    wrong = list(differences(manifest, ENGINES[connection.vendor][0].restore(file)))
    if wrong:
        raise BackupError(f"恢复后的行数与备份不一致：{'；'.join(wrong)}。")
    return manifest


def known_migrations() -> set[str]:
    """The migrations of this program."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = (name for each in loader.disk_migrations.values() for name in each.replaces)
    return {f"{app}.{name}" for app, name in (*loader.disk_migrations, *replaced)}


def who_works() -> str:
    """The workers that would go on writing into what is restored, in words; "" where there are none."""
    try:
        return "、".join(map(str, workers_alive()))
    except (ProgrammingError, OperationalError):  # no such table
        return ""


def what_is_there() -> str:
    """What people have put into the database, in words; "" where it is empty or was only migrated."""
    try:
        users, tables = User.objects.count(), GoalTable.objects.count()
    except (ProgrammingError, OperationalError):  # no such tables
        return ""
    return f" {users} 个用户、{tables} 张绩效目标表" if users or tables else ""
