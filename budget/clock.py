"""The time that all machines share, which is the database's: signs of life are compared between machines, and a worker
whose clock is ahead would take all the others for dead, or undo what was written last as if it had been first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

_ahead = timedelta(0)  # how far the database's clock is before ours


def set_clock() -> None:
    """Ask the database what time it is, now and then; a file on this machine has the same time as we."""
    global _ahead
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            asked = timezone.now()
            cursor.execute("SELECT statement_timestamp()")
            _ahead = cursor.fetchone()[0] - asked


def now() -> datetime:
    """The time by the database's clock, as it was when it was last asked."""
    return timezone.now() + _ahead
