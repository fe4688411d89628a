"""The triggers of figures/mark_triggers.py on SQLite: once for each row, and a mark only where none stands yet.

There is one writer at a time, so a mark that stands is either committed or the writer's own.
"""

# ruff: noqa: S608 - statements are put together from names of ours, nothing comes from outside

from __future__ import annotations

from figures.mark_triggers import LINE, MARK, WATCHED, Watched

_ROWS = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}


def statements() -> list[str]:
    """All of them, in order."""
    return [
        each for table, watched in WATCHED.items() for event in watched.events for each in _on(table, event, watched)
    ]


def _on(table: str, event: str, watched: Watched) -> list[str]:
    name = f"mark_{table}_{event}"
    what, when = event, ""
    if event == "update":
        what = f"UPDATE OF {', '.join(watched.columns)}"
        when = "WHEN " + " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in watched.columns)
    marks = "; ".join(_mark(table, row, watched) for row in _ROWS[event])
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {what} ON {table} FOR EACH ROW {when} BEGIN {marks}; END",
    ]


def _mark(table: str, row: str, watched: Watched) -> str:
    whose = f"SELECT {row}.agency_id AS agency_id, {row}.year AS year"
    if table != LINE:
        whose = f"SELECT agency_id, year FROM {LINE} WHERE table_id = {row}.{watched.table}"
    if watched.tables:
        tables = watched.tables.format(f"{row}.{watched.table}")
        whose = f"SELECT DISTINCT agency_id, year FROM {LINE} WHERE table_id IN ({tables})"
    stands = f"SELECT 1 FROM {MARK} m WHERE m.year = w.year AND m.agency_id = w.agency_id"
    return (
        f"INSERT INTO {MARK} (agency_id, year) SELECT w.agency_id, w.year FROM ({whose}) w WHERE NOT EXISTS ({stands})"
    )
