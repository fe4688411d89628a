"""What the worker does for the exports now and then: take up what was left behind, clear away what is over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from exporters.claims import take_up
from exporters.models import Export, State
from exporters.storing import drop_bytes

# Whoever began to download in the last minute gets to the end.
GRACE = timedelta(hours=1)
REMEMBERED = timedelta(days=30)  # what was exported when, without its bytes
OVER = (State.FAILED, State.CANCELLED, State.DROPPED, State.EXPIRED)


def sweep() -> None:
    """Everything that is due."""
    now = timezone.now()
    take_up()
    Export.objects.filter(state=State.DONE, expires_at__lt=now - GRACE).update(state=State.EXPIRED)
    drop_bytes()
    for export in Export.objects.filter(state__in=OVER, asked_at__lt=now - REMEMBERED):
        export.delete()
