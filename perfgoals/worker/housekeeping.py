"""What is done now and then beside the jobs: take up what was left behind, count, remind, clear away."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from api.sweeping import sweep_tokens
from budget.clock import set_clock
from exporters.sweeping import sweep as sweep_exports
from figures.facts import count_facts
from figures.target_counting import count_targets
from hooks.claims import drop_old as drop_old_deliveries
from hooks.outbox import note_events
from importers.claims import sweep
from indicators.search.indexing import index_words
from indicators.tasks import refresh_library, take_up_rechecks
from perfgoals.worker.surviving import is_away
from reviews.notes_sending import is_time, send_due

logger = logging.getLogger("perfgoals.worker")

KEPT = timedelta(days=1)  # a job that is over; one whose worker was killed looks as if it ran for ever


def keep_house() -> None:
    """Everything that is due. Any number of workers may do it at the same time.

    Raises what tells that a server is away; another error in one chore is logged, and keeps no other from being done.
    """
    chores = (
        set_clock, sweep, sweep_exports, take_up_rechecks, refresh_library, index_words, count_facts, count_targets,
        note_events, write_notes, drop_old_jobs, drop_old_deliveries, sweep_tokens,
    )  # fmt: skip
    for chore in chores:
        try:
            chore()
        except Exception as error:
            if is_away(error):
                raise
            logger.exception("后台清扫的一步没有完成：%s", chore.__qualname__)


def write_notes() -> None:
    """Some of the day's mails, once their hour has come."""
    if is_time():
        send_due()


def drop_old_jobs() -> int:
    """Forget the jobs that are over: our own rows tell what became of them. How many."""
    before = timezone.now() - KEPT
    over = Q(finished_at__lt=before) | Q(status="RUNNING", started_at__lt=before)
    return int(DBTaskResult.objects.filter(over).delete()[0])
