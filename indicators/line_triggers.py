"""The triggers that keep TableLine and TableTally, for PostgreSQL and SQLite.

A migration that changes one of WATCHED on SQLite makes that table anew, which drops its triggers: such a migration
ends with RunPython(install). tests/indicators/test_lines.py tells where one is missing. No models are imported, since
migrations of any age run this.
"""

# ruff: noqa: S608 - statements are put together from the names above them, nothing comes from outside

from __future__ import annotations

from typing import Any

WATCHED = ("indicators_goaltable", "budget_project", "budget_budget", "budget_agency", "indicators_indicator",
           "indicators_tablefinding", "indicators_tableline")  # fmt: skip
STATUSES = ("draft", "submitted", "forwarded", "approved", "published", "returned")
KIND, MONEY = ("agency_id", "year", "status", "in_force"), ("total", "fiscal_funds", "other_funds")
LINE, TALLY = "indicators_tableline", "indicators_tabletally"
FINDINGS = {
    "blocks": "f.severity = 'block' AND f.kept_id IS NULL",
    "warns": "f.severity = 'warn' AND f.kept_id IS NULL",
    "infos": "f.severity = 'info' AND f.kept_id IS NULL",
    "kept": "f.kept_id IS NOT NULL",
}
_RANKS = " ".join(f"WHEN '{status}' THEN {rank}" for rank, status in enumerate(STATUSES))
HEAD = {
    "agency_id": "p.agency_id", "year": "p.year", "region": "a.region", "code": "a.code", "number": "t.number",
    "name": "p.name", "status": "t.status",
    "rank": f"CASE t.status {_RANKS} END", "in_force": "t.in_force_id IS NOT NULL", "total": "b.total",
    "fiscal_funds": "b.fiscal_funds",
    "other_funds": "b.other_funds", "changed_at": "t.changed_at",
}  # fmt: skip
COUNTS = {"indicators": "(SELECT COUNT(*) FROM indicators_indicator i WHERE i.table_id = t.id)"} | {
    name: f"(SELECT COUNT(*) FROM indicators_tablefinding f WHERE f.table_id = t.id AND {condition})"
    for name, condition in FINDINGS.items()
}


def lines(which: str) -> str:
    """The statement that writes the lines of the tables `which` (a condition on t, p, a) as everything stands now.

    Counts are taken for new lines only: those that are there count on by themselves.
    """
    columns = HEAD | COUNTS
    return (
        f"INSERT INTO {LINE} (table_id, {', '.join(columns)}) SELECT t.id, {', '.join(columns.values())} "
        "FROM indicators_goaltable t JOIN budget_project p ON p.id = t.project_id "
        "JOIN budget_agency a ON a.id = p.agency_id LEFT JOIN budget_budget b ON b.project_id = p.id "
        f"WHERE {which} ON CONFLICT (table_id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in HEAD)
    )


def install(apps: Any, schema_editor: Any) -> None:
    """(Re)make all triggers; for RunPython."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for statement in _postgresql() if vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def refill(apps: Any, schema_editor: Any) -> None:
    """Write all lines anew as everything stands; the tally follows by its triggers. For RunPython."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LINE}")
        cursor.execute(lines("1 = 1"))


# PostgreSQL: once for each statement, however many rows it writes.

# A connection keeps the plan that it made when there were only a few tables; it must also be right when there are many.
_BY_INDEX = "SET enable_seqscan = off"


