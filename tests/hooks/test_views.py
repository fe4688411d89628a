"""The pages of the hooks: what administrators of everything do, what is refused, and that a secret is shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Membership, Role
from hooks import targets
from hooks.models import Delivery, Hook
from hooks.payloads import of_test
from hooks.signing import fingerprint_of
from tests.conftest import People
from tests.hooks.receiving import make_hook

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]
State = Delivery.State
GIVEN = {
    "name": "一体化系统",
    "address": "https://budget.example/goals",
    "events": ["table.approved", "batch.finished"],
}


@pytest.fixture
def client(people: People, client_of: ClientOf, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    settings.HOOK_TARGETS = ("budget.example",)
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("8.8.8.8", 443))])
    return client_of(people.administrator)


def page(client: Client, address: str, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_registering_shows_the_secret_once(client: Client, people: People) -> None:
    answer = client.post("/hooks/new/", GIVEN)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    hook = Hook.objects.get()
    (secret,) = re.findall(r'value="([0-9a-f]{64})"', answer.content.decode())
    assert secret == hook.secret
    assert hook.created_by == people.administrator
    for address in ("/hooks/", f"/hooks/{hook.pk}/", f"/hooks/{hook.pk}/edit/"):
        assert secret not in page(client, address)
    stored = [str(value) for value in Hook.objects.values_list().get()]
    assert secret not in "".join(stored)
    assert hook.fingerprint == fingerprint_of(secret)
    assert "批复、导入批次完成" in page(client, "/hooks/")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "必填"),
        ({"name": "一体化\r\nBcc: x@y.cn"}, "只能是一行"),
        ({"name": "一体\u2028化"}, "只能是一行"),
        ({"address": "https://127.1/"}, "不是主机名"),
        ({"address": "https://other.example/"}, "没有允许"),
        ({"address": "http://budget.example/"}, "没有允许"),
        ({"address": "https://user:word@budget.example/"}, "不能含用户名"),
        ({"events": []}, "必填"),
        ({"events": ["table.approved", "test"]}, "test"),
        ({"region": "别处"}, "别处"),
        ({"agency": "999999"}, "选择"),
    ],
)
def test_what_makes_no_sense_is_told(client: Client, change: dict[str, Any], words: str) -> None:
    answer = client.post("/hooks/new/", GIVEN | change)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Hook.objects.exists()


def test_a_second_of_the_same_name(client: Client) -> None:
    client.post("/hooks/new/", GIVEN)
    assert client.post("/hooks/new/", GIVEN).status_code == 400
    assert Hook.objects.count() == 1


def test_an_agency_goes_with_its_region_and_without_batches(client: Client, people: People) -> None:
    agency = people.agencies["319101"]
    assert client.post("/hooks/new/", GIVEN | {"agency": agency.pk, "events": ["batch.finished"]}).status_code == 400
    assert client.post("/hooks/new/", GIVEN | {"agency": agency.pk, "region": "-"}).status_code == 200
    assert "319101 天津市人民政府政务服务办公室和下属单位" in page(client, "/hooks/")


def test_without_the_setting_the_page_says_what_to_do(client: Client, settings: Any) -> None:
    settings.HOOK_TARGETS = ()
    assert "PERFGOALS_HOOK_TARGETS" in page(client, "/hooks/")
    assert 'href="/hooks/new/"' not in page(client, "/hooks/")
    assert client.post("/hooks/new/", GIVEN).status_code == 400


def test_changing_keeps_the_secret_and_what_the_worker_wrote(client: Client) -> None:
    hook = make_hook(name="一体化")
    failing = timezone.now()
    Hook.objects.update(failing_since=failing, rests_until=failing)
    assert client.post(f"/hooks/{hook.pk}/edit/", GIVEN | {"region": "-"}).status_code == 302
    changed = Hook.objects.get()
    assert (changed.events, changed.region, changed.salt, changed.failing_since) == (
        ["table.approved", "batch.finished"], "-", hook.salt, failing,
    )  # fmt: skip
    assert changed.rests_until is None  # the address may be another
    assert "区划：空 → -" in page(client, f"/hooks/{hook.pk}/")
    assert client.post(f"/hooks/{hook.pk}/edit/", GIVEN | {"name": ""}).status_code == 400


def act(client: Client, hook: Hook, action: str) -> str:
    return str(client.post(f"/hooks/{hook.pk}/{action}/", follow=True).content.decode())


def test_trying_it(client: Client) -> None:
    hook = make_hook()
    shown = act(client, hook, "test")
    assert "测试消息已排队" in shown
    assert 'hx-trigger="every 4s"' in shown
    assert Delivery.objects.get().event == "test"
    Hook.objects.update(active=False)
    assert "已停用，请先启用" in act(client, hook, "test")
    assert Delivery.objects.count() == 1


def test_switching_off_and_on(client: Client) -> None:
    hook = make_hook()
    of_test(hook).save()
    assert "已停用，1 条等待发送的消息不再发送" in act(client, hook, "off")
    assert Delivery.objects.get().state == State.FAILED
    hook.refresh_from_db()
    before, off = hook.told_since, hook.active
    assert not off
    assert "已启用" in act(client, hook, "on")
    hook.refresh_from_db()
    assert hook.active
    assert hook.told_since > before
    since = hook.told_since
    act(client, hook, "on")
    hook.refresh_from_db()
    assert hook.told_since == since  # a second click loses nothing


def test_resuming(client: Client, people: People, client_of: ClientOf) -> None:
    long_ago = timezone.now() - timedelta(days=4)
    hook = make_hook(paused_at=long_ago, failing_since=long_ago)
    assert "起暂停" in page(client, f"/hooks/{hook.pk}/")
    assert f'<a href="/hooks/{hook.pk}/">' in page(client, "/")
    assert "/hooks/" not in page(client_of(people.finance), "/")
    assert "已恢复" in act(client, hook, "resume")
    hook.refresh_from_db()
    assert (hook.paused_at, hook.failing_since) == (None, None)


def test_a_new_secret(client: Client) -> None:
    hook = make_hook()
    Hook.objects.update(rests_until=timezone.now())
    old = hook.secret
    shown = act(client, hook, "secret")
    hook.refresh_from_db()
    assert hook.secret != old
    assert hook.rests_until is None
    assert f'value="{hook.secret}"' in shown
    Hook.objects.update(fingerprint="0" * 16)  # as after another SECRET_KEY
    assert "密钥失效" in page(client, "/hooks/")
    assert "换新密钥" in page(client, f"/hooks/{hook.pk}/")
    act(client, hook, "secret")
    hook.refresh_from_db()
    assert hook.has_its_secret


def test_removing(client: Client) -> None:
    hook = make_hook()
    of_test(hook).save()
    assert "已删除" in act(client, hook, "delete")
    assert not Delivery.objects.exists()
    assert Hook.history.filter(history_type="-").exists()


def test_the_log_and_sending_again(client: Client) -> None:
    hook, other = make_hook(), make_hook()
    for number, state in enumerate((State.SENT, State.FAILED, State.WAITING)):
        delivery = of_test(hook)
        delivery.state, delivery.subject, delivery.tries = state, f"项目{number}<b>", 1
        delivery.answer, delivery.status = "<i>busy</i>", 503
        delivery.save()
    shown = page(client, f"/hooks/{hook.pk}/")
    assert "项目2&lt;b&gt;" in shown
    assert "&lt;i&gt;busy&lt;/i&gt;" in shown
    assert shown.count("再发一次</button>") == 2
    assert "项目0" not in page(client, f"/hooks/{hook.pk}/", state="failed")
    assert "项目0" in page(client, f"/hooks/{hook.pk}/", state="nonsense", event="x", page="-1")
    sent, waiting = hook.deliveries.get(state=State.SENT), hook.deliveries.get(state=State.WAITING)
    again = f"/hooks/{hook.pk}/deliveries/{sent.pk}/again/"
    Hook.objects.update(rests_until=timezone.now())
    assert "半分钟内再发一次" in client.post(again, follow=True).content.decode()
    assert Hook.objects.filter(rests_until=None).count() == 1  # as it says
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == (State.WAITING, 0)
    Hook.objects.update(paused_at=timezone.now())
    hook.deliveries.filter(pk=sent.pk).update(state=State.SENT)
    assert "恢复推送后再发一次" in client.post(again, follow=True).content.decode()
    assert "不必再发" in client.post(
        f"/hooks/{hook.pk}/deliveries/{waiting.pk}/again/", follow=True
    ).content.decode()  # fmt: skip
    assert client.post(f"/hooks/{other.pk}/deliveries/{sent.pk}/again/").status_code == 404
    Hook.objects.update(active=False)
    assert "请先启用" in client.post(again, follow=True).content.decode()


def test_only_administrators_of_everything(client: Client, people: People, client_of: ClientOf) -> None:
    hook = make_hook()
    of_test(hook).save()
    some = User.objects.create_user("admin-319")
    Membership.objects.create(user=some, role=Role.ADMINISTRATOR, agency=people.agencies["319"])
    addresses = [
        f"/hooks/{hook.pk}/{action}/" for action in ("test", "off", "on", "resume", "secret", "delete", "edit")
    ]
    again = f"/hooks/{hook.pk}/deliveries/{Delivery.objects.get().pk}/again/"
    for user in (some, people.finance, people.officer, people.reader, people.stranger, people.department):
        for address in (*addresses, again, "/hooks/new/"):
            assert client_of(user).post(address, GIVEN).status_code == 403, (user, address)
    for address in ("/hooks/999/", "/hooks/999/edit/"):
        assert client.get(address).status_code == 404
    for address in ("/hooks/999/delete/", "/hooks/999/deliveries/1/again/", f"/hooks/{hook.pk}/nonsense/"):
        assert client.post(address).status_code == 404
    assert Hook.objects.get().active


def test_few_queries_however_many_hooks(client: Client, django_assert_max_num_queries: Callable[..., Any]) -> None:
    for _ in range(8):
        of_test(make_hook()).save()
    page(client, "/hooks/")
    with django_assert_max_num_queries(6):
        page(client, "/hooks/")
    hook = Hook.objects.first()
    assert hook
    for _ in range(60):
        of_test(hook).save()
    with django_assert_max_num_queries(12):
        shown = page(client, f"/hooks/{hook.pk}/")
    assert "较早的 ›" in shown
    assert "第 2 页" in page(client, f"/hooks/{hook.pk}/", page="2")
