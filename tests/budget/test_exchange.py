"""Importing agencies and memberships on the admin pages: natural keys, preview, errors with their row, and who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from budget.models import Agency, Membership
from budget.resources import AgencyResource, MembershipResource
from tests.conftest import People

pytestmark = pytest.mark.once

CSV = "1"


@pytest.fixture
def admin(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


def preview(client: Client, page: str, text: str) -> Any:
    upload = SimpleUploadedFile("list.csv", text.encode())
    return client.post(f"/admin/{page}/import/", {"import_file": upload, "format": CSV, "resource": "0"})


def confirm(client: Client, page: str, shown: Any) -> Any:
    form = shown.context["confirm_form"]
    return client.post(f"/admin/{page}/process_import/", form.initial)


def errors(response: Any) -> str:
    page = response.content.decode()
    assert "没有导入" in page
    assert "Traceback" not in page
    return page


def test_agencies_are_added_and_changed_by_region_and_code(admin: Client) -> None:
    text = (
        "区划,单位代码,单位名称,主管部门\n,319303,新单位,319\n,319101,政务服务办,319\n滨海新区,319101,同码单位,/319\n"
    )
    shown = preview(admin, "budget/agency", text)
    assert not Agency.objects.filter(code="319303").exists(), "the preview must not write"
    assert confirm(admin, "budget/agency", shown).status_code == 302
    assert Agency.objects.get(region="", code="319303").parent.code == "319"
    assert Agency.objects.get(region="", code="319101").name == "政务服务办"
    assert Agency.objects.get(region="滨海新区", code="319101").parent.region == ""
    assert Agency.objects.get(code="319303").history.get().history_user.username == "admin"


def test_a_list_that_was_exported_changes_nothing(people: People) -> None:
    for resource in (AgencyResource(), MembershipResource()):
        result = resource.import_data(resource.export(), raise_errors=True)
        assert result.totals["skip"] == len(result.rows) > 0


def test_parents_may_come_earlier_in_the_same_file(admin: Client) -> None:
    shown = preview(admin, "budget/agency", "单位代码,单位名称,主管部门\n700,部门,\n700101,单位,700\n")
    confirm(admin, "budget/agency", shown)
    assert Agency.objects.get(code="700101").parent.code == "700"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("单位代码,单位名称,主管部门\n1,甲,\n2,乙,999\n", "第 3 行：主管部门：找不到单位“999”"),
        ("单位代码,单位名称\n1,\n", "第 2 行：单位名称："),
        ("单位代码,单位名称\n" + "1" * 30 + ",甲\n", "第 2 行：单位代码："),
        ("代码,名称\n1,甲\n", "第一行缺少这些列：单位代码、单位名称。"),
        ("单位代码,单位名称,主管部门\n319,甲,319\n", "第 2 行：单位不能是自己的主管部门。"),
    ],
)
def test_wrong_rows_of_agencies_are_named_and_nothing_is_written(admin: Client, text: str, words: str) -> None:
    before = list(Agency.objects.values_list())
    assert words in errors(preview(admin, "budget/agency", text))
    assert list(Agency.objects.values_list()) == before


def test_memberships_are_added_by_name_agency_and_role(admin: Client, people: People) -> None:
    text = "用户名,区划,单位代码,角色\nofficer,,511101,只读\nofficer,,,财政审核\nofficer,,667201,预算编制\n"
    shown = preview(admin, "budget/membership", text)
    confirm(admin, "budget/membership", shown)
    found = {(each.agency and each.agency.code, each.role) for each in people.officer.memberships.all()}
    assert found == {("511101", "reader"), (None, "finance"), ("667201", "officer")}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ghost,,,只读", "没有用户名为“ghost”的用户"),
        ("officer,,667201,局长", "没有角色“局长”"),
        ("officer,,,预算编制", "必须指定单位"),
        ("officer,,000,只读", "找不到单位“000”"),
    ],
)
def test_wrong_memberships_are_refused(admin: Client, row: str, words: str) -> None:
    before = Membership.objects.count()
    assert words in errors(preview(admin, "budget/membership", f"用户名,区划,单位代码,角色\n{row}\n"))
    assert Membership.objects.count() == before


def test_a_file_that_is_no_list_is_refused_in_a_sentence(admin: Client) -> None:
    upload = SimpleUploadedFile("list.xlsx", b"not a workbook")
    response = admin.post("/admin/budget/agency/import/", {"import_file": upload, "format": "0", "resource": "0"})
    assert "另存为 .xlsx" in response.content.decode()


@pytest.mark.parametrize(("form", "start"), [("0", b"PK"), ("1", "\ufeff区划,单位代码".encode())])
def test_lists_are_exported_in_both_forms(admin: Client, form: str, start: bytes) -> None:
    response = admin.post("/admin/budget/agency/export/", {"format": form, "resource": "0"})
    assert response.status_code == 200
    assert response.content.startswith(start)


def test_the_import_says_what_it_did(admin: Client) -> None:
    shown = preview(admin, "budget/agency", "单位代码,单位名称\n900,甲\n")
    response = confirm(admin, "budget/agency", shown)
    (message,) = get_messages(response.wsgi_request)
    assert "1" in str(message)


@pytest.mark.parametrize("page", ["import", "process_import", "export"])
@pytest.mark.parametrize("role", ["officer", "department", "finance", "reader"])
def test_other_roles_neither_import_nor_export(
    people: People, client_of: Callable[[User], Client], role: str, page: str
) -> None:
    client = client_of(getattr(people, role))
    response = client.post(f"/admin/budget/agency/{page}/", follow=True)
    assert response.status_code == 403


def test_staff_without_a_role_do_not_get_in(client_of: Callable[[User], Client], db: None) -> None:
    client = client_of(User.objects.create_user("staff", is_staff=True))
    assert client.get("/admin/budget/agency/", follow=True).status_code == 403
