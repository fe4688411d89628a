"""Lines and tally are what a naive count over the tables says, whichever way something was written."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from budget.models import Agency, Budget, Project
from indicators.keeping import drop, keep
from indicators.line_triggers import WATCHED, install, refill
from indicators.models import (
    Cause,
    GoalTable,
    Indicator,
    KeptWarning,
    Status,
    TableFinding,
    TableLine,
    TableTally,
)
from indicators.rechecking import rejudge
from indicators.storing import content_of, create_tables, replace
from reviews.refusals import Refused
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.effort import seeds
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.django_db
HEAD = ("agency", "year", "region", "code", "number", "name", "status", "rank", "in_force", "total", "fiscal_funds",
        "other_funds", "changed_at", "indicators", "qualitative", "blocks", "warns", "infos", "kept")  # fmt: skip


def _line(table: GoalTable) -> dict[str, Any]:
    """What the line of a table should say, told by the models alone."""
    project, budget = table.project, getattr(table.project, "budget", None)
    agency, findings = project.agency, list(table.findings.all())
    severities = Counter(each.severity for each in findings if not each.kept_id)
    return {
        "agency": agency.pk, "year": project.year, "region": agency.region, "code": agency.code,
        "number": table.number, "name": project.name, "status": table.status,
        "rank": Status.values.index(table.status), "in_force": table.in_force_id is not None,
        "total": budget and budget.total, "fiscal_funds": budget and budget.fiscal_funds,
        "other_funds": budget and budget.other_funds, "changed_at": table.changed_at,
        "indicators": table.indicators.count(),
        "qualitative": sum(1 for each in table.indicators.all() if each.kind == "text"), "blocks": severities["block"],
        "warns": severities["warn"],
        "infos": severities["info"], "kept": sum(1 for each in findings if each.kept_id),
    }  # fmt: skip


def assert_counted() -> None:
    """Every line and every number of the tally is right."""
    tables = {table.pk: table for table in GoalTable.objects.select_related("project__agency", "project__budget")}
    lines = {row["pk"]: row for row in TableLine.objects.values("pk", *HEAD)}
    assert lines.keys() == tables.keys()
    for pk, table in tables.items():
        assert lines[pk] == {"pk": pk} | _line(table)
    kinds, money = ("agency", "year", "status", "in_force"), ("total", "fiscal_funds", "other_funds")
    naive: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for line in lines.values():
        naive.setdefault(tuple(line[kind] for kind in kinds), []).append(line)
    tally = {row[:4]: row[4:] for row in TableTally.objects.values_list(*kinds, "tables", *money) if row[4]}
    assert tally == {kind: (len(same), *(_sum(same, name) for name in money)) for kind, same in naive.items()}


def _sum(lines: list[dict[str, Any]], name: str) -> Decimal | None:
    """As SQL adds up: None where every value is blank."""
    amounts = [line[name] for line in lines if line[name] is not None]
    return sum(amounts, Decimal()) if amounts else None


def test_a_line_follows_its_table(people: People) -> None:
    agency = people.agencies["319101"]
    table = make_table(agency, number=3)
    assert_counted()
    line = TableLine.objects.get()
    assert (line.pk, line.table, line.name, line.indicators) == (table.pk, table, "网站平台监管", len(ROWS))
    TableFinding.objects.bulk_create(
        TableFinding(table=table, code="x", severity=severity, message="m")
        for severity in ("block", "warn", "warn", "info")
    )
    assert_counted()
    assert TableLine.objects.values_list("blocks", "warns", "infos", "kept").get() == (1, 2, 1, 0)
    table.findings.filter(severity="warn").update(severity="block")
    table.indicators.filter(position=1).update(kind="number", number=1)
    assert_counted()
    Project.objects.update(name="另一个名称", year=2024)
    Budget.objects.update(total=Decimal("1.5"), other_funds=None)
    Agency.objects.filter(pk=agency.pk).update(code="319199", region="甲区")
    assert_counted()
    GoalTable.objects.update(status="approved", number=None)
    assert_counted()
    Budget.objects.all().delete()
    assert_counted()
    Project.objects.update(agency=people.agencies["667201"])
    assert_counted()
    GoalTable.objects.all().delete()
    assert_counted()
    assert not TableTally.objects.filter(tables__gt=0).exists()


def test_what_is_moved_between_tables_counts_where_it_is(people: People) -> None:
    one, other = (make_table(people.agencies["319101"], name=name) for name in ("一", "二"))
    TableFinding.objects.create(table=one, code="x", severity="warn", message="m")
    kept = KeptWarning.objects.create(table=other, code="x", basis="b", reason="有文件为据")
    TableFinding.objects.update(table=other, kept=kept)
    one.indicators.filter(position=4).update(table=other, position=5)
    assert_counted()
    kept.delete()
    assert_counted()


def test_a_project_can_come_after_its_table_within_a_transaction(people: People) -> None:
    """As a restored copy may bring them: keys are checked at the end only."""
    table = make_table(people.agencies["319101"])
    project, budget, rows = table.project, table.project.budget, list(table.indicators.all())
    keys = (table.pk, project.pk, budget.pk)
    with transaction.atomic():
        table.delete()
        project.delete()
        table.pk, project.pk, budget.pk = keys
        Indicator.objects.bulk_create(rows)
        GoalTable.objects.bulk_create([table])
        Budget.objects.bulk_create([budget])
        project.save(force_insert=True)
    assert_counted()
    assert TableLine.objects.get().indicators == len(rows)


def _edit(random: Random, people: People, table: GoalTable) -> None:
    content = content_of(table)
    rows = content.indicators[: random.randint(1, len(content.indicators))]
    total = Decimal(random.randint(1, 10**9)) / 100
    replace(table, content.with_indicators(rows), Cause("edited"))
    Budget.objects.filter(project=table.project_id).update(total=total)
    rejudge(table)


def _create(random: Random, people: People, table: GoalTable) -> None:
    content = content_of(table)
    agency = random.choice(list(people.agencies.values()))
    year, key = random.choice([2024, 2025]), GoalTable.objects.count()
    entries = [
        (agency, type(content)(**{f: getattr(content, f) for f in content.__slots__} | {"project_name": name}), Cause())
        for name in (f"新建{key}甲", f"新建{key}乙")
    ]
    for made in create_tables(year, entries):
        rejudge(made)


def _keep_or_drop(random: Random, people: People, table: GoalTable) -> None:
    rejudge(table)
    kept = table.kept_warnings.filter(dropped_at=None).first()
    if kept and random.random() < 0.5:
        drop(kept, people.officer)
        return
    finding = table.findings.filter(kept=None).exclude(severity="block").first()
    if finding:
        keep(table, content_of(table), finding, "已按上级文件核对", people.officer)


def _move(random: Random, people: People, table: GoalTable) -> None:
    action, who = random.choice(list(Action)), random.choice([people.officer, people.department, people.finance])
    try:
        perform(table.pk, action, who, "请核对后再报", rechecked=True)
    except (Refused, Http404):
        return


def _delete(random: Random, people: People, table: GoalTable) -> None:
    if not table.revisions.exists() and GoalTable.objects.count() > 3:
        table.project.delete()


@pytest.mark.parametrize("seed", seeds(3))
def test_random_work_leaves_everything_counted(people: People, seed: int) -> None:
    random = Random(seed)
    for code in ("667201", "319101", "319202"):
        make_table(people.agencies[code], name=f"开始{code}", goal=f"{timezone.now().year}年完成")
    for _ in range(25):
        table = random.choice(list(GoalTable.objects.select_related("project__agency", "project__budget")))
        work = random.choice([_edit, _create, _keep_or_drop, _move, _move, _delete])
        if work is _edit and not table.is_editable:
            continue
        work(random, people, table)
        assert_counted()


def test_all_lines_can_be_written_anew(people: People) -> None:
    """For a database that was filled without triggers."""
    for name in ("一", "二"):
        make_table(people.agencies["319101"], name=name)
    TableLine.objects.filter(name="一").delete()
    TableLine.objects.update(indicators=99, blocks=7)
    with connection.schema_editor() if connection.vendor == "postgresql" else _Editor() as editor:
        refill(None, editor)
        install(None, editor)
    assert_counted()


class _Editor:
    """What the triggers need of a schema editor; that of SQLite does not work inside a transaction."""

    connection = connection

    def __enter__(self) -> _Editor:
        return self

    def __exit__(self, *_: object) -> None: ...


def test_no_migration_has_left_a_table_without_its_triggers() -> None:
    """SQLite drops them with a table that is made anew: such a migration ends with RunPython(install)."""
    if connection.vendor == "postgresql":
        query = "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE 'line_%'"
    else:
        query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'line_%'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = Counter(name for (name,) in cursor.fetchall())
    wanted = {"budget_agency": 1, "budget_project": 2}
    assert found == {name: wanted.get(name, 3) for name in WATCHED}


def test_amounts_do_not_drift(people: People) -> None:
    """Floating numbers would keep something of what comes and goes."""
    small = make_table(people.agencies["319101"], name="小").project.budget
    large = make_table(people.agencies["319101"], name="大").project.budget
    Budget.objects.filter(pk=small.pk).update(total=Decimal("0.1"), fiscal_funds=Decimal("0.000001"), other_funds=None)
    for amount in ("99999999.99", "123456789012.34", "0.30", "8999999999999.99"):
        Budget.objects.filter(pk=large.pk).update(total=amount, fiscal_funds=amount, other_funds=amount)
    large.delete()
    tally = TableTally.objects.get(tables__gt=0)
    assert (tally.total, tally.fiscal_funds, tally.other_funds) == (Decimal("0.1"), Decimal("0.000001"), None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_agencies_neither_lose_counts_nor_wait_for_each_other_for_ever(people: People) -> None:
    """Each moves and prices tables of two agencies, in another order of them, and commits after every step."""
    agencies = [people.agencies["319101"], people.agencies["319202"]]
    tables = [make_table(agency, name=f"{agency.code}{number}") for number in range(6) for agency in agencies]
    gate, errors = Barrier(3), []

    def write(seed: int, own: list[GoalTable]) -> None:
        random = Random(seed)
        gate.wait()
        try:
            for _ in range(30):
                some = [table.project_id for table in random.sample(own, 2)]
                Budget.objects.filter(project__in=some).update(total=random.randint(1, 999), other_funds=None)
                year, agency = random.randint(2024, 2025), random.choice(agencies)
                Project.objects.filter(pk__in=some).update(agency=agency, year=year)
                GoalTable.objects.filter(project__in=some).update(status=random.choice(["draft", "returned"]))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(seed, tables[seed::3])) for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert_counted()
