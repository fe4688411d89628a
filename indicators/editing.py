"""Writing what the editor sends: who may, whether the table may be written, whether it is still the one looked at.

Everything in one transaction under the table's lock, so that of two who save at once the second is told (Conflict) and
no update is lost. Saving the same content again writes nothing, so a request that is sent twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from budget.access import may_edit
from budget.models import Project
from indicators.content import TableContent
from indicators.models import Cause, GoalTable, TableChange
from indicators.rechecking import lock_agencies, rejudge
from indicators.storing import content_of, digest, replace, same
from indicators.validation import Invalid, Parsed, Problem

# Autosaves of one person that follow each other within this time are one change: the history stays readable.
IN_A_ROW = timedelta(minutes=10)
BEFORES = 20  # changes that are looked through for the content that a form without scripts began with


class Closed(Exception):
    """The table can't be edited in its state; a sentence for the screen."""


class Conflict(Exception):
    """Somebody has written the table since: its content now, its serial, and who did that when."""

    def __init__(self, table: GoalTable, content: TableContent, change: TableChange | None) -> None:
        super().__init__("这张表已被别人修改。")
        self.table, self.content, self.serial = table, content, table.serial
        self.by = change.by if change else None
        self.at: datetime = change.at if change else table.changed_at


class Saved(NamedTuple):
    """A save that went through; `written` is false where nothing had changed."""

    table: GoalTable
    content: TableContent
    parsed: Parsed
    written: bool


WHOLE = ("project__agency", "project__budget", "framework")


def visible_table(pk: int, user: Any) -> GoalTable:
    """The table for its editors: 404 for strangers, PermissionDenied for who only sees it."""
    table: GoalTable = get_object_or_404(GoalTable.objects.visible_to(user).select_related(*WHOLE), pk=pk)
    if not may_edit(user, table.project.agency):
        raise PermissionDenied
    return table


def editable_table(pk: int, user: Any) -> GoalTable:
    """The same, and Closed where its state allows no changes."""
    return _open(visible_table(pk, user))


def _open(table: GoalTable) -> GoalTable:
    if not table.is_editable:
        raise Closed(f"这张表现在是“{table.get_status_display()}”，不能再修改。")
    return table


def locked_table(pk: int, user: Any) -> GoalTable:
    """An editable table under its lock; agencies come first, as everywhere (rechecking.lock_agencies)."""
    agency = visible_table(pk, user).project.agency_id
    lock_agencies([agency])
    get_object_or_404(GoalTable.objects.select_for_update(), pk=pk)
    # Read anew, since it may have been written while we waited; who may see it has been asked.
    return _open(get_object_or_404(GoalTable.objects.select_related(*WHOLE), pk=pk))


def save(pk: int, user: Any, serial: int, parse: Callable[[TableContent], Parsed], auto: bool = False) -> Saved:
    """Write what `parse` makes of the stored content, if `serial` is still the table's.

    Raises Invalid, Conflict, Closed, PermissionDenied or Http404; then nothing is written.
    """
    try:
        with transaction.atomic():
            return _save(locked_table(pk, user), user, serial, parse, auto)
    except IntegrityError as error:  # the name was taken between the look and the write, by an import for instance
        raise Invalid(_name_taken("")) from error


def _save(table: GoalTable, user: Any, serial: int, parse: Callable[[TableContent], Parsed], auto: bool) -> Saved:
    stored = content_of(table)
    parsed = parse(stored)
    if same(parsed.content, stored):  # whichever serial: an answer may have got lost on its way
        return Saved(table, stored, parsed, written=False)
    last = table.changes.select_related("by").order_by("-pk").first()
    if serial != table.serial:
        raise Conflict(table, stored, last)
    _refuse_taken_name(table.project, parsed.content.project_name)
    cause = Cause(TableChange.Kind.EDITED, user, auto=auto)
    replace(table, parsed.content, cause, goes_on=last if _goes_on(last, cause) else None)
    rejudge(table)
    return Saved(table, parsed.content, parsed, written=True)


def _goes_on(last: TableChange | None, cause: Cause) -> bool:
    """Whether an autosave continues the last change."""
    if last is None or not (cause.auto and last.auto):
        return False
    return last.kind == cause.kind and last.by == cause.by and timezone.now() - last.at < IN_A_ROW


def _refuse_taken_name(project: Project, name: str) -> None:
    """A project is known by its name inside its agency and year."""
    others = Project.objects.filter(agency=project.agency_id, year=project.year, name=name).exclude(pk=project.pk)
    if others.exists():
        raise Invalid(_name_taken(f"{project.year} 年度"))


def _name_taken(year: str) -> Problem:
    return Problem("project_name", f"本单位{year}已经有一个同名的项目，请换一个名称。")


def began_with(table: GoalTable, base: str) -> TableContent | None:
    """The content with a digest, among those that the last changes wrote over; None where it is not among them."""
    for change in table.changes.exclude(before="").order_by("-pk")[:BEFORES]:
        before = change.content_before
        if before and digest(before) == base:
            return before
    return None
