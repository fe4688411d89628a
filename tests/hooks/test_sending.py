"""Sending to a real server: signed as the documentation says, tried again as long as it should be, by one at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from budget.models import Role
from hooks import posting, sending
from hooks.claims import DELAYS, KEPT, MOST_TRIES, SILENCE, claim, drop_old, finish, put_back, send_again
from hooks.models import Delivery, Hook
from hooks.pausing import LONGEST_REST, PATIENCE, note_failure, resume, wake
from hooks.payloads import of_test
from hooks.sending import send_round
from tests.conftest import People
from tests.hooks.documented import documented
from tests.hooks.receiving import Receiver, make_hook, receiving
from tests.importers.racing import together

State = Delivery.State


@pytest.fixture
def receiver(settings: Any, db: None) -> Iterator[Receiver]:
    with receiving() as running:
        settings.HOOK_TARGETS = running.allowed
        yield running


@pytest.fixture
def hook(receiver: Receiver) -> Hook:
    return make_hook(receiver)


def waiting(hook: Hook) -> Delivery:
    made = of_test(hook)
    made.save()
    return made


def at_once(delivery: Delivery) -> Delivery:
    """Have the next try be due."""
    Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())
    delivery.refresh_from_db()
    return delivery


def test_it_arrives_signed_as_documented(hook: Hook, receiver: Receiver) -> None:
    delivery = waiting(hook)
    send_round()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.answer, delivery.tries) == (State.SENT, 200, "ok", 1)
    ((_, headers, body),) = receiver.got
    assert body.decode() == delivery.body
    assert headers["X-Perfgoals-Delivery"] == str(delivery.uid)
    assert (headers["X-Perfgoals-Event"], headers["Content-Type"]) == ("test", "application/json; charset=utf-8")
    assert documented().verified(headers, body, hook.secret)["id"] == str(delivery.uid)
    send_round()
    assert len(receiver.got) == 1


def test_what_was_changed_or_is_old_is_not_verified(hook: Hook, receiver: Receiver) -> None:
    waiting(hook)
    send_round()
    _, headers, body = receiver.got[0]
    verified = documented().verified
    for wrong_headers, wrong_body, secret in (
        (headers, body + b" ", hook.secret),
        (headers, body, "0" * 64),
        (headers | {"X-Perfgoals-Timestamp": str(int(time.time()) - 301)}, body, hook.secret),
        (headers | {"X-Perfgoals-Timestamp": str(int(headers["X-Perfgoals-Timestamp"]) + 1)}, body, hook.secret),
        (headers | {"X-Perfgoals-Signature": "v1="}, body, hook.secret),
    ):
        with pytest.raises(ValueError, match=r"old|changed"):
            verified(wrong_headers, wrong_body, secret)


@pytest.mark.parametrize("fault", [500, 404, 302, "garbage", "cut", "hang"])
def test_whatever_goes_wrong_is_tried_again(
    hook: Hook, receiver: Receiver, fault: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "STEP_SECONDS", 0.4)
    receiver.answers = [fault, 200]
    delivery = waiting(hook)
    send_round()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.status) == (
        State.WAITING,
        1,
        fault if isinstance(fault, int) else None,
    )
    assert timedelta(seconds=50) < delivery.next_at - timezone.now() < timedelta(seconds=70)
    hook.refresh_from_db()
    assert hook.failing_since
    send_round()
    assert len(receiver.got) == 1  # not yet
    at_once(delivery)
    send_round()
    delivery.refresh_from_db()
    hook.refresh_from_db()
    assert (delivery.state, delivery.tries, hook.failing_since) == (State.SENT, 2, None)
    assert receiver.got[0][2] == receiver.got[1][2]  # the same body, the same id


def test_it_is_given_up_in_the_end(hook: Hook, receiver: Receiver) -> None:
    receiver.answers = [503]
    delivery, waits = waiting(hook), []
    for _ in range(MOST_TRIES):
        at_once(delivery)
        before = timezone.now()
        send_round()
        delivery.refresh_from_db()
        waits.append(delivery.next_at - before)
    assert (delivery.state, delivery.tries, delivery.status, delivery.answer) == (State.FAILED, MOST_TRIES, 503, "ok")
    assert all(0.85 * delay < wait < 1.15 * delay for delay, wait in zip(DELAYS, waits, strict=False))
    assert timedelta(hours=20) < sum(DELAYS, timedelta()) < timedelta(hours=25)
    send_round()
    assert len(receiver.got) == MOST_TRIES
    assert send_again(delivery)
    receiver.answers = [200]
    send_round()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (State.SENT, 1)


def test_targets_are_checked_again_at_sending(hook: Hook, receiver: Receiver, settings: Any) -> None:
    settings.HOOK_TARGETS = ()
    delivery = waiting(hook)
    send_round()
    delivery.refresh_from_db()
    assert (delivery.state, receiver.got) == (State.WAITING, [])
    assert "没有允许" in delivery.answer


def test_after_another_secret_key_nothing_is_signed(hook: Hook, receiver: Receiver, settings: Any) -> None:
    settings.SECRET_KEY = "another"
    delivery = waiting(hook)
    send_round()
    delivery.refresh_from_db()
    assert (receiver.got, delivery.state) == ([], State.WAITING)
    assert "请换一个新密钥" in delivery.answer


def about_a_table(hook: Hook) -> Delivery:
    delivery = waiting(hook)
    delivery.event = "table.approved"
    delivery.save()
    return delivery


def test_one_that_does_not_answer_is_asked_less_and_less(hook: Hook, receiver: Receiver) -> None:
    """Not by every message that waits: they are sent when one has arrived."""
    receiver.answers = [500, 500, 200]
    for _ in range(4):
        about_a_table(hook)
    for _ in range(3):
        send_round()
    assert len(receiver.got) == 1
    Hook.objects.update(rests_until=timezone.now())
    send_round()
    send_round()
    assert len(receiver.got) == 2
    assert list(Delivery.objects.order_by("pk").values_list("tries", flat=True)) == [1, 1, 0, 0]  # none is worn out
    Hook.objects.update(rests_until=timezone.now())
    send_round()
    assert len(receiver.got) == 4
    hook.refresh_from_db()
    assert (hook.failing_since, hook.rests_until) == (None, None)


def test_it_rests_as_long_as_nothing_has_arrived(hook: Hook) -> None:
    def rest(failing: timedelta) -> float:
        Hook.objects.update(failing_since=timezone.now() - failing)
        note_failure(hook)
        hook.refresh_from_db()
        assert hook.rests_until
        return (hook.rests_until - timezone.now()).total_seconds()

    # A message that is alone is never later than it should be: 1, 5, 15 minutes after its tries.
    assert 45 < rest(timedelta()) < 54
    assert 290 < rest(timedelta(minutes=5)) <= 301
    assert rest(timedelta(hours=30)) <= LONGEST_REST.total_seconds() <= 15 * 60


def test_who_tries_it_or_has_mended_it_need_not_wait(hook: Hook, receiver: Receiver) -> None:
    about_a_table(hook)
    Hook.objects.update(rests_until=timezone.now() + LONGEST_REST, failing_since=timezone.now())
    send_round()
    assert receiver.got == []
    wake(hook)
    send_round()
    assert len(receiver.got) == 1
    Hook.objects.update(rests_until=timezone.now() + LONGEST_REST)
    waiting(hook)  # a test message
    send_round()
    assert len(receiver.got) == 2


def test_told_to_stop_the_message_at_hand_is_the_last(hook: Hook, receiver: Receiver) -> None:
    for _ in range(3):
        waiting(hook)
    send_round(lambda: len(receiver.got) >= 2)
    assert len(receiver.got) == 2
    assert Delivery.objects.filter(state=State.WAITING).count() == 1


def test_switched_off_and_paused_ones_are_left_alone(hook: Hook, receiver: Receiver) -> None:
    delivery = waiting(hook)
    Delivery.objects.update(event="table.approved")
    for changes in ({"active": False}, {"paused_at": timezone.now()}):
        Hook.objects.update(**changes)
        send_round()
        assert receiver.got == []
        Hook.objects.update(active=True, paused_at=None)
    Hook.objects.update(paused_at=timezone.now())
    waiting(hook)
    send_round()
    assert [headers["X-Perfgoals-Event"] for _, headers, _ in receiver.got] == ["test"]  # so that one can try it
    hook.refresh_from_db()
    Hook.objects.update(rests_until=timezone.now() + LONGEST_REST)
    resume(hook)
    send_round()
    delivery.refresh_from_db()
    assert delivery.state == State.SENT


def test_failing_for_days_pauses_and_tells_administrators(hook: Hook, receiver: Receiver, people: People) -> None:
    for user, address in ((people.administrator, "a@b.cn"), (people.finance, "f@b.cn")):
        user.email = address
        user.save()
    assert people.finance.memberships.get().role == Role.FINANCE
    receiver.answers = [500]
    waiting(hook)
    Hook.objects.update(failing_since=timezone.now() - PATIENCE + timedelta(hours=1), name="一体化\r\nBcc: x@y.cn")
    send_round()
    hook.refresh_from_db()
    assert (hook.paused_at, mail.outbox) == (None, [])
    Hook.objects.update(failing_since=timezone.now() - PATIENCE - timedelta(hours=1))
    for _ in range(2):
        at_once(waiting(hook))
        send_round()
    hook.refresh_from_db()
    assert hook.paused_at
    ((message),) = mail.outbox
    assert message.to == ["a@b.cn"]
    assert message.subject == "消息推送“一体化 Bcc: x@y.cn”已暂停"
    message.message()  # what Django would refuse to send it for
    assert f"/hooks/{hook.pk}/" in message.body
    assert hook.secret not in message.body


def test_a_claim_is_taken_up_when_its_sender_fell_silent(hook: Hook) -> None:
    delivery = waiting(hook)
    first = claim(hook.pk)
    assert first
    assert claim(hook.pk) is None
    Delivery.objects.update(claimed_at=timezone.now() - SILENCE - timedelta(seconds=1))
    second = claim(hook.pk)
    assert second
    assert (second.pk, second.tries, second.claims) == (delivery.pk, 2, 2)
    assert not finish(first, 200, "")  # who wakes up finds that it is another's
    assert not put_back(first, None, "")
    assert finish(second, 200, "")
    assert not send_again(waiting(hook))


def test_an_old_claim_that_dies_every_time_ends(hook: Hook) -> None:
    waiting(hook)
    for _ in range(MOST_TRIES):
        found = claim(hook.pk)
        assert found
        Delivery.objects.update(claimed_at=timezone.now() - 2 * SILENCE)
    put_back(found, None, "")
    assert Delivery.objects.get().state == State.FAILED


def test_old_ones_are_forgotten(hook: Hook) -> None:
    old, new = waiting(hook), waiting(hook)
    Delivery.objects.filter(pk=old.pk).update(created_at=timezone.now() - KEPT - timedelta(hours=1), state=State.SENT)
    assert drop_old() == 1
    assert Delivery.objects.get() == new
    assert timedelta(days=2) < KEPT  # longer than events are looked back for


@pytest.mark.django_db(transaction=True)
def test_a_target_that_hangs_costs_only_itself(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It hangs for ten seconds, or until the others have theirs."""
    monkeypatch.setattr(posting, "STEP_SECONDS", 10.0)
    with receiving("hang") as hanging, receiving() as good:
        settings.HOOK_TARGETS = hanging.allowed + good.allowed
        hooks = make_hook(hanging), make_hook(good)
        for hook in (*hooks, *hooks, *hooks):
            waiting(hook)
        arrived: list[float] = []
        began = time.monotonic()

        def watch() -> None:
            wait_for(good, 3)
            arrived.append(time.monotonic() - began)
            hanging.going_on.set()

        watching = threading.Thread(target=watch)
        watching.start()
        send_round()
        watching.join()
    assert arrived[0] < 9
    assert len(good.got) == 3
    assert len(hanging.got) == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent"] * 3 + ["waiting"] * 3


