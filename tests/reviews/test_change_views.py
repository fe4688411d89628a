"""All changes of master data: who changed which field from what to what, also of what is gone."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from budget.models import Agency, Membership, Role
from indicators.models import Category, CheckSetting, Framework
from reviews import paging
from reviews.histories import newest
from reviews.models import Deadline, ReviewRules
from tests.conftest import People

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


def told(change: Any) -> list[tuple[str, str, str]]:
    return [tuple(field) for field in change.fields]


def test_a_change_made_on_a_page_says_by_whom(people: People, client_of: ClientOf) -> None:
    agency = people.agencies["319202"]
    client = client_of(people.administrator)
    form = {"region": "", "code": agency.code, "name": "新名称", "parent": ""}
    assert client.post(f"/admin/budget/agency/{agency.pk}/change/", form).status_code == 302
    change = newest([Agency], 0, 1)[0]
    assert (change.by, change.account, change.kind, change.what) == ("管理员员", "admin", "修改", "319202 新名称")
    assert told(change) == [("单位名称", "天津市便民专线服务中心", "新名称")]
    page = client.get("/reviews/changes/").content.decode()
    assert "<del>天津市便民专线服务中心</del>" in page
    assert "<ins>新名称</ins>" in page


def test_what_is_gone_is_still_told(people: People) -> None:
    member = Membership.objects.get(user=people.reader)
    member.delete()
    change = newest([Membership], 0, 1)[0]
    assert (change.kind, change.what, change.by) == ("删除", "只读员 只读", "")
    assert told(change) == [
        ("用户", "只读员", ""),
        ("单位", "319202 天津市便民专线服务中心", ""),
        ("角色", "只读", ""),
    ]
    people.reader.delete()
    assert "已删除的用户" in newest([Membership], 0, 1)[0].what


@pytest.mark.parametrize(
    ("change", "what", "fields"),
    [
        (lambda: ReviewRules.objects.create(pass_own_department=False), "未分区划",
         [("主管部门没有审核人员时直接报财政", "", "是"), ("单位自己就是主管部门时直接报财政", "", "否"),
          ("审核表分值", "", "通用分值")]),
        (lambda: Deadline.objects.create(year=2025, stage="submit", due=date(2025, 1, 8)), "2025 年度单位提交",
         [("预算年度", "", "2025"), ("环节", "", "单位提交"), ("截止日期", "", "2025-01-08")]),
        (lambda: CheckSetting.objects.create(code="generic-name", severity="off", reason="不用"), None,
         [("检查", "", "generic-name"), ("程度", "", "不检查"), ("理由", "", "不用")]),
        (lambda: Framework.objects.create(code="x", name="新体系", position=99), "新体系",
         [("代码", "", "x"), ("名称", "", "新体系"), ("顺序", "", "99")]),
    ],
)  # fmt: skip
def test_all_kinds_are_told_in_words(db: None, change: Callable[[], Any], what: str | None, fields: list[Any]) -> None:
    model = type(change())
    found = newest([model], 0, 1)[0]
    assert what is None or found.what == what
    assert told(found) == fields


def test_a_weight_is_told_as_it_is_written(db: None) -> None:
    category = Category.objects.filter(level=2).first()
    assert category is not None
    category.weight = Decimal("12.50")
    category.save()
    assert ("权重", "", "12.5") in told(newest([Category], 0, 1)[0])


def test_one_kind_alone_and_leafing(people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    from reviews import change_views

    for module in (paging, change_views):
        monkeypatch.setattr(module, "PAGE_SIZE", 4)
    client = client_of(people.administrator)
    first = client.get("/reviews/changes/?kind=agency").context["page"]
    second = client.get("/reviews/changes/?kind=agency&page=2").context["page"]
    assert {change.model for change in first.rows + second.rows} == {"预算单位"}
    assert (len(first.rows), len(second.rows), second.next) == (4, Agency.history.count() - 4, None)
    both = first.rows + second.rows
    assert [change.at for change in both] == sorted((change.at for change in both), reverse=True)
    assert client.get("/reviews/changes/?kind=user").context["kind"] == ""


@pytest.mark.once
def test_more_changes_need_no_more_queries(
    people: People, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(people.administrator)
    for size in (2, 20):
        for number in range(size):
            agency = Agency.objects.create(code=f"8{size}{number}", name="单位", parent=people.agencies["319"])
            agency.name = "改名"
            agency.save()
            Membership.objects.create(user=people.reader, role=Role.READER, agency=agency)
        with django_assert_max_num_queries(20):
            client.get("/reviews/changes/")


def test_the_workbook_has_one_row_a_field(people: People, client_of: ClientOf) -> None:
    agency = people.agencies["667201"]
    agency.name = "=1+1"
    agency.save()
    response = client_of(people.administrator).get("/reviews/changes.xlsx?kind=agency")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][3:] == ("预算单位", "修改", "667201 =1+1", "单位名称", "天津市滨海新区网格化管理中心", "=1+1")
    assert sheet.cell(2, 9).data_type == "s"


def test_memberships_and_frameworks_show_their_history(people: People, client_of: ClientOf) -> None:
    client = client_of(people.administrator)
    member = Membership.objects.get(user=people.reader)
    framework = Framework.objects.get(code="2015")
    assert client.get(f"/admin/budget/membership/{member.pk}/history/").status_code == 200
    assert client.get(f"/admin/indicators/framework/{framework.pk}/history/").status_code == 200
