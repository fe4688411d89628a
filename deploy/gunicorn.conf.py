"""gunicorn in production: how many, how long, one log for all, and where each process counts for Prometheus."""

import itertools
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from perfgoals.logs import logging_for

bind = os.environ.get("PERFGOALS_BIND", "0.0.0.0:8000").split(",")
workers = int(os.environ.get("WEB_CONCURRENCY") or 3)
threads = int(os.environ.get("PERFGOALS_THREADS") or 4)
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a sign of life must not wait for a disk
control_socket_disable = True
timeout = 60
LEFT_BEHIND = 86_400  # seconds after which an upload on the disk is nobody's any more
graceful_timeout = 30  # seconds in which requests at hand are finished
# What long work leaves in memory goes back to the machine now and then; not all processes at once.
max_requests, max_requests_jitter = 5000, 1000

# The application writes a line for each request itself (perfgoals/request_log.py).
accesslog = None
_production = os.environ.get("PERFGOALS_ENV") == "production"
logconfig_dict = logging_for(_production, os.environ.get("PERFGOALS_LOG_LEVEL", "") or "INFO")
logconfig_dict["loggers"] = {
    "gunicorn.error": {"level": logconfig_dict["root"]["level"], "propagate": True},
    "gunicorn.access": {"level": "CRITICAL"},  # a configuration of the log turns it on
}


def pre_fork(server: Any, worker: Any) -> None:
    """Give the process the first free place: its counts go on where those of the last one there ended."""
    taken = {each.place for each in server.WORKERS.values()}
    worker.place = next(place for place in itertools.count(1) if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Count in files that are named after the place. They would be named after the process, and grow without end."""
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(lambda: worker.place)


def on_starting(server: Any) -> None:
    """Begin with an empty folder: what is left over from the last start was counted by others."""
    # The counts are pages of memory: on a disk that uploads have filled, the system ends whoever writes into one.
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="perfgoals-metrics-", dir=worker_tmp_dir)
    drop_uploads()
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob("*.db"):
        left_over.unlink()


def drop_uploads() -> None:
    """Uploads of processes that were killed: nobody else removes what they have left on the disk."""
    for path in Path(tempfile.gettempdir()).glob("tmp*.upload*"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - LEFT_BEHIND:
                path.unlink()


def on_exit(server: Any) -> None:
    """The counts are gone with us."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
