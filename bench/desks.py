"""python -m bench.desks OFFICERS: who of the province's officers sits at which tables, as JSON; each is signed in.

An agency has one, two or three officers. Each has tables of her own; where there are more of them, some tables are
shared by all. Signing in costs a password's digest on purpose and is not what bench/load.py measures, so the sessions
are made here.
"""

from __future__ import annotations

import json
import sys
from itertools import cycle
from typing import Any

import django
from django.db.models import Max

OWN, SHARED = 3, 2  # tables of each officer, and of all officers of an agency
MORE = (2, 1)  # officers that are added to an agency, one agency after the other, until there are enough
YEAR = 2025
Desk = dict[str, Any]


def settle(officers: int) -> list[Desk]:
    """The desks of so many officers; agencies get more of them where the province has fewer."""
    from budget.models import Agency, Membership, Role
    from indicators.models import GoalTable, TableChange
    from indicators.rechecking import recompute

    held = Membership.objects.filter(role=Role.OFFICER).order_by("agency").select_related("user")
    by_agency = {each.agency_id: [each.user] for each in held[:officers] if each.agency_id}
    missing = officers - len(by_agency)
    for agency, number in zip(cycle(sorted(by_agency)), cycle(MORE), strict=False):
        if missing <= 0:
            break
        by_agency[agency] += [_one_more(Agency(pk=agency), missing - each) for each in range(min(number, missing))]
        missing -= number
    recompute(GoalTable.objects.filter(project__year=YEAR))  # what the province is filled with is invented
    since = TableChange.objects.aggregate(last=Max("pk"))["last"] or 0
    return [desk | {"since": since} for agency, users in by_agency.items() for desk in _desks(agency, users)]


def _one_more(agency: Any, number: int) -> Any:
    from accounts.models import User
    from budget.models import Membership, Role

    user = User.objects.create(username=f"officer-more-{number}", name=f"增补编制员{number}", password="!")
    Membership.objects.create(user=user, role=Role.OFFICER, agency=agency)
    return user


def _desks(agency: int, users: list[Any]) -> list[Desk]:
    from indicators.models import EDITABLE, GoalTable

    free = GoalTable.objects.filter(project__agency=agency, project__year=YEAR, status__in=EDITABLE).order_by("pk")
    tables = list(free.values_list("pk", "serial")[: SHARED + OWN * len(users)])
    shared = tables[:SHARED] if len(users) > 1 else []
    desks = []
    for row, user in enumerate(users):
        own = tables[SHARED + OWN * row : SHARED + OWN * (row + 1)]
        assert own, "more tables are needed for so many officers"
        desks.append(
            {"user": user.pk, "row": row, "session": _session(user), "agency": agency,
             "own": [key for key, _ in own], "shared": [key for key, _ in shared], "serials": dict(own + shared)}
        )  # fmt: skip
    return desks


def _session(user: Any) -> str:
    """The key of a session as signing in leaves it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(settle(int(sys.argv[1]))))
