"""The page of exports: its form, its list, its progress; and the bar above the list of tables."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exporters.models import Export, State
from exporters.orders import Order, keys_of, place
from indicators.models import GoalTable
from tests.conftest import People
from tests.exporters.going_out import made
from tests.tables import make_table

ClientOf = Callable[[User], Client]
HX = {"HX-Request": "true"}


def placed(user: User, title: str = "一批表") -> Export:
    return place(Order(title, "2025 年", keys_of(GoalTable.objects.order_by("pk")), "json", "one"), user)


def page(client: Client, address: str = "/exports/", **headers: str) -> str:
    response = client.get(address, headers=headers or None)
    assert response.status_code == 200
    return str(response.content.decode())


def test_progress_is_asked_for_until_it_is_done(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"])
    client, export = client_of(people.officer), placed(people.officer)
    address = f"/exports/{export.pk}/progress/"
    for shown in (page(client), page(client, address, **HX)):
        assert f'hx-get="{address}" hx-trigger="every 2s"' in shown
        assert "等待制作" in shown
        assert "取消" in shown
    Export.objects.update(state=State.MAKING, total=40, done=12)
    shown = page(client, address, **HX)
    assert "12 / 40 张" in shown
    assert '<progress max="40" value="12"' in shown
    Export.objects.update(state=State.WAITING, total=1)
    made(export)
    for shown in (page(client), page(client, address, **HX)):
        assert "hx-get" not in shown
        assert f'href="/exports/{export.pk}/download/"' in shown
        assert "保留到" in shown
    assert client.get(address)["Location"] == f"/exports/{export.pk}/"


def test_nobody_works(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"])
    client, export = client_of(people.officer), placed(people.officer)
    assert "检查后台任务" not in page(client)
    Export.objects.update(heartbeat=timezone.now() - timedelta(minutes=3))
    assert "可能正在做别的" in page(client)  # an import, say: that it works is not known here
    other = placed(people.finance)
    Export.objects.filter(pk=other.pk).update(state=State.MAKING)  # a worker works, on something else
    assert "检查后台任务" not in page(client)
    assert export.is_open


def test_administrators_may_look_at_those_of_everybody(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"])
    placed(people.officer, "填报人的")
    administrator = client_of(people.administrator)
    assert "填报人的" not in page(administrator)
    assert "填报人的" in page(administrator, "/exports/?who=all")
    assert "填报人的" not in page(client_of(people.finance), "/exports/?who=all")


def test_what_is_offered_is_what_one_may_see(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"])
    make_table(people.agencies["319202"], year=2024)
    finance = page(client_of(people.finance))
    assert "667201 天津市滨海新区网格化管理中心" in finance
    assert '<option value="2025" selected>' in finance
    reader = page(client_of(people.reader))
    assert "667201" not in reader
    assert '<option value="2025"' not in reader
    nobody = page(client_of(User.objects.create_user("nobody")))
    assert "没有可以导出的内容" in nobody
    assert "export_new" not in nobody
    assert 'action="/exports/new/"' not in nobody


def test_the_snapshot_is_shown_with_its_moment(people: People, client_of: ClientOf) -> None:
    table = make_table(people.agencies["667201"], name="网格平台")
    shown = page(client_of(people.officer), f"/exports/{placed(people.officer).pk}/")
    assert f'href="/tables/{table.pk}/">网格平台' in shown
    assert "符合条件的表；之后内容和状态有变化的，按写入文件时的样子收入" in shown
    assert "写入文件那一刻的内容" in shown


@pytest.mark.parametrize("address", ["/exports/", "/exports/{}/"])
@pytest.mark.once
def test_many_packages_of_many_tables_take_as_many_queries(
    address: str, people: People, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        make_table(people.agencies["667201"], name=f"项目{number}")
    for _ in range(5):
        export = placed(people.officer)
    client = client_of(people.officer)
    with django_assert_max_num_queries(14):
        page(client, address.format(export.pk))


def test_the_bar_above_the_list_offers_what_there_is(people: People, client_of: ClientOf) -> None:
    client = client_of(people.officer)
    assert 'id="export"' not in page(client, "/tables/")
    tables = [make_table(people.agencies["667201"], name=f"项目{number}") for number in range(3)]
    shown = page(client, "/tables/?sort=-project")
    assert "本页 3 张" in shown
    assert "全部 3 张" not in shown
    assert 'name="query" value="sort=-project"' in shown
    for table in tables:
        assert f'name="table" value="{table.pk}"' in shown
        assert f'name="shown" value="{table.pk}"' in shown


def test_more_than_a_page_may_be_taken_whole(
    people: People, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indicators.views.PAGE_SIZE", 2)
    for number in range(3):
        make_table(people.agencies["667201"], name=f"项目{number}")
    shown = page(client_of(people.officer), "/tables/")
    assert "本页 2 张" in shown
    assert "全部 3 张" in shown
