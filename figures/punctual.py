"""Tables that were handed in late: their first submission that was not taken back came after the day that it was due.

Only of tables that have been submitted: those that were returned since, or never came, are told as what is still late.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from figures.models import TableStay
from figures.selection import Selection
from indicators.models import EDITABLE, Status
from reviews.models import Deadline, Stage

# The reverse of indicators.filters.NOT_SUBMITTED, said without a negation, which would let lines pass that are gone.
SUBMITTED = Q(line__in_force=True) | Q(line__status__in=[each for each in Status if each not in EDITABLE])


def late_submissions(year: int | None = None) -> Any:
    """The stays that ended with such a submission, of all years or of one: one for each of the tables."""
    dues = Deadline.objects.filter(stage=Stage.SUBMIT)
    ends = {each: _end(each) for each in (dues if year is None else dues.filter(year=year))}
    if not ends:
        return TableStay.objects.none()
    of = (Q(year=each.year, agency__region=each.region, until__gte=end) for each, end in ends.items())
    # What ended before the first of them is left out by the index, whatever the regions are.
    draft = TableStay.objects.filter(stage=Status.DRAFT.value, until__gte=min(ends.values()))
    return draft.filter(SUBMITTED, reduce(or_, of))


def _end(deadline: Deadline) -> datetime:
    """The moment after the day until which there is time."""
    return timezone.make_aware(datetime.combine(deadline.due + timedelta(days=1), time.min))


def late_by_agency(selection: Selection) -> dict[int, int]:
    """How many of the selected tables were handed in late, by agency."""
    rows = selection.limit(late_submissions(selection.year)).order_by().values("agency").annotate(number=Count("pk"))
    return {row["agency"]: row["number"] for row in rows}


def only_late(lines: Any, _: str) -> Any:
    """Those of the lines that were handed in late."""
    return lines.filter(pk__in=late_submissions().order_by().values("line"))