def _postgresql() -> list[str]:
    of_tables = "ARRAY(SELECT id FROM new_rows)"
    of_projects = "ARRAY(SELECT t.id FROM indicators_goaltable t WHERE t.project_id IN (SELECT {} FROM {}))"
    moved = (
        "ARRAY(SELECT t.id FROM indicators_goaltable t JOIN budget_project p ON p.id = t.project_id "
        "JOIN new_rows n ON n.id = p.agency_id JOIN old_rows o ON o.id = n.id "
        "WHERE (n.region, n.code) IS DISTINCT FROM (o.region, o.code))"
    )
    heads = "PERFORM table_line_heads({});".format
    budget_old = heads(of_projects.format("project_id", "old_rows"))
    budget_new = heads(of_projects.format("project_id", "new_rows"))
    project = heads(of_projects.format("id", "new_rows"))
    gone = f"DELETE FROM {LINE} WHERE table_id IN (SELECT id FROM old_rows);"
    return [
        # Who comes second waits for the line, and only then looks what it has to say.
        "CREATE OR REPLACE FUNCTION table_line_heads(ids bigint[]) RETURNS void LANGUAGE plpgsql "
        f"{_BY_INDEX} AS $$ BEGIN "
        f"IF cardinality(ids) > 0 THEN PERFORM 1 FROM {LINE} WHERE table_id = ANY(ids) ORDER BY table_id FOR UPDATE; "
        f"{lines('t.id = ANY(ids)')}; END IF; END $$",
        *_on("indicators_goaltable", insert=heads(of_tables), update=heads(of_tables), delete=gone),
        *_on("budget_project", insert=project, update=project),
        *_on("budget_budget", insert=budget_new, update=budget_new, delete=budget_old),
        *_on("budget_agency", update=heads(moved)),
        *_on("indicators_indicator", **_counted({"indicators": "true"})),
        *_on("indicators_tablefinding", **_counted(FINDINGS)),
        *_on(LINE, insert=_tallied(_kinds("new")), delete=_tallied(_kinds("old")), update=_tallied(_moved_kinds())),
    ]  # fmt: skip


def _on(table: str, **actions: str) -> list[str]:
    """The functions and triggers of a table, by what happens to its rows."""
    made = []
    for event, action in actions.items():
        name = f"line_{table}_{event}"
        rows = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
        given = " ".join(f"{each} TABLE AS {each.lower()}_rows" for each in rows)
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {_BY_INDEX} AS "
            f"$$ BEGIN {action} RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {given} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return made


def _counted(conditions: dict[str, str]) -> dict[str, str]:
    """How inserted, deleted and changed rows move the counts of their tables' lines."""

    def moved(rows: str) -> str:
        sums = ", ".join(f"SUM(CASE WHEN {each} THEN by ELSE 0 END) AS {name}" for name, each in conditions.items())
        sets = ", ".join(f"{name} = l.{name} + d.{name}" for name in conditions)
        differs = " OR ".join(f"d.{name} <> 0" for name in conditions)
        return (
            f"UPDATE {LINE} l SET {sets} FROM (SELECT table_id, {sums} FROM ({rows}) f GROUP BY table_id) d "
            f"WHERE l.table_id = d.table_id AND ({differs});"
        )

    new, old = "SELECT *, 1 AS by FROM new_rows", "SELECT *, -1 AS by FROM old_rows"
    return {"insert": moved(new), "delete": moved(old), "update": moved(f"{new} UNION ALL {old}")}


def _kinds(rows: str) -> str:
    return f"SELECT {', '.join(KIND)} FROM {rows}_rows"


def _moved_kinds() -> str:
    """What lines were and are now, where that or their money has changed: most updates only count something.

    What is the same before and after is there twice. A join would be planned for few rows and kept for many.
    """
    told = ", ".join(("table_id", *KIND, *MONEY))
    return (
        f"SELECT {', '.join(KIND)} FROM (SELECT {told} FROM new_rows UNION ALL SELECT {told} FROM old_rows) b "
        f"GROUP BY {told} HAVING COUNT(*) = 1"
    )


def _tallied(rows: str) -> str:
    """Counted anew, of these kinds. Who comes second waits for the row, and only then looks what there is."""
    kind = ", ".join(KIND)
    kinds = f"(SELECT DISTINCT {kind} FROM ({rows}) r) k"
    same, these = _same("y", "k"), _same("l", "y")
    sums = ", ".join(f"SUM(l.{name})" for name in MONEY)
    return (
        f"INSERT INTO {TALLY} ({kind}, tables) SELECT {kind}, 0 FROM {kinds} ORDER BY {kind} "
        f"ON CONFLICT ({kind}) DO NOTHING; "
        f"PERFORM 1 FROM {TALLY} y JOIN {kinds} ON {same} ORDER BY y.id FOR UPDATE OF y; "
        f"UPDATE {TALLY} y SET (tables, {', '.join(MONEY)}) = "
        f"(SELECT COUNT(*), {sums} FROM {LINE} l WHERE {these}) FROM {kinds} WHERE {same};"
    )


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in KIND)


