"""The triggers that mark an agency and year as changed (Mark): on both databases, whichever way something is written.

Tables, rows and findings that come and go move the counts of their table's line (docs/adr/0019), so the lines are
watched; beside them what a line does not tell: which check a finding is of, the level of an indicator and which 一级
a level is of, the review.
A migration that changes one of WATCHED on SQLite drops its triggers: one here with RunPython(install) follows it.
tests/figures/test_marks.py tells where one is missing. No models are imported, since migrations of any age run this.
"""

# ruff: noqa: S608 - statements are put together from names of ours, nothing comes from outside

from __future__ import annotations

from typing import Any, NamedTuple

LINE, MARK = "indicators_tableline", "figures_mark"


class Watched(NamedTuple):
    """The events that are told, and the columns whose change counts; `table` is the column with a goal table's key, or
    with what `tables` finds the keys by."""

    events: tuple[str, ...]
    columns: tuple[str, ...]
    table: str
    tables: str = ""


WATCHED = {
    LINE: Watched(
        ("insert", "delete", "update"),
        (
            "agency_id",
            "year",
            "name",
            "total",
            "status",
            "in_force",
            "indicators",
            "qualitative",
            "blocks",
            "warns",
            "infos",
            "kept",
        ),
        "table_id",
    ),
    "indicators_indicator": Watched(("update",), ("table_id", "category_id", "kind", "weight"), "table_id"),
    "indicators_tablefinding": Watched(("update",), ("table_id", "code", "severity", "kept_id"), "table_id"),
    "indicators_goaltable": Watched(("update",), ("in_force_id", "created_at"), "id"),
    "reviews_reviewevent": Watched(
        ("insert", "delete", "update"), ("table_id", "position", "action", "before", "after", "at"), "table_id"
    ),
    "indicators_category": Watched(
        ("update",), ("parent_id",), "id", "SELECT table_id FROM indicators_indicator WHERE category_id IN ({})"
    ),
}


def install(apps: Any, schema_editor: Any) -> None:
    """(Re)make all triggers; for RunPython."""
    from figures import marks_of_postgresql, marks_of_sqlite

    made_by = marks_of_postgresql if schema_editor.connection.vendor == "postgresql" else marks_of_sqlite
    with schema_editor.connection.cursor() as cursor:
        for statement in made_by.statements():
            cursor.execute(statement)


def mark_everything(apps: Any, schema_editor: Any) -> None:
    """Have everything counted anew, in the background; for RunPython."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {MARK} (agency_id, year) SELECT DISTINCT agency_id, year FROM {LINE}")
