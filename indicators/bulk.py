"""Many rows into one table, the quickest way of each database: COPY on PostgreSQL, INSERTs of many rows on SQLite.

`insert` takes bare values, for rows that nothing else needs as objects: no keys come back, no defaults are filled in.
`insert_objects` takes unsaved objects and gives them keys; `update` gives many rows a value of its own each. All join
the transaction that is open. Django's bulk_create and bulk_update make an expression of every value, which for a
document of a thousand tables takes longer than reading it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone

Value = str | int | Decimal | date | None  # a datetime is a date, a bool an int
# Signs that no text in its normal form has (indicators/text.py): of a blank, of the end of a row and of a value.
_NULL, _ROW, _VALUE = "\x1d", "\x1e", "\x1f"
_ESCAPED = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_PARAMETERS = 2_000  # of one statement; SQLite takes 32,766
_AS_THEY_ARE = frozenset((str, int, type(None)))


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Insert rows, their values in the order of `fields`, which are what the columns take."""
    held = list(rows)
    if not held:
        return
    table, columns = _quoted(model._meta.db_table), ", ".join(map(_quoted, _columns(model, fields)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors:
                cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.BytesIO(copied(held)))
        else:
            head = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608 - only names from our models
            _insert_many(cursor, head, list(map(_adapted_row, held)))


def _insert_many(cursor: Any, head: str, rows: list[list[Any]]) -> None:
    """Many rows with each statement: SQLite opens a journal for every one that sets off triggers."""
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    at_once = max(1, _PARAMETERS // len(rows[0]))
    whole = len(rows) - len(rows) % at_once
    if whole:
        several = [list(chain.from_iterable(rows[at : at + at_once])) for at in range(0, whole, at_once)]
        cursor.executemany(head + ", ".join([marks] * at_once), several)
    if rows[whole:]:
        cursor.execute(head + ", ".join([marks] * len(rows[whole:])), list(chain.from_iterable(rows[whole:])))


def update(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Set `fields` in many rows of a model: each of `rows` has their values, and then the primary key."""
    held = list(rows)
    if not held:
        return
    table, key = _quoted(model._meta.db_table), _quoted(str(model._meta.pk.column))
    names = list(map(_quoted, _columns(model, fields)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [model._meta.get_field(name) for name in (*fields, model._meta.pk.name)]
            arrays = ", ".join(f"%s::{_bare_type(column)}[]" for column in columns)
            given = ", ".join(f"v{order}" for order in range(len(columns)))
            settings = ", ".join(f"{name} = given.v{order}" for order, name in enumerate(names))
            where = f"{table}.{key} = given.v{len(names)}"
            statement = f"UPDATE {table} SET {settings} FROM unnest({arrays}) AS given ({given}) WHERE {where}"  # noqa: S608
            cursor.execute(statement, [list(column) for column in zip(*held, strict=True)])
        else:
            settings = ", ".join(f"{name} = %s" for name in names)
            statement = f"UPDATE {table} SET {settings} WHERE {key} = %s"  # noqa: S608 - only names from our models
            cursor.executemany(statement, list(map(_adapted_row, held)))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _columns(model: type[models.Model], fields: Iterable[str]) -> list[str]:
    return [str(model._meta.get_field(name).column) for name in fields]  # type: ignore[union-attr]


def _bare_type(column: Any) -> str:
    """The type of a column without its size: what is too long is to be refused, not cut off by a cast."""
    kind = str(column.cast_db_type(connection)).partition("(")[0]
    return "text" if kind == "varchar" else kind


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert unsaved objects of one model, whose plain columns hold what they take; each then has its primary key."""
    if not objects:
        return
    if len(objects) == 1:
        objects[0].save(force_insert=True)
        return
    model = type(objects[0])
    columns = model._meta.concrete_fields
    now = timezone.now()
    for stamp in [column.attname for column in columns if _is_stamp(column)]:
        for each in objects:
            setattr(each, stamp, now)
    give_keys(objects)
    insert(
        model, [column.name for column in columns], map(attrgetter(*[column.attname for column in columns]), objects)
    )
    for each in objects:
        each._state.adding, each._state.db = False, connection.alias


def _is_stamp(column: Any) -> bool:
    return getattr(column, "auto_now", False) or getattr(column, "auto_now_add", False)


def give_keys(objects: Iterable[models.Model]) -> None:
    """Give unsaved objects of one model primary keys that nobody else gets: so rows can name each other beforehand."""
    keyless = [each for each in objects if each.pk is None]
    keys = _new_keys(type(keyless[0]), len(keyless)) if keyless else ()
    for each, key in zip(keyless, keys, strict=True):
        each.pk = key


def _new_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """On SQLite they are ours inside the transaction alone, which is the only one that writes."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            key = model._meta.pk.column
            statement = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(statement, [connection.ops.quote_name(table), key, count])
            return [found for (found,) in cursor.fetchall()]
        assert connection.in_atomic_block
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return range(first, first + count)


def copied(rows: Sequence[Sequence[Value]]) -> bytes:
    """Rows in the text form of COPY. All of them are escaped at once, each by itself where one has a sign of ours."""
    lines = [_VALUE.join([_NULL if each is None else str(each) for each in row]) for row in rows]
    text = _ROW.join(lines)
    blanks = sum(row.count(None) for row in rows)
    values = sum(map(len, rows))
    if (text.count(_NULL), text.count(_ROW), text.count(_VALUE)) != (blanks, len(rows) - 1, values - len(rows)):
        return "".join("\t".join(map(_copied, row)) + "\n" for row in rows).encode()
    text = _escaped(text).replace(_NULL, r"\N").replace(_VALUE, "\t").replace(_ROW, "\n")
    return f"{text}\n".encode()


def _copied(value: Value) -> str:
    return r"\N" if value is None else _escaped(str(value))


def _escaped(text: str) -> str:
    for sign, escaped in _ESCAPED:
        text = text.replace(sign, escaped)
    return text


def _adapted_row(row: Sequence[Value]) -> list[Any]:
    return [each if type(each) in _AS_THEY_ARE else _adapted(each) for each in row]


def _adapted(value: Any) -> Any:
    """A value as SQLite's columns hold it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value
