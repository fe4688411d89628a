"""What an import writes over beside the content: the findings and the source of a table, kept so that it can be undone.

The content itself is kept by the change (indicators/models/changes.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from importers.models import TableSource
from indicators.bulk import insert, insert_objects
from indicators.keeping import relink, with_kept
from indicators.models import GoalTable, TableFinding
from indicators.storing import contents_of

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


def put_back(texts: Mapping[int, str]) -> None:
    """Give tables, by primary key, the sources and the findings that they had; reasons to keep them hold on."""
    values = {key: json.loads(text) for key, text in texts.items()}
    TableFinding.objects.filter(table__in=values).delete()
    found = ((key, finding) for key, kept in values.items() for finding in kept["findings"])
    insert(TableFinding, ("table", *_FINDING), ((key, *(finding[name] for name in _FINDING)) for key, finding in found))
    TableSource.objects.filter(table__in=values).delete()
    sources = {key: kept["source"] for key, kept in values.items() if kept["source"]}
    insert_objects([TableSource(table_id=key, **source) for key, source in sources.items()])
    kept = with_kept(values)
    if kept:
        relink(contents_of(GoalTable.objects.filter(pk__in=kept)))
