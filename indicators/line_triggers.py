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
        "CREATE OR REPLACE FUNCTION table_line_heads(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
        f"IF cardinality(ids) > 0 THEN PERFORM 1 FROM {LINE} WHERE table_id = ANY(ids) ORDER BY table_id FOR UPDATE; "
        f"{lines('t.id = ANY(ids)')}; END IF; END $$",
        *_on("indicators_goaltable", insert=heads(of_tables), update=heads(of_tables), delete=gone),
        *_on("budget_project", insert=project, update=project),
        *_on("budget_budget", insert=budget_new, update=budget_new, delete=budget_old),
        *_on("budget_agency", update=heads(moved)),
        *_on("indicators_indicator", **_counted({"indicators": "true"})),
        *_on("indicators_tablefinding", **_counted(FINDINGS)),
        *_on(LINE, insert=_tallied(_signed(new=True)), delete=_tallied(_signed(old=True)),
             update=_tallied(_signed(new=True, old=True))),
    ]  # fmt: skip


def _on(table: str, **actions: str) -> list[str]:
    """The functions and triggers of a table, by what happens to its rows."""
    made = []
    for event, action in actions.items():
        name = f"line_{table}_{event}"
        rows = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
        given = " ".join(f"{each} TABLE AS {each.lower()}_rows" for each in rows)
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
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


def _signed(new: bool = False, old: bool = False) -> str:
    kind = "agency_id, year, status, in_force"
    rows = [f"SELECT {kind}, 1 AS by FROM new_rows"] if new else []
    rows += [f"SELECT {kind}, -1 AS by FROM old_rows"] if old else []
    return " UNION ALL ".join(rows)


def _tallied(rows: str) -> str:
    """More first, then fewer: a number is never below zero, and a row that is not there has nothing to lose."""
    kind = "agency_id, year, status, in_force"
    moved = f"SELECT {kind}, SUM(by) AS tables FROM ({rows}) r GROUP BY {kind} HAVING SUM(by)"
    same = " AND ".join(f"y.{each} = d.{each}" for each in kind.split(", "))
    return (
        f"INSERT INTO {TALLY} ({kind}, tables) {moved} > 0 ORDER BY {kind} "
        f"ON CONFLICT ({kind}) DO UPDATE SET tables = {TALLY}.tables + excluded.tables; "
        f"UPDATE {TALLY} y SET tables = y.tables + d.tables FROM ({moved} < 0) d WHERE {same};"
    )


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
        *_each(LINE, "INSERT", _one_more()),
        *_each(LINE, "DELETE", _one_less()),
        *_each(LINE, "UPDATE OF agency_id, year, status, in_force", _one_less(), _one_more()),
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


def _one_more() -> str:
    kind = "agency_id, year, status, in_force"
    values = ", ".join(f"NEW.{each}" for each in kind.split(", "))
    added = f"ON CONFLICT ({kind}) DO UPDATE SET tables = tables + 1"
    return f"INSERT INTO {TALLY} ({kind}, tables) VALUES ({values}, 1) {added}"


def _one_less() -> str:
    same = " AND ".join(f"{each} = OLD.{each}" for each in ("agency_id", "year", "status", "in_force"))
    return f"UPDATE {TALLY} SET tables = tables - 1 WHERE {same}"
