"""The list of tables: what each role sees, filters, search, order, pages, totals, empty states, bad input."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency
from indicators.lines import ORDERS
from indicators.models import GoalTable, KeptWarning, Status, TableFinding
from indicators.search import walking
from tests.conftest import People
from tests.tables import make_table


@pytest.fixture
def finance(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.finance)


def names(client: Client, **asked: str) -> list[str]:
    response = client.get("/tables/", asked)
    assert response.status_code == 200
    return [table.project.name for table in response.context["page"]]


def text(client: Client, **asked: str) -> str:
    return client.get("/tables/", asked).content.decode()


def found(table: GoalTable, severity: str) -> None:
    TableFinding.objects.create(table=table, code="x", severity=severity, message="m")


def test_each_role_lists_its_own_tables(people: People, client_of: Callable[[User], Client]) -> None:
    for code in ("667201", "319101", "319202", "511101"):
        make_table(people.agencies[code], name=code)
    assert names(client_of(people.officer)) == ["667201"]
    assert names(client_of(people.department)) == ["319101", "319202"]
    assert names(client_of(people.reader)) == ["319202"]
    assert len(names(client_of(people.finance))) == len(names(client_of(people.administrator))) == 4


def test_filters(finance: Client, people: People) -> None:
    first = make_table(people.agencies["667201"], name="甲", status=Status.SUBMITTED)
    second = make_table(people.agencies["319101"], name="乙")
    make_table(people.agencies["319202"], name="丙")
    found(first, "block")
    found(first, "info")
    found(second, "warn")
    agency = str(people.agencies["319101"].pk)
    assert names(finance, agency=agency) == ["乙"]
    assert names(finance, department="319") == ["乙", "丙"]
    assert names(finance, status="submitted") == ["甲"]
    assert names(finance, findings="any") == ["乙", "甲"]
    assert names(finance, findings="block") == ["甲"]
    assert names(finance, findings="warn") == ["乙"]
    assert names(finance, findings="none") == ["丙"]
    assert names(finance, department="319", findings="any") == ["乙"]


def test_tables_are_found_by_a_check(finance: Client, people: People) -> None:
    for name, year, codes in (("甲", 2025, ["generic-name"]), ("乙", 2025, ["generic-name", "level-missing"])):
        for code in codes:
            make = make_table(people.agencies["319101"], f"{name}{code}", year=year).findings.create
            make(code=code, severity="warn", message="m", version=1)
    assert names(finance, code="level-missing") == ["乙level-missing"]
    assert names(finance, code="generic-name") == ["甲generic-name", "乙generic-name"]
    assert names(finance, code="generic-name", q="乙", department="319", findings="warn") == ["乙generic-name"]
    assert names(finance, code="generic-name", findings="block") == []
    page = text(finance, code="generic-name", findings="warn")
    assert '<option value="generic-name" selected>指标名称笼统</option>' in page
    assert '<option value="year-mismatch">' not in page  # it does not occur
    assert "findings=warn&amp;sort=" in page.replace("code=generic-name&amp;", "")
    assert page.count("code=generic-name") >= len(ORDERS) - 1  # the headings keep it


def test_a_check_that_no_longer_fires_is_still_a_choice(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="甲")
    assert names(finance, code="year-mismatch") == []
    assert "已忽略" not in text(finance, code="year-mismatch")
    assert names(finance, code="gone") == ["甲"]


def test_checks_of_other_agencies_are_no_choice(people: People, client_of: Callable[[User], Client]) -> None:
    make_table(people.agencies["667201"])
    make = make_table(people.agencies["511101"]).findings.create
    for code in ("generic-name", "level-missing"):
        make(code=code, severity="warn", message="m", version=1)
    assert "指标名称笼统" not in text(client_of(people.officer))
    assert "指标名称笼统" in text(client_of(people.stranger))


def test_kept_findings_are_not_counted_and_have_a_filter(finance: Client, people: People) -> None:
    table = make_table(people.agencies["667201"], name="甲")
    make_table(people.agencies["667201"], name="乙")
    kept = KeptWarning.objects.create(table=table, code="generic-name", reason="有文件依据")
    table.findings.create(code="generic-name", severity="warn", message="m", version=1, kept=kept)
    assert names(finance, findings="kept") == ["甲"]
    assert names(finance, findings="none") == ["甲", "乙"]
    assert names(finance, findings="any") == names(finance, code="generic-name") == []
    assert 'title="需说明"' not in text(finance)


def test_regions_are_a_choice_where_there_are_several(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="甲")
    assert "全部区划" not in text(finance)
    Agency.objects.filter(code="511101").update(region="滨海")
    make_table(Agency.objects.get(code="511101"), name="乙")
    assert "全部区划" in text(finance)
    assert (names(finance, region="-"), names(finance, region="滨海")) == (["甲"], ["乙"])


def test_departments_of_two_regions_with_equal_digits_are_two(finance: Client, people: People) -> None:
    agency = people.agencies["319101"]
    make_table(agency, name="市")
    agency.pk, agency.region, agency.parent = None, "滨海新区", None
    agency.save()
    make_table(agency, name="区")
    assert names(finance, department="319") == ["市"]
    assert names(finance, department="滨海新区-319") == ["区"]


def test_several_years_show_the_latest_until_another_is_asked_for(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="旧", year=2024)
    assert names(finance) == ["旧"]
    assert '<div class="crumb">2024 年度</div>' in text(finance)
    make_table(people.agencies["667201"], name="新", year=2025)
    assert names(finance) == ["新"]
    assert names(finance, year="2024") == ["旧"]
    assert names(finance, year="") == ["新", "旧"]
    assert 'data-label="年度"' in text(finance, year="")


@pytest.mark.parametrize(
    "words",
    ["甲项目", "网格化", "667201", "专项资金", "目标一", "满意", "≥98%", "满意 667201", "如何计算", "  满意  "],
)
def test_search_looks_into_heads_and_rows(finance: Client, people: People, words: str) -> None:
    rows = [("满意度指标", "服务对象满意度指标", "群众满意度", "≥98%", "如何计算")]
    make_table(people.agencies["667201"], name="甲项目", rows=rows, purpose="专项资金", goal="目标一", title="")
    make_table(people.agencies["319101"], name="乙", rows=[], purpose="", goal="", title="")
    assert names(finance, q=words) == ["甲项目"]


def test_search_needs_every_word_and_takes_signs_as_they_are(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="甲项目")
    for words in ("甲项目 没有的词", "%", "_", "\\", "'", '"><script>'):
        assert names(finance, q=words) == ["甲项目"] * (words == "%")  # "≥95%" has one
    assert "<script>" not in text(finance, q='"><script>alert(1)</script>')


def test_every_order_in_both_directions(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="大", total="300", rows=[])
    small = make_table(people.agencies["319101"], name="小", total="20", status=Status.RETURNED)
    make_table(people.agencies["319202"], name="空", total=None, status=Status.APPROVED)
    found(small, "warn")
    for name in ORDERS:
        assert sorted(names(finance, sort=name)) == sorted(names(finance, sort=f"-{name}")) == ["大", "小", "空"]
    assert names(finance, sort="budget") == ["小", "大", "空"]
    assert names(finance, sort="-budget") == ["大", "小", "空"]
    assert names(finance, sort="indicators")[0] == "大"
    assert names(finance, sort="-findings")[0] == "小"
    assert names(finance, sort="status") == ["大", "空", "小"]
    assert names(finance, sort="agency") == ["小", "空", "大"]
    assert 'aria-sort="descending"' in text(finance, sort="-budget")


def test_a_worse_finding_weighs_more_than_many_lesser_ones(finance: Client, people: People) -> None:
    worst, many = (make_table(people.agencies["667201"], name=name) for name in ("严重", "很多"))
    found(worst, "block")
    for _ in range(5):
        found(many, "info")
        found(many, "warn")
    assert names(finance, sort="-findings") == ["严重", "很多"]
    page = text(finance)
    assert page.count('class="chip block"') == 1
    assert "</span>5</span>" in page


def test_totals_are_of_all_that_was_found_in_both_units(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="甲", total="1000000")
    make_table(people.agencies["667201"], name="乙", total="500.5")
    make_table(people.agencies["319101"], name="丙", total=None)
    page = text(finance)
    assert "共 <b>3</b> 张表" in page
    assert "<b>2</b> 个单位" in page
    assert "预算数 <b>1,000,500.50</b> 元" in page
    assert "预算数 <b>100.05005</b> 万元" in text(finance, unit="万元")
    assert "共 <b>1</b> 张表" in text(finance, q="丙")


def test_pages_keep_the_filters_and_hold_every_table_once(finance: Client, people: People) -> None:
    for number in range(120):
        make_table(people.agencies["667201"], name=f"项目{number:03}", rows=[])
    make_table(people.agencies["319101"], name="other", rows=[])
    asked = {"department": "667", "sort": "project"}
    pages = [names(finance, **asked, page=str(number)) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({name for page in pages for name in page}) == 120
    page = text(finance, **asked)
    assert "department=667&amp;sort=project&amp;page=2" in page
    assert names(finance, **asked, page="99") == pages[2]
    assert names(finance, **asked, page="x") == pages[0]


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "abc"}, {"year": "-1"}, {"agency": "x"}, {"agency": "99999999999999999999"}, {"department": "000"},
        {"status": "gone"}, {"code": "gone"}, {"region": "gone"}, {"findings": "gone"}, {"q": "a\x00b"},
        {"q": "长" * 101},
    ],
)  # fmt: skip
def test_wrong_filters_are_left_out_and_named(finance: Client, people: People, asked: dict[str, str]) -> None:
    make_table(people.agencies["667201"], name="甲")
    assert names(finance, **asked) == ["甲"]
    assert "已忽略这一条件" in text(finance, **asked)


@pytest.mark.parametrize("asked", [{"sort": "password"}, {"sort": "--budget"}, {"unit": "美元"}, {"page": "-3"}])
def test_other_wrong_values_are_as_good_as_none(finance: Client, people: People, asked: dict[str, str]) -> None:
    make_table(people.agencies["667201"], name="甲")
    assert names(finance, **asked) == ["甲"]
    assert "200,000.00" in text(finance, **asked)


def test_another_agency_is_no_choice(people: People, client_of: Callable[[User], Client]) -> None:
    make_table(people.agencies["667201"], name="甲")
    make_table(people.agencies["511101"], name="别人的")
    client = client_of(people.officer)
    assert names(client, agency=str(people.agencies["511101"].pk)) == ["甲"]
    assert "511101" not in text(client)


@pytest.mark.parametrize(
    ("role", "words"),
    [("administrator", 'href="/imports/new/"'), ("officer", "由管理员导入"), ("nobody", "还没有分配单位")],
)
def test_no_tables_at_all_says_what_to_do(
    people: People, client_of: Callable[[User], Client], role: str, words: str
) -> None:
    user = User.objects.create_user("nobody") if role == "nobody" else getattr(people, role)
    page = text(client_of(user))
    assert "还没有绩效目标表" in page
    assert words in page


def test_a_search_that_very_many_tables_pass_is_cut_and_says_so(
    finance: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "甲乙丙":
        make_table(people.agencies["667201"], name=name)
    monkeypatch.setattr(walking, "MOST", 2)
    page = text(finance, q="合格率", sort="project")
    assert len(names(finance, q="合格率")) == 2
    assert "超过 <b>2</b> 张表，只列出前 2 张" in page
    assert "全部（超过 2 张）" in page
    assert "财政资金 <b>" not in page
    assert 'sort=project&amp;whole=1">全部列出并合计</a>' in page
    assert len(names(finance, q="合格率", whole="1")) == 3
    page = text(finance, q="合格率", whole="1")
    assert "共 <b>3</b> 张表" in page
    assert "财政资金 <b>" in page
    assert len(names(finance)) == 3


def test_so_is_a_level_of_indicators_that_very_many_tables_have(
    finance: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "甲乙丙":
        make_table(people.agencies["667201"], name=name)
    assert "共 <b>3</b> 张表" in text(finance, level="-")
    assert "财政资金 <b>" in text(finance, level="-")
    monkeypatch.setattr(walking, "MOST", 2)
    page = text(finance, level="-", sort="-project")
    assert "超过 <b>2</b> 张表，只列出前 2 张" in page
    assert names(finance, level="-", sort="-project") == ["甲", "乙"]
    assert "共 <b>3</b> 张表" in text(finance, level="-", whole="1")
    assert names(finance, level="-", whole="1") == names(finance)


def test_nothing_found_offers_to_clear_the_filters(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"])
    page = text(finance, q="没有的词")
    assert "没有符合条件的表" in page
    assert '<a class="btn btn-primary" href="/tables/">清除全部条件</a>' in page


def test_names_are_shown_as_text(finance: Client, people: People) -> None:
    make_table(people.agencies["667201"], name="<b>项目</b>")
    assert "&lt;b&gt;项目&lt;/b&gt;" in text(finance)


@pytest.mark.parametrize(
    ("asked", "most"), [({}, 9), ({"sort": "-findings", "q": "项目", "department": "667", "findings": "any"}, 12)]
)
@pytest.mark.once
def test_more_tables_need_no_more_queries(
    finance: Client, people: People, django_assert_max_num_queries: Any, asked: dict[str, str], most: int
) -> None:
    for number in range(50):
        if number in (5, 49):
            with django_assert_max_num_queries(most):
                finance.get("/tables/", asked)
        found(make_table(people.agencies["667201"], name=f"项目{number}"), "warn")


def test_the_list_is_only_read(finance: Client) -> None:
    assert finance.post("/tables/").status_code == 405
