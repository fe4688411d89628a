"""Jobs on the tables, in the words of Django's Tasks API; each carries only the id of its row."""

from __future__ import annotations

from django_tasks import task

from budget.queueing import hand_over
from indicators.library.building import ask_if_stale
from indicators.library.building import carry_on as count_on
from indicators.region_checks import carry_on, left_behind


@task()
def recheck(pk: int) -> None:
    """Carry on with checking a region's tables anew; what is left is another task, so that others get their turn."""
    if carry_on(pk):
        recheck.enqueue(pk)


@task()
def count_library(pk: int) -> None:
    """Carry on with counting the indicator library, in the same way."""
    if count_on(pk):
        count_library.enqueue(pk)


def refresh_library() -> None:
    """Have the library counted anew where that is due; the worker asks now and then."""
    run = ask_if_stale()
    if run:
        hand_over(count_library, [run.pk])


def take_up_rechecks() -> None:
    """Have the runs carried on that have lost their worker, or their job."""
    hand_over(recheck, left_behind())
