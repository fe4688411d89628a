"""`manage.py restore FILE [--overwrite]`: a backup in the place of what is there, brought up to date and checked."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from perfgoals.backup.manifest import BackupError
from perfgoals.backup.restoring import restore_backup


class Command(BaseCommand):
    """Exit 0 where all checks pass afterwards."""

    help = "用备份恢复数据库，更新数据库结构并检查；请先停止网页服务和后台任务"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("file", type=Path, metavar="FILE", help="备份文件（旁边须有同名的 .json）")
        parser.add_argument("--overwrite", action="store_true", help="数据库里已有数据时，用备份替换")

    def handle(self, file: Path, overwrite: bool, **options: Any) -> None:
        """Restore, migrate, check."""
        try:
            manifest = restore_backup(file, overwrite)
        except BackupError as error:
            raise CommandError(str(error)) from error
        total = sum(manifest.rows.values())
        self.stdout.write(f"已恢复 {manifest.made_at[:19]} 的备份：{len(manifest.rows)} 张数据表，共 {total} 行。")
        call_command("migrate", verbosity=0, stdout=self.stdout)
        wrong = [name for name in ("check_log", "check_data") if not self.passes(name)]
        if wrong:
            raise CommandError(f"备份已恢复，但 {'、'.join(wrong)} 发现了问题（见上），备份时可能就已如此。")

    def passes(self, name: str) -> bool:
        """Whether a check finds nothing; it tells what it finds itself."""
        try:
            call_command(name, stdout=self.stdout)
        except SystemExit:
            return False
        return True
