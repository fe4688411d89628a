"""`manage.py check_data`: whether every table and every document can be read and is what it says it is."""

from typing import Any

from django.core.management.base import BaseCommand

from perfgoals.integrity import look_at_everything


class Command(BaseCommand):
    """Exit 0 where all is well, 1 where something is not."""

    help = "检查每张表、每个源文件是否都能读出且没有损坏；有问题时退出码为 1"

    def handle(self, **options: Any) -> None:
        """List what is wrong."""
        seen = look_at_everything()
        for flaw in seen.flaws:
            self.stdout.write(flaw)
        self.stdout.write(f"检查了 {seen.tables} 张表、{seen.documents} 个源文件。")
        if seen.flaws:
            self.stdout.write(f"发现 {len(seen.flaws)} 处问题。")
            raise SystemExit(1)
        self.stdout.write("数据完整。")
