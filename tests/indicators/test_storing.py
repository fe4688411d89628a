"""indicators/storing.py and matching.py: contents in and out of the database, names of levels to the framework."""

from dataclasses import replace as changed
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings

from budget.models import Agency, Project
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding, Place
from indicators.matching import best_tree, trees
from indicators.models import Cause, GoalTable, Indicator, TableChange
from indicators.storing import content_of, contents_of, create_tables, digest, replace, same, store_findings
from tests.making.contents import contents

pytestmark = pytest.mark.django_db

ROWS = (
    IndicatorContent("产出指标", "数量指标", "报告数量", "完成的报告", "≥21份", Decimal("12.5")),
    IndicatorContent("效益指标", "社会效益指标", "水平", "", "有效提升"),
)
CONTENT = TableContent(
    "甲项目",
    "667201",
    "网格中心",
    "甲项目绩效目标表",
    3,
    "万元",
    Decimal("2100"),
    Decimal("2100.00"),
    None,
    "用途",
    "目标",
    ROWS,
)


def store(content: TableContent) -> GoalTable:
    agency, _ = Agency.objects.get_or_create(
        code=content.agency_code or "1", defaults={"name": content.agency_name or "局"}
    )
    return create_tables(2025, [(agency, content, Cause())])[0]


