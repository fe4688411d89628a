"""manage.py check_tables: documents and the database, JSON and text, exit codes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from budget.models import Agency
from indicators.content import TableContent
from indicators.models import TableFinding
from perfgoals.management.commands.check_tables import suggested_year
from tests.conftest import sample
from tests.tables import ROWS, make_table

KEYS = {"number", "code", "severity", "side", "level3", "field", "message", "found", "expected"}
CAPPED = (*ROWS, ("满意度指标", "满意度指标", "网民满意度", "≤90%", ""))


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("check_tables", *arguments, stdout=out, stderr=errors)
    except SystemExit as end:
        return int(str(end.code or 0)), out.getvalue(), errors.getvalue()
    return 0, out.getvalue(), errors.getvalue()


def test_a_document_as_json() -> None:
    code, out, _ = run("--json", str(sample("txt/003_5eb047f7ee00f1fd.txt")))
    found = json.loads(out)
    assert code == 0
    assert all(set(one) == KEYS | {"file"} for one in found)
    (gap,) = (one for one in found if one["code"] == "cost-budget-gap")
    assert (gap["number"], gap["severity"], gap["side"], gap["level3"], gap["field"]) == (
        2,
        "warn",
        "适当性",
        None,
        None,
    )
    assert gap["file"].endswith("003_5eb047f7ee00f1fd.txt")


def test_something_that_blocks_ends_with_1() -> None:
    code, out, _ = run(str(sample("txt/000_1dad36595ccdad87.txt")))
    assert code == 1
    assert "须改正 模板文字未替换：" in out
    assert out.rstrip().splitlines()[-1].startswith("须改正 1，")


def test_the_year_is_suggested_or_said() -> None:
    path = str(sample("txt/001_0faf11e97eeaa330.txt"))
    years = [
        {one["expected"] for one in json.loads(run("--json", *arguments, path)[1]) if one["code"] == "year-mismatch"}
        for arguments in ([], ["--year", "2026"])
    ]
    assert years == [{"2025年"}, {"2026年"}]
    assert suggested_year([TableContent(project_name="图书采购")]) is None
    assert suggested_year([TableContent(project_name="2027图书采购", goal="到2030年建成书香之城")]) == 2030
    assert suggested_year([TableContent(title="2027年图书采购绩效目标表", project_name="2027图书采购")]) == 2027


def test_one_agency_of_a_document() -> None:
    found = json.loads(run("--json", "--agency", "319202", str(sample("txt/001_0faf11e97eeaa330.txt")))[1])
    assert {one["number"] for one in found} <= set(range(9, 15))
    assert found


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    code, out, errors = run("--json", str(tmp_path / "没有.docx"))
    assert (code, json.loads(out)) == (1, [])
    assert "不存在" in errors


@pytest.mark.parametrize("year", ["25", "2225"])
def test_a_year_that_is_none(year: str) -> None:
    with pytest.raises(CommandError, match="不合理"):
        run("--year", year)


@pytest.mark.django_db
def test_the_database() -> None:
    one, other = (Agency.objects.create(code=code, name="某单位") for code in ("511101", "319202"))
    capped = make_table(one, "网站", rows=CAPPED)
    make_table(one, "监管", year=2024)
    make_table(other, "热线")
    code, out, _ = run("--json", "--year", "2025", "--agency", "511101")
    found = json.loads(out)
    assert code == 0
    assert {one["table"] for one in found} == {capped.pk}
    assert [one["level3"] for one in found if one["code"] == "quantity-capped"] == ["网民满意度"]


@pytest.mark.django_db
def test_siblings_are_of_the_same_agency_and_year() -> None:
    one = Agency.objects.create(code="511101", name="某单位")
    for name, year in (("网站", 2025), ("监管", 2025), ("旧网站", 2024)):
        make_table(one, name, year=year)
    make_table(Agency.objects.create(code="511101", region="滨海", name="别的区的单位"), "别处")
    found = json.loads(run("--json")[1])
    assert len([one for one in found if one["code"] == "duplicate-row-other-table"]) == 2


@pytest.mark.django_db
def test_an_empty_database() -> None:
    assert run() == (0, "须改正 0，需说明 0，提示 0\n", "")


@pytest.mark.django_db
def test_stored_findings_are_made_anew() -> None:
    agencies = [Agency.objects.create(code=code, name="某单位") for code in ("511101", "319202")]
    for agency, year in ((agencies[0], 2025), (agencies[0], 2024), (agencies[1], 2025)):
        make_table(agency, year=year, rows=CAPPED)
    code, out, errors = run("--recompute", "--year", "2025", "--agency", "511101")
    stored = TableFinding.objects.count()
    assert (code, out, errors) == (0, f"检查了 1 张表，1 张表的疑点有变化：新增 {stored} 条，去掉 0 条。\n", "")
    assert run("--recompute")[1].startswith("检查了 3 张表，2 张表的疑点有变化")
    assert run("--recompute")[1] == "检查了 3 张表，0 张表的疑点有变化：新增 0 条，去掉 0 条。\n"
    listed = json.loads(run("--json")[1])
    assert sorted((one["table"], one["message"]) for one in listed) == sorted(
        TableFinding.objects.values_list("table", "message")
    )


def test_files_are_not_recomputed(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不能同时给出文件"):
        run("--recompute", str(tmp_path))
