"""Lines of the log: JSON in production, readable ones in development. Plain Python, since gunicorn reads it first.

What a line tells is a closed list. Query strings, forms, contents and names of people are never in it: paths hold keys
only, users are told by their key, and what a database quotes of a row in its errors is cut out.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from types import TracebackType
from typing import Any, TextIO

# The id of the request that this thread answers; "" outside of requests.
current_request: ContextVar[str] = ContextVar("current_request", default="")
EXTRAS = ("user", "method", "path", "view", "status", "duration")
# PostgreSQL quotes the row that it refused ("DETAIL: Key (name)=(…) already exists."); up to the end of that part.
_QUOTED = re.compile(r"^(DETAIL|描述|详细信息)[:：].*?(?=^\s*$|\Z)", re.MULTILINE | re.DOTALL)


def without_quoted_rows(text: str) -> str:
    """The text of an error or traceback without what PostgreSQL says about the contents of a row."""
    return _QUOTED.sub(r"\1: (left out)\n", text).rstrip("\n")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, process, what is known of the request, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; other extras than ours are left out, since records carry whole requests, with query strings."""
        line = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_quoted_rows(record.getMessage()),
            "process": record.process,
            "request_id": current_request.get(),
        }
        line |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["exception"] = without_quoted_rows(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value not in (None, "")}, ensure_ascii=False)


class ReadableLines(logging.Formatter):
    """For the terminal of a developer."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%H:%M:%S")


_ours: list[int] = []  # this very file, opened: what the processes of a machine lock while they write
LONGEST_WAIT = 1.0  # seconds for somebody who writes; one that was stopped meanwhile must not stop all others


def _forget() -> None:
    """A lock is shared by those that were forked with it: each process opens the file for itself."""
    while _ours:
        os.close(_ours.pop())


os.register_at_fork(after_in_child=_forget)


@contextmanager
def nobody_else_writes() -> Iterator[None]:
    """The processes of a machine write one after the other, as far as that can be waited for."""
    if not _ours:
        _ours.append(os.open(__file__, os.O_RDONLY))
    end = time.monotonic() + LONGEST_WAIT
    while not _locked() and time.monotonic() < end:
        time.sleep(0.001)
    try:
        yield
    finally:
        fcntl.flock(_ours[0], fcntl.LOCK_UN)


def _locked() -> bool:
    try:
        fcntl.flock(_ours[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class WholeLines(logging.StreamHandler[TextIO]):
    """Writes each line in one piece: the processes of a service share a pipe, which cuts what is longer than 4 KB."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line; where the stream is none of the system's, or nothing can be locked, as usual."""
        try:
            with nobody_else_writes():
                super().emit(record)
        except OSError:
            super().emit(record)


def logging_for(production: bool, level: str) -> dict[str, Any]:
    """The settings' LOGGING. Without a level: warnings, and in production a line for each request."""
    formatter, level = f"perfgoals.logs.{'JsonLines' if production else 'ReadableLines'}", level.strip().upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {"console": {"class": "perfgoals.logs.WholeLines", "formatter": "lines"}},
        "loggers": {
            "perfgoals.requests": {"level": level or ("INFO" if production else "WARNING")},
            # Its warnings say in English that it was told to stop, which whoever told it knows.
            "django_tasks_db": {"level": "ERROR"},
            # What was not found or not allowed has its line already; an error has a traceback only here.
            "django.request": {"level": "ERROR"},
        },
        "root": {"handlers": ["console"], "level": level or "WARNING"},
    }


def tell_uncaught() -> None:
    """From now on an error that ends the process is a line of the log as well, not a traceback of forty lines."""

    def tell(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        logging.getLogger("perfgoals").critical("程序因错误结束", exc_info=(kind, error, traceback))

    sys.excepthook = tell
