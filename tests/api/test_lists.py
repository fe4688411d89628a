"""Lists in the interface: pages without gaps and doubles, cursors that can't be made up, filters as on the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pydantic import ValidationError

from api import shapes
from api.queries import TableFilters
from budget.models import Agency
from figures.lists.forms import IndicatorFilter
from indicators.checks import CHECKS
from indicators.filters import TableFilter
from indicators.levels import levels
from indicators.models import Category, GoalTable, Indicator, TableFinding, TableLine
from indicators.search import walking
from tests.api.conftest import ApiOf
from tests.api.held import held, problem
from tests.api.world import World, world  # noqa: F401
from tests.conftest import People
from tests.tables import make_table


@pytest.fixture
def finance(people: People, api_of: ApiOf) -> Client:
    return api_of(people.finance)


def pages(client: Client, address: str) -> Iterator[list[dict[str, Any]]]:
    while address:
        found = client.get(address).json()
        yield found["items"]
        address = found["next"]


def keys(client: Client, address: str) -> list[int]:
    return [item["key"] for items in pages(client, address) for item in items]


@pytest.fixture
def tables(people: People) -> list[GoalTable]:
    """Of three agencies and two years, in several states, with findings."""
    made = []
    for number in range(7):
        agency = people.agencies[("667201", "319101", "319202")[number % 3]]
        status = ("draft", "approved")[number % 2]
        made.append(make_table(agency, name=f"项目{number}", year=2024 + number % 2, status=status, number=number))
    for table in made[:4]:
        for code, severity in (("generic-name", "info"), ("vague-target", "warn")):
            TableFinding.objects.create(table=table, code=code, severity=severity, message=code)
    return made


@pytest.mark.parametrize("which", ["tables", "indicators", "findings", "projects", "agencies"])
def test_all_pages_together_are_the_list(which: str, tables: list[GoalTable], finance: Client) -> None:
    whole = keys(finance, f"/api/{which}/?size=200")
    assert len(whole) == {"tables": 7, "indicators": 28, "findings": 8, "projects": 7, "agencies": 5}[which]
    assert len(set(whole)) == len(whole)
    for size in (1, 2, 3, 7, 8, 100):
        leafed = list(pages(finance, f"/api/{which}/?size={size}"))
        assert [item["key"] for items in leafed for item in items] == whole
        assert all(len(items) == size for items in leafed[:-1])
        assert 0 < len(leafed[-1]) <= size


def test_what_comes_and_goes_meanwhile_shifts_nothing(people: People, tables: list[GoalTable], finance: Client) -> None:
    first = finance.get("/api/tables/?size=3").json()
    GoalTable.objects.filter(pk=tables[0].pk).delete()
    later = make_table(people.agencies["511101"], name="后来的")
    rest = keys(finance, first["next"])
    assert rest == [*(table.pk for table in tables[3:]), later.pk]


def test_rows_of_a_table_that_loses_some_between_two_pages(tables: list[GoalTable], finance: Client) -> None:
    first = finance.get("/api/indicators/?size=2").json()
    tables[0].indicators.filter(position__gte=3).delete()
    items = [item for page in pages(finance, first["next"]) for item in page]
    assert [(items[0]["table"], items[0]["position"]), len(items)] == [(tables[1].pk, 1), 24]


def test_tables_that_lose_their_rows_while_a_page_is_read_do_not_end_the_list(
    tables: list[GoalTable], finance: Client
) -> None:
    """The lines were read, the rows not yet: a page that is short for that has pages behind it."""
    emptied = tables[:3]
    Indicator.objects.filter(table__in=emptied).delete()
    TableLine.objects.filter(pk__in=[table.pk for table in emptied]).update(indicators=1)
    assert len(keys(finance, "/api/indicators/?size=1")) == 16


def test_tables_without_rows_are_no_gap(people: People, finance: Client) -> None:
    make_table(people.agencies["667201"], name="甲")
    for number in range(5):
        make_table(people.agencies["667201"], name=f"空{number}", rows=[])
    make_table(people.agencies["667201"], name="乙")
    assert len(keys(finance, "/api/indicators/?size=3")) == 8


def cursor_of(client: Client, address: str) -> str:
    query = parse_qs(urlsplit(client.get(address).json()["next"]).query)
    return query["cursor"][0]


def test_a_cursor_is_only_good_for_its_list_and_filters(tables: list[GoalTable], finance: Client) -> None:
    own = cursor_of(finance, "/api/tables/?size=2&year=2024")
    assert held(finance.get("/api/tables/", {"cursor": own, "year": 2024, "size": 100}), shapes.Tables)["items"]
    problem(finance.get("/api/tables/", {"cursor": own}), 400, "wrong-cursor")
    problem(finance.get("/api/tables/", {"cursor": own, "year": 2025}), 400, "wrong-cursor")
    problem(finance.get("/api/projects/", {"cursor": own, "year": 2024}), 400, "wrong-cursor")


@pytest.mark.parametrize("cursor", ["", "abc", "1", "a:b:c", "中文", "x" * 1000, None])
def test_a_cursor_that_was_made_up(cursor: str | None, finance: Client) -> None:
    if cursor is None:  # well signed, for something else
        cursor = signing.dumps([1, [2]])
    problem(finance.get("/api/tables/", {"cursor": cursor}), 400, "wrong-cursor")


def test_a_cursor_that_was_changed(tables: list[GoalTable], finance: Client) -> None:
    own = cursor_of(finance, "/api/tables/?size=2")
    for place in (0, len(own) // 2, len(own) - 2):
        other = own[:place] + ("A" if own[place] != "A" else "B") + own[place + 1 :]
        problem(finance.get("/api/tables/", {"cursor": other, "size": 2}), 400, "wrong-cursor")


def test_a_cursor_opens_nothing_to_who_sees_less(tables: list[GoalTable], people: People, api_of: ApiOf) -> None:
    address = api_of(people.finance).get("/api/tables/?size=1").json()["next"]
    shown = [item["agency"]["code"] for items in pages(api_of(people.officer), address) for item in items]
    assert set(shown) == {"667201"}


FILTERS = ["year=2024", "status=approved", "findings=any", "findings=none", "findings=warn", "code=generic-name",
           "q=项目3", "q=监管 项目5", "department=319", "region=-", "submitted=no", "adjusting=no",
           "year=2025&status=approved", "amount=no_total", "amount=no_fiscal_funds", "level=产出", "level=产出|数量",
           "level=-", "targets=quantified", "targets=text", "targets=none", "level=产出|数量&targets=text",
           "alike=数量|监管网站数量@个", "alike=x@", "waiting=3", "in_force=yes", "overdue=yes", "submitted=yes",
           "adjusting=yes", "punctual=late"]  # fmt: skip


def test_all_that_can_be_chosen_on_the_page_is_a_parameter(people: People) -> None:
    form = TableFilter(QueryDict(), [2025], [], CHECKS)
    assert set(form.fields) <= set(TableFilters.model_fields)
    given = {"status", "findings", "submitted", "adjusting", "amount", "targets", "waiting", "in_force", "overdue",
             "punctual"}  # fmt: skip
    for name in given:
        values = [value for value, _ in form.fields[name].choices if value]
        for value in values:
            TableFilters(**{name: value})
        with pytest.raises(ValidationError):
            TableFilters(**{name: "x"})


@pytest.mark.parametrize("query", FILTERS)
def test_filters_find_what_the_page_finds(
    query: str, tables: list[GoalTable], people: People, client_of: Any, finance: Client
) -> None:
    page = client_of(people.finance).get(f"/tables/?{'' if 'year=' in query else 'year=&'}{query}")
    shown = {table.pk for table in page.context["page"].object_list}
    assert set(keys(finance, f"/api/tables/?{query}")) == shown
    totals = held(finance.get(f"/api/tables/totals/?{query}"), shapes.TotalsShape)
    assert totals["tables"] == len(shown)
    assert totals["budget_total"] == (f"{200000 * len(shown)}.00" if shown else None)
    if not any(name in query for name in IndicatorFilter.OF_ROWS):
        assert len(keys(finance, f"/api/indicators/?{query}")) == 4 * len(shown)


def test_indicators_are_chosen_one_by_one(tables: list[GoalTable], people: People, finance: Client) -> None:
    make_table(people.agencies["667201"], name="没有指标", rows=[])
    Indicator.objects.filter(position__lte=2).update(kind="number", sign="≥", number=95)
    Indicator.objects.filter(position=1).update(library_key="数量|监管", unit="个")

    def chosen(query: str) -> set[tuple[str, str]]:
        items = [item for found in pages(finance, f"/api/indicators/?size=3&{query}") for item in found]
        return {(item["level2"], item["kind"]) for item in items}

    assert chosen("targets=text") == {("质量指标", "text"), ("社会效益指标", "text")}
    assert chosen("targets=number&status=draft") == {("数量指标", "number"), ("质量指标", "number")}
    assert chosen("targets=date") == set()
    assert len(keys(finance, "/api/indicators/?targets=quantified&year=2025")) == 6
    assert len(keys(finance, f"/api/indicators/?alike={quote('数量|监管@个')}&size=2")) == 7
    Indicator.objects.filter(position=1).update(category=Category.objects.exclude(parent=None)[0])
    level = next(key for key, level in levels().items() if Indicator.objects.filter(category__in=level.nodes - {None}))
    assert chosen(f"level={quote(level)}") == {("数量指标", "number")}
    assert len(keys(finance, "/api/indicators/?level=-&targets=text&size=2")) == 14
    problem(finance.get("/api/indicators/?targets=none"), 400, "unknown-value")
    problem(finance.get("/api/indicators/?level=没有"), 400, "unknown-value")


@pytest.mark.parametrize(("chunks", "effort"), [((3,), 0), ((2, 2), 100), ((100,), 100)])
def test_words_are_looked_for_as_far_as_a_page_needs(
    chunks: tuple[int, ...], effort: int, tables: list[GoalTable], finance: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where that would take long, all texts are asked at once; what is found is the same."""
    monkeypatch.setattr(walking, "CHUNKS", chunks)
    monkeypatch.setattr(walking, "EFFORT", effort)
    assert keys(finance, "/api/tables/?q=项目5") == [tables[5].pk]
    assert keys(finance, "/api/tables/?q=项目&size=2") == [table.pk for table in tables]
    assert len(keys(finance, "/api/indicators/?q=项目&size=3")) == 28
    assert len(keys(finance, "/api/findings/?q=项目&size=3")) == 8


