"""Many rows into one table, the quickest way of each database: COPY on PostgreSQL, one prepared INSERT on SQLite.

For rows that nothing else needs as objects: no primary keys come back, no defaults are filled in, and the values must
be what the columns take (str, int, Decimal, date, None). Django's bulk_create makes an object and a placeholder for
every value, which for a document of a thousand tables takes longer than reading it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models

Value = str | int | Decimal | date | None
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Insert rows, their values in the order of `fields`; joins the transaction that is open."""
    meta = model._meta
    names = [str(meta.get_field(name).column) for name in fields]  # type: ignore[union-attr]
    columns = ", ".join(map(connection.ops.quote_name, names))
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = io.StringIO("".join("\t".join(map(_copied, row)) + "\n" for row in rows))
            cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", lines)
        else:
            marks = ", ".join(["%s"] * len(fields))
            values = [tuple(map(_adapted, row)) for row in rows]
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - only names from our models
            cursor.executemany(statement, values)


def _copied(value: Value) -> str:
    """A value in the text form of COPY."""
    if value is None:
        return r"\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(_adapted(value))


def _adapted(value: Value) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
