"""The progress: by department, what is in force counts, who has not submitted and who has nothing at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Agency
from indicators.models import GoalTable, Status
from reviews.models import Deadline
from tests.conftest import People
from tests.reviews.lists import table_in
from tests.tables import make_table

ClientOf = Callable[[User], Client]


def progress(client: Client, **asked: str) -> Any:
    return client.get("/reviews/progress/", asked).context["progress"]


def test_departments_and_their_states(people: People, client_of: ClientOf) -> None:
    for status in Status.values:
        make_table(people.agencies["319101"], name=status, rows=[], status=status)
    make_table(people.agencies["667201"], rows=[], status="published")
    make_table(people.agencies["667201"], rows=[], year=2024)
    found = progress(client_of(people.finance))
    lines = {department.key: department for department in found.departments}
    assert lines["319"].name == "市政务服务系统主管部门"
    assert [number for _, _, number in lines["319"].line.cells] == [1, 1, 1, 1, 1, 1]
    assert (lines["319"].line.percent, lines["319"].with_tables, len(lines["319"].agencies)) == (33, 1, 3)
    assert lines["667"].line.percent == 100
    assert (found.total.tables, found.total.done, found.total.left) == (7, 3, 2)
    assert [each.agency.code for each in found.unfinished] == ["319101"]
    assert [each.agency.code for each in found.without] == ["319", "319202", "511101"]
    assert progress(client_of(people.finance), year="2024").total.tables == 1


def test_what_is_being_adjusted_is_in_force(people: People, client_of: ClientOf) -> None:
    table = table_in(people, "approved", "甲")
    GoalTable.objects.filter(pk=table.pk).update(status="draft")
    Deadline.objects.create(year=2025, stage="submit", due=timezone.localdate() - timedelta(days=1))
    found = progress(client_of(people.finance))
    assert (found.total.done, found.total.adjusting, found.total.left, found.total.late) == (1, 1, 0, 0)
    assert "其中 1 张调整中" in client_of(people.finance).get("/reviews/progress/").content.decode()


def test_late_ones_are_counted(people: People, client_of: ClientOf) -> None:
    for name in "甲乙":
        make_table(people.agencies["319101"], name=name, rows=[])
    make_table(people.agencies["319101"], name="丙", rows=[], status="forwarded")
    Deadline.objects.create(year=2025, stage="submit", due=timezone.localdate() - timedelta(days=4))
    client = client_of(people.department)
    assert progress(client).total.late == 2
    assert progress(client).unfinished[0].line.late == 2
    assert "已过 4 天" in client.get("/reviews/progress/").content.decode()


def test_one_sees_what_one_reviews(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"], rows=[])
    make_table(people.agencies["319101"], rows=[])
    found = progress(client_of(people.department))
    assert [department.key for department in found.departments] == ["319"]
    assert "667201" not in client_of(people.department).get("/reviews/progress/").content.decode()


def test_links_lead_to_the_filtered_list(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["319101"], rows=[])
    make_table(people.agencies["667201"], rows=[])
    client = client_of(people.finance)
    page = client.get("/reviews/progress/").content.decode()
    address = "/tables/?year=2025&amp;department=319&amp;status=draft"
    assert f'href="{address}">1</a>' in page
    assert client.get(address.replace("&amp;", "&")).context["totals"]["tables"] == 1


def test_nothing_yet(people: People, client_of: ClientOf) -> None:
    assert "还没有绩效目标表" in client_of(people.finance).get("/reviews/progress/").content.decode()


@pytest.mark.once
def test_more_agencies_need_no_more_queries(
    people: People, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client = client_of(people.finance)
    for size in (1, 2):
        for number in range(5):
            agency = Agency.objects.create(code=f"7{size}{number}", name="单位")
            make_table(agency, rows=[])
            make_table(agency, name="乙", rows=[], status="approved")
        with django_assert_num_queries(9):
            client.get("/reviews/progress/")
