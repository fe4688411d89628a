"""What the review improved: the findings of a table's first submission beside those of what was approved.

Of the version that is in force. They are compared by check: where a table had three findings of one and has one left,
two were removed and none was added, whichever rows they were at: another wording alone is no improvement.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F

from indicators.models import Revision

NAMES = ("first", "removed", "added", "approved", "approved_kept")
Numbers = dict[str, Counter[str]]  # by check: a number for each of NAMES


def compare(first: Iterable[dict[str, Any]], approved: Iterable[dict[str, Any]]) -> Numbers:
    """The findings of two revisions of one table (Revision.findings)."""
    before, left = Counter(each["code"] for each in first), list(approved)
    after, kept = Counter(each["code"] for each in left), Counter(each["code"] for each in left if each.get("kept"))
    values = {"first": before, "removed": before - after, "added": after - before, "approved": after}
    numbers: Numbers = defaultdict(Counter)
    for name, counts in (values | {"approved_kept": kept}).items():
        for code, number in counts.items():
            numbers[code][name] = number
    return numbers


def improvements(year: int, agencies: Collection[int]) -> Iterator[tuple[int, int, Numbers]]:
    """All approved tables of some agencies in a year: agency, table and its numbers; two statements."""
    pairs = _pairs(year, agencies)
    wanted = {key for first, approved, *_ in pairs for key in (first, approved)}
    told = dict(Revision.objects.filter(pk__in=wanted).order_by().values_list("pk", "findings_text"))
    for first, approved, agency, table in pairs:
        yield agency, table, compare(json.loads(told[first]), json.loads(told[approved]))


def _pairs(year: int, agencies: Collection[int]) -> list[tuple[int, int, int, int]]:
    """The first submission, what is in force, the agency and the key, of each table."""
    rows = Revision.objects.filter(
        table__line__year=year, table__line__agency__in=agencies, version=F("table__in_force__version")
    )
    values = ("pk", "table", "table__in_force", "table__line__agency")
    pairs: dict[int, tuple[int, int, int, int]] = {}
    for key, table, approved, agency in rows.order_by("table", "number").values_list(*values):
        pairs.setdefault(table, (key, approved, agency, table))
    return list(pairs.values())