def test_an_agency_is_named_by_its_key(tables: list[GoalTable], people: People, finance: Client) -> None:
    key = people.agencies["319101"].pk
    own = [table.pk for table in tables if table.project.agency_id == key]
    assert keys(finance, f"/api/tables/?agency={key}") == own
    assert len(keys(finance, f"/api/projects/?agency={key}")) == len(own)
    assert keys(finance, "/api/projects/?year=2025&q=项目1") == [tables[1].project_id]


def test_changed_since(tables: list[GoalTable], finance: Client) -> None:
    GoalTable.objects.filter(pk__in=[table.pk for table in tables[:5]]).update(
        changed_at=timezone.now() - timedelta(days=2)
    )
    since = (timezone.now() - timedelta(days=1)).isoformat(timespec="seconds")
    assert set(keys(finance, f"/api/tables/?changed_since={since.replace('+', '%2B')}")) == {
        table.pk for table in tables[5:]
    }
    assert len(keys(finance, "/api/tables/?changed_since=2020-01-01T00:00:00")) == 7


def test_findings_are_chosen_one_by_one(tables: list[GoalTable], world: World, api_of: ApiOf) -> None:  # noqa: F811
    client = api_of(world.people["finance"])

    def codes(query: str) -> list[tuple[str, bool]]:
        items = [item for found in pages(client, f"/api/findings/?size=3&{query}") for item in found]
        return sorted({(item["code"], bool(item["kept"])) for item in items})

    assert codes("findings=warn") == [("vague-target", False)]
    assert codes("findings=kept") == [("vague-target", True)]
    assert codes("code=vague-target") == [("vague-target", False), ("vague-target", True)]
    assert codes("code=vague-target&findings=any") == [("vague-target", False)]
    assert codes("findings=block") == [("unplaced-text", False)]
    assert codes("findings=info&year=2024") == [("generic-name", False)]
    assert codes("findings=any&q=没有这样的项目") == []
    assert codes("status=draft&submitted=no&code=generic-name") == [("generic-name", False)]
    assert codes("in_force=yes&findings=kept") == [("vague-target", True)]
    assert codes("code=-") == []
    TableFinding.objects.create(table=tables[6], code="of-a-reader", severity="info", message="x")
    assert codes("code=-") == [("of-a-reader", False)]
    tables[6].findings.all().delete()
    assert len(keys(client, "/api/findings/?size=2")) == 8 + 3


