"""Jobs on the tables, in the words of Django's Tasks API; each carries only the id of its row."""

from __future__ import annotations

from django_tasks import task

from indicators.region_checks import carry_on


@task()
def recheck(pk: int) -> None:
    """Carry on with checking a region's tables anew; what is left is another task, so that others get their turn."""
    if carry_on(pk):
        recheck.enqueue(pk)
