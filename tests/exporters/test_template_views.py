"""/imports/template.xlsx: whose workbook it is, what stands in it, and who may have it."""

import io
from urllib.parse import unquote

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from exporters.fill_in_sheets import BLANK_BESIDE, BLANK_SHEETS
from importers.reading import FileReading, read_document
from indicators.models import Framework, GoalTable, Status
from indicators.new_forms import usual_year
from indicators.storing import content_of
from tests.conftest import People
from tests.tables import make_table

ADDRESS = "/imports/template.xlsx"
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(people: People, client_of) -> Client:
    return client_of(people.officer)


def data_of(response: HttpResponse) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def reading(response: HttpResponse) -> FileReading:
    return read_document("填报.xlsx", data_of(response))


def name_of(response: HttpResponse) -> str:
    return unquote(response["Content-Disposition"].rpartition("''")[2])


def test_an_officer_gets_blank_sheets_of_the_own_agency(officer: Client) -> None:
    response = officer.get(ADDRESS)
    book = openpyxl.load_workbook(io.BytesIO(data_of(response)))
    assert book.sheetnames == [f"项目{number}" for number in range(1, BLANK_SHEETS + 1)]
    sheet, year = book.worksheets[-1], usual_year(timezone.localdate())
    assert sheet["A1"].value == f"{year}年项目支出绩效目标表"
    assert (sheet["B2"].value, sheet["D2"].value) == ("667201", "天津市滨海新区网格化管理中心")
    assert name_of(response) == f"667201 天津市滨海新区网格化管理中心 {year}年绩效目标填报表（空白）.xlsx"
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_who_has_many_agencies_gets_one_for_any_of_them(people: People, client_of) -> None:
    response = client_of(people.administrator).get(ADDRESS, {"year": 2025, "filled": "1"})
    sheet = openpyxl.load_workbook(io.BytesIO(data_of(response))).worksheets[0]
    assert (sheet["A1"].value, sheet["B2"].value, sheet["D2"].value) == ("2025年项目支出绩效目标表", None, None)
    assert name_of(response) == "2025年绩效目标填报表（空白）.xlsx"


def test_only_tables_that_may_be_changed_are_filled_in(people: People, officer: Client) -> None:
    agency = people.agencies["667201"]
    open_ones = [make_table(agency, "乙", number=2, status=Status.RETURNED), make_table(agency, "甲", number=1)]
    make_table(agency, "已报", status=Status.SUBMITTED)
    make_table(agency, "往年", year=2024)
    make_table(people.agencies["319101"], "别人的")
    response = officer.get(ADDRESS, {"agency": agency.pk, "year": 2025, "filled": "1"})
    assert "2025年绩效目标填报表（2张）" in name_of(response)
    found = reading(response)
    assert [table.content for table in found.tables] == [content_of(table) for table in reversed(open_ones)]
    assert [finding.code for finding in found.all_findings] == ["blank-form"] * BLANK_BESIDE


def test_earlier_years_are_a_base_without_their_amounts(people: People, officer: Client) -> None:
    agency = people.agencies["667201"]
    make_table(agency, "2024年养护", year=2024, goal="2024年底前完成")
    make_table(agency, "2023年旧的", year=2023)
    make_table(agency, "2025年养护", year=2025)
    response = officer.get(ADDRESS, {"agency": agency.pk, "year": 2026, "filled": "earlier"})
    found = {table.content.project_name: table.content for table in reading(response).tables}
    assert set(found) == {"2026年养护", "2026年旧的"}
    one = found["2026年养护"]
    assert (one.title, one.budget_total, len(one.indicators)) == ("2026年养护绩效目标表", None, 4)


def test_the_lists_are_those_of_the_framework_that_the_agency_uses(people: People, officer: Client) -> None:
    table = make_table(people.agencies["667201"])
    GoalTable.objects.filter(pk=table.pk).update(framework=Framework.objects.get(code="2021"))
    for asked in ({}, {"year": 2025, "filled": "1"}):
        book = openpyxl.load_workbook(io.BytesIO(data_of(officer.get(ADDRESS, asked))))
        rules = {
            str(each.sqref).split(":")[0]: each.formula1 for each in book.worksheets[0].data_validations.dataValidation
        }
        assert rules["A9"] == '"成本指标,产出指标,效益指标,满意度指标"'
        assert rules["B9"].startswith('"经济成本指标,社会成本指标,生态环境成本指标,数量指标')


@pytest.mark.once
@pytest.mark.parametrize("asked", [{"year": "x"}, {"year": "99"}, {"year": "²⁰²⁵"}, {"filled": "2"}, {"agency": "x"}])
def test_what_makes_no_sense_is_not_found(officer: Client, asked: dict[str, str]) -> None:
    assert officer.get(ADDRESS, asked).status_code == 404


def test_agencies_of_strangers_are_not_found_and_other_roles_refused(
    people: People, officer: Client, client_of
) -> None:
    assert officer.get(ADDRESS, {"agency": people.agencies["511101"].pk}).status_code == 404
    assert client_of(people.finance).get(ADDRESS, {"agency": people.agencies["511101"].pk}).status_code == 403
    assert officer.post(ADDRESS).status_code == 405


@pytest.mark.once
def test_the_number_of_queries_does_not_grow(people: People, officer: Client, django_assert_max_num_queries) -> None:
    for number in range(8):
        make_table(people.agencies["667201"], f"项目{number}")
    with django_assert_max_num_queries(14):
        officer.get(ADDRESS, {"year": 2025, "filled": "1"})


def test_the_pages_lead_to_it(people: People, officer: Client, client_of) -> None:
    agency = people.agencies["667201"]
    make_table(agency, "去年", year=usual_year(timezone.localdate()) - 1)
    page = officer.get("/tables/new/", {"year": usual_year(timezone.localdate())}).content.decode()
    for asked in ("", "&amp;filled=1", "&amp;filled=earlier"):
        assert f'href="{ADDRESS}?agency={agency.pk}&amp;year={usual_year(timezone.localdate())}{asked}"' in page
    assert "交给管理员导入" in page
    assert 'href="/tables/new/#offline"' in officer.get("/tables/").content.decode()
    assert "#offline" not in client_of(people.finance).get("/tables/").content.decode()
    assert f'href="{ADDRESS}"' in client_of(people.administrator).get("/imports/new/").content.decode()
