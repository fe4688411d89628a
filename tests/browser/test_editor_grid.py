"""The grid of the editor in Chromium: merged cells, rows, blocks, keys; everything can be undone to what was there."""

from collections.abc import Callable
from typing import Any

import pytest

from indicators.models import GoalTable
from tests.browser.editor import a_table, cell, focused, names, on_screen, opened, rows_of, saved, stored, undo
from tests.conftest import People

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]


@pytest.fixture
def table(live_server: Any, people: People) -> GoalTable:
    return a_table(people)


@pytest.fixture
def page(table: GoalTable, people: People, page_at: PageAt) -> Any:
    return opened(page_at(f"/tables/{table.pk}/edit/", people.officer))


def test_equal_levels_are_merged_and_split_again(page: Any) -> None:
    spans = "Array.from(document.querySelectorAll('#grid tbody td.{}')).map(td => td.hidden ? 0 : td.rowSpan)"
    assert page.evaluate(spans.format("l1")) == [3, 0, 0, 1]
    assert page.evaluate(spans.format("l2")) == [1, 2, 0, 1]
    cell(page, 2, "level2").fill("时效指标")
    assert names(page, "level2") == ["数量指标", "时效指标", "时效指标", "社会效益指标"]
    cell(page, 3, "level3").click()
    page.keyboard.press("Alt+m")
    page.get_by_role("menuitem", name="另写这一行的二级指标").click()
    page.keyboard.type("成本指标")
    page.keyboard.press("Tab")
    assert names(page, "level2") == ["数量指标", "时效指标", "成本指标", "社会效益指标"]
    page.wait_for_function("document.querySelectorAll('#grid td.l2')[1].rowSpan === 1")
    assert page.evaluate(spans.format("l2")) == [1, 1, 1, 1]
    assert on_screen(page) == rows_of(page)
