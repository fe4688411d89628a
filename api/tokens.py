"""Making, finding and revoking tokens. A token is pg_ and 256 random bits; only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from api.models import ApiToken, TokenEvent

logger = logging.getLogger("perfgoals.tokens")

PREFIX = "pg_"  # so that people, logs and scanners of secrets recognise one
SHOWN = 9  # characters of it that lists show
LONGEST = timedelta(days=366)
MOST = 20  # tokens in use of one account
SEEN_EVERY = timedelta(minutes=10)
_FORM = re.compile(r"pg_[A-Za-z0-9_-]{43}")
NAME_TAKEN = "已经有一个同名的令牌，请换一个名称，或者先停用原来的。"
Action = TokenEvent.Action


class Refused(Exception):
    """An account may not have this token; str() is the sentence for its user."""


@transaction.atomic
def make(user: Any, name: str, scope: str, expires_at: datetime, address: str = "") -> tuple[ApiToken, str]:
    """A new token and its text, which exists nowhere else. Raises Refused."""
    # One at a time of an account, or two clicks at one moment would both find room and a free name.
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    if ApiToken.objects.in_use().filter(user=user).count() >= MOST:
        raise Refused(f"一个账号最多有 {MOST} 个有效的令牌，请先停用不需要的。")
    if ApiToken.objects.named(user, name).exists():
        raise Refused(NAME_TAKEN)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        scope=scope,
        beginning=text[:SHOWN],
        digest=digest_of(text),
        expires_at=min(expires_at, timezone.now() + LONGEST),
    )
    TokenEvent.of(token, Action.MADE, user, address).save()
    logger.info("token %s made for account %s", token.pk, user.pk)
    return token, text


def digest_of(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str) -> ApiToken | None:
    """The token with this text, whatever its state; None for one that never was.

    The index is asked for the digest: how long that takes tells nothing about any token that exists.
    """
    if not _FORM.fullmatch(text):
        return None
    wanted = digest_of(text)
    token = ApiToken.objects.select_related("user").filter(digest=wanted).first()
    return token if token and hmac.compare_digest(token.digest, wanted) else None


def note_use(token: ApiToken) -> None:
    """Remember that a token was used: one writing every ten minutes, however often that is."""
    now = timezone.now()
    if token.used_at and token.used_at > now - SEEN_EVERY:
        return
    old = Q(used_at=None) | Q(used_at__lte=now - SEEN_EVERY)
    ApiToken.objects.filter(old, pk=token.pk).update(used_at=now)


@transaction.atomic
def revoke(token: ApiToken, by: Any, address: str = "", reason: str = "") -> bool:
    """End a token at once and for ever; False where it was ended before. Nothing brings it back."""
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    TokenEvent.of(token, Action.REVOKED, by, address, reason).save()
    logger.info("token %s revoked by %s", token.pk, by.pk if by else "the system")
    return True