def test_agencies(people: People, finance: Client) -> None:
    other = Agency.objects.create(region="滨海", code="319101", name="另一个区的单位")
    items = held(finance.get("/api/agencies/"), shapes.Agencies)["items"]
    found = {item["key"]: item for item in items}
    assert found[other.pk]["department"] == "滨海-319"
    assert found[people.agencies["319202"].pk]["parent"] == people.agencies["319"].pk
    assert keys(finance, "/api/agencies/?region=滨海") == [other.pk]
    assert keys(finance, "/api/agencies/?q=另一个 单位") == [other.pk]
    assert keys(finance, "/api/agencies/?q=511101") == [people.agencies["511101"].pk]
    department = [people.agencies[code].pk for code in ("319", "319101", "319202")]
    assert sorted(keys(finance, "/api/agencies/?department=319")) == sorted(department)


def test_the_log(world: World, api_of: ApiOf) -> None:  # noqa: F811
    client = api_of(world.people["finance"])
    rows = held(client.get("/api/events/"), shapes.LoggedEvents)["items"]
    assert [row["action"] for row in rows] == ["approve", "forward", "submit"]
    assert rows[0]["account"] == "finance"
    assert rows[0]["project"]["name"] == world.table.project.name
    with CaptureQueriesContext(connection) as queries:
        leafed = [item["key"] for items in pages(client, "/api/events/?size=1") for item in items]
    # The index leads to each later page: to its events, and to the times that tell where the newest of them end.
    assert sum('"at" <= ' in each["sql"] for each in queries) == 4
    assert leafed == [row["key"] for row in rows]
    assert [row["action"] for row in client.get("/api/events/?who=编制员").json()["items"]] == ["submit"]
    assert len(client.get("/api/events/?action=approve&year=2025").json()["items"]) == 1
    today = timezone.localdate()
    assert len(client.get(f"/api/events/?since={today}&until={today}").json()["items"]) == 3
    assert client.get(f"/api/events/?until={today - timedelta(days=1)}").json()["items"] == []
    own = world.table.project.agency_id
    assert len(client.get(f"/api/events/?agency={own}").json()["items"]) == 3
    problem(client.get("/api/events/?agency=999"), 400, "unknown-value")


