"""`manage.py check_log [--year Y]`: whether anything in the log of the review was changed from outside."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.proving import Proof, broken


class Command(BaseCommand):
    """Exit 0 where everything is as written, 1 where something was changed, 2 for wrong usage."""

    help = "核对审核日志和送审稿的校验值；有被改动的就逐条列出，退出码为 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which tables."""
        parser.add_argument("--year", type=int, help="只核对这一预算年度")

    def handle(self, year: int | None, **options: Any) -> None:
        """List what is wrong."""
        if year is not None and not 1990 <= year <= 2100:
            raise CommandError(f"预算年度 {year} 不合理，应在 1990 到 2100 之间。", returncode=2)
        found = 0
        for each in broken(year):
            if isinstance(each, Proof):
                self.stdout.write(f"核对了 {each.tables} 张表的 {each.events} 条记录。")
                continue
            found += 1
            project = each.table.project
            self.stdout.write(f"{project.year} 年度 {project.agency} {project.name}（编号 {each.table.pk}）")
            for flaw in each.flaws:
                self.stdout.write(f"  {flaw}")
        if found:
            self.stdout.write(f"{found} 张表的记录或送审稿被改动过。")
            raise SystemExit(1)
        self.stdout.write("记录和送审稿都与校验值一致。")
