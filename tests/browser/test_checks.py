"""Findings as people work on them, in a real Chromium: keep a warning, mend a text, tune a check; no axe violations."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from indicators.models import GoalTable, KeptWarning
from indicators.rechecking import rejudge
from tests.browser.barriers import at_widths, serious
from tests.conftest import People
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
ODD = (
    *ROWS,
    ("满意度指标", "满意度指标", "网民满意度", "≥90百分比", ""),
    ("产出指标", "成本指标", "监管费", "≤18万", ""),
)


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    made = make_table(people.agencies["667201"], rows=ODD)
    rejudge(made)
    return made


def finding(page: Any, name: str) -> Any:
    return page.locator("li.find").filter(has=page.get_by_role("heading", name=name))


def test_a_warning_is_kept_and_taken_back(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at(f"/tables/{table.pk}/", people.officer)
    gap = finding(page, "成本与预算对不上")
    gap.get_by_text("说明理由并保留").click()
    gap.get_by_role("button", name="保留").click()
    assert page.evaluate("document.activeElement.name") == "reason"  # the browser asks for a reason
    gap.get_by_label("理由").fill("余下的用于年底抽查")
    gap.get_by_role("button", name="保留").click()
    page.get_by_text("已保留这条疑点").wait_for()
    expect(finding(page, "成本与预算对不上")).to_be_hidden()
    page.get_by_text("已说明 1 条").click()
    expect(finding(page, "成本与预算对不上")).to_contain_text("理由：余下的用于年底抽查", use_inner_text=True)
    assert serious(page) == []
    page.get_by_role("button", name="撤回说明").click()
    page.get_by_text("已撤回说明").wait_for()
    expect(finding(page, "成本与预算对不上")).to_be_visible()
    assert KeptWarning.objects.get().dropped_by == people.officer


def test_texts_are_mended_one_by_one_and_all_at_once(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at(f"/tables/{table.pk}/", people.officer)
    spelling = finding(page, "单位或符号写法不规范")
    spelling.get_by_text("为什么查").click()
    expect(spelling.get_by_text("写法统一")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="2 处全部改正").click()
    page.get_by_text("已改正 2 处").wait_for()
    assert page.locator(".grid .t").all_inner_texts()[-2:] == ["≥90%", "≤18万元"]
    expect(finding(page, "单位或符号写法不规范")).to_have_count(0)
    page.get_by_role("link", name="修改历史").click()
    page.get_by_text("按检查建议改正").first.wait_for()


def test_the_panel_fits(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at(f"/tables/{table.pk}/", people.officer)
    for summary in page.locator(".keep > summary").all():
        summary.click()
    at_widths(page, 1366, 390)


def test_a_check_is_tuned_and_leads_to_its_tables(table: GoalTable, people: People, page_at: PageAt) -> None:
    page = page_at("/checks/", people.administrator)
    row = page.locator("tr").filter(has_text="cost-budget-gap")
    row.locator("summary").click()
    row.get_by_label("程度").select_option("不检查")
    row.get_by_label("理由").fill("本区另有规定")
    at_widths(page, 390, 1366)
    row.get_by_role("button", name="保存").click()
    page.get_by_text("已保存；重新检查后生效").wait_for()
    expect(page.locator("tr").filter(has_text="cost-budget-gap")).to_contain_text("本区另有规定")
    page.locator("tr").filter(has_text="cost-budget-gap").get_by_title("列出这些表").click()
    page.wait_for_url("**code=cost-budget-gap")
    expect(page.get_by_label("检查项")).to_have_value("cost-budget-gap")
    page.get_by_role("link", name="网站平台监管").wait_for()
