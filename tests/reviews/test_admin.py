"""The admin pages of the review show and change nothing, whoever asks."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from reviews.models import Deadline, ReviewEvent, ReviewRules
from tests.conftest import People
from tests.reviews.lists import table_in

ClientOf = Callable[[User], Client]


@pytest.fixture
def root(people: People, client_of: ClientOf) -> Client:
    return client_of(User.objects.create_superuser("root", password="x"))


def test_nothing_of_the_log_can_be_changed(people: People, root: Client) -> None:
    table_in(people, "returned", "甲")
    event = ReviewEvent.objects.get(action="return")
    page = f"/admin/reviews/reviewevent/{event.pk}"
    assert root.get("/admin/reviews/reviewevent/").status_code == 200
    assert 'name="_save"' not in root.get(f"{page}/change/").content.decode()
    assert root.post(f"{page}/change/", {"comment": "同意"}).status_code == 403
    assert root.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert root.get("/admin/reviews/reviewevent/add/").status_code == 403
    assert ReviewEvent.objects.get(action="return").digest == event.digest


@pytest.mark.parametrize("name", ["deadline", "reviewrules"])
def test_rules_and_deadlines_show_their_history_and_go_back_to_none(root: Client, name: str) -> None:
    """An earlier state would pass by what their own page checks."""
    deadline = Deadline.objects.create(year=2025, stage="submit", due=date(2025, 1, 8))
    rules = ReviewRules.objects.create()
    row = {"deadline": deadline, "reviewrules": rules}[name]
    row.save()
    page = f"/admin/reviews/{name}/{row.pk}/history/"
    assert root.get(page).status_code == 200
    first = type(row).history.last()
    assert root.get(f"{page}{first.pk}/").status_code == 200
    assert root.post(f"{page}{first.pk}/", {"year": "2024"}).status_code == 403
    assert type(row).history.count() == 2
