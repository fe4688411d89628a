"""The list of tables by what its indicators are and how long it waits: naive loops find the same tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from indicators.indicator_filters import alike, since
from indicators.levels import NOWHERE, levels
from indicators.library.alike import key_of
from indicators.models import Category, GoalTable, KeptWarning, TableFinding
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.django_db
WORDED = (("产出指标", "质量指标", "质量", "良好"), ("效益指标", "社会效益指标", "环境", "有效净化"))


@pytest.fixture
def tables(people: People) -> dict[str, GoalTable]:
    """Both kinds of targets, only words, and no rows at all; 2015 nodes where the framework has them."""
    made = {
        "both": make_table(people.agencies["319101"], name="都有"),
        "words": make_table(people.agencies["319202"], name="文字", rows=WORDED),
        "none": make_table(people.agencies["667201"], name="没有", rows=()),
    }
    nodes = {(each.parent.name, each.name): each for each in Category.objects.filter(framework__code="2015", level=2)}
    for table in made.values():
        for row in table.indicators.all():
            row.category = nodes.get((row.level1, row.level2)) if row.name != "环境" else None
            if row.name in ("监管属地网站", "验收合格率"):
                row.kind, row.number, row.unit = "number", 10, "个" if row.position == 1 else "%"
            row.save()
    return made


def _listed(client: Client, **asked: object) -> set[str]:
    """The names on the page, which says as many."""
    page = client.get("/tables/", {"year": "", **asked})
    assert page.context["form"].ignored == []
    names = {table.project.name for table in page.context["page"].object_list}
    assert page.context["totals"]["tables"] == len(names)
    return names


@pytest.fixture
def client(client_of: Callable[[Any], Client], people: People) -> Client:
    return client_of(people.finance)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"targets": "quantified"}, {"都有"}),
        ({"targets": "text"}, {"都有", "文字"}),
        ({"targets": "none"}, {"文字"}),
        ({"level": "产出"}, {"都有", "文字"}),
        ({"level": "产出|数量"}, {"都有"}),
        ({"level": "产出|质量"}, {"都有", "文字"}),
        ({"level": "产出|质量", "targets": "quantified"}, {"都有"}),
        ({"level": "产出|数量", "targets": "text"}, set()),
        ({"level": "产出|质量", "targets": "none"}, {"文字"}),
        ({"level": "产出|"}, set()),
        ({"level": NOWHERE}, {"文字"}),
        ({"alike": alike(key_of("产出指标", "数量指标", "监管属地网站"), "个")}, {"都有"}),
        ({"alike": alike(key_of("产出指标", "数量指标", "监管属地网站"), "%")}, set()),
    ],
)
def test_tables_are_found_by_their_indicators(
    client: Client, tables: dict[str, GoalTable], asked: dict[str, str], names: set[str]
) -> None:
    assert _listed(client, **asked) == names


def test_a_filter_is_shown_and_named_where_it_is_asked_for(client: Client, tables: dict[str, GoalTable]) -> None:
    form = client.get("/tables/?level=产出|数量&alike=数量|培训人数@人").context["form"]
    shown = {field.name for field in form.visible_fields()}
    assert {"level", "alike"} <= shown
    assert not {"targets", "waiting", "in_force"} & shown
    assert dict(form.fields["alike"].choices)["数量|培训人数@人"] == "培训人数（人）"
    assert next(field.name for field in form.visible_fields()) == "q"
    assert client.get("/tables/?level=没有&waiting=4&alike=x").context["form"].ignored == [
        "指标级别", "同类指标", "等待审核",
    ]  # fmt: skip


def test_what_waits_is_found_by_the_calendar(client: Client, tables: dict[str, GoalTable]) -> None:
    now = timezone.now()
    for name, status, days in (("both", "submitted", 7), ("words", "forwarded", 6), ("none", "draft", 30)):
        GoalTable.objects.filter(pk=tables[name].pk).update(status=status, changed_at=now - timedelta(days=days))
    assert _listed(client, waiting=7) == {"都有"}
    assert _listed(client, waiting=3) == {"都有", "文字"}
    assert _listed(client, waiting=3, status="forwarded") == {"文字"}
    assert since(1) <= now < since(0)


def test_what_is_in_force_is_found(client: Client, tables: dict[str, GoalTable], people: People) -> None:
    from indicators.revisions import freeze

    GoalTable.objects.filter(pk=tables["both"].pk).update(in_force=freeze(tables["both"], people.officer))
    assert _listed(client, in_force="yes") == {"都有"}


def test_kept_findings_are_found_by_their_check(client: Client, tables: dict[str, GoalTable]) -> None:
    table, other = tables["both"], tables["words"]
    kept = KeptWarning.objects.create(table=table, code="vague-target", basis="b", reason="有文件为据")
    TableFinding.objects.create(table=table, code="vague-target", severity="warn", message="m", kept=kept)
    TableFinding.objects.create(table=other, code="vague-target", severity="warn", message="m")
    assert _listed(client, code="vague-target") == {"文字"}
    assert _listed(client, code="vague-target", findings="kept") == {"都有"}


def test_every_node_of_the_taxonomy_is_in_one_level_of_each_kind(people: People) -> None:
    found = levels()
    for node in Category.objects.all():
        whole = [key for key, each in found.items() if node.pk in each.nodes and "|" not in key]
        exact = [key for key, each in found.items() if node.pk in each.nodes and "|" in key]
        assert (len(whole), len(exact)) == (1, 1), node
    assert found["产出|数量"].words == "产出指标 / 数量指标"
    assert len(found["产出|数量"].nodes) > 1  # of several frameworks
    assert list(found)[-1] == NOWHERE
