"""Whether the database answers and has all migrations: found out by one thread, told to any number within a second.

A database that hangs holds one thread and no request: a driver's own limits are longer than those who ask are patient.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger("perfgoals.readiness")

PATIENCE = 0.8  # seconds that /readyz waits for the database before it says that it does not answer
FRESH = 2.0  # seconds for which an answer is given again
MIGRATIONS_FRESH = 60.0  # seconds for which migrations that were complete are taken to be so
AWAY = "数据库没有应答。"


def whats_missing(migrations: bool) -> str:
    """One sentence, or "" where all is well. Whether migrations are complete takes longer to find out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    if not migrations:
        return ""
    executor = MigrationExecutor(connection)
    number = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"数据库结构还差 {number} 步更新，请运行 manage.py migrate。" if number else ""


class Readiness:
    """The last answer, and at most one thread that finds out the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._words: str | None = None
        self._asked_at = self._migrated_at = float("-inf")

    def words(self) -> str:
        """What is missing, within PATIENCE."""
        with self._lock:
            if time.monotonic() - self._asked_at < FRESH:
                return self._words or ""
            if not (self._asking and self._asking.is_alive()):
                self._asking = threading.Thread(target=self._ask, daemon=True)
                self._asking.start()
            asking = self._asking
        asking.join(PATIENCE)
        with self._lock:
            return AWAY if asking.is_alive() else self._words or ""

    def _ask(self) -> None:
        look = time.monotonic() - self._migrated_at > MIGRATIONS_FRESH
        try:
            words = whats_missing(look)
        except Exception as error:  # whatever it is, this process can't work with the database
            words = AWAY
            if self._words != words:
                logger.warning("%s%s", AWAY, error)
        finally:
            connection.close()
        with self._lock:
            if look and not words:
                self._migrated_at = time.monotonic()
            self._words, self._asked_at = words, time.monotonic()


READINESS = Readiness()
