"""What the questions of the review form counted at a moment: a score stays when the points are changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from reviews.assessment import points_of
from reviews.models import ReviewRules


def points_by_time(region: str) -> Callable[[datetime], dict[str, int]]:
    """A function that gives the points by question that held in a region at a moment; one query for any number."""
    history: Any = ReviewRules.history.filter(region=region)
    rows = list(history.order_by("-history_date", "-history_id").values_list("history_date", "history_type", "points"))

    def at(moment: datetime) -> dict[str, int]:
        kind, own = next(((kind, own) for since, kind, own in rows if since <= moment), ("-", {}))
        return points_of({} if kind == "-" else own)

    return at
