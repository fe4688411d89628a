"""indicators/merging.py: what both sides wanted, put together, and nothing lost on the way."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.content import IndicatorContent, TableContent
from indicators.merging import DELETED, Conflict, merge
from tests.making.contents import contents


def row(name: str, target: str = "1个", description: str = "", level2: str = "数量指标") -> IndicatorContent:
    return IndicatorContent("产出指标", level2, name, description, target)


ROWS = (
    row("巡查次数", "≥10次", "全年的巡查"),
    row("事件办结率", "≥95%", "办结的占比"),
    row("服务时长", "365天", "全年"),
)
BASE = TableContent(project_name="网格化", goal="保障运行", budget_total=Decimal(100), indicators=ROWS)


def with_rows(*rows: IndicatorContent) -> TableContent:
    return replace(BASE, indicators=rows)


def changed(at: int, **values: str) -> TableContent:
    rows = list(ROWS)
    rows[at] = replace(rows[at], **values)  # type: ignore[arg-type]
    return with_rows(*rows)


def test_changes_of_different_fields_come_together() -> None:
    found = merge(BASE, replace(BASE, goal="保障平台运行"), replace(BASE, budget_total=Decimal(200)))
    assert found.content == replace(BASE, goal="保障平台运行", budget_total=Decimal(200))
    assert found.conflicts == ()


def test_both_changed_one_field_of_the_head() -> None:
    found = merge(BASE, replace(BASE, budget_total=Decimal(300)), replace(BASE, budget_total=None))
    assert found.content.budget_total == 300
    assert found.conflicts == (Conflict("budget_total", None, "100.00", "300.00", ""),)
    assert found.conflicts[0].where == "预算数"


def test_both_made_the_same_change() -> None:
    both = changed(1, target="≥98%")
    assert merge(BASE, both, both) == merge(BASE, both, BASE)
    assert merge(BASE, both, both).conflicts == ()


def test_changes_in_one_row_come_together_field_by_field() -> None:
    found = merge(BASE, changed(0, target="≥12次"), changed(0, description="全年巡查的次数"))
    assert found.content.indicators[0] == row("巡查次数", "≥12次", "全年巡查的次数")
    assert found.conflicts == ()


def test_both_changed_one_cell() -> None:
    found = merge(BASE, changed(2, target="360天"), changed(2, target="200天"))
    assert found.content.indicators[2].target == "360天"
    (conflict,) = found.conflicts
    assert conflict.to_json() == {
        "where": "第 3 行 指标值", "field": "target", "row": 2, "base": "365天", "mine": "360天", "theirs": "200天",
    }  # fmt: skip


def test_a_weight_is_told_without_idle_zeros() -> None:
    mine, theirs = (with_rows(replace(ROWS[0], weight=Decimal(text)), *ROWS[1:]) for text in ("10.00", "7.50"))
    (conflict,) = merge(BASE, mine, theirs).conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == ("", "10", "7.5")


def test_rows_added_by_both_stand_behind_what_they_were_added_behind() -> None:
    mine, theirs = row("新增甲", "3家", "甲甲甲"), row("另外一条乙", "9户", "乙乙乙")
    found = merge(BASE, with_rows(ROWS[0], mine, *ROWS[1:]), with_rows(*ROWS, theirs))
    assert found.content.indicators == (ROWS[0], mine, *ROWS[1:], theirs)
    assert found.conflicts == ()


def test_a_row_that_both_added_alike_is_there_once() -> None:
    new = row("新增甲", "3家")
    found = merge(BASE, with_rows(*ROWS, new), with_rows(new, *ROWS))
    assert Counter(found.content.indicators)[new] == 1


def test_what_one_deleted_and_nobody_touched_goes() -> None:
    assert merge(BASE, with_rows(*ROWS[1:]), BASE).content.indicators == ROWS[1:]
    assert merge(BASE, BASE, with_rows(*ROWS[:2])).content.indicators == ROWS[:2]


def test_what_i_deleted_and_they_changed_stays_as_a_conflict() -> None:
    found = merge(BASE, with_rows(*ROWS[1:]), changed(0, target="≥12次"))
    assert found.content.indicators == (row("巡查次数", "≥12次", "全年的巡查"), *ROWS[1:])
    conflict = Conflict("row", 0, "巡查次数 全年的巡查 ≥10次", DELETED, "巡查次数 全年的巡查 ≥12次")
    assert found.conflicts == (conflict,)
    assert conflict.where == "第 1 行"


def test_what_they_deleted_and_i_changed_stays_as_a_conflict() -> None:
    found = merge(BASE, changed(2, target="300天"), with_rows(*ROWS[:2]))
    assert found.content.indicators == (*ROWS[:2], row("服务时长", "300天", "全年"))
    (conflict,) = found.conflicts
    assert (conflict.row, conflict.mine, conflict.theirs) == (2, "服务时长 全年 300天", DELETED)


def test_one_moves_and_the_other_writes() -> None:
    moved = with_rows(ROWS[2], ROWS[0], ROWS[1])
    new = row("新增甲", "3家", "甲甲甲")
    theirs = with_rows(ROWS[0], new, replace(ROWS[1], target="≥98%"), ROWS[2])
    expected = (ROWS[2], ROWS[0], new, replace(ROWS[1], target="≥98%"))
    assert merge(BASE, moved, theirs).content.indicators == expected
    assert merge(BASE, theirs, moved).content.indicators == expected


# The laws. Sides are made from the base, as people do, or are anything at all.
@st.composite
def edited(draw: st.DrawFn, base: TableContent) -> TableContent:
    rows = list(base.indicators)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(len(rows) - 1, 0)))
        what = draw(st.sampled_from(("change", "delete", "move", "add", "copy")))
        if what == "add" or not rows:
            rows.insert(at, row(draw(st.sampled_from("甲乙丙丁")) * 3, draw(st.sampled_from(("1个", "2个")))))
        elif what == "copy":
            rows.insert(at, rows[at])
        elif what == "change":
            rows[at] = replace(rows[at], target=draw(st.sampled_from(("≥1个", "≥2个", ""))))
        else:
            taken = rows.pop(at)
            if what == "move":
                rows.insert(draw(st.integers(0, len(rows))), taken)
    goal = draw(st.sampled_from((base.goal, "别的目标", "第三个目标")))
    return replace(base, goal=goal, indicators=tuple(rows))


@st.composite
def three(draw: st.DrawFn) -> tuple[TableContent, TableContent, TableContent]:
    base = draw(st.just(BASE) | contents(6))
    sides = edited(base) | contents(6)
    return base, draw(sides), draw(sides)


@settings(max_examples=150, deadline=None)
@given(three())
def test_one_side_alone_is_taken_as_it_is(sides: tuple[TableContent, TableContent, TableContent]) -> None:
    base, one, other = sides
    assert merge(base, one, base).content == one
    assert merge(base, base, other).content == other
    assert merge(base, one, one).content == one
    for mine, theirs in ((one, base), (base, other), (one, one)):
        assert merge(base, mine, theirs).conflicts == ()


@settings(max_examples=150, deadline=None)
@given(three())
def test_no_name_goes_without_the_other_side(sides: tuple[TableContent, TableContent, TableContent]) -> None:
    """What a side has more of than the base is in the result, or told in a conflict."""
    base, mine, theirs = sides
    found = merge(base, mine, theirs)
    names = Counter(each.level3 for each in found.content.indicators)
    told = "\n".join(f"{each.base}\n{each.mine}\n{each.theirs}" for each in found.conflicts)
    for side in (mine, theirs):
        new = Counter(each.level3 for each in side.indicators) - Counter(each.level3 for each in base.indicators)
        for name in new:
            assert names[name] or name in told


@settings(max_examples=150, deadline=None)
@given(three())
def test_rows_that_only_one_side_changed_or_nobody_are_there(
    sides: tuple[TableContent, TableContent, TableContent],
) -> None:
    """A row that all three have, as often as the least of them has it, is never lost."""
    base, mine, theirs = sides
    everywhere = Counter(base.indicators) & Counter(mine.indicators) & Counter(theirs.indicators)
    rows = Counter(merge(base, mine, theirs).content.indicators)
    assert not everywhere - rows


@settings(max_examples=100, deadline=None)
@given(three())
def test_conflicts_point_at_what_is_mine(sides: tuple[TableContent, TableContent, TableContent]) -> None:
    found = merge(*sides)
    for conflict in found.conflicts:
        if conflict.row is not None and conflict.field not in ("row", "weight"):
            assert getattr(found.content.indicators[conflict.row], conflict.field) == conflict.mine
            assert conflict.mine != conflict.theirs