def test_what_is_stored_comes_out_again() -> None:
    table = store(CONTENT)
    assert content_of(table) == CONTENT
    assert (table.framework.code, table.status, table.version) == ("2015", "draft", 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(contents())
def test_any_content_comes_out_again(content: TableContent) -> None:
    assume(content.project_name)
    Project.objects.all().delete()
    assert same(content_of(store(content)), content)


def test_the_reading_stands_beside_the_text() -> None:
    row = store(CONTENT).indicators.get(position=1)
    assert (row.target, row.kind, row.sign, row.number, row.unit) == ("≥21份", "number", "≥", 21, "份")
    assert str(row.category) == "产出指标 / 数量指标"


def test_a_number_beyond_all_measure_is_kept_as_text() -> None:
    text = "≥" + "9" * 25 + "个"
    table = store(CONTENT.with_indicators((IndicatorContent("产出指标", "数量指标", "x", "", text),)))
    row = table.indicators.get()
    assert (row.target, row.kind, row.number) == (text, "text", None)


def test_dates_and_odd_characters_come_out_again() -> None:
    odd = "反\\斜\\n杠\n第二行“引号”'单'%s {x}"
    rows = (IndicatorContent("产出指标", "时效指标", odd, odd, "2025年12月底前"),)
    table = store(CONTENT.with_indicators(rows))
    assert content_of(table).indicators == rows
    assert str(table.indicators.get().due) == "2025-12-31"


def test_replacing_keeps_the_table_and_its_project() -> None:
    table = store(CONTENT)
    other = TableContent("甲项目", "667201", "网格中心", budget_total=Decimal(5), goal="新目标", indicators=ROWS[:1])
    replace(table, other, Cause("edited"))
    assert content_of(table) == other
    assert Project.objects.count() == GoalTable.objects.count() == 1


def test_every_writing_is_counted_whoever_holds_the_table() -> None:
    table = store(CONTENT)
    stale = GoalTable.objects.get(pk=table.pk)
    replace(table, changed(CONTENT, goal="一"), Cause())
    replace(stale, changed(CONTENT, goal="二"), Cause())
    assert (table.serial, stale.serial, GoalTable.objects.get(pk=table.pk).serial) == (1, 2, 2)


def test_a_writing_that_goes_on_keeps_what_was_there_before_both() -> None:
    table = store(CONTENT)
    first = replace(table, changed(CONTENT, goal="一"), Cause())
    TableChange.objects.filter(pk=first.pk).update(at=first.at - timedelta(minutes=5))
    first.refresh_from_db()
    earlier = first.at
    again = replace(table, changed(CONTENT, goal="二"), Cause(), goes_on=first)
    assert (again.pk, again.content_before, table.changes.count()) == (first.pk, CONTENT, 2)
    assert again.at > earlier
    assert (content_of(table).goal, table.serial) == ("二", 2)


def test_the_name_of_a_project_goes_along_and_never_gets_lost() -> None:
    table = store(CONTENT)
    replace(table, changed(CONTENT, project_name="乙项目"), Cause())
    assert Project.objects.get().name == "乙项目"
    replace(table, changed(CONTENT, project_name=""), Cause())
    assert Project.objects.get().name == "乙项目"


def test_many_tables_take_few_statements(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    agency = Agency.objects.create(code="667201", name="网格中心")
    many = [TableContent(f"项目{n}", "667201", "网格中心", indicators=ROWS) for n in range(40)]
    with django_assert_max_num_queries(10):
        tables = create_tables(2025, [(agency, content, Cause()) for content in many])
    with django_assert_max_num_queries(2):
        read = contents_of(GoalTable.objects.filter(pk__in=[table.pk for table in tables]))
    assert [read[table.pk] for table in tables] == many


def test_findings_replace_those_that_were_there() -> None:
    table = store(CONTENT)
    store_findings([(table, [Finding("a", "warn", "旧")])])
    store_findings([(table, [Finding("b", "info", "新", Place("x.docx", 2, 3, 1), found="甲")])])
    stored = table.findings.get()
    assert (stored.code, stored.message, stored.place, stored.found) == ("b", "新", "第2个表格第3行第1格", "甲")


def test_digest_tells_contents_apart_but_not_spellings_of_numbers_or_the_agency() -> None:
    weighted = CONTENT.with_indicators((IndicatorContent("a", "b", "c", weight=Decimal("10.0")),))
    assert digest(weighted) == digest(CONTENT.with_indicators((IndicatorContent("a", "b", "c", weight=Decimal(10)),)))
    assert digest(TableContent("甲", agency_name="乙")) == digest(TableContent("甲", agency_name="丙"))
    assert digest(TableContent("甲", goal="一")) != digest(TableContent("甲", goal="二"))


@pytest.mark.parametrize(
    ("level1", "level2", "framework", "found"),
    [
        ("产出指标", "数量指标", "2015", "产出指标 / 数量指标"),
        ("产 出", "数量", "2015", "产出指标 / 数量指标"),
        ("产出指标（50分）", "进度指标", "2015", "产出指标 / 时效指标"),
        ("效益指标", "环境效益指标", "2015", "效益指标 / 生态效益指标"),
        ("效果指标", "可持续发展指标", "2015", "效益指标 / 可持续影响指标"),
        ("满意度指标", "社会公众满意度指标", "2015", "满意度指标 / 服务对象满意度指标"),
        ("产出指标", "成本指标", "2015", "产出指标 / 成本指标"),
        ("产出指标", "成本指标", "2021", None),
        ("成本指标", "经济成本指标", "2021", "成本指标 / 经济成本指标"),
        ("效益指标", "数量指标", "2015", None),
        ("产出指标", "", "2015", "产出指标"),
    ],
)
def test_names_of_levels(level1: str, level2: str, framework: str, found: str | None) -> None:
    tree = next(tree for tree in trees() if tree.framework.code == framework)
    node = tree.find(level1, level2)
    assert (node and str(node)) == found


def test_the_framework_that_knows_most_rows() -> None:
    rows = tuple(IndicatorContent("成本指标", name, "x") for name in ("经济成本指标", "社会成本指标"))
    assert best_tree(TableContent(indicators=rows), trees()).framework.code == "2021"
    assert best_tree(TableContent(), trees()).framework.code == "2015"


def test_unknown_levels_are_kept_as_written() -> None:
    table = store(
        TableContent("乙", "1", "局", indicators=(IndicatorContent("履职效能", "重点工作", "x", target="1个"),))
    )
    row = Indicator.objects.get(table=table)
    assert (row.category, row.level1, row.level2) == (None, "履职效能", "重点工作")
