"""What a worker does for the interface now and then: end tokens of inactive accounts, forget counts of long ago."""

from __future__ import annotations

from api.limits import drop_old_counts
from api.models import ApiToken
from api.tokens import revoke


def sweep_tokens() -> int:
    """Revoke the tokens of accounts that are no longer active: an account that comes back does not bring them back.

    Until then they open nothing either (api/gate.py). How many.
    """
    drop_old_counts()
    found = ApiToken.objects.filter(revoked_at=None, user__is_active=False).select_related("user")
    return sum(revoke(token, None, reason="账号已停用") for token in found)
