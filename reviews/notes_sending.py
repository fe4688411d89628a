"""Sending the notes: at most one a day and user, by whichever worker comes first; what failed is tried again later.

Small steps: a worker has other things to do, and one that dies has sent only what the rows say.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef
from django.utils import timezone

from reviews.models import NoteSent
from reviews.notes import Note, note_for

logger = logging.getLogger("perfgoals.notes")

STEP = 20  # users in one go
AGAIN_AFTER = timedelta(minutes=30)
MOST_TRIES = 5
KEPT_DAYS = 60
GIVE_UP_AFTER = 3  # failures one after the other: the mail server is away, and every try takes its time
State = NoteSent.State


def is_time(now: datetime | None = None) -> bool:
    """Whether the hour of PERFGOALS_NOTES_AT has come today."""
    return timezone.localtime(now).time() >= time.fromisoformat(settings.NOTES_AT)


def send_due(limit: int | None = STEP) -> int:
    """Write to users who have not been written to today, or whose mail failed a while ago; how many mails went out."""
    sent = failures = 0
    for row in _claims(limit):
        if not _deliver(row):
            failures = failures + 1 if row.state == State.FAILED else failures
        else:
            sent, failures = sent + 1, 0
        if failures >= GIVE_UP_AFTER:
            break
    return sent


def _claims(limit: int | None) -> Any:
    """Rows that are ours to send, each taken just before it is sent."""
    today = timezone.localdate()
    NoteSent.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
    told = NoteSent.objects.filter(user=OuterRef("pk"), day=today)
    fresh = get_user_model().objects.filter(~Exists(told), is_active=True).exclude(email="").order_by("pk")
    for user in fresh[:limit]:
        row, is_ours = NoteSent.objects.get_or_create(user=user, day=today, defaults={"tried_at": timezone.now()})
        if is_ours:
            yield row
    failed = NoteSent.objects.filter(day=today, state=State.FAILED, tries__lt=MOST_TRIES, user__is_active=True)
    for row in failed.filter(tried_at__lt=timezone.now() - AGAIN_AFTER).select_related("user").order_by("pk")[:limit]:
        if _take_again(row):
            yield row


def _take_again(row: NoteSent) -> bool:
    """Claim a failed row, unless another worker did meanwhile."""
    now = timezone.now()
    same = NoteSent.objects.filter(pk=row.pk, state=State.FAILED, tries=row.tries)
    taken = same.update(state=State.CLAIMED, tries=row.tries + 1, tried_at=now)
    row.tries, row.tried_at = row.tries + 1, now
    return bool(taken)


def _deliver(row: NoteSent) -> bool:
    """Write to the user of a claimed row and note what became of it; whether a mail went out."""
    note = note_for(row.user)
    row.state, row.error = State.NOTHING if note is None else State.SENT, ""
    if note is not None:
        try:
            _send(note, row.user.email)
        except Exception as error:  # whatever a mail server and the way to it may come up with
            row.state, row.error = State.FAILED, " ".join(f"{type(error).__name__} {error}".split())[:300]
            logger.warning("给 %s 的邮件没有发出（第 %d 次）：%s", row.user.get_username(), row.tries, row.error)
    row.save(update_fields=["state", "error"])
    return row.state == State.SENT


def _send(note: Note, address: str) -> None:
    send_mail(note.subject, note.text, None, [address])
