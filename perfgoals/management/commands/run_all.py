"""`manage.py run_all` (`make run`): the whole application on one machine, to try it and to develop it.

Migrates the database, makes the demo data, starts web and worker, and ends both on Ctrl-C.
"""

import os
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from importers.models import ImportFile
from importers.progress import WORKING
from indicators.models import GoalTable
from perfgoals.processes import Process, all_running, can_listen, is_answering, stop_signals_interrupt, watch

HOST = "127.0.0.1"
STARTING = 60.0  # seconds until a start that does not answer is given up


def chosen_port() -> int:
    """The port from `PORT`, if it can be had; else one sentence, and the end."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"PORT 应是 1 到 65535 之间的数字，现在是“{text}”。")
    if not can_listen(HOST, int(text)):
        sys.exit(f"端口 {text} 已被占用或不允许使用，请换一个，例如 PORT=8001 make run。")
    return int(text)


def processes(port: int) -> list[Process]:
    """Web and worker."""
    gunicorn = [sys.executable, "-m", "gunicorn", "perfgoals.wsgi", "--bind", f"{HOST}:{port}"]
    options = ["--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    return [Process("网页服务", [*gunicorn, *options]), Process("后台任务", [*manage, "work"], restarts=True)]


class Command(BaseCommand):
    """Prints the address when it answers, and what became of the sample documents."""

    help = "建库、导入示例文件、启动网页服务和后台任务（端口由环境变量 PORT 指定）"

    def handle(self, **options: Any) -> None:
        """Run until told to stop."""
        port = chosen_port()
        with stop_signals_interrupt():
            try:
                self.run(port)
            except KeyboardInterrupt:
                self.say("\n已停止。")

    def run(self, port: int) -> None:
        """Start everything and watch it."""
        self.say("正在准备数据库……")
        call_command("migrate", verbosity=0)
        call_command("make_demo", stdout=self.stdout)
        everything = processes(port)
        with all_running(everything):
            if self.wait_for(lambda: is_answering(HOST, port) or not everything[0].alive):
                self.say(f"网址：http://{HOST}:{port}/（按 Ctrl-C 停止）")
            self.report_imports()
            ended = watch(everything)
        sys.exit(f"{ended.title}意外结束，已全部停止。")

    def report_imports(self) -> None:
        """Wait for the documents in the queue, and say what there is now."""
        if self.wait_for(lambda: not ImportFile.objects.filter(state__in=WORKING).exists()):
            failed = ImportFile.objects.filter(state=ImportFile.State.FAILED).count()
            words = f"，{failed} 个文件未能导入" if failed else ""
            self.say(f"现有绩效目标表 {GoalTable.objects.count()} 张{words}。")
        connections.close_all()

    def wait_for(self, happened: Any) -> bool:
        """Whether it happened in time."""
        end = time.monotonic() + STARTING
        while not happened():
            if time.monotonic() > end:
                return False
            time.sleep(0.2)
        return True

    def say(self, words: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(words)
        self.stdout.flush()
