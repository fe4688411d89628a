"""Which tables of a preview are taken: ticked one by one, all at once, or a conflict on purpose, with a reason.

Only tables that wait can be ticked, and a conflict never by ticking alone: it would write over somebody's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from importers.claims import lock_batch
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.staging import TAKEN_BY_ITSELF
from indicators.text import normal_text

SHORTEST_REASON, LONGEST_REASON = 4, 500
_KEY = re.compile("[0-9]{1,18}")  # “²” is a digit too, and a database knows no longer numbers


class NotPossible(Exception):
    """What was asked can't be done; the message says why."""


def waiting(batch: ImportBatch) -> QuerySet[ImportTable]:
    """The tables of a batch that still can be taken or left."""
    ready = ImportTable.objects.filter(file__batch=batch, file__state=ImportFile.State.READY)
    return ready.filter(result=ImportTable.Result.OPEN).exclude(content="")


def choose(rows: QuerySet[ImportTable], wanted: bool) -> int:
    """Tick or untick tables; those that would overwrite somebody's work are not ticked. How many changed."""
    if wanted:
        return rows.filter(state__in=TAKEN_BY_ITSELF, chosen=False).update(chosen=True)
    return rows.filter(chosen=True).update(chosen=False, takeover="")


def choose_shown(batch: ImportBatch, shown: Iterable[str], ticked: Iterable[str]) -> None:
    """What a page of ticks says: those shown and ticked are taken, those shown and not ticked are left."""
    ticked = set(ticked)
    keys = {int(key): key in ticked for key in shown if _KEY.fullmatch(key)}
    rows = waiting(batch)
    choose(rows.filter(pk__in=[key for key, wanted in keys.items() if wanted]), True)
    choose(rows.filter(pk__in=[key for key, wanted in keys.items() if not wanted]), False)


@transaction.atomic
def take_over(batch: ImportBatch, row: ImportTable, reason: str) -> None:
    """Take a conflict on purpose. Another table of the same project in the batch is then not taken."""
    reason = normal_text(reason).strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise NotPossible(f"请写明覆盖的理由（{SHORTEST_REASON} 到 {LONGEST_REASON} 个字）。")
    lock_batch(batch.pk)  # of two who take over each other's twin one is first
    open_rows = waiting(batch).filter(pk=row.pk)
    if not open_rows.filter(takeable=True).update(chosen=True, takeover=reason):
        raise NotPossible("这张表现在不能覆盖：" + (row.reason or "它已经处理过了。"))
    twins = waiting(batch).filter(agency_code=row.agency_code, project_name=row.project_name).exclude(pk=row.pk)
    twins.update(chosen=False, takeover="")
