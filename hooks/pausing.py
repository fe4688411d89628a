"""A hook to which nothing arrives rests, longer and longer, so that whoever is down is not asked by every message that
waits; after days it is paused, and its administrators are told: somebody has to look.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from budget.access import administrators_of_everything
from hooks.models import Hook

logger = logging.getLogger("perfgoals.hooks")

PATIENCE = timedelta(days=3)
# Between two messages to somebody who takes none. The first is shorter than a message waits for its second try, and the
# longest short enough that nobody who is back waits for long.
LEAST_REST, LONGEST_REST = timedelta(seconds=50), timedelta(minutes=15)


def note_success(hook: Hook) -> None:
    """Something has arrived."""
    Hook.objects.filter(pk=hook.pk).exclude(failing_since=None).update(failing_since=None, rests_until=None)


def note_failure(hook: Hook) -> None:
    """Something has not arrived: the hook rests as long as nothing has arrived by now, and is paused after days."""
    now = timezone.now()
    ours = Hook.objects.filter(pk=hook.pk)
    ours.filter(failing_since=None).update(failing_since=now)
    since = ours.values_list("failing_since", flat=True).first() or now
    ours.update(rests_until=now + min(LONGEST_REST, max(LEAST_REST, now - since)))
    long_ago = Hook.objects.filter(pk=hook.pk, paused_at=None, failing_since__lt=now - PATIENCE)
    if long_ago.update(paused_at=now):  # one sender alone gets this far
        logger.warning("消息推送 %d 连续 %d 天没有送达，已暂停", hook.pk, PATIENCE.days)
        _tell(hook)


def resume(hook: Hook) -> None:
    """Somebody has looked: what waits is sent."""
    Hook.objects.filter(pk=hook.pk).update(paused_at=None, failing_since=None, rests_until=None)


def wake(hook: Hook) -> None:
    """Somebody has changed what may have been wrong, or wants a message to be sent: it need not rest any longer."""
    Hook.objects.filter(pk=hook.pk).update(rests_until=None)


def _tell(hook: Hook) -> None:
    """A mail to everybody who may do something about it; the page says it in any case."""
    receivers = administrators_of_everything().exclude(email="").values_list("email", flat=True)
    text = (
        f"消息推送“{hook.name}”连续 {PATIENCE.days} 天没有一条送达，已暂停。发生的事仍会登记，恢复后补发。\n"
        f"请检查接收一方，然后在页面上恢复：{settings.ADDRESS}{reverse('hook_detail', args=[hook.pk])}\n"
    )
    for address in receivers:
        try:
            send_mail(f"消息推送“{' '.join(hook.name.split())}”已暂停", text, None, [address])
        except Exception as error:  # whatever a mail server may come up with
            logger.warning("给管理员的邮件没有发出：%s", type(error).__name__)
