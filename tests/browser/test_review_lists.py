"""The lists of the review in a real Chromium: fifty at once in three clicks, without scripts too, and no barriers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from indicators.models import GoalTable
from reviews.models import Deadline
from tests.browser.barriers import serious
from tests.conftest import People
from tests.reviews.lists import states, table_in

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
LONG = "关于进一步加强全市政务服务便民热线与网格化管理平台一体化建设的综合保障项目（第二期）" * 3
PAGES = (
    ("finance", "/reviews/"),
    ("finance", "/reviews/?tab=returned"),
    ("finance", "/reviews/progress/"),
    ("administrator", "/reviews/rules/"),
    ("administrator", "/reviews/log/"),
    ("administrator", "/reviews/changes/"),
    ("finance", "/"),
)


def test_fifty_tables_are_approved_in_three_clicks(people: People, live_server: Any, page_at: PageAt) -> None:
    for number in range(50):
        table_in(people, "submitted", f"项目{number}", code="511101", rows=[])  # nobody reviews in its department
    table_in(people, "submitted", "另一年的", code="511101", year=2024)
    page = page_at("/reviews/?tab=waiting&year=2025", people.finance)
    clicks = 0
    for target in (
        page.get_by_label("选中本页全部"),
        page.get_by_role("button", name="批量通过"),
        page.get_by_role("button", name="确定通过 50 张表"),
    ):
        target.click()
        clicks += 1
    page.get_by_role("heading", name="批量通过的结果").wait_for()
    expect(page.get_by_role("status")).to_contain_text("已通过 50 张表")
    assert clicks == 3
    assert states() == {"approved": 50, "forwarded": 1}
    page.get_by_role("link", name="返回待审核").click()
    expect(page.get_by_role("heading", name="没有符合条件的表")).to_be_visible()
    # Back to the confirmation and once more: nothing is done twice.
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="确定通过 50 张表").click()
    page.get_by_text("您之前已经通过过").wait_for()
    assert states() == {"approved": 50, "forwarded": 1}


def test_ticks_are_counted_and_the_whole_list_is_another_choice(
    people: People, live_server: Any, page_at: PageAt
) -> None:
    for name in "甲乙丙":
        table_in(people, "forwarded", name)
    page = page_at("/reviews/", people.finance)
    page.get_by_label("选择甲").check()
    expect(page.locator(".chosen")).to_have_text("已选 1 张")
    everything = page.get_by_label("选中本页全部")
    assert everything.evaluate("box => box.indeterminate")
    page.get_by_label("选中全部 3 张").check()
    expect(page.get_by_label("选择丙")).to_be_checked()
    page.get_by_label("选择乙").uncheck()
    expect(page.get_by_label("选中全部 3 张")).not_to_be_checked()
    page.get_by_role("button", name="批量退回").click()
    page.get_by_label("退回理由").fill("请核对")
    page.get_by_role("button", name="确定退回 2 张表").click()
    page.get_by_text("已退回 2 张表").wait_for()
    assert set(GoalTable.objects.filter(status="forwarded").values_list("project__name", flat=True)) == {"乙"}


def test_no_barriers_and_nothing_wider_than_the_window(people: People, live_server: Any, page_at: PageAt) -> None:
    for state in ("forwarded", "returned", "draft"):
        table_in(people, state, f"{state}{LONG}"[:300], days=4)
    for stage in ("submit", "finance"):
        Deadline.objects.create(year=2025, stage=stage, due=timezone.localdate() - timedelta(days=1))
    for role, address in PAGES:
        page = page_at(address, getattr(people, role))
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            if width == 1366 or address == "/reviews/":
                assert serious(page) == [], address
