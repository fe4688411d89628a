"""The page of a review: what is shown to whom, what is compared, and where one is in the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from indicators.content import TableContent
from indicators.keeping import keep
from indicators.models import Cause, GoalTable, TableChange
from indicators.rechecking import rejudge
from indicators.storing import content_of, replace
from reviews.commenting import add_comment
from reviews.models import Opinion, ReviewRules
from reviews.states import Action
from reviews.workflow import mark_of
from tests.conftest import People
from tests.reviews.stage import Stage, set_stage
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


@pytest.fixture
def stage(people: People) -> Stage:
    return set_stage(people)


@pytest.fixture
def page(stage: Stage, client_of: ClientOf) -> Callable[..., str]:
    def get(who: str, table: GoalTable | None = None, status: int = 200, **asked: str) -> str:
        response = client_of(stage.people[who]).get(f"/reviews/{(table or stage.table).pk}/", asked)
        assert response.status_code == status
        return str(response.content.decode())

    return get


def rewrite(stage: Stage, **values: Any) -> TableContent:
    """The officer changes the draft."""
    table = stage.fresh()
    content = changed(content_of(table), **values)
    replace(table, content, Cause(TableChange.Kind.EDITED, stage.people["officer"], "", "", ""))
    rejudge(table)
    return content


def buttons(page: str) -> list[str]:
    """The actions that the page offers."""
    return sorted(set(re.findall(r'name="action" value="(\w+)"', page)))


@pytest.mark.parametrize(
    ("state", "who", "offered"),
    [
        ("draft", "officer", ["submit"]),
        ("draft", "department", []),
        ("draft", "reader", []),
        ("submitted", "officer", ["withdraw"]),
        ("submitted", "department", ["forward", "return"]),
        ("submitted", "finance", []),
        ("returned", "officer", ["submit"]),
        ("forwarded", "department", ["cancel"]),
        ("forwarded", "finance", ["approve", "return"]),
        ("approved", "officer", ["adjust"]),
        ("approved", "finance", ["cancel", "publish"]),
        ("published", "officer", ["adjust"]),
        ("published", "reader", []),
    ],
)
def test_the_buttons_of_each_state(stage: Stage, page: Any, state: str, who: str, offered: list[str]) -> None:
    stage.reach(state)
    shown = page(who)
    assert buttons(shown) == offered
    assert ('name="grade-clear"' in shown) is bool({"forward", "approve"} & set(offered))


def test_strangers_find_nothing(page: Any) -> None:
    page("stranger", status=404)


def test_what_is_judged_is_the_revision_and_its_findings(stage: Stage, page: Any) -> None:
    stage.table.findings.create(code="vague-target", severity="warn", message="刚加的疑点", field="goal")
    stage.reach("submitted")
    GoalTable.objects.filter(pk=stage.table.pk).update(goal="偷偷改过的目标")
    stage.table.findings.create(code="vague-target", severity="warn", message="送审之后的疑点", field="goal")
    shown = page("department")
    assert "完成2025年网站监管" in shown
    assert "偷偷改过的目标" not in shown
    assert "送审之后的疑点" not in shown


def test_a_draft_shows_what_a_submission_would_find(stage: Stage, page: Any) -> None:
    """Also what is not stored yet, the worst first; what blocks can't be submitted from here."""
    rows = stage.table.indicators
    rows.filter(position=1).update(name="指标1")
    shown = page("officer")
    assert "提交前检查" in shown
    stored = stage.table.findings.count()
    assert stored == 0
    assert re.search(r'class="find block"', shown)
    assert re.search(r"<button [^>]*disabled[^>]*>提交审核</button>", shown)
    assert shown.index('class="find block"') < shown.index('class="find info"', shown.index('class="find block"'))


def test_what_a_reader_found_blocks_neither_the_page_nor_the_submission(stage: Stage, page: Any) -> None:
    """Nobody could mend it on a page."""
    stage.table.findings.create(code="unknown-unit", severity="block", message="读不出单位", version=0)
    shown = page("officer")
    assert "可以提交" in shown
    assert not re.search(r"<button [^>]*disabled[^>]*>提交审核</button>", shown)
    assert stage.outcome("officer", Action.SUBMIT) == "submitted"


