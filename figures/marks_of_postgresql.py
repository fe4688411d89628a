"""The triggers of figures/mark_triggers.py on PostgreSQL: once for each statement, however many rows it writes.

Marks are only ever added, so no writer waits for another one's.
"""

# ruff: noqa: S608 - statements are put together from names of ours, nothing comes from outside

from __future__ import annotations

from figures.mark_triggers import LINE, MARK, WATCHED, Watched

_ROWS = {"insert": "SELECT {} FROM new_rows", "delete": "SELECT {} FROM old_rows"}


def statements() -> list[str]:
    """All of them, in order."""
    return [
        each for table, watched in WATCHED.items() for event in watched.events for each in _on(table, event, watched)
    ]


def _on(table: str, event: str, watched: Watched) -> list[str]:
    name = f"mark_{table}_{event}"
    kept = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
    given = " ".join(f"{each} TABLE AS {each.lower()}_rows" for each in kept)
    return [
        # A connection keeps the plan from when there were only a few tables (docs/adr/0019).
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS "
        f"$$ BEGIN INSERT INTO {MARK} (agency_id, year) {_whose(table, event, watched)}; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {given} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _whose(table: str, event: str, watched: Watched) -> str:
    """The agencies and years of the rows that a statement has written."""
    if table == LINE:
        rows = _changed(("agency_id", "year"), watched, LINE) if event == "update" else _ROWS[event].format("*")
        return f"SELECT DISTINCT agency_id, year FROM ({rows}) r"
    rows = _changed((watched.table,), watched, table) if event == "update" else _ROWS[event].format(watched.table)
    return f"SELECT DISTINCT agency_id, year FROM {LINE} WHERE table_id IN ({(watched.tables or '{}').format(rows)})"


def _changed(wanted: tuple[str, ...], watched: Watched, table: str) -> str:
    """What rows were and are now, where one of the columns has changed: what is the same is there twice."""
    key = "table_id" if table == LINE else "id"
    told = ", ".join(dict.fromkeys((key, watched.table, *watched.columns)))
    both = f"SELECT {told} FROM new_rows UNION ALL SELECT {told} FROM old_rows"
    return f"SELECT {', '.join(wanted)} FROM ({both}) b GROUP BY {told} HAVING COUNT(*) = 1"
