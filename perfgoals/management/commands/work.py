"""`manage.py work`: reads and imports documents and makes packages, on all cores; any number of machines may run it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from budget.queueing import DOCUMENTS, PACKAGES
from perfgoals.logs import tell_uncaught
from perfgoals.worker.jobs import take_jobs


class Command(BaseCommand):
    """Ends on SIGTERM or Ctrl-C, after the jobs at hand."""

    # The supervisor's own system check says it all; its processes start again whenever one has died.
    requires_system_checks = []
    help = "运行后台任务（读取和导入文件、制作导出包），直到收到结束信号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many processes, or what a single one does."""
        words = "进程数；不写就是处理器核数，至少 2 个"
        parser.add_argument("--processes", type=int, default=None, metavar="N", help=words)
        words = "本进程只取这些队列的任务，不启动别的进程，也不做清扫（default、packages，用逗号分隔）"
        parser.add_argument("--queues", default="", help=words)

    def handle(self, queues: str, processes: int | None, **options: Any) -> None:
        """Work."""
        if unknown := set(filter(None, queues.split(","))) - {DOCUMENTS, PACKAGES}:
            raise CommandError(f"没有名为“{'、'.join(sorted(unknown))}”的队列。", returncode=2)
        if processes is not None and not 1 <= processes <= 64:
            raise CommandError(f"进程数应在 1 到 64 之间，现在是 {processes}。", returncode=2)
        if settings.PRODUCTION:
            tell_uncaught()
        if queues:
            take_jobs(queues.split(","))
        else:
            self.check()
            self.supervise(processes)

    def supervise(self, processes: int | None) -> None:
        """Keep the processes running."""
        from perfgoals.worker.supervisor import default_processes, supervise

        supervise(processes or default_processes())
