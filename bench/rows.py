"""Rows for many models, kept until there are enough of them, then handed to the database the quick way (bulk.insert).

Keys are given out here, so that rows can name each other before anything is stored; at the end the database's own
counters go on behind them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from indicators.bulk import insert

ENOUGH = 20_000  # rows of one model


class Rows:
    """Collects rows; `flush` at the end stores what is left."""

    def __init__(self) -> None:
        self._fields: dict[type[models.Model], dict[str, Any]] = {}
        self._waiting: dict[type[models.Model], list[tuple[Any, ...]]] = {}
        self._last: dict[type[models.Model], int] = {}

    def next_key(self, model: type[models.Model]) -> int:
        """The next key of a model."""
        if model not in self._last:
            self._last[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self._last[model] += 1
        return self._last[model]

    def add(self, model: type[models.Model], **values: Any) -> int:
        """One row with its defaults; gives its key. Relations are given by their keys."""
        fields = self._defaults_of(model)
        if "id" in fields and "id" not in values:
            values["id"] = self.next_key(model)
        row = tuple(_stored(values.get(name, default)) for name, default in fields.items())
        self.add_rows(model, [row])
        return int(values.get("id", 0))

    def add_rows(self, model: type[models.Model], rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows with all values in the order of the model's columns, as the database takes them."""
        waiting = self._waiting.setdefault(model, [])
        waiting.extend(rows)
        if len(waiting) >= ENOUGH:
            self._store(model)

    def flush(self) -> None:
        """Store what is left, and let the database's counters go on behind the keys that were given out."""
        for model in self._waiting:
            self._store(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._last)):
                cursor.execute(statement)

    def _defaults_of(self, model: type[models.Model]) -> dict[str, Any]:
        if model not in self._fields:
            self._fields[model] = {each.name: each.get_default() for each in model._meta.concrete_fields}
        return self._fields[model]

    def _store(self, model: type[models.Model]) -> None:
        if self._waiting[model]:
            insert(model, list(self._defaults_of(model)), self._waiting[model])
        self._waiting[model] = []


def _stored(value: Any) -> Any:
    """A value as both databases take it: moments as text, yes and no as numbers, JSON as text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
