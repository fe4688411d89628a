"""python -m bench.reconciling DESKS NOTES [BEGAN ENDED]: whether the database is what the officers were told, as JSON.

With two times it is a backup that was taken between them: a save answered before must be in it, one sent afterwards
can't be; what it holds must be consistent in itself. Findings are made anew for this, so the database is not to be
used afterwards for anything else.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import django

from bench.desks import YEAR
from bench.marking import Mark, mark_of

Save = dict[str, Any]
# What a table's line says, told here once more: a recount by the words of the triggers would repeat their mistakes.
HEAD = {
    "agency_id": "p.agency_id", "year": "p.year", "region": "a.region", "code": "a.code", "number": "t.number",
    "name": "p.name", "status": "t.status", "in_force": "t.in_force_id IS NOT NULL", "total": "b.total",
    "fiscal_funds": "b.fiscal_funds", "other_funds": "b.other_funds", "changed_at": "t.changed_at",
}  # fmt: skip
_OPEN = "indicators_tablefinding f WHERE f.table_id = t.id AND f.kept_id IS NULL AND f.severity"
COUNTED = {
    "indicators": "indicators_indicator i WHERE i.table_id = t.id",
    "blocks": f"{_OPEN} = 'block'",
    "warns": f"{_OPEN} = 'warn'",
    "infos": f"{_OPEN} = 'info'",
    "kept": "indicators_tablefinding f WHERE f.table_id = t.id AND f.kept_id IS NOT NULL",
}


class Moment(NamedTuple):
    """When a backup was taken, in seconds of the epoch; the whole run where there was none."""

    began: float = float("inf")
    ended: float = float("inf")


def flaws_of_saves(desks: list[dict[str, Any]], saves: list[Save], moment: Moment) -> Iterator[str]:
    """What is wrong with the tables of all desks, a sentence each."""
    from indicators.models import GoalTable

    first = {int(key): serial for desk in desks for key, serial in desk["serials"].items()}
    by_table: dict[int, list[Save]] = defaultdict(list)
    for save in saves:
        by_table[save["table"]].append(save)
    for table in GoalTable.objects.filter(pk__in=first):
        yield from flaws_of_table(table, first[table.pk], desks[0]["since"], by_table[table.pk], moment)


def flaws_of_table(table: Any, first: int, since: int, saves: list[Save], moment: Moment) -> Iterator[str]:
    """What is wrong with one table: the count of its writings against the answers, its content, its history."""
    taken = {each["serial"]: each for each in saves if each["status"] == 200}
    here = {serial: each for serial, each in taken.items() if serial <= table.serial}
    name = f"table {table.pk}:"
    if len(taken) < sum(each["status"] == 200 for each in saves):
        yield f"{name} two saves were answered with one serial"
    for serial, each in taken.items():
        if each["number"] != serial - first:
            yield f"{name} save {each['token']} was the {serial - first}th writing and counted {each['number']}"
        if each["answered"] < moment.began and serial not in here:
            yield f"{name} save {each['token']} was answered and is not there"
        if each["sent"] > moment.ended and serial in here:
            yield f"{name} save {each['token']} is there before it was sent"
    unanswered = sum(each["status"] not in (200, 409) for each in saves)
    open_at_the_moment = sum(each["sent"] < moment.ended and each["answered"] > moment.began for each in saves)
    unknown = table.serial - first - len(here)
    if not 0 <= unknown <= unanswered + open_at_the_moment * (moment.began < float("inf")):
        yield f"{name} written {table.serial - first} times, {len(here)} saves were answered"
    yield from flaws_of_content(table, first, here)
    yield from flaws_of_history(table, first, since, here)


def flaws_of_content(table: Any, first: int, taken: dict[int, Save]) -> Iterator[str]:
    """The counter and the tokens: the last save's in the goal, the last of each officer in her row."""
    from indicators.storing import content_of

    content = content_of(table)
    last = taken.get(table.serial)
    expected = Mark(table.serial - first, last["token"] if last else mark_of(content.goal).token)
    if mark_of(content.goal) != expected:
        yield f"table {table.pk}: the goal says {mark_of(content.goal)} and not {expected}"
    latest = {each["row"] % len(content.indicators): each for _, each in sorted(taken.items())}
    for row, save in latest.items():
        told = mark_of(content.indicators[row].description)
        if told != Mark(save["number"], save["token"]):
            yield f"table {table.pk}: row {row} says {told} and not {save['token']}"