# SQLite: once for each row; it has no other way.


def _sqlite() -> list[str]:
    of_table, gone = lines("t.id = NEW.id"), f"DELETE FROM {LINE} WHERE table_id = OLD.id"
    of_project = lines("t.project_id = NEW.id")
    of_budget, of_old_budget = (lines(f"t.project_id = {each}.project_id") for each in ("NEW", "OLD"))
    moved = "NEW.region IS NOT OLD.region OR NEW.code IS NOT OLD.code"
    indicator = {"indicators": "1"}
    finding = {name: each.replace("f.", "{row}.") for name, each in FINDINGS.items()}
    head = "project_id, number, status, in_force_id, changed_at"
    return [
        *_each("indicators_goaltable", "INSERT", of_table),
        *_each("indicators_goaltable", f"UPDATE OF {head}", of_table),
        *_each("indicators_goaltable", "DELETE", gone),
        *_each("budget_project", "INSERT", of_project),
        *_each("budget_project", "UPDATE OF agency_id, year, name", of_project),
        *_each("budget_budget", "INSERT", of_budget),
        *_each("budget_budget", "UPDATE", of_budget),
        *_each("budget_budget", "DELETE", of_old_budget),
        *_each("budget_agency", "UPDATE OF region, code", lines("p.agency_id = NEW.id"), moved),
        *_each("indicators_indicator", "INSERT", _more("NEW", 1, indicator)),
        *_each("indicators_indicator", "DELETE", _more("OLD", -1, indicator)),
        *_each("indicators_indicator", "UPDATE OF table_id", _more("OLD", -1, indicator), _more("NEW", 1, indicator)),
        *_each("indicators_tablefinding", "INSERT", _more("NEW", 1, finding)),
        *_each("indicators_tablefinding", "DELETE", _more("OLD", -1, finding)),
        *_each("indicators_tablefinding", "UPDATE OF table_id, severity, kept_id",
               _more("OLD", -1, finding), _more("NEW", 1, finding)),
        *_each(LINE, "INSERT", *_counted_anew("NEW")),
        *_each(LINE, "DELETE", *_counted_anew("OLD")),
        *_each(LINE, f"UPDATE OF {', '.join((*KIND, *MONEY))}", *_counted_anew("OLD"), *_counted_anew("NEW"),
               " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in (*KIND, *MONEY))),
    ]  # fmt: skip


def _each(table: str, event: str, *actions: str) -> list[str]:
    """A trigger; a last action that is a condition says when."""
    when = ""
    if not actions[-1].startswith(("INSERT", "UPDATE", "DELETE")):
        *actions, when = actions  # type: ignore[assignment]
        when = f"WHEN {when} "
    name = f"line_{table}_{event.partition(' ')[0].lower()}"
    body = "; ".join(actions)
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when}BEGIN {body}; END",
    ]


def _more(row: str, by: int, conditions: dict[str, str]) -> str:
    sets = ", ".join(f"{name} = {name} + {by} * ({each.format(row=row)})" for name, each in conditions.items())
    return f"UPDATE {LINE} SET {sets} WHERE table_id = {row}.table_id"


def _counted_anew(row: str) -> tuple[str, str]:
    kind, same = ", ".join(KIND), " AND ".join(f"{name} = {row}.{name}" for name in KIND)
    values, sums = (", ".join(f"{row}.{name}" for name in KIND), ", ".join(f"SUM({name})" for name in MONEY))
    return (
        f"INSERT INTO {TALLY} ({kind}, tables) VALUES ({values}, 0) ON CONFLICT ({kind}) DO NOTHING",
        f"UPDATE {TALLY} SET (tables, {', '.join(MONEY)}) = (SELECT COUNT(*), {sums} FROM {LINE} WHERE {same}) "
        f"WHERE {same}",
    )
