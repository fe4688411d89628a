"""What an import writes over beside the content: the findings and the source of a table, kept so that it can be undone.

The content itself is kept by the change (indicators/models/changes.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from importers.models import TableSource
from indicators.keeping import relink, with_kept
from indicators.models import GoalTable, TableFinding
from indicators.storing import content_of

_SOURCE = ("file_id", "ordinal", "place", "digest")
_FINDING = ("code", "severity", "message", "place", "found", "expected", "field", "level3", "version")


def remembered(tables: Iterable[GoalTable]) -> dict[int, str]:
    """Source and findings of these tables as JSON, by primary key, in two queries."""
    keys = [table.pk for table in tables]
    kept: dict[int, dict[str, Any]] = {key: {"source": None, "findings": []} for key in keys}
    if not keys:
        return {}
    for source in TableSource.objects.filter(table__in=keys).values("table_id", *_SOURCE):
        kept[source.pop("table_id")]["source"] = source
    for finding in TableFinding.objects.filter(table__in=keys).order_by("pk").values("table_id", *_FINDING):
        kept[finding.pop("table_id")]["findings"].append(finding)
    return {key: json.dumps(values, ensure_ascii=False) for key, values in kept.items()}


def put_back(table: GoalTable, text: str) -> None:
    """Give a table the source and the findings that it had; reasons to keep them hold on."""
    values = json.loads(text)
    TableFinding.objects.filter(table=table).delete()
    TableFinding.objects.bulk_create(TableFinding(table=table, **finding) for finding in values["findings"])
    TableSource.objects.filter(table=table).delete()
    if values["source"]:
        TableSource.objects.create(table=table, **values["source"])
    if with_kept([table.pk]):
        relink({table.pk: content_of(table)})
