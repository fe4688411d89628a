"""What a message says: what happened, when, to which table or batch. The body is made once and sent as it is each time.

Neither contents nor people are in it: who is told may ask the interface (docs/api.md), which knows what each may see.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from hooks.models import Delivery, Event, Hook
from importers.progress import Progress
from reviews.models import ReviewEvent


def of_move(hook: Hook, event: Event, row: ReviewEvent) -> Delivery:
    """A delivery about a move of a table, not stored."""
    project = row.table.project
    table = {
        "id": row.table_id,
        "year": project.year,
        "region": project.agency.region,
        "agency_code": project.agency.code,
        "agency_name": project.agency.name,
        "project_name": project.name,
        "version": row.version,
        "submission": row.revision.number,
        "status_before": row.before,
        "status": row.after,
        "url": _link("table_detail", row.table_id),
    }
    subject = f"{project.name}（{project.agency.code}，{project.year}）"
    return _delivery(hook, event, f"review-{row.pk}", subject, row.at, {"table": table})


def of_batch(hook: Hook, key: str, batch: Any, progress: Progress) -> Delivery:
    """A delivery about a batch in which nothing is left to do, not stored."""
    told = {
        "id": batch.pk,
        "name": batch.name,
        "year": batch.year,
        "region": batch.region,
        "outcome": progress.phase,
        "files": {state: number for state, number in sorted(progress.files.items()) if number},
        "tables": dict(sorted(progress.sums.items())),
        "url": _link("import_batch", batch.pk),
    }
    return _delivery(hook, Event.FINISHED, key, str(batch), batch.ended, {"batch": told})


def of_test(hook: Hook) -> Delivery:
    """A delivery by which somebody tries whether messages arrive, not stored."""
    told = {"message": "这是一条测试消息。"}
    return _delivery(hook, Event.TEST, f"test-{uuid.uuid4()}", "", timezone.now(), told)


def _delivery(hook: Hook, event: Event, key: str, subject: str, at: datetime, told: dict[str, Any]) -> Delivery:
    uid = uuid.uuid4()
    message = {"id": str(uid), "event": event.value, "at": timezone.localtime(at).isoformat(), **told}
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return Delivery(hook=hook, uid=uid, key=key, event=event, subject=subject[:400], body=body, happened_at=at)


def _link(name: str, pk: int) -> str:
    """Where people find it; "" where the server was not told its own address."""
    return f"{settings.ADDRESS}{reverse(name, args=[pk])}" if settings.ADDRESS else ""