def test_what_changed_is_marked_in_its_cells_and_told_in_words(stage: Stage, page: Any) -> None:
    stage.reach("returned")
    content = content_of(stage.table)
    first, second, third, fourth = content.indicators
    fresh = changed(first, level3="新加的一条", target="≥3次")
    rows = (changed(first, target="≥20000个"), fresh, third, changed(fourth))
    rewrite(stage, indicators=rows, purpose="助力完成专项整治行动")
    for who in ("officer", "department"):
        shown = page(who)
        assert "<del>≥10000个</del>" in shown
        assert "<ins>≥20000个</ins>" in shown
        assert "<ins>整治</ins>" in shown
        assert "<ins>新加的一条</ins>" in shown
        assert f"<del>{second.level3}</del>" in shown
        assert re.findall(r'class="happened">(\w+)<', shown) == ["修改", "删除", "新增"]
        assert "指标值 1 处，新增指标 1 条，删除指标 1 条" in shown


def test_a_row_that_went_elsewhere_says_from_where(stage: Stage, page: Any) -> None:
    stage.reach("returned")
    first, second, third, fourth = content_of(stage.table).indicators
    rewrite(stage, indicators=(first, third, second, fourth))
    assert "移自第" in page("officer")


def test_any_two_can_be_compared(stage: Stage, page: Any) -> None:
    stage.reach("returned")
    rewrite(stage, goal="第二次的目标")
    stage.reach("returned")
    rewrite(stage, goal="第三次的目标")
    stage.perform("officer", Action.SUBMIT)
    assert "<b>与第 2 次送审相比</b>：绩效目标" in page("department")
    old = page("department", revision="1", compare="2")
    assert "完成2025年网站监管" in old
    assert buttons(old) == []
    assert "后才能操作" in old
    assert "<del>" not in page("department", compare="none")


def test_no_difference_is_told(stage: Stage, page: Any) -> None:
    stage.reach("returned")
    assert "没有不同" in page("officer")


def test_the_draft_of_an_adjustment_against_what_is_in_force(stage: Stage, page: Any, client_of: ClientOf) -> None:
    stage.reach("approved")
    stage.perform("officer", Action.ADJUST)
    rewrite(stage, goal="调整后的目标")
    assert "<b>与第 1 版相比</b>：绩效目标" in page("officer")
    assert "第 1 版（第 1 次送审），现在有效" in page("officer")
    client = client_of(stage.people["officer"])
    table = client.get(f"/tables/{stage.table.pk}/").content.decode()
    assert "第 1 版仍然有效" in table
    assert f'href="/tables/{stage.table.pk}/?revision=1"' in table
    assert "调整后的目标" in table
    in_force = client.get(f"/tables/{stage.table.pk}/?revision=1").content.decode()
    assert "完成2025年网站监管" in in_force
    assert "调整后的目标" not in in_force
    assert "经批复现在有效" in in_force
    assert f"/tables/{stage.table.pk}/edit/" not in in_force


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "²", "9" * 30])
def test_no_such_revision(stage: Stage, page: Any, client_of: ClientOf, number: str) -> None:
    stage.reach("submitted")
    assert "这一稿" in page("department", revision=number)
    assert "这一稿" in page("department", compare=number)
    assert client_of(stage.people["department"]).get(f"/tables/{stage.table.pk}/?revision={number}").status_code == 404


def test_reasons_for_kept_warnings_stand_under_the_cell(stage: Stage, page: Any) -> None:
    odd = ("产出指标", "数量指标", "合格率", "≥120%", "")
    table = make_table(stage.table.project.agency, "乙", rows=(*ROWS, odd))
    rejudge(table)
    finding = table.findings.filter(severity="warn").exclude(field="").first()
    assert finding
    keep(table, content_of(table), finding, "上级文件如此规定", stage.people["officer"])
    shown = page("officer", table)
    assert shown.count("已说明：上级文件如此规定") >= 2  # under the cell, and at its question


def test_suggestions_are_chosen_and_marked_and_a_kept_opinion_is_shown_instead(stage: Stage, page: Any) -> None:
    stage.reach("submitted")
    shown = page("department")
    assert "机器初审" in shown
    assert "现在都与建议相同" in shown
    assert re.search(r'class="suggested"[^>]*><input type="radio" name="grade-complete" value="\w" checked>', shown)
    assert not re.search(r'name="grade-prepared" value="\w" checked', shown)  # no machine answers that
    revision = stage.table.revisions.get()
    Opinion.objects.create(
        revision=revision, by=stage.people["department"], grades={"complete": "差", "prepared": "良"}, text="没写完的话"
    )
    shown = page("department")
    assert 'name="grade-complete" value="差" checked' in shown
    assert 'name="grade-prepared" value="良" checked' in shown
    assert not re.search(r'name="grade-sound" value="\w" checked', shown)  # what was left open stays open
    assert "没写完的话" in shown
    assert "规范完整：机器建议" in shown
    assert "现在都与建议相同" not in shown
    assert "没写完的话" not in page("finance")


