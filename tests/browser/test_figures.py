"""The statistics in a real Chromium: no barriers at two widths, nothing from elsewhere, without scripts, on paper."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from budget.models import Agency
from figures.facts import count_facts
from figures.registry import sections
from indicators.models import GoalTable, TableFinding
from tests.browser.barriers import fits, serious
from tests.conftest import People
from tests.figures.made_up import make_years
from tests.tables import make_table

pytestmark = pytest.mark.browser
PageAt = Callable[..., Any]
LONG = "天津市滨海新区关于进一步加强政务服务便民热线与网格化管理平台一体化建设的综合保障服务中心"


@pytest.fixture
def years(live_server: Any, people: People) -> list[GoalTable]:
    made = make_years(people)
    agency = Agency.objects.create(code="799001", name=LONG)
    for year in (2024, 2025):
        make_table(agency, LONG, year=year, total="98765432.123456")
    count_facts(60)
    return made


def test_every_section_reads_well_at_both_widths_and_loads_nothing_from_elsewhere(
    years: list[GoalTable], people: People, page_at: PageAt, live_server: Any
) -> None:
    page = page_at("/statistics/", people.finance)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    table = next(each for each in years if each.project.year == 2025)
    TableFinding.objects.create(table=table, severity="warn", code="vague-target", message=LONG)
    lists = ("/findings/", "/indicators/")
    for address in ("/statistics/", *(f"/statistics/{each.key}/" for each in sections()), *lists):
        page.goto(f"{live_server.url}{address}?year=2025")
        fits(page, 1366, 390)
        assert serious(page) == [], address  # once: the narrow page has the same parts and colours
        for chart in page.locator("svg[role=img]").all():
            assert len(chart.locator("desc").text_content()) > 10, address
    assert hosts == {urlsplit(live_server.url).netloc}


def test_a_bar_is_as_wide_as_it_says_and_a_number_leads_to_its_tables(
    years: list[GoalTable], people: People, page_at: PageAt
) -> None:
    page = page_at("/statistics/states/?year=2025", people.department)
    card = page.locator("section", has=page.get_by_role("heading", name="各主管部门的表"))
    whole = card.locator("svg[role=img]").bounding_box()["width"]
    widths = [bar.bounding_box()["width"] for bar in card.locator("svg[role=img] rect").all()]
    assert sum(widths) == pytest.approx(whole, abs=2 * len(widths))  # one department: its bar takes all of it
    row = card.get_by_role("row").filter(has_text="319 ")
    number = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    page.get_by_text(f"共 {number} 张表").wait_for()


def test_selecting_and_paper_without_scripts(
    years: list[GoalTable], people: People, page_at: PageAt, browser: Any, live_server: Any, window: Any
) -> None:
    cookies = page_at("/statistics/", people.finance).context.cookies()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(cookies)
    try:
        page = context.new_page()
        page.goto(f"{live_server.url}/statistics/money/")
        page.get_by_label("年度", exact=True).select_option("2024")
        page.get_by_label("主管部门", exact=True).select_option("319")
        page.get_by_role("button", name="统计").click()
        expect(page.locator(".crumb")).to_contain_text("2024 年度、319")
        page.get_by_role("link", name="元", exact=True).click()
        expect(page.get_by_role("columnheader", name="预算数（元）").nth(1)).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".on-paper")).to_be_visible()
        expect(page.get_by_role("button", name="统计")).to_be_hidden()
    finally:
        context.close()
