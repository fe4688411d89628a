"""The triggers of indicators/line_triggers.py on SQLite: once for each row; it has no other way.

Every statement that can set one off opens a journal of its own, so many rows are best written with one (bulk.insert).
"""

# ruff: noqa: S608 - statements are put together from names of ours, nothing comes from outside

from __future__ import annotations

from collections.abc import Iterable

from indicators.line_triggers import FINDINGS, KIND, LINE, MONEY, RANK, ROWS, TALLY, TEXTS, lines

_TABLE_OF = "SELECT id FROM indicators_goaltable WHERE project_id = {}"
_IS_TABLE = f"EXISTS ({_TABLE_OF})"


def statements() -> list[str]:
    """All of them, in order."""
    return [
        *_of_tables(),
        *_of_projects(),
        *_of_budgets(),
        *_of_rows("indicators_indicator", ROWS, (*TEXTS["indicators_indicator"], "kind"), ", indexed = FALSE"),
        *_of_rows("indicators_tablefinding", FINDINGS, ("table_id", "severity", "kept_id"), ""),
        *_each(LINE, "INSERT", [_added()]),
        *_each(LINE, "DELETE", [_removed()]),
        *_each(LINE, f"UPDATE OF {', '.join((*KIND, *MONEY))}", [_removed(), _added()], _differ((*KIND, *MONEY))),
    ]


def _of_tables() -> list[str]:
    """What tables say in lines."""
    table = "indicators_goaltable"
    head = ("project_id", "number", "status", "in_force_id", "changed_at", "goal", "title")
    return [
        *_each(table, "INSERT", [lines("t.id = NEW.id")]),
        *_each(table, f"UPDATE OF {', '.join(head)}", [
            f"UPDATE {LINE} SET number = NEW.number, status = NEW.status, rank = {RANK.format('NEW.status')}, "
            "in_force = NEW.in_force_id IS NOT NULL, changed_at = NEW.changed_at, "
            f"indexed = indexed AND NOT ({_differ(TEXTS[table])}) WHERE table_id = NEW.id",
            lines("t.id = NEW.id AND NEW.project_id <> OLD.project_id"),
        ], _differ(head)),
        *_each(table, "DELETE", [f"DELETE FROM {LINE} WHERE table_id = OLD.id"]),
    ]  # fmt: skip


def _of_projects() -> list[str]:
    """What projects and agencies say in lines."""
    project, agency = "budget_project", "budget_agency"
    names, titles = ("agency_id", "year", "name", "purpose"), ("region", "code", "name")
    unsaid = f"UPDATE {LINE} SET indexed = FALSE WHERE"
    return [
        *_each(project, "INSERT", [lines("t.project_id = NEW.id")], _IS_TABLE.format("NEW.id")),
        *_each(project, f"UPDATE OF {', '.join(names)}", [
            lines("t.project_id = NEW.id"),
            f"{unsaid} ({_differ(TEXTS[project])}) AND table_id = ({_TABLE_OF.format('NEW.id')})",
        ], _differ(names)),
        *_each(agency, f"UPDATE OF {', '.join(titles)}", [
            lines("p.agency_id = NEW.id"), f"{unsaid} ({_differ(TEXTS[agency])}) AND agency_id = NEW.id",
        ], _differ(titles)),
    ]  # fmt: skip


def _of_budgets() -> list[str]:
    """What budgets say in lines."""
    money = f"UPDATE {LINE} SET {', '.join(f'{each} = {{0}}.{each}' for each in MONEY)} WHERE table_id = "
    of_budget = money.format("NEW") + f"({_TABLE_OF.format('NEW.project_id')})"
    blank = ", ".join(f"{each} = NULL" for each in MONEY)
    no_money = f"UPDATE {LINE} SET {blank} WHERE table_id = ({_TABLE_OF.format('OLD.project_id')})"
    budget = "budget_budget"
    return [
        *_each(budget, "INSERT", [of_budget], _IS_TABLE.format("NEW.project_id")),
        *_each(budget, "UPDATE", [
            f"{no_money} AND NEW.project_id <> OLD.project_id", of_budget,
        ], _differ(("project_id", *MONEY))),
        *_each(budget, "DELETE", [no_money]),
    ]  # fmt: skip


def _of_rows(table: str, counts: dict[str, str], watched: tuple[str, ...], also: str) -> list[str]:
    """What hangs on a table counts in its line."""
    more, less = (_counted(row, by, counts, also) for row, by in (("NEW", 1), ("OLD", -1)))
    return [
        *_each(table, "INSERT", [more]),
        *_each(table, "DELETE", [less]),
        *_each(table, f"UPDATE OF {', '.join(watched)}", [less, more], _differ(watched)),
    ]


def _counted(row: str, by: int, counts: dict[str, str], also: str) -> str:
    sets = ", ".join(f"{name} = {name} + {by} * ({each.format(row=row)})" for name, each in counts.items())
    return f"UPDATE {LINE} SET {sets}{also} WHERE table_id = {row}.table_id"


def _each(table: str, event: str, actions: Iterable[str], when: str = "") -> list[str]:
    name = f"line_{table}_{event.partition(' ')[0].lower()}"
    condition = f"WHEN {when} " if when else ""
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {condition}BEGIN {'; '.join(actions)}; END",
    ]


def _differ(columns: Iterable[str]) -> str:
    return " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)


def _added() -> str:
    """One more in the tally of a line's kind."""
    first = {"tables": "1"} | {name: f"NEW.{name}" for name in MONEY}
    first |= {f"with_{name}": f"NEW.{name} IS NOT NULL" for name in MONEY}
    first |= {f"exact_{name}": _millionths(f"NEW.{name}") for name in MONEY}
    sums = ", ".join(_moved(name, f"+ excluded.with_{name}", f"+ excluded.exact_{name}") for name in MONEY)
    return (
        f"INSERT INTO {TALLY} ({', '.join((*KIND, *first))}) "
        f"VALUES ({', '.join((*(f'NEW.{name}' for name in KIND), *first.values()))}) "
        f"ON CONFLICT ({', '.join(KIND)}) DO UPDATE SET tables = tables + 1, {sums}"
    )


def _removed() -> str:
    sums = ", ".join(_moved(name, f"- (OLD.{name} IS NOT NULL)", f"- {_millionths(f'OLD.{name}')}") for name in MONEY)
    return f"UPDATE {TALLY} SET tables = tables - 1, {sums} WHERE " + " AND ".join(f"{n} = OLD.{n}" for n in KIND)


def _moved(name: str, number: str, amount: str) -> str:
    known, exact = f"with_{name} {number}", f"exact_{name} {amount}"
    told = f"CASE WHEN {known} > 0 THEN ({exact}) / 1000000.0 END"
    return f"with_{name} = {known}, exact_{name} = {exact}, {name} = {told}"


def _millionths(amount: str) -> str:
    """An amount as a whole number, which does not drift: its digits, since a product would not be exact."""
    return f"COALESCE(CAST(REPLACE(printf('%.6f', {amount}), '.', '') AS NUMERIC), 0)"
