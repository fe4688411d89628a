"""`manage.py send_notes [--now]`: write to everybody for whom something waits, at most once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reviews.notes_sending import is_time, send_due


class Command(BaseCommand):
    """The worker does the same by itself; this is for who would rather have a timer of the system do it."""

    help = "给有待办事项的用户发邮件（每人每天最多一封；未到 PERFGOALS_NOTES_AT 的时间不发）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When."""
        parser.add_argument("--now", action="store_true", help="不等到设定的时间，现在就发")

    def handle(self, now: bool, **options: Any) -> None:
        """Send, and tell how many."""
        if not now and not is_time():
            self.stdout.write("还没有到设定的时间（PERFGOALS_NOTES_AT），没有发送；要现在就发，请加上 --now。")
            return
        self.stdout.write(f"发送了 {send_due(limit=None)} 封邮件。")