def flaws_of_history(table: Any, first: int, since: int, taken: dict[int, Save]) -> Iterator[str]:
    """Each save by hand has a change of its own; what a change wrote over is what had been saved until then.

    `since` is the last change of all tables before the officers came.
    """
    from indicators.models import TableChange

    edits = list(table.changes.filter(pk__gt=since, kind=TableChange.Kind.EDITED).order_by("pk"))
    marks = [mark_of(each.content_before.goal if each.content_before else "") for each in edits]
    numbers = [mark.number for mark in marks]
    if numbers != sorted(set(numbers)) or numbers[:1] not in ([], [0]):
        yield f"table {table.pk}: the history is out of order: {numbers}"
    for mark in marks:
        save = taken.get(first + mark.number)
        if save and save["token"] != mark.token:
            yield f"table {table.pk}: the history says {mark} and not {save['token']}"
    by_hand = {each["number"] for each in taken.values() if not each["auto"]}
    made = {mark.number + 1 for mark, edit in zip(marks, edits, strict=True) if not edit.auto}
    if missing := by_hand - made:
        yield f"table {table.pk}: the history lacks the saves {sorted(missing)}"


def flaws_of_lines() -> Iterator[str]:
    """Lines and tallies beside what they count."""
    from django.db import connection

    columns = HEAD | {name: f"(SELECT COUNT(*) FROM {rows})" for name, rows in COUNTED.items()}
    counted = (
        f"SELECT t.id, {', '.join(columns.values())} FROM indicators_goaltable t JOIN budget_project p "
        "ON p.id = t.project_id JOIN budget_agency a ON a.id = p.agency_id "
        "LEFT JOIN budget_budget b ON b.project_id = p.id"
    )
    lines = f"SELECT table_id, {', '.join(columns)} FROM indicators_tableline"
    kind = "agency_id, year, status, in_force"
    sums = "SUM(total), SUM(fiscal_funds), SUM(other_funds)"
    by_kind = f"SELECT {kind}, COUNT(*), {sums} FROM indicators_tableline GROUP BY {kind}"
    money = "total, fiscal_funds, other_funds"
    tallies = f"SELECT {kind}, tables, {money} FROM indicators_tabletally WHERE tables > 0"
    with connection.cursor() as cursor:
        for what, one, other in (("lines", counted, lines), ("tallies", by_kind, tallies)):
            cursor.execute(f"SELECT COUNT(*) FROM (({one}) EXCEPT ({other}) UNION ALL (({other}) EXCEPT ({one}))) d")
            if differing := cursor.fetchone()[0]:
                yield f"{differing} {what} differ from a recount"


def flaws_of_findings() -> Iterator[str]:
    """The findings of the officers' year made anew: none may change, since bench/desks.py did so before they came."""
    from indicators.models import GoalTable, TableFinding
    from indicators.rechecking import recompute
    from indicators.storing import FINDING_TEXTS

    made = TableFinding.objects.filter(version__gt=0, table__project__year=YEAR)
    before = Counter(made.values_list("table", *FINDING_TEXTS))
    counts = recompute(GoalTable.objects.filter(project__year=YEAR))
    after = Counter(made.values_list("table", *FINDING_TEXTS))
    if counts.changed:
        yield f"{counts.changed} of {counts.tables} tables get other findings when they are made anew"
    yield from (f"finding that should not be there: {each}" for each in before - after)
    yield from (f"finding that is missing: {each}" for each in after - before)


def reconcile(desks: list[dict[str, Any]], saves: list[Save], moment: Moment) -> list[str]:
    """Everything that is wrong."""
    return [*flaws_of_saves(desks, saves, moment), *flaws_of_lines(), *flaws_of_findings()]


def main() -> None:
    """Print what is wrong."""
    django.setup()
    desks, notes, *times = sys.argv[1:]
    saves = [each for each in map(json.loads, Path(notes).read_text().splitlines()) if each["what"] == "save"]
    moment = Moment(*map(float, times))
    print(json.dumps(reconcile(json.loads(Path(desks).read_text()), saves, moment), ensure_ascii=False))


if __name__ == "__main__":
    main()
