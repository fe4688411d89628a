"""judge: the checks on contents on their way into the database, each beside its agency's others of the year."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from budget.models import Agency
from indicators.checks import VERSION
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding
from indicators.judging import judge
from indicators.models import Category
from indicators.storing import store_findings
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.django_db
COPIED = "duplicate-row-other-table"
LARGE = (*ROWS, ("效益指标", "社会效益指标", "受益人数", "≥300人", ""))


def content(name: str, rows: Sequence[tuple[str, ...]] = LARGE, code: str = "511101", **values: Any) -> TableContent:
    laid = tuple(IndicatorContent(*row[:3], target=row[3], description=row[4]) for row in rows)
    values = {
        "agency_name": "某局",
        "budget_total": Decimal(200000),
        "purpose": "用于监管",
        "goal": "净化网络",
    } | values
    return TableContent(name, code, indicators=laid, **values)


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="511101", name="某局")


def codes(found: list[list[Finding]]) -> list[set[str]]:
    return [{one.code for one in findings} for findings in found]


def test_each_content_gets_its_findings_in_order(agency: Agency) -> None:
    capped = content("网站", [*LARGE, ("满意度指标", "满意度指标", "网民满意度", "≤90%", "")])
    first, second = judge("", 2025, [content("监管", LARGE[:1]), capped])
    assert "level-missing" in {one.code for one in first}
    assert [one.level3 for one in second if one.code == "quantity-capped"] == ["网民满意度"]
    assert judge("", 2025, []) == []


def test_given_contents_are_siblings_of_each_other() -> None:
    found = codes(judge("", 2025, [content("甲"), content("乙"), content("丙", code="319202")]))
    assert [COPIED in each for each in found] == [True, True, False]


def test_without_a_code_the_name_of_the_agency_counts(agency: Agency) -> None:
    make_table(agency, "旧项目", rows=LARGE)
    nameless = content("甲", code="")
    assert COPIED in codes(judge("", 2025, [nameless]))[0]
    assert COPIED not in codes(judge("", 2025, [content("甲", code="", agency_name="别的局")]))[0]
    Agency.objects.create(code="511102", name="某局")  # now nobody knows which of the two is meant
    assert COPIED not in codes(judge("", 2025, [nameless]))[0]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({}, True),
        ({"year": 2024}, False),
        ({"name": "甲"}, False),  # it is replaced by the given one
    ],
)
def test_stored_tables_of_the_agency_and_year_are_siblings(agency: Agency, stored: dict[str, Any], told: bool) -> None:
    make_table(agency, **{"name": "旧项目", "rows": LARGE} | stored)
    assert (COPIED in codes(judge("", 2025, [content("甲")]))[0]) is told


def test_agencies_of_another_region_are_strangers(agency: Agency) -> None:
    make_table(agency, "旧项目", rows=LARGE)
    assert COPIED not in codes(judge("滨海", 2025, [content("甲")]))[0]


def test_the_names_of_the_stored_agency_count_for_satisfaction(agency: Agency) -> None:
    row = ("满意度指标", "服务对象满意度指标", "热线服务中心满意度", "≥90%", "")
    asked = content("甲", [*LARGE, row])
    assert "satisfaction-of-self" not in codes(judge("", 2025, [asked]))[0]
    Agency.objects.filter(pk=agency.pk).update(name="某局（市热线服务中心）")
    assert "satisfaction-of-self" in codes(judge("", 2025, [asked]))[0]


def missing(rows: Sequence[tuple[str, ...]]) -> set[str]:
    (found,) = judge("", 2025, [content("甲", rows)])
    return {one.expected for one in found if one.code == "level-missing" and one.severity == "block"}


def test_the_framework_says_which_levels_are_required() -> None:
    old = [row for row in LARGE if row[1] != "质量指标"]
    new = [*LARGE, ("成本指标", "经济成本指标", "监管费", "≤20万元", "")]
    assert (missing(old), missing(new)) == ({"质量指标"}, set())
    Category.objects.filter(framework__code="2015", name="质量指标").update(required=False)
    Category.objects.filter(framework__code="2021", name="时效指标").update(required=True)
    assert (missing(old), missing(new)) == (set(), {"时效指标"})


def test_where_no_level_is_marked_quantity_and_quality_are_required() -> None:
    Category.objects.update(required=False)
    assert missing([row for row in LARGE if row[1] != "质量指标"]) == {"质量指标"}


@pytest.mark.once
def test_any_number_of_contents_takes_the_same_queries(django_assert_max_num_queries: Any) -> None:
    made = []
    for number in range(30):
        agency = Agency.objects.create(code=f"5111{number:02}", name=f"局{number}")
        make_table(agency, "旧项目")
        made += [content("旧项目", code=agency.code), content("新项目", code=agency.code)]
    with django_assert_max_num_queries(8):
        assert len(judge("", 2025, made)) == 60
    Agency.objects.update(region="滨海")
    with django_assert_max_num_queries(8):
        judge("滨海", 2025, [each for each in made if each.project_name == "新项目"])


def test_findings_of_checks_are_stored_with_the_version_of_the_set(agency: Agency) -> None:
    table = make_table(agency)
    store_findings([(table, [Finding("unplaced-text", "info", "读"), Finding("generic-name", "info", "查")])])
    assert list(table.findings.values_list("code", "version")) == [("unplaced-text", 0), ("generic-name", VERSION)]
