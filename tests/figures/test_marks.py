"""Whatever changes what is counted leaves a mark, on both databases; what does not, leaves none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from budget.models import Agency, Budget, Project
from figures.mark_triggers import WATCHED, install, mark_everything
from figures.models import Mark
from indicators.keeping import keep
from indicators.models import Category, GoalTable, Indicator, KeptWarning, TableFinding, TableLine
from indicators.rechecking import rejudge
from indicators.revisions import freeze
from indicators.search.indexing import index_words
from indicators.storing import content_of
from reviews.models import ReviewEvent
from reviews.states import Action
from reviews.workflow import perform
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.django_db
Change = Callable[[GoalTable, People], object]


@pytest.fixture
def table(people: People) -> GoalTable:
    """One of 319101 in 2025, with a finding and a note on it; another agency and another year stand beside it."""
    make_table(people.agencies["667201"], name="另一个")
    make_table(people.agencies["319101"], name="上一年", year=2024)
    made = make_table(people.agencies["319101"])
    TableFinding.objects.create(table=made, code="vague-target", severity="warn", message="m")
    Mark.objects.all().delete()
    return made


def _marked() -> set[tuple[str, int]]:
    return set(Mark.objects.values_list("agency__code", "year"))


def _event(table: GoalTable, people: People) -> ReviewEvent:
    values = {
        "action": "submit",
        "before": "draft",
        "after": "submitted",
        "version": 1,
        "by_name": "甲",
        "by_account": "a",
    }
    return ReviewEvent.objects.create(
        table=table, revision=freeze(table, people.officer), position=1, by_role="officer", at=timezone.now(), **values
    )


def _in_force(table: GoalTable, people: People) -> None:
    GoalTable.objects.filter(pk=table.pk).update(in_force=freeze(table, people.officer))


def _kept(table: GoalTable, people: People) -> None:
    TableFinding.objects.update(
        kept=KeptWarning.objects.create(table=table, code="vague-target", basis="b", reason="据")
    )


def _moved(table: GoalTable) -> None:
    """A 二级 is put below another 一级; only this table has an indicator there."""
    node = Category.objects.filter(level=2).exclude(indicators__isnull=False)[0]
    Indicator.objects.filter(pk=table.indicators.all()[0].pk).update(category=node)
    Mark.objects.all().delete()
    other = Category.objects.filter(framework=node.framework, level=1).exclude(pk=node.parent_id)[0]
    Category.objects.filter(pk=node.pk).update(parent=other, position=99)


CHANGES: dict[str, Change] = {
    "table": lambda table, people: make_table(table.project.agency, name="新的"),
    "table gone": lambda table, people: table.project.delete(),
    "amount": lambda table, people: Budget.objects.filter(project=table.project_id).update(total=7),
    "name": lambda table, people: Project.objects.filter(pk=table.project_id).update(name="改了"),
    "row": lambda table, people: Indicator.objects.create(table=table, position=9, name="新的"),
    "row gone": lambda table, people: table.indicators.filter(position=1).delete(),
    "kind": lambda table, people: table.indicators.filter(position=1).update(kind="number", number=1),
    "date": lambda table, people: table.indicators.filter(position=1).update(kind="date"),
    "level": lambda table, people: table.indicators.filter(position=1).update(category=1),
    "level moved": lambda table, people: _moved(table),
    "weight": lambda table, people: table.indicators.filter(position=1).update(weight=Decimal(5)),
    "finding": lambda table, people: TableFinding.objects.create(table=table, code="x", severity="info", message="m"),
    "finding gone": lambda table, people: table.findings.all().delete(),
    "check of a finding": lambda table, people: table.findings.update(code="x"),
    "severity": lambda table, people: table.findings.update(severity="block"),
    "kept": _kept,
    "state": lambda table, people: GoalTable.objects.filter(pk=table.pk).update(status="submitted"),
    "in force": _in_force,
    "created": lambda table, people: GoalTable.objects.filter(pk=table.pk).update(created_at=timezone.now()),
    "event": _event,
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_marks_its_agency_and_year(what: str, table: GoalTable, people: People) -> None:
    CHANGES[what](table, people)
    assert _marked() == {("319101", 2025)}, what


def test_events_that_are_changed_or_removed_mark_too(table: GoalTable, people: People) -> None:
    event = _event(table, people)
    for change in ("UPDATE reviews_reviewevent SET at = at", "UPDATE reviews_reviewevent SET action = 'withdraw'",
                   "DELETE FROM reviews_reviewevent"):  # fmt: skip
        Mark.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"{change} WHERE id = %s", [event.pk])
        assert _marked() == (set() if change.endswith("at = at") else {("319101", 2025)}), change


def test_what_moves_marks_both_places(table: GoalTable, people: People) -> None:
    Project.objects.filter(pk=table.project_id).update(year=2023, agency=people.agencies["319202"])
    assert _marked() == {("319101", 2025), ("319202", 2023)}


def test_rows_and_findings_that_change_tables_mark_both(table: GoalTable, people: People) -> None:
    other = GoalTable.objects.get(project__name="另一个")
    table.findings.update(table=other)
    assert _marked() == {("319101", 2025), ("667201", 2025)}
    Mark.objects.all().delete()
    table.indicators.filter(position=1).update(table=other, position=9)
    assert _marked() == {("319101", 2025), ("667201", 2025)}


@pytest.mark.parametrize(
    "change",
    [
        lambda table: Budget.objects.update(fiscal_funds=7),
        lambda table: Project.objects.update(purpose="改了"),
        lambda table: GoalTable.objects.update(goal="改了", title="改了", changed_at=timezone.now()),
        lambda table: table.findings.update(message="改了"),
        lambda table: index_words(),
        lambda table: Agency.objects.update(name="改了"),
        lambda table: table.indicators.filter(position=1).update(kind="text"),
    ],
)
def test_what_is_not_counted_leaves_no_mark(change: Callable[[GoalTable], object], table: GoalTable) -> None:
    change(table)
    assert not Mark.objects.exists()


def test_other_words_of_a_row_are_not_counted(table: GoalTable) -> None:
    """On SQLite its line counts the row down and up again, which marks: one more counting, nothing wrong."""
    table.indicators.update(name="改了", description="改了")
    assert Mark.objects.count() <= (0 if connection.vendor == "postgresql" else 1)


def test_what_people_do_marks(table: GoalTable, people: People) -> None:
    """The ways of the application itself: checks again, a reason, a submission, an undone one."""
    agency = people.agencies["667201"]
    own = GoalTable.objects.get(project__agency=agency)
    steps: list[Callable[[], object]] = [
        lambda: rejudge(own),
        lambda: keep(own, content_of(own), own.findings.filter(severity="warn")[0], "已按文件核对", people.officer),
        lambda: perform(own.pk, Action.SUBMIT, people.officer, rechecked=True),
        lambda: perform(own.pk, Action.WITHDRAW, people.officer),
    ]
    own.findings.all().delete()
    TableFinding.objects.create(table=own, code="x", severity="warn", message="m")
    for number, step in enumerate(steps):
        Mark.objects.all().delete()
        if number == 2:
            own.findings.filter(severity="block").delete()
            Mark.objects.all().delete()
        step()
        assert _marked() == {("667201", 2025)}, number


def test_what_is_taken_back_leaves_no_mark(table: GoalTable) -> None:
    with transaction.atomic():
        table.findings.all().delete()
        assert Mark.objects.exists()
        transaction.set_rollback(True)
    assert not Mark.objects.exists()


def test_many_changes_leave_few_marks(table: GoalTable, people: People) -> None:
    """A statement of thousands of rows marks each agency once; on SQLite a mark is not even repeated."""
    rows = [Indicator(table=table, position=position, name=f"{position}") for position in range(100, 400)]
    Indicator.objects.bulk_create(rows, batch_size=300)
    assert Mark.objects.count() <= (2 if connection.vendor == "postgresql" else 1)
    table.indicators.filter(position__gte=100).update(weight=Decimal(1))
    assert Mark.objects.count() <= (3 if connection.vendor == "postgresql" else 1)


def test_no_migration_has_left_a_table_without_its_triggers() -> None:
    """SQLite drops them with a table that is made anew: a migration of figures with RunPython(install) follows such."""
    if connection.vendor == "postgresql":
        query = "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE 'mark_%'"
    else:
        query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'mark_%'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = Counter(name for (name,) in cursor.fetchall())
    assert found == {name: len(watched.events) for name, watched in WATCHED.items()}


def test_everything_can_be_marked_and_the_triggers_made_again(table: GoalTable) -> None:
    class Editor:
        """What the triggers need of a schema editor."""

    Editor.connection = connection  # type: ignore[attr-defined]
    mark_everything(None, Editor)
    install(None, Editor)
    assert _marked() == set(TableLine.objects.values_list("agency__code", "year"))
    assert Mark.objects.count() == len(_marked())
