"""The page of all checks tells the figures of very many tables from the facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency
from figures import freshness
from figures.facts import count_facts
from indicators import occurrence
from indicators.models import KeptWarning, TableFinding
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]


def _shown(client: Client) -> dict[str, Any]:
    sides = client.get("/checks/").context["sides"]
    return {each.check.code: each.figures for _, _, shown in sides for each in shown if any(each.figures)}


def test_they_are_those_of_the_findings(
    people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """Open and kept ones, of other years, regions and agencies; also just after an edit."""
    Agency.objects.filter(code="511101").update(region="滨海")
    codes = ("319101", "319101", "319202", "667201", "511101")
    tables = [make_table(people.agencies[code], f"项目{place}") for place, code in enumerate(codes)]
    for table in (*tables, make_table(people.agencies["319101"], year=2024)):
        for _ in range(2):
            table.findings.create(code="generic-name", severity="info", message="m", version=1)
    kept = KeptWarning.objects.create(table=tables[0], code="generic-name", reason="如此", by=people.officer)
    first = tables[0].findings.filter(code="generic-name").first()
    TableFinding.objects.filter(pk=first.pk).update(kept=kept)
    clients = [client_of(user) for user in (people.finance, people.department, people.officer, people.stranger)]
    counted = [_shown(client) for client in clients]
    assert counted[0]["generic-name"] == (7, 4, 1)
    assert counted[1]["generic-name"] == (5, 3, 1)
    monkeypatch.setattr(occurrence, "FEW", 0)
    assert [_shown(client) for client in clients] == counted
    tables[1].findings.all().delete()
    assert _shown(clients[0])["generic-name"] == (5, 3, 1)
    with django_assert_max_num_queries(15):
        clients[0].get("/checks/")


def test_they_say_when_they_are_not_of_this_moment(
    people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(occurrence, "FEW", 0)
    table = make_table(people.agencies["319101"])
    count_facts(60)
    client = client_of(people.finance)
    assert "正在重新统计" not in client.get("/checks/").content.decode()
    monkeypatch.setattr(freshness, "MOST", 0)
    table.findings.create(code="generic-name", severity="info", message="m", version=1)
    assert "还有 1 个单位正在重新统计" in client.get("/checks/").content.decode()
