"""`make run` as a user has it: a fresh folder, the real web server and worker, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfgoals.management.commands import run_all

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Started:
    """The command, running, with what it has printed so far."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.output = folder / "output.txt"
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PERFGOALS_ENV")}
        variables = {"PORT": str(self.port), "PERFGOALS_DATA": str(folder), "PYTHONUTF8": "1"}
        settings = {"DJANGO_SETTINGS_MODULE": "perfgoals.settings", "PERFGOALS_DEMO_PASSWORD": "try-it-out"}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_all"],
                cwd=ROOT, env=kept | variables | settings, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    @property
    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_until_printed(self, words: str) -> None:
        deadline = time.monotonic() + 120
        while words not in self.printed:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.1)

    def survivors(self) -> list[int]:
        """Processes of its session that still run."""
        stats = [stat_of(path) for path in Path("/proc").glob("[0-9]*/stat")]
        return [int(stat[0]) for stat in stats if stat[-1:] == [str(self.process.pid)] and stat[1] != "Z"]


def stat_of(path: Path) -> list[str]:
    """Number, state, parent, group and session of a process; nothing where it has just ended."""
    try:
        number, rest = path.read_text().split(" ", 1)
    except OSError:
        return []
    return [number, *rest.rpartition(") ")[2].split()[:4]]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    command = Started(tmp_path)
    yield command
    if command.process.poll() is None:
        command.process.terminate()
        command.process.wait()


@pytest.mark.sqlite
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="进程清单（没有 /proc）")
def test_from_nothing_to_a_page_and_to_a_clean_end(started: Started) -> None:
    started.wait_until_printed("现有绩效目标表")
    assert f"http://127.0.0.1:{started.port}/" in started.printed
    assert "密码：try-it-out" in started.printed
    assert "现有绩效目标表 27 张。" in started.printed
    with urllib.request.urlopen(f"http://127.0.0.1:{started.port}/accounts/login/") as answer:
        assert answer.status == 200
    assert len(started.survivors()) >= 4
    os.kill(started.process.pid, signal.SIGINT)  # SIGTERM is tested in test_processes.py
    assert started.process.wait(60) == 0
    assert started.survivors() == []
    assert "Traceback" not in started.printed
    assert started.printed.endswith("已停止。\n")


def test_a_busy_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        with pytest.raises(SystemExit, match=f"端口 {port} 已被占用"):
            run_all.chosen_port()


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "８０００", "80.5"])
def test_a_port_that_is_none_is_one_sentence(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="PORT 应是"):
        run_all.chosen_port()


def test_the_port_is_8000_where_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def listen(host: str, port: int) -> bool:
        asked.append(port)
        return True

    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(run_all, "can_listen", listen)
    assert run_all.chosen_port() == 8000
    assert asked == [8000]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, settings: Any) -> run_all.Command:
    """The command without migration and demo data, its processes set by each test."""
    monkeypatch.setattr(run_all, "call_command", lambda *arguments, **options: None)
    monkeypatch.setattr(run_all.Command, "report_imports", lambda self: None)
    return run_all.Command()


def test_a_web_server_that_does_not_start_ends_everything(
    command: run_all.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = run_all.Process("网页服务", [sys.executable, "-c", ""])
    worker = run_all.Process("后台任务", [sys.executable, "-c", "import time; time.sleep(60)"], restarts=True)
    monkeypatch.setattr(run_all, "processes", lambda port: [web, worker])
    with pytest.raises(SystemExit, match="网页服务意外结束"):
        command.run(free_port())
    assert not worker.alive
