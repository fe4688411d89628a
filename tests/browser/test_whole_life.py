"""A table's whole life by five people in a real browser: from the import to the second approval, and the log of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from indicators.content import TableContent
from indicators.models import GoalTable
from indicators.storing import content_of
from reviews.log import flaws
from tests.browser.editor import cell, opened
from tests.conftest import People
from tests.importers.stepping import CONTENT, document, imported
from tests.reviews.stage import set_stage

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


@pytest.fixture
def officer(live_server: Any, people: People) -> User:
    return set_stage(people).people["officer"]


@pytest.fixture
def table(officer: User, people: People) -> GoalTable:
    """As the administrator has imported it, for an agency with a department above it."""
    agency = people.agencies["319101"]
    content = replace(CONTENT, agency_code=agency.code, agency_name=agency.name)
    imported(("道路养护.docx", document(content)), user=people.administrator)
    return GoalTable.objects.get(project__name=content.project_name)


def do(page: Any, words: str, reason: str = "") -> None:
    """Press a button of the bar that asks once more, and say why where that is asked."""
    page.locator("details.sure > summary", has_text=words).click()
    asked = page.locator("details.sure[open]")
    if reason:
        asked.locator("textarea").fill(reason)
    asked.get_by_role("button", name=words).click()
    page.get_by_role("status").get_by_text("现在是").wait_for()


def judge(page: Any, words: str) -> None:
    page.locator(".bar").get_by_role("button", name=words, exact=True).click()
    page.get_by_role("status").get_by_text("现在是").wait_for()


def edit(page: Any, target: str) -> None:
    """In the editor, until it is saved."""
    opened(page)
    cell(page, 1, "target").fill(target)
    page.keyboard.press("Control+s")
    page.get_by_text("已保存").first.wait_for()


class Walk:
    """The steps, each by the person who may take it."""

    def __init__(self, table: GoalTable, officer: User, people: People, page_at: PageAt) -> None:
        self.table, self.officer, self.people, self.page_at = table, officer, people, page_at
        self.review = f"/reviews/{table.pk}/"

    def submit(self) -> None:
        do(self.page_at(self.review, self.officer), "提交审核")

    def return_with_a_note(self) -> None:
        page = self.page_at("/reviews/", self.people.department)
        page.get_by_role("link", name=CONTENT.project_name).click()
        page.locator("#row-1 a[data-note]").click()
        page.locator("#note-text").fill("份数请核对")
        page.get_by_role("button", name="添加批注").click()
        page.get_by_text("已批注第 1 行").wait_for()
        page.get_by_label("意见").fill("请按批注修改")
        judge(page, "退回")

    def edit(self, target: str, *shown: str) -> None:
        page = self.page_at(f"/tables/{self.table.pk}/edit/", self.officer)
        for words in shown:
            page.get_by_text(words).first.wait_for()
        edit(page, target)

    def forward(self, *difference: str) -> None:
        page = self.page_at(self.review, self.people.department)
        row = page.locator("#row-1")
        for mark, text in zip(("del", "ins"), difference, strict=True):
            expect(row.locator(mark)).to_have_text(text)
        judge(page, "通过")

    def approve(self) -> Any:
        page = self.page_at(self.review, self.people.finance)
        judge(page, "通过")
        return page

    def now(self) -> GoalTable:
        return GoalTable.objects.select_related("in_force").get(pk=self.table.pk)


def test_from_the_import_to_the_second_approval(
    officer: User, people: People, table: GoalTable, page_at: PageAt
) -> None:
    walk = Walk(table, officer, people, page_at)
    page_at(f"/tables/{table.pk}/", officer).locator(".bar").get_by_role("link", name="提交审核").wait_for()
    walk.submit()
    walk.return_with_a_note()
    walk.edit("≥30份", "请按批注修改", "份数请核对")
    walk.submit()
    walk.forward("≥21份", "≥30份")
    do(walk.approve(), "公开")
    first = content_of(walk.now())

    do(page_at(walk.review, officer), "调整", "工作量增加")
    walk.edit("≥40份")
    page_at(f"/tables/{table.pk}/", officer).get_by_text("第 1 版仍然有效").wait_for()
    walk.submit()
    walk.forward("≥30份", "≥40份")
    assert in_force(walk.now()) == first
    walk.approve()
    now = walk.now()
    assert (now.status, now.version) == ("approved", 2)
    assert in_force(now) == content_of(now)
    assert content_of(now).indicators[0].target == "≥40份"
    _assert_log(page_at("/reviews/log/", people.finance), now)


def in_force(table: GoalTable) -> TableContent | None:
    return table.in_force.content if table.in_force else None


def _assert_log(page: Any, table: GoalTable) -> None:
    """Newest first on the page, in one unbroken chain."""
    done = ["提交审核", "批注", "退回", "提交审核", "主管部门审核通过", "财政审核通过", "公开", "调整", "提交审核",
            "主管部门审核通过", "财政审核通过"]  # fmt: skip
    events = list(table.events.select_related("revision").order_by("position"))
    assert [event.words for event in events] == done
    assert flaws(events) == []
    rows = page.locator("table.list tbody tr").all_inner_texts()
    assert len(rows) == len(done)
    assert all(words in row for words, row in zip(reversed(done), rows, strict=True))
    assert "工作量增加" in rows[3]
