"""Processes started and ended together."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from perfgoals.processes import MOST_RESTARTS, Process, all_running, can_listen, is_answering, stop_signals_interrupt
from perfgoals.processes import watch as watch_them

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
END_AT_ONCE = [sys.executable, "-c", ""]


def pid_of(process: Process) -> int:
    assert process.running
    return process.running.pid


def test_all_are_ended_when_the_work_is_interrupted() -> None:
    processes = [Process("one", SLEEP), Process("two", SLEEP)]

    def interrupted() -> None:
        with stop_signals_interrupt(), all_running(processes):
            assert all(process.alive for process in processes)
            os.kill(os.getpid(), signal.SIGTERM)
            watch_them(processes)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not any(process.alive for process in processes)


def test_the_signals_are_as_they_were_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_signals_interrupt(), all_running([]):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_killed_worker_is_started_again() -> None:
    worker = Process("worker", SLEEP, restarts=True)
    with stop_signals_interrupt(), all_running([worker]):
        first = pid_of(worker)
        os.kill(first, signal.SIGKILL)
        assert worker.running
        worker.running.wait()
        assert worker.revive()
        assert pid_of(worker) != first


def test_the_one_that_ended_for_good_is_named() -> None:
    web, worker = Process("web", END_AT_ONCE), Process("worker", SLEEP, restarts=True)
    with stop_signals_interrupt(), all_running([web, worker]):
        assert watch_them([web, worker]) is web


def test_a_worker_that_ends_again_and_again_is_given_up() -> None:
    worker = Process("worker", END_AT_ONCE, restarts=True)
    with stop_signals_interrupt(), all_running([worker]):
        assert watch_them([worker]) is worker
    assert worker.starts == MOST_RESTARTS + 1


def test_one_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfgoals.processes.PATIENCE", 0.1)
    script = f"""
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path({str(tmp_path)!r}, "deaf").touch()
time.sleep(60)
"""
    process = Process("deaf", [sys.executable, "-c", script])
    with stop_signals_interrupt(), all_running([process]):
        while not (tmp_path / "deaf").exists():
            time.sleep(0.01)
    assert process.running
    assert process.running.returncode == -signal.SIGKILL


def test_a_busy_port_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not can_listen("127.0.0.1", port)
        assert is_answering("127.0.0.1", port)
    assert can_listen("127.0.0.1", port)
    assert not is_answering("127.0.0.1", port)
