"""The triggers that keep TableLine and TableTally: what both databases have in common, and how they are made.

A migration that changes one of WATCHED on SQLite makes that table anew, which drops its triggers: such a migration
ends with RunPython(install), and begins with RunPython(uninstall) where triggers write to that table themselves.
tests/indicators/test_lines.py tells where one is missing. No models are imported, since migrations of any age run this.
The statements are in triggers_of_postgresql.py and triggers_of_sqlite.py.
"""

# ruff: noqa: S608 - statements are put together from the names above them, nothing comes from outside

from __future__ import annotations

from typing import Any

WATCHED = ("indicators_goaltable", "budget_project", "budget_budget", "budget_agency", "indicators_indicator",
           "indicators_tablefinding", "indicators_tableline")  # fmt: skip
STATUSES = ("draft", "submitted", "forwarded", "approved", "published", "returned")
KIND, MONEY = ("agency_id", "year", "status", "in_force"), ("total", "fiscal_funds", "other_funds")
LINE, TALLY = "indicators_tableline", "indicators_tabletally"
ROWS = {"indicators": "{row}.id IS NOT NULL", "qualitative": "{row}.kind = 'text'"}
FINDINGS = {
    "blocks": "{row}.severity = 'block' AND {row}.kept_id IS NULL",
    "warns": "{row}.severity = 'warn' AND {row}.kept_id IS NULL",
    "infos": "{row}.severity = 'info' AND {row}.kept_id IS NULL",
    "kept": "{row}.kept_id IS NOT NULL",
}
# What the index of words is made of (indicators/search): a change of these makes a line say that it is not indexed.
TEXTS = {
    "indicators_goaltable": ("goal", "title", "project_id"),
    "budget_project": ("name", "purpose", "agency_id"),
    "budget_agency": ("name", "code"),
    "indicators_indicator": ("table_id", "name", "description", "target"),
}
_RANKS = " ".join(f"WHEN '{status}' THEN {rank}" for rank, status in enumerate(STATUSES))
RANK = f"CASE {{}} {_RANKS} END"  # of a column
HEAD = {
    "agency_id": "p.agency_id", "year": "p.year", "region": "a.region", "code": "a.code", "number": "t.number",
    "name": "p.name", "status": "t.status", "rank": RANK.format("t.status"), "in_force": "t.in_force_id IS NOT NULL",
    "total": "b.total", "fiscal_funds": "b.fiscal_funds", "other_funds": "b.other_funds", "changed_at": "t.changed_at",
}  # fmt: skip
_COUNTED = {"indicators_indicator": ROWS, "indicators_tablefinding": FINDINGS}
AT_FIRST = {
    name: f"(SELECT COUNT(*) FROM {rows} f WHERE f.table_id = t.id AND {each.format(row='f')})"
    for rows, counts in _COUNTED.items()
    for name, each in counts.items()
} | {"indexed": "FALSE"}


def lines(which: str) -> str:
    """The statement that writes the lines of the tables `which` (a condition on t, p, a) as everything stands now.

    Counts are taken for new lines only: those that are there count on by themselves.
    """
    columns = HEAD | AT_FIRST
    return (
        f"INSERT INTO {LINE} (table_id, {', '.join(columns)}) SELECT t.id, {', '.join(columns.values())} "
        "FROM indicators_goaltable t JOIN budget_project p ON p.id = t.project_id "
        "JOIN budget_agency a ON a.id = p.agency_id LEFT JOIN budget_budget b ON b.project_id = p.id "
        f"WHERE {which} ON CONFLICT (table_id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in HEAD)
    )


def install(apps: Any, schema_editor: Any) -> None:
    """(Re)make all triggers; for RunPython."""
    from indicators import triggers_of_postgresql, triggers_of_sqlite

    made_by = triggers_of_postgresql if schema_editor.connection.vendor == "postgresql" else triggers_of_sqlite
    with schema_editor.connection.cursor() as cursor:
        for statement in made_by.statements():
            cursor.execute(statement)


def uninstall(apps: Any, schema_editor: Any) -> None:
    """Drop all triggers on SQLite, which makes no table anew while one of them names it; for RunPython.

    Those of figures/mark_triggers.py too: a migration there makes them again.
    """
    if schema_editor.connection.vendor == "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%{LINE}%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def refill(apps: Any, schema_editor: Any) -> None:
    """Write all lines and the tally anew as everything stands; the triggers must be there. For RunPython."""
    with schema_editor.connection.cursor() as cursor:
        for statement in (f"DELETE FROM {LINE}", f"DELETE FROM {TALLY}", lines("1 = 1")):
            cursor.execute(statement)
