"""What the tests of the home page share: tables that have been somewhere for some days, and what the page shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Agency
from indicators.models import GoalTable
from tests.tables import make_table

ClientOf = Callable[[User], Client]


def table(agency: Agency, status: str, days: int = 0, name: str = "", **values: Any) -> GoalTable:
    """A table that has been in a state for some days."""
    made = make_table(agency, name=name or f"{status}{days}", status=status, rows=[], **values)
    GoalTable.objects.filter(pk=made.pk).update(changed_at=timezone.now() - timedelta(days=days))
    return made


def shown(client: Client, **asked: str) -> Any:
    response = client.get("/", asked)
    assert response.status_code == 200
    return response.context


def names(client: Client, **asked: str) -> list[str]:
    return [each.project.name for each in shown(client, **asked)["tables"]]


def text(client: Client, **asked: str) -> str:
    return client.get("/", asked).content.decode()
