"""What was approved is shown as it was approved, whatever master data says by now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency
from indicators.models import Revision
from indicators.revisions import freeze
from tests.conftest import People
from tests.tables import make_table


@pytest.mark.parametrize(("status", "frozen"), [("approved", True), ("published", True), ("draft", False)])
def test_an_agency_that_is_renamed(
    people: People, client_of: Callable[[User], Client], status: str, frozen: bool
) -> None:
    agency = people.agencies["667201"]
    table = make_table(agency)
    table.in_force, table.status = freeze(table, people.officer), status
    table.save()
    Agency.objects.filter(pk=agency.pk).update(name="改名后的中心")
    response = client_of(people.officer).get(f"/tables/{table.pk}/")
    name = Revision.objects.get().content.agency_name
    assert (response.context["paper"].content.agency_name == name) is frozen
    assert (response.context["paper"].content.agency_name == "改名后的中心") is not frozen
