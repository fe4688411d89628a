"""`manage.py work`: the process that reads documents, imports them and makes packages; any number may run."""

from typing import Any

from django.core.management.base import BaseCommand

from perfgoals.worker import make_worker, work


class Command(BaseCommand):
    """Ends on SIGTERM or Ctrl-C, after the task at hand."""

    help = "运行后台任务（读取和导入文件、制作导出包），直到收到结束信号"

    def handle(self, **options: Any) -> None:
        """Work."""
        work(make_worker())
