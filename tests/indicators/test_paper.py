"""A table as on paper: every text, every change and every finding stands at its place."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import given

from indicators.content import IndicatorContent, TableContent
from indicators.paper import Cell, Paper, paper_of
from tests.indicators.test_compare import two_contents
from tests.making.contents import contents

ROW_TEXTS = ("level3", "description", "target")
ONE = IndicatorContent("产出指标", "数量指标", "网站数量", "监管的网站", "≥100个")
TWO = IndicatorContent("产出指标", "质量指标", "合格率", "合格的比例", "≥95%")
THREE = IndicatorContent("效益指标", "社会效益指标", "网络空间", "净化的程度", "有效净化")
BASE = TableContent(
    project_name="网站监管",
    title="网站监管绩效目标表",
    budget_total=Decimal(560000),
    goal="监管网站",
    indicators=(ONE, TWO),
)


def finding(message: str, severity: str = "warn", reason: str = "", **values: str) -> Any:
    texts = {"code": "x", "found": "", "expected": "", "field": "", "level3": ""} | values
    kept = SimpleNamespace(reason=reason) if reason else None
    return SimpleNamespace(message=message, severity=severity, kept=kept, **texts)


def side(cell: Cell, gone: str) -> str:
    """The text of a cell without what came, or without what went."""
    return "".join(text for kind, text in cell.pieces if kind != gone) if cell.pieces else cell.text


def rows(paper: Paper, gone: str, left_out: str) -> list[list[str]]:
    return [
        [side(cell, gone) for cell in (laid.row.level1, laid.row.level2, *laid.row.cells[:3])]
        for laid in paper.rows
        if laid.row.kind != left_out
    ]


def texts(content: TableContent) -> list[list[str]]:
    return [[row.level1, row.level2, row.level3, row.description, row.target] for row in content.indicators]


@given(contents())
def test_without_a_comparison_it_is_the_content(content: TableContent) -> None:
    paper = paper_of(content, [], "元")
    assert rows(paper, "removed", "removed") == texts(content)
    assert [laid.row.position for laid in paper.rows] == list(range(1, len(content.indicators) + 1))
    assert paper.head["goal"].text == content.goal
    assert paper.head["purpose"].label == "资金用途"  # on a phone it would seem to be the amount above it
    assert not any(cell.pieces for cell in paper.head.values())


@given(two_contents())
def test_both_contents_can_be_read_in_a_comparison(both: tuple[TableContent, TableContent]) -> None:
    """Without what went it is the content as it is, without what came the one before, though rows that moved stand
    where they are now."""
    before, after = both
    paper = paper_of(after, [], "元", before)
    assert rows(paper, "removed", "removed") == texts(after)
    assert sorted(rows(paper, "added", "added")) == sorted(texts(before))
    for name in ("project_name", "purpose", "goal"):
        assert side(paper.head[name], "added") == getattr(before, name)
        assert side(paper.head[name], "removed") == getattr(after, name)


def test_money_in_the_unit_that_is_shown_also_what_it_was() -> None:
    paper = paper_of(replace(BASE, budget_total=Decimal(650000)), [], "万元", BASE)
    assert paper.head["budget_total"].pieces == (("removed", "56.00"), ("added", "65.00"))
    blank = paper_of(replace(BASE, budget_total=None), [], "万元", BASE)
    assert blank.head["budget_total"].pieces == (("removed", "56.00"),)


def test_what_happened_to_rows_is_told_and_removed_ones_keep_their_place() -> None:
    after = replace(BASE, indicators=(THREE, replace(ONE, target="≥200个")))
    paper = paper_of(after, [], "元", replace(BASE, indicators=(ONE, TWO)))
    assert [(laid.row.kind, laid.row.words, laid.row.position) for laid in paper.rows] == [
        ("added", "新增", 1),
        ("changed", "修改", 2),
        ("removed", "删除", 0),
    ]
    assert paper.rows[2].row.cells[0].pieces == (("removed", "合格率"),)
    first_gone = paper_of(replace(BASE, indicators=(TWO,)), [], "元", BASE)
    assert [laid.row.kind for laid in first_gone.rows] == ["removed", ""]


def test_moved_rows_say_from_where() -> None:
    three = replace(BASE, indicators=(ONE, TWO, THREE))
    paper = paper_of(replace(BASE, indicators=(THREE, ONE, TWO)), [], "元", three)
    assert [laid.row.words for laid in paper.rows] == ["移自第 3 行", "", ""]


def test_level_names_that_changed_are_no_part_of_their_neighbours() -> None:
    both = replace(BASE, indicators=(ONE, replace(TWO, level1="效益指标")))
    paper = paper_of(BASE, [], "元", both)
    assert [laid.level1_span for laid in paper.rows] == [1, 1]
    assert paper.rows[1].row.level1.pieces == (("removed", "效益指标"), ("added", "产出指标"))


def test_findings_stand_under_their_cells_the_open_and_worst_first() -> None:
    found = [
        finding("已说明过的", reason="上级规定", level3="合格率", field="target"),
        finding("要说明的", level3="合格率", field="target"),
        finding("要改正的", "block", level3="合格率", field="target"),
        finding("只是提示", "info", level3="合格率", field="target"),
        finding("关于目标", field="goal"),
        finding("没有这一行", level3="别的", field="target"),
        finding("整张表"),
    ]
    paper = paper_of(BASE, found, "元")
    target = paper.rows[1].row.cells[2]
    assert [(note.words, note.reason) for note in target.notes] == [
        ("要改正的", ""), ("要说明的", ""), ("已说明过的", "上级规定")
    ]  # fmt: skip
    assert target.mark == "block"
    assert paper.head["goal"].mark == "warn"
    assert not any(cell.mark for cell in paper.rows[0].row.cells)
    only_kept = paper_of(BASE, found[:1], "元").rows[1].row.cells[2]
    assert (only_kept.mark, only_kept.notes[0].reason) == ("", "上级规定")


def test_weights_are_a_column_where_either_has_some() -> None:
    heavy = replace(BASE, indicators=(replace(ONE, weight=Decimal("10.0000")), TWO))
    assert not paper_of(BASE, [], "元").with_weights
    paper = paper_of(BASE, [], "元", heavy)
    assert paper.with_weights
    assert paper.rows[0].row.cells[3].pieces == (("removed", "10"),)
    assert paper_of(heavy, [], "元").rows[0].row.cells[3].text == "10"


def test_what_is_not_printed_is_told_apart_and_titles_as_a_whole() -> None:
    after = replace(BASE, title="", currency_unit="万元", number=3)
    paper = paper_of(after, [], "元", BASE)
    assert [change.field for change in paper.elsewhere] == ["currency_unit", "number"]
    assert paper.title.text == "网站监管绩效目标表"
    assert paper.title.pieces == ()  # the same words are printed
    named = paper_of(replace(BASE, title="新标题"), [], "元", BASE)
    assert named.title.pieces == (("removed", "网站监管绩效目标表"), ("added", "新标题"))


def test_notes_are_counted_on_their_rows() -> None:
    paper = paper_of(BASE, [], "元", None, {2: 3})
    assert [laid.row.remarks for laid in paper.rows] == [0, 3]
