"""The triggers of indicators/line_triggers.py on PostgreSQL: once for each statement, however many rows it writes."""

# ruff: noqa: S608 - statements are put together from names of ours, nothing comes from outside

from __future__ import annotations

from collections.abc import Mapping

from indicators.line_triggers import FINDINGS, KIND, LINE, MONEY, ROWS, TALLY, TEXTS, lines

# A connection keeps the plan that it made when there were only a few tables; it must also be right when there are many.
_BY_INDEX = "SET enable_seqscan = off"


def statements() -> list[str]:
    """All of them, in order."""
    of_tables = "ARRAY(SELECT id FROM new_rows)"
    of_projects = "ARRAY(SELECT t.id FROM indicators_goaltable t WHERE t.project_id IN (SELECT {} FROM {}))"
    moved = f"ARRAY(SELECT t.id FROM {_tables_of_agencies(_differing('id', ('id', 'region', 'code')))})"
    heads = "PERFORM table_line_heads({});".format
    budget_old = heads(of_projects.format("project_id", "old_rows"))
    budget_new = heads(of_projects.format("project_id", "new_rows"))
    project = heads(of_projects.format("id", "new_rows"))
    gone = f"DELETE FROM {LINE} WHERE table_id IN (SELECT id FROM old_rows);"
    finding = {name: each.format(row="f") for name, each in FINDINGS.items()}
    indicator = _counted({name: each.format(row="f") for name, each in ROWS.items()}, ", indexed = FALSE")
    indicator["update"] += _unsaid("{}", "indicators_indicator", "table_id")
    return [
        # Who comes second waits for the line, and only then looks what it has to say.
        "CREATE OR REPLACE FUNCTION table_line_heads(ids bigint[]) RETURNS void LANGUAGE plpgsql "
        f"{_BY_INDEX} AS $$ BEGIN "
        f"IF cardinality(ids) > 0 THEN PERFORM 1 FROM {LINE} WHERE table_id = ANY(ids) ORDER BY table_id FOR UPDATE; "
        f"{lines('t.id = ANY(ids)')}; END IF; END $$",
        *_on("indicators_goaltable", insert=heads(of_tables), delete=gone,
             update=heads(of_tables) + _unsaid("{}", "indicators_goaltable")),
        *_on("budget_project", insert=project, update=project + _unsaid(
            "SELECT id FROM indicators_goaltable WHERE project_id IN ({})", "budget_project")),
        *_on("budget_budget", insert=budget_new, update=budget_new, delete=budget_old),
        *_on("budget_agency", update=heads(moved) + _unsaid(
            f"SELECT t.id FROM {_tables_of_agencies('{}')}", "budget_agency")),
        *_on("indicators_indicator", **indicator),
        *_on("indicators_tablefinding", **_counted(finding)),
        *_on(LINE, insert=_tallied(_part("new", 1)), delete=_tallied(_part("old", -1)), update=_tallied(_moved())),
    ]  # fmt: skip


def _tables_of_agencies(agencies: str) -> str:
    return f"indicators_goaltable t JOIN budget_project p ON p.id = t.project_id WHERE p.agency_id IN ({agencies})"


def _differing(key: str, columns: tuple[str, ...]) -> str:
    """The keys of the rows that an update has changed in some of `columns`: what is the same is there twice.

    A join of old and new rows would be planned for few of them and kept for many.
    """
    told = ", ".join(dict.fromkeys(("id", key, *columns)))
    both = f"SELECT {told} FROM new_rows UNION ALL SELECT {told} FROM old_rows"
    return f"SELECT {key} FROM ({both}) b GROUP BY {told} HAVING COUNT(*) = 1"


def _unsaid(tables: str, changed: str, key: str = "id") -> str:
    """The index of words no longer knows these tables, where a text of theirs has changed."""
    which = tables.format(_differing(key, TEXTS[changed]))
    return f"UPDATE {LINE} SET indexed = FALSE WHERE indexed AND table_id IN ({which});"


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


def _counted(conditions: Mapping[str, str], also: str = "") -> dict[str, str]:
    """How inserted, deleted and changed rows move the counts of their tables' lines."""

    def moved(rows: str, where: str) -> str:
        sums = ", ".join(f"SUM(CASE WHEN {each} THEN by ELSE 0 END) AS {name}" for name, each in conditions.items())
        sets = ", ".join(f"{name} = l.{name} + d.{name}" for name in conditions)
        return (
            f"UPDATE {LINE} l SET {sets}{also} FROM (SELECT table_id, {sums} FROM ({rows}) f GROUP BY table_id) d "
            f"WHERE l.table_id = d.table_id AND ({where});"
        )

    differs = " OR ".join(f"d.{name} <> 0" for name in conditions)
    new, old = "SELECT *, 1 AS by FROM new_rows", "SELECT *, -1 AS by FROM old_rows"
    changed = moved(f"{new} UNION ALL {old}", differs)
    return {"insert": moved(new, differs), "delete": moved(old, differs), "update": changed}


def _part(rows: str, by: int) -> str:
    return f"SELECT {', '.join((*KIND, *MONEY))}, {by} AS by FROM {rows}_rows"


def _moved() -> str:
    """What lines were and are now, where that or their money has changed: most updates only count something."""
    told = ", ".join(("table_id", *KIND, *MONEY))
    both = f"SELECT {told}, 1 AS by FROM new_rows UNION ALL SELECT {told}, -1 FROM old_rows"
    return f"SELECT {told}, SUM(by) AS by FROM ({both}) b GROUP BY {told} HAVING SUM(by) <> 0"


def _tallied(rows: str) -> str:
    """Count up and down. Rows are taken in one order, so that no two wait for each other."""
    kind, same = ", ".join(KIND), " AND ".join(f"y.{name} = d.{name}" for name in KIND)
    sums = ", ".join(f"SUM(by * {each}) AS {each}, SUM(by) FILTER (WHERE {each} IS NOT NULL) AS with_{each}"
                     for each in MONEY)  # fmt: skip
    moved = f"(SELECT {kind}, SUM(by) AS tables, {sums} FROM ({rows}) r GROUP BY {kind})"
    sets = ", ".join(["tables = y.tables + d.tables", *(_moved_sum(each) for each in MONEY)])
    return (
        f"INSERT INTO {TALLY} ({kind}, {', '.join(_zeros())}) SELECT {kind}, {', '.join(_zeros().values())} "
        f"FROM ({rows}) r WHERE by > 0 GROUP BY {kind} ORDER BY {kind} ON CONFLICT ({kind}) DO NOTHING; "
        f"PERFORM 1 FROM {TALLY} y JOIN {moved} d ON {same} ORDER BY {', '.join(f'y.{each}' for each in KIND)} "
        f"FOR UPDATE OF y; UPDATE {TALLY} y SET {sets} FROM {moved} d WHERE {same};"
    )


def _zeros() -> dict[str, str]:
    return dict.fromkeys(("tables", *(f"{part}_{each}" for part in ("with", "exact") for each in MONEY)), "0")


def _moved_sum(name: str) -> str:
    number = f"y.with_{name} + COALESCE(d.with_{name}, 0)"
    exact = f"y.exact_{name} + COALESCE(d.{name}, 0) * 1000000"
    told = f"CASE WHEN {number} > 0 THEN ({exact}) / 1000000 END"
    return f"with_{name} = {number}, exact_{name} = {exact}, {name} = {told}"
