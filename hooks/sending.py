"""Sending what is due: each hook in a thread of its own and for a bounded time, so that one that hangs costs only
itself. The worker does this apart from its other chores."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connections
from django.db.models import Min
from django.utils import timezone

from hooks.claims import claim, due, finish, put_back
from hooks.models import Delivery, Hook
from hooks.pausing import note_failure, note_success
from hooks.posting import Answer, Failed, post
from hooks.signing import signature
from hooks.targets import Refused, checked

logger = logging.getLogger("perfgoals.hooks")

SECONDS = 20.0  # for the messages of one hook in one round
AT_ONCE = 8  # hooks at the same time
AGENT = "perfgoals-hooks/1"

_turns: dict[int, float] = {}  # when each hook had its last turn in this process


def send_round(is_over: Callable[[], bool] = lambda: False) -> None:
    """Send for the hooks whose turn it is. Any number of workers may do it at the same time.

    Where `is_over` the messages at hand are the last: whoever is told to stop does not finish a round first.
    """
    hooks = _whose_turn()
    if len(hooks) == 1:
        send_for(hooks[0], is_over)
        return
    threads = [threading.Thread(target=_in_thread, args=(hook, is_over), daemon=True) for hook in hooks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _whose_turn() -> list[int]:
    """The hooks that have something due and had no turn for longest: messages of hooks that hang grow old, and would
    keep those of all others waiting for days if the oldest came first."""
    waiting = due(timezone.now()).order_by().values("hook").annotate(since=Min("next_at")).order_by("since")
    hooks = sorted(waiting.values_list("hook", flat=True), key=lambda hook: _turns.get(hook, 0.0))[:AT_ONCE]
    _turns.update(dict.fromkeys(hooks, time.monotonic()))
    return hooks


def _in_thread(hook: int, is_over: Callable[[], bool]) -> None:
    try:
        send_for(hook, is_over)
    except Exception:  # the database is away, or an error of ours: the next round does what is left
        logger.exception("消息推送 %d 没有发完", hook)
    finally:
        connections.close_all()


def send_for(hook: int, is_over: Callable[[], bool]) -> int:
    """Send what is due of one hook, as long as it takes it and `is_over` does not hold; how many messages arrived."""
    end, sent = time.monotonic() + SECONDS, 0
    while time.monotonic() < end and not is_over():
        delivery = claim(hook)
        if delivery is None or not deliver(delivery):
            break
        sent += 1
    return sent


def deliver(delivery: Delivery) -> bool:
    """Send one that is ours, and note what became of it; whether it arrived."""
    try:
        answer = _post(delivery)
    except (Failed, Refused) as error:
        answer = Answer(0, str(error)[:500])
    status = answer.status or None
    if answer.is_good:
        finish(delivery, status, answer.text)
        note_success(delivery.hook)
        return True
    put_back(delivery, status, answer.text)
    note_failure(delivery.hook)
    logger.warning("消息推送 %d 的消息 %d 第 %d 次没有送达：%s", delivery.hook_id, delivery.pk, delivery.tries, status)
    return False


def _post(delivery: Delivery) -> Answer:
    hook: Hook = delivery.hook
    if not hook.has_its_secret:
        raise Refused("服务器的 SECRET_KEY 换过了，这个密钥不能再用，请换一个新密钥。")
    body = delivery.body.encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "X-Perfgoals-Event": delivery.event,
        "X-Perfgoals-Delivery": str(delivery.uid),
        "X-Perfgoals-Timestamp": timestamp,
        "X-Perfgoals-Signature": signature(hook.secret, timestamp, body),
    }
    return post(checked(hook.address), body, headers)
