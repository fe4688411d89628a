"""indicators/compare.py and pairing.py: what differs between two contents, and the laws that a difference keeps."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from indicators.compare import Difference, FieldChange, compare
from indicators.content import IndicatorContent, TableContent
from indicators.pairing import in_place, pair_rows
from indicators.storing import same
from tests.making.contents import contents

Row = IndicatorContent


def row(name: str, target: str = "≥1个", level2: str = "数量指标", **values: str) -> Row:
    return Row("产出指标", level2, name, target=target, **values)


ROWS = tuple(row(name) for name in ("印刷手册", "组织培训", "更新图层", "接听热线"))
TABLE = TableContent(
    "网格图层更新", "667201", "网格中心", "绩效目标表", 3, "元", Decimal(30000), Decimal(30000), None, "更新", "全部",
    ROWS,
)  # fmt: skip


def rows_of(*rows: Row) -> Difference:
    return compare(TABLE, TABLE.with_indicators(rows))


def kinds(difference: Difference) -> list[tuple[str, str, int | None, int | None]]:
    return [(each.kind, each.level3, each.before_position, each.after_position) for each in difference.rows]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("project_name", "图层", ("项目名称", "网格图层更新", "图层")),
        ("budget_total", Decimal("3600000.5"), ("预算数", "30,000.00", "3,600,000.50")),
        ("fiscal_funds", None, ("财政资金", "30,000.00", "")),
        ("other_funds", Decimal("0.125"), ("其他资金", "", "0.125")),
        ("currency_unit", "万元", ("金额单位", "元", "万元")),
        ("purpose", "", ("资金用途", "更新", "")),
        ("goal", "大部", ("绩效目标", "全部", "大部")),
        ("title", "表", ("标题", "绩效目标表", "表")),
        ("number", None, ("序号", "3", "")),
        ("agency_code", "667202", ("单位代码", "667201", "667202")),
    ],
)
def test_every_field_of_the_head(field: str, value: object, expected: tuple[str, str, str]) -> None:
    difference = compare(TABLE, replace(TABLE, **{field: value}))  # type: ignore[arg-type]
    assert difference == Difference((FieldChange(field, *expected),))
    assert difference.summary == expected[0]


def test_equal_amounts_and_the_name_of_the_agency_are_no_change() -> None:
    other = replace(TABLE, budget_total=Decimal("30000.00"), agency_name="滨海新区网格中心")
    difference = compare(TABLE, other)
    assert not difference
    assert difference.summary == "无变化"


def test_a_changed_row_names_its_fields() -> None:
    changed = Row("产出指标", "质量指标", "组织培训", "次数", "≥2次", Decimal("10.00"))
    (change,) = rows_of(ROWS[0], changed, *ROWS[2:]).rows
    assert (change.kind, change.level3, change.moved) == ("changed", "组织培训", False)
    assert [(each.words, each.before, each.after) for each in change.fields] == [
        ("二级指标", "数量指标", "质量指标"),
        ("绩效指标描述", "", "次数"),
        ("指标值", "≥1个", "≥2次"),
        ("权重", "", "10"),
    ]


def test_a_row_inserted_above_moves_no_other() -> None:
    assert kinds(rows_of(row("新的工作", "100%"), *ROWS)) == [("added", "新的工作", None, 1)]


def test_a_row_that_went_stands_where_it_was() -> None:
    changed = rows_of(row("全新", "100%"), ROWS[0], ROWS[2], replace(ROWS[3], target="≥5000次"))
    assert kinds(changed) == [
        ("added", "全新", None, 1),
        ("removed", "组织培训", 2, None),
        ("changed", "接听热线", 4, 4),
    ]


def test_only_the_row_that_went_elsewhere_has_moved() -> None:
    assert kinds(rows_of(*ROWS[1:], ROWS[0])) == [("moved", "印刷手册", 1, 4)]


def test_a_row_that_moved_and_changed_is_one_change() -> None:
    difference = rows_of(*ROWS[1:], replace(ROWS[0], target="≥9个"))
    assert kinds(difference) == [("changed", "印刷手册", 1, 4)]
    assert difference.rows[0].moved
    assert difference.summary == "指标值 1 处，移动 1 条"


def test_a_renamed_row_is_known_by_its_likeness() -> None:
    before = row("单次图层更新服务费", description="每次更新的费用", target="≤15000元")
    after = replace(before, level3="单次图层更新费用")
    other = row("群众满意度", description="抽样调查", target="≥90%")
    difference = compare(TABLE.with_indicators((before, other)), TABLE.with_indicators((other, after)))
    (change,) = [each for each in difference.rows if each.kind == "changed"]
    assert (change.before, change.after, change.level3) == (before, after, "单次图层更新费用")


def test_rows_with_nothing_in_common_are_not_paired() -> None:
    assert {each.kind for each in rows_of(*(row(name, "100%", "质量指标") for name in "甲乙丙丁")).rows} == {
        "added",
        "removed",
    }


def test_the_same_name_under_another_level_is_the_same_row() -> None:
    moved = replace(ROWS[1], level1="效益指标", level2="社会效益指标", target="显著")
    (change,) = rows_of(ROWS[0], moved, *ROWS[2:]).rows
    assert [each.field for each in change.fields] == ["level1", "level2", "target"]


def test_equal_names_go_in_order_and_whole_rows_first() -> None:
    one, two, three = (row("培训", target) for target in ("≥1次", "≥2次", "≥3次"))
    difference = compare(TABLE.with_indicators((one, two)), TABLE.with_indicators((two, three)))
    assert [(each.before, each.after) for each in difference.rows if each.fields] == [(one, three)]


def test_the_summary_counts_fields_and_rows() -> None:
    rows = (row("其他事项", "100%"), replace(ROWS[0], target="≥2个"), replace(ROWS[1], target="≥3个"), ROWS[3])
    other = replace(TABLE, budget_total=Decimal(5), indicators=(*rows[::-1],))
    assert compare(TABLE, other).summary == "预算数、指标值 2 处，新增指标 1 条，删除指标 1 条，移动 2 条"


def edited(table: TableContent, data: st.DataObject) -> TableContent:
    """The table with some rows dropped, doubled, changed and moved: nearer to work than two tables by chance."""
    rows = list(data.draw(st.permutations(table.indicators)) if data.draw(st.booleans()) else table.indicators)
    rows = [each for each in rows for _ in range(data.draw(st.sampled_from((1, 1, 1, 1, 0, 2))))]
    words = st.sampled_from(("", "≥1个", "100%", "新"))
    change = {"target": words, "level3": words, "description": words, "level2": words}
    for number in range(len(rows)):
        if data.draw(st.booleans()):
            field = data.draw(st.sampled_from(sorted(change)))
            rows[number] = replace(rows[number], **{field: data.draw(change[field])})
    return table.with_indicators(tuple(rows))


@st.composite
def two_contents(draw: st.DrawFn) -> tuple[TableContent, TableContent]:
    before = draw(contents())
    small = len(before.indicators) <= 24  # the very long ones are compared with another table
    after = edited(before, draw(st.data())) if small and draw(st.booleans()) else draw(contents())
    return before, after


@given(contents())
def test_nothing_differs_from_itself(content: TableContent) -> None:
    assert not compare(content, replace(content))


@given(two_contents())
def test_a_difference_is_empty_exactly_where_contents_are_the_same(pair: tuple[TableContent, TableContent]) -> None:
    before, after = pair
    assert bool(compare(before, after)) is not same(before, after)
    assert not compare(before, replace(before, agency_name=after.agency_name))


@given(two_contents())
def test_what_comes_one_way_goes_the_other_way(pair: tuple[TableContent, TableContent]) -> None:
    there, back = compare(*pair), compare(*pair[::-1])
    assert Counter(each.after for each in there.rows if each.kind == "added") == Counter(
        each.before for each in back.rows if each.kind == "removed"
    )
    assert Counter(each.before for each in there.rows if each.kind == "removed") == Counter(
        each.after for each in back.rows if each.kind == "added"
    )
    assert sum(each.moved for each in there.rows) == sum(each.moved for each in back.rows)
    assert [(each.field, each.before, each.after) for each in there.head] == [
        (each.field, each.after, each.before) for each in back.head
    ]


@given(two_contents())
def test_a_difference_explains_every_row_once(pair: tuple[TableContent, TableContent]) -> None:
    """Rows that no change tells of are equal and in the same order; each change names the rows that it means."""
    before, after = (each.indicators for each in pair)
    changes = compare(*pair).rows
    told = [each.before_position for each in changes if each.before_position]
    found = [each.after_position for each in changes if each.after_position]
    assert len(set(told)) == len(told)
    assert len(set(found)) == len(found)
    assert [each for number, each in enumerate(before, 1) if number not in told] == [
        each for number, each in enumerate(after, 1) if number not in found
    ]
    for each in changes:
        assert each.before is (before[each.before_position - 1] if each.before_position else None)
        assert each.after is (after[each.after_position - 1] if each.after_position else None)
        assert bool(each.fields) is (each.kind == "changed")
        assert each.moved or each.kind != "moved"


@given(st.permutations(range(7)))
def test_as_many_rows_as_possible_stay(order: list[int]) -> None:
    kept = in_place(list(enumerate(order)))
    assert sorted(kept) == sorted(kept, key=lambda pair: pair[1])
    longer = combinations(enumerate(order), len(kept) + 1)
    assert not any(list(each) == sorted(each, key=lambda pair: pair[1]) for each in longer)


def test_very_many_rows_that_only_likeness_could_pair_are_not_compared_one_by_one() -> None:
    before = [row(f"第{number}项工作的完成情况") for number in range(400)]
    after = [row(f"第{number}项工作的完成状况") for number in range(400)]
    assert pair_rows(before, after) == []
    assert len(pair_rows(before[:300], after[:300])) == 300


def test_the_fragment_says_what_was_and_what_is() -> None:
    rows = (row("<b>", "100%"), replace(ROWS[0], target="≥2个"), ROWS[3], ROWS[2])
    page = render_to_string("indicators/_difference.html", {"difference": rows_of(*rows)})
    told = '<span class="visually-hidden">原为</span><del>≥1个</del><span class="visually-hidden">改为</span>'
    assert f"{told}<ins>≥2个</ins>" in page
    assert "印刷手册 · 指标值：" in page
    assert "新增指标" in page
    assert "&lt;b&gt;" in page
    assert "删除指标" in page
    assert "第 4 行 → 第 3 行" in page or "第 3 行 → 第 4 行" in page


def test_a_long_text_can_be_seen_whole() -> None:
    goal = "保障网格化管理工作正常开展，" * 20
    table = replace(TABLE, goal=f"{goal}全年365天")
    page = render_to_string(
        "indicators/_difference.html", {"difference": compare(table, replace(table, goal=f"{goal}全年366天"))}
    )
    short, whole = page.split("<details>")
    assert "<del>365</del>" in short
    assert goal not in short
    assert goal in whole
