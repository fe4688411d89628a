"""What the names in the addresses of bench/addresses.py stand for in one database, as one user sees it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.test import RequestFactory

LAST = "9999"  # a page number behind the last one gives the last one
NINE_TENTHS = 0.9


def filled_in(address: str, username: str) -> str:
    """The address with keys of this database."""
    from accounts.models import User

    user = User.objects.get(username=username)
    if address.endswith("cursor={cursor}"):
        return _late(address.partition("?")[0], user)
    return re.sub(r"\{(\w+)\}", lambda found: quote(str(_key(found[1], user))), address)


def _key(name: str, user: Any) -> Any:
    from budget.models import Agency
    from importers.models import ImportBatch
    from indicators.models import SeenIndicator, TableLine
    from indicators.views import PAGE_SIZE

    if name == "last":
        return LAST
    if name == "middle":
        return TableLine.objects.visible_to(user).filter(year=2025).count() // PAGE_SIZE // 2 + 1
    if name == "behind":
        return f"{_far(TableLine.objects.visible_to(user).order_by('-year', 'region', 'code', 'pk'), 'pk')[0]}-0"
    if name == "agency":
        return Agency.objects.get(region="", code="101002").pk
    if name in ("batch", "ready"):
        wanted = {"batch": "2025年年度批次", "ready": "补报批次"}[name]
        return ImportBatch.objects.get(name=wanted).pk
    if name == "key":
        return SeenIndicator.objects.order_by("-count", "pk")[10].key
    return _table(name, user)


def _table(name: str, user: Any) -> int:
    from indicators.models import GoalTable

    waits = "submitted" if user.username.startswith("dept-") else "forwarded"
    states = {"waiting": waits, "judged": "approved", "own": "draft"}
    tables = GoalTable.objects.visible_to(user)
    found = tables.filter(status=states.get(name, name), project__year=2025).order_by("pk")
    return int(found[found.count() // 2].pk)


def _far(rows: Any, *names: str) -> tuple[Any, ...]:
    """The row nine tenths through."""
    found: tuple[Any, ...] = rows.values_list(*names)[int(rows.count() * NINE_TENTHS)]
    return found


def _late(path: str, user: Any) -> str:
    """The address of a late page of a list of the interface, as the page before it gives it."""
    from api.cursors import page
    from budget.access import visible_agencies
    from budget.models import Project
    from indicators.models import TableLine
    from reviews.log_filter import log_of

    place: list[Any]
    if path == "/api/events/":
        at, key = _far(log_of(user), "at", "pk")
        place = [at.isoformat(), key]
    elif path == "/api/projects/":
        agencies = visible_agencies(user).order_by().values("pk")
        place = [*_far(Project.objects.filter(agency__in=agencies).order_by("pk"), "pk")]
    else:
        place = [*_far(TableLine.objects.visible_to(user).order_by("pk"), "pk")]
        place += [] if path == "/api/tables/" else [0]
    return str(page(RequestFactory().get(path), [], place)["next"])
