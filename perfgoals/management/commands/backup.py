"""`manage.py backup FOLDER [--keep N]`: a copy of the whole database, while everybody goes on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from perfgoals.backup.making import make_backup
from perfgoals.backup.manifest import BackupError


class Command(BaseCommand):
    """Exit 0 where the backup is complete."""

    help = "备份整个数据库（不必停止服务），保留最近若干份"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and how many."""
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="存放备份的文件夹")
        parser.add_argument("--keep", type=int, default=14, metavar="N", help="保留最近几份，默认 14")

    def handle(self, folder: Path, keep: int, **options: Any) -> None:
        """Make it, and say how large it is."""
        if keep < 1:
            raise CommandError("--keep 至少是 1。", returncode=2)
        try:
            file = make_backup(folder, keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已备份到 {file}（{file.stat().st_size / (1 << 20):.1f} MB）。")
