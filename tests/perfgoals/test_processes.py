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


DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""


def test_those_that_do_not_listen_are_killed_all_at_the_same_time(tmp_path: Path) -> None:
    signs = [tmp_path / str(number) for number in range(3)]
    processes = [Process("deaf", [sys.executable, "-c", DEAF, str(sign)], patience=2.0) for sign in signs]
    with stop_signals_interrupt(), all_running(processes):
        while not all(sign.exists() for sign in signs):
            time.sleep(0.01)
        began = time.monotonic()
    assert time.monotonic() - began < 5.5, "one after the other it would be six seconds"
    assert [process.running and process.running.returncode for process in processes] == [-signal.SIGKILL] * 3


COUNTING = """
import pathlib, signal, sys, time
seen = []
signal.signal(signal.SIGTERM, lambda *_: seen.append(1))
pathlib.Path(sys.argv[1]).touch()
while not seen:
    time.sleep(0.01)
time.sleep(0.5)
sys.exit(40 + len(seen))
"""


def test_it_is_asked_once_however_often_we_are(tmp_path: Path) -> None:
    """Workers break off the job at hand when they are told a second time."""
    process = Process("worker", [sys.executable, "-c", COUNTING, str(tmp_path / "ready")])
    with stop_signals_interrupt(), all_running([process]):
        while not (tmp_path / "ready").exists():
            time.sleep(0.01)
        process.ask_to_end()
        time.sleep(0.1)
    assert process.running
    assert process.running.returncode == 41


def test_a_busy_port_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not can_listen("127.0.0.1", port)
        assert is_answering("127.0.0.1", port)
    assert can_listen("127.0.0.1", port)
    assert not is_answering("127.0.0.1", port)