def test_others_see_the_grades_that_were_given(stage: Stage, page: Any) -> None:
    stage.reach("submitted")
    stage.perform("department", Action.FORWARD, "同意", grades={"complete": "中", "clear": "良"})
    shown = page("reader")
    assert "同意" in shown
    assert "审核表：中（77.5 分）" in shown
    assert 'name="grade-' not in shown


def test_a_score_stays_when_the_points_are_changed(stage: Stage, page: Any) -> None:
    stage.reach("submitted")
    stage.perform("department", Action.FORWARD, "同意", grades={"complete": "中", "clear": "良"})
    ReviewRules.objects.create(region="", points={"complete": 20, "clear": 0})
    assert "审核表：中（77.5 分）" in page("reader")
    assert "<b>总评</b> 中（77.5 分）" in page("reader")
    stage.perform("finance", Action.APPROVE, grades={"complete": "中", "clear": "良"})
    assert "审核表：中（70 分）" in page("reader")
    ReviewRules.objects.all().delete()
    assert ("（70 分）" in page("reader"), "（77.5 分）" in page("reader")) == (True, True)


def test_what_was_done_last_is_not_printed_above_the_form(stage: Stage, client_of: ClientOf) -> None:
    client = client_of(stage.people["officer"])
    table = stage.fresh()
    sent = {"action": "submit", "mark": mark_of(table, None)}
    shown = client.post(f"/reviews/{table.pk}/act/", sent, follow=True).content.decode()
    assert re.search(r'<div class="no-print" role="status"><p class="note success">', shown)


def test_a_printed_comparison_says_that_it_is_one(stage: Stage, page: Any) -> None:
    stage.reach("returned")
    rewrite(stage, goal="另一个2025年目标")
    shown = re.search(r'<div class="([^"]*)" role="status"><b>与第 1 次送审相比', page("officer"))
    assert shown
    assert "no-print" not in shown[1]


def test_the_way_through_the_list(stage: Stage, page: Any) -> None:
    tables = [stage.table, *(make_table(stage.table.project.agency, name, year=2025) for name in ("乙", "丙"))]
    for table in tables:
        changed(stage, table=table).perform("officer", Action.SUBMIT)
    shown = page("department", tables[1])
    assert "（第 2 / 3 张）" in shown
    assert re.search(rf'href="/reviews/{tables[0].pk}/\?tab=waiting[^"]*" rel="prev"', shown)
    assert re.search(rf'href="/reviews/{tables[2].pk}/\?tab=waiting[^"]*" rel="next"', shown)
    filtered = page("department", tables[1], tab="waiting", q="乙")
    assert "（第 1 / 1 张）" in filtered
    assert 'rel="next"' not in filtered
    assert "q=%E4%B9%99" in filtered
    assert "已不在其中" in page("department", tables[1], tab="waiting", q="丙")
    assert "已不在其中" in page("department", tables[1], tab="returned")


def test_what_people_write_is_text(stage: Stage, page: Any) -> None:
    evil = "<script>alert(1)</script>"
    stage.reach("submitted")
    add_comment(stage.table.pk, stage.people["department"], evil, 1)
    stage.perform("department", Action.RETURN, evil)
    for who in ("officer", "department"):
        shown = page(who)
        assert shown.count("&lt;script&gt;") >= 2
        assert "<script>alert" not in shown


@pytest.mark.once
def test_more_rows_events_and_notes_need_no_more_queries(
    stage: Stage, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(stage.people["department"])
    rows = [("产出指标", "质量指标" if n % 2 else "数量指标", f"指标{n}的数量", f"≥{n}个") for n in range(1, 40)]
    rows += [("效益指标", "社会效益指标", "群众受益", "≥90%"), ("满意度指标", "服务对象满意度指标", "满意程度", "≥90%")]
    big = changed(stage, table=make_table(stage.table.project.agency, "大表", rows=rows, goal="完成2025年网站监管"))
    for each, rounds in ((stage, 1), (big, 4)):
        for _ in range(rounds):
            each.perform("officer", Action.SUBMIT)
            for _ in range(rounds * 2):
                add_comment(each.table.pk, stage.people["department"], "请核对", 1)
            each.perform("department", Action.RETURN)
        each.perform("officer", Action.SUBMIT)
    for each in (stage, big):
        with django_assert_max_num_queries(30):
            client.get(f"/reviews/{each.table.pk}/?tab=waiting")
