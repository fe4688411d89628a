"""Checking all tables of a region anew, in the background: asked for, done in steps, told.

The row `Recheck` is the truth. Each step is one transaction that keeps how far it has come, so a worker may die at any
moment, and a run that is carried on twice does no harm.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from indicators.models import GoalTable, Recheck
from indicators.rechecking import BATCH, Group, batches, groups_of, recompute_groups

SILENT = timedelta(minutes=5)  # a run without a step for so long has lost its worker
STEPS = 10  # in one task; then others may have their turn


def ask(region: str, by: Any) -> tuple[Recheck, bool]:
    """The region's run, and whether a task must be started for it: not while one is at work."""
    run, is_new = Recheck.objects.get_or_create(region=region, done_at=None, defaults={"by": by})
    return run, is_new or timezone.now() - run.moved_at > SILENT


def left_behind() -> list[int]:
    """The runs that nobody carries on any more; they are counted as moved now, so that each is taken up once."""
    silent = Recheck.objects.filter(done_at=None, moved_at__lt=timezone.now() - SILENT)
    keys = list(silent.values_list("pk", flat=True))
    silent.update(moved_at=timezone.now())
    return keys


def carry_on(pk: int) -> bool:
    """Some steps of a run; whether more is left to do."""
    return all(_step(pk) for _ in range(STEPS))


@transaction.atomic
def _step(pk: int) -> bool:
    """One batch; False when the run is done."""
    run = Recheck.objects.select_for_update().filter(pk=pk, done_at=None).first()
    if run is None:
        return False
    batch = _next_batch(run)
    if not batch:
        run.done_at = timezone.now()
    else:
        counts = recompute_groups(batch)
        run.year, run.agency = batch[-1].year, batch[-1].agency
        run.tables += counts.tables
        run.changed += counts.changed
    run.save()
    return bool(batch)


def _next_batch(run: Recheck) -> list[Group]:
    """The groups of tables that come next, by year and agency."""
    later = Q(project__year__gt=run.year) | Q(project__year=run.year, project__agency__gt=run.agency)
    tables = GoalTable.objects.filter(later, project__agency__region=run.region)
    return next(batches(groups_of(tables, limit=BATCH)), [])
