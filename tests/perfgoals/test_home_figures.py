"""The home page: the figures of a year, and how far the agencies are."""

from decimal import Decimal

from budget.models import Agency
from indicators.models import Status
from tests.conftest import People
from tests.home_page import ClientOf, names, shown, table, text


def test_figures_of_the_year(people: People, client_of: ClientOf) -> None:
    own, other = people.agencies["667201"], people.agencies["319101"]
    table(own, Status.APPROVED, total="12345678.905")
    table(own, Status.PUBLISHED, total=None)
    table(other, Status.SUBMITTED, total="10000")
    table(other, Status.RETURNED, total="10000")
    table(other, Status.APPROVED, year=2024)
    context = shown(client_of(people.finance))
    year = context["year"]
    assert (year.year, year.tables, year.approved, year.submitted, year.percent) == (2025, 4, 2, 3, 50)
    assert (year.agencies, year.unfinished, year.total) == (2, 1, Decimal("12365678.905"))
    page = text(client_of(people.finance))
    assert "<b>1,236.5678905 <small>万元</small></b><span>2 个单位 · 4 个项目" in page
    assert "<b>1</b><span>个单位尚未报齐" in page


def test_nearly_all_is_not_all(people: People, client_of: ClientOf) -> None:
    for number in range(200):
        table(people.agencies["667201"], Status.APPROVED if number else Status.DRAFT, name=str(number))
    assert shown(client_of(people.finance))["year"].percent == 99


def test_another_year_is_shown_when_asked_for(people: People, client_of: ClientOf) -> None:
    table(people.agencies["667201"], Status.DRAFT, name="新", year=2026)
    table(people.agencies["667201"], Status.DRAFT, name="旧", year=2024)
    client = client_of(people.officer)
    assert names(client) == ["新"]
    assert names(client, year="2024") == ["旧"]
    assert "其他年度还有 1 张" in text(client)
    for wrong in ("2025", "x", "", "99999999999999999999", "\x00"):
        assert names(client, year=wrong) == ["新"]


def test_figures_are_of_visible_tables_only(people: People, client_of: ClientOf) -> None:
    table(people.agencies["667201"], Status.DRAFT)
    table(people.agencies["511101"], Status.APPROVED, name="别人的", year=2026)
    context = shown(client_of(people.officer))
    assert context["years"] == [2025]
    assert [each.code for each in context["progress"]] == ["667201"]
    assert "511101" not in text(client_of(people.officer))


def test_the_agency_that_is_least_far_comes_first(people: People, client_of: ClientOf) -> None:
    states = {"667201": "aad", "319101": "ad", "319202": "dd", "511101": "a"}
    for code, letters in states.items():
        for number, letter in enumerate(letters):
            status = Status.APPROVED if letter == "a" else Status.SUBMITTED
            table(people.agencies[code], status, name=str(number))
    context = shown(client_of(people.finance))
    assert [(each.code, each.done, each.tables) for each in context["progress"]] == [
        ("319202", 0, 2),
        ("319101", 1, 2),
        ("667201", 2, 3),
        ("511101", 1, 1),
    ]
    page = text(client_of(people.finance))
    assert "已批复 / 全部" in page
    assert f"/tables/?year=2025&amp;agency={people.agencies['319202'].pk}" in page


def test_progress_is_what_was_submitted_until_something_is_approved(people: People, client_of: ClientOf) -> None:
    own = people.agencies["667201"]
    for status in (Status.DRAFT, Status.RETURNED, Status.SUBMITTED, Status.FORWARDED):
        table(own, status)
    client = client_of(people.officer)
    assert [(each.done, each.tables) for each in shown(client)["progress"]] == [(2, 4)]
    assert "已报送 / 全部" in text(client)
    table(own, Status.APPROVED)
    assert [(each.done, each.tables) for each in shown(client)["progress"]] == [(1, 5)]


def test_only_the_slowest_agencies_are_shown(people: People, client_of: ClientOf) -> None:
    for number in range(14):
        table(Agency.objects.create(code=f"7{number:05}", name=f"单位{number}"), Status.DRAFT)
    client = client_of(people.finance)
    assert len(shown(client)["progress"]) == 12
    assert "共 14 个单位，这里是进度最慢的 12 个" in text(client)
