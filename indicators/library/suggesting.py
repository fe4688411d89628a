"""What the editor offers while a 三级 is typed, and in its picker: ten at most, standard ones first."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from budget.access import EDITORS, sees_everything
from indicators.library.finding import Shown, Wanted, counted, matching, own_groups, own_rows, with_entries
from indicators.models import GoalTable
from indicators.occurrence import FEW
from indicators.search.listed import visible_lines

MOST = 10
LONGEST = 60  # letters of a question; more is a sentence that somebody pasted


def suggestions(user: Any, wanted: Wanted) -> list[dict[str, Any]]:
    """What fits, as the editor gets it: what is common first, then what only stands in the user's own tables."""
    fitting = matching(counted(user), wanted, in_description=False).order_by("-standard", "-count", "id")
    # First the keys, which the index tells with all that is asked: the rows themselves are wide.
    seen = list(fitting.filter(pk__in=list(fitting.values_list("pk", flat=True)[:MOST])))
    if len(seen) < MOST and not sees_everything(user):
        tables = _own_tables(user)
        known = {row.key for row in seen}
        keys = own_rows(tables, wanted).order_by("-times", "library_key").values_list("library_key", flat=True)
        mine = [key for key in keys[: 2 * MOST] if key not in known][: MOST - len(seen)]
        seen += own_groups(tables, mine) if mine else []
    return [_as_json(shown) for shown in with_entries(seen)]


def _own_tables(user: Any) -> QuerySet[GoalTable]:
    """The tables that the user fills in; by keys where they are few, or PostgreSQL goes through all indicators."""
    lines: Any = visible_lines(user, *EDITORS)
    keys = list(lines.values_list("pk", flat=True)[: FEW + 1])
    return GoalTable.objects.filter(pk__in=keys if len(keys) <= FEW else lines.values("pk"))


def _as_json(shown: Shown) -> dict[str, Any]:
    return {
        "name": shown.name,
        "level1": shown.level1,
        "level2": shown.level2,
        "description": shown.description,
        "target": shown.target,
        "count": shown.seen.count,
        "standard": shown.seen.standard,
    }