def wait_for(receiver: Receiver, number: int) -> None:
    end = time.monotonic() + 20
    while len(receiver.got) < number and time.monotonic() < end:
        time.sleep(0.01)


def test_many_that_hang_keep_no_other_waiting(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they have due is older than all else, round after round."""
    long_ago = timezone.now() - timedelta(hours=9)
    hooks = [make_hook() for _ in range(5)]
    for hook in hooks:
        for _ in range(3):
            waiting(hook)
        Delivery.objects.filter(hook=hook).exclude(hook=hooks[4]).update(next_at=long_ago)
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    rounds = [sending._whose_turn() for _ in range(3)]
    assert all(len(each) == 2 for each in rounds)
    assert {hook for each in rounds for hook in each} == {hook.pk for hook in hooks}


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same(settings: Any) -> None:
    with receiving() as receiver:
        settings.HOOK_TARGETS = receiver.allowed
        hook = make_hook(receiver)
        for _ in range(12):
            waiting(hook)
        together(send_round, send_round, send_round)
        assert len(receiver.got) == 12
        assert len({headers["X-Perfgoals-Delivery"] for _, headers, _ in receiver.got}) == 12
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}


def test_a_round_ends_in_time(hook: Hook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.0)
    waiting(hook)
    send_round()
    assert receiver.got == []


def test_what_was_answered_is_kept_as_text(hook: Hook, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    receiver.answers, receiver.body = [500], b"<script>\x00alert(1)</script>" + b"x" * 5000
    delivery = waiting(hook)
    send_round()
    delivery.refresh_from_db()
    assert delivery.answer.startswith("<script> alert(1)</script>xxx")
    assert len(delivery.answer) == 500
    assert hook.secret not in caplog.text
    assert "script" not in caplog.text  # nor what others answer