WRONG = ["year=2_025", "year=%2B2025", "year=2025.0", "size=%EF%BC%91",
         "amount=x", "level=没有", "level=%00", "level=", "targets=x", "alike=没有单位", "alike=%00@", "waiting=4",
         "in_force=no", "overdue=no",
         "year=abc", "year=1900", "year=99999", "region=没有", "region=", "department=999",
         "department=", "agency=999999", "agency=0",
         "agency=99999999999999999999", "status=x", "status=", "findings=x", "code=x", "size=0", "size=201", "size=a",
         "changed_since=gestern", "changed_since=2025-02-30T00:00:00", "changed_since=0001-01-01T00:00:00",
         f"q={'x' * 101}", "q=%00", "submitted=x"]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_value_that_means_nothing_is_told(query: str, tables: list[GoalTable], finance: Client) -> None:
    told = problem(finance.get(f"/api/tables/?{query}"), 400, "unknown-value")
    assert query.partition("=")[0] in told["detail"]
    assert told["errors"][0]["message"]


@pytest.mark.parametrize("which", ["agencies", "projects", "indicators", "findings"])
def test_a_character_that_no_text_has(which: str, finance: Client) -> None:
    problem(finance.get(f"/api/{which}/?q=%00"), 400, "unknown-value")


@pytest.mark.parametrize(
    "query", ["who=%00", "since=x", "since=2025-13-01", "until=2025-1-1", "action=x", "since=0001-01-01"]
)
def test_a_value_that_means_nothing_to_the_log(query: str, finance: Client) -> None:
    problem(finance.get(f"/api/events/?{query}"), 400, "unknown-value")
