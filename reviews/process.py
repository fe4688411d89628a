"""What happened to a table in its review, as pages show it: the moves, why it came back, and the notes on its rows."""

from __future__ import annotations

from typing import Any, NamedTuple

from budget.models import Role
from indicators.content import TableContent
from indicators.models import GoalTable, Status
from reviews.assessment import BY_KEY, Total, clean, total
from reviews.commenting import may_settle, placed
from reviews.models import Comment, ReviewEvent
from reviews.points import points_by_time
from reviews.states import Action

ROLES = dict(Role.choices)
_COLOURS: dict[str, str] = {Action.RETURN: "block", Action.FORWARD: "ok", Action.APPROVE: "ok", Action.PUBLISH: "ok"}


class Move(NamedTuple):
    """One move: the event, the role in words, what its grades come to, and each of them."""

    event: ReviewEvent
    role: str
    colour: str
    total: Total | None
    grades: list[tuple[str, str]]


class Note(NamedTuple):
    """A note, the role in words, and the position of its row as shown: 0 on the whole, or where the row is gone."""

    comment: Comment
    role: str
    position: int

    @property
    def is_gone(self) -> bool:
        """Whether the row that it was about is no longer there."""
        return bool(self.comment.position) and not self.position


class Notes(NamedTuple):
    """The notes that are open, and those that are settled, each in the order of the rows."""

    open: list[Note]
    settled: list[Note]

    @property
    def counts(self) -> dict[int, int]:
        """How many open notes stand on each row."""
        positions = [note.position for note in self.open if note.position]
        return {position: positions.count(position) for position in positions}


def events_of(table: GoalTable) -> list[ReviewEvent]:
    """All that moved the table, oldest first, without the texts of the revisions."""
    moves = table.events.filter(action__in=list(Action)).select_related("revision")
    return list(moves.defer("revision__content_text", "revision__findings_text").order_by("position"))


def moves_of(table: GoalTable, events: list[ReviewEvent]) -> list[Move]:
    """The moves, the latest first."""
    points = points_by_time(table.project.agency.region) if any(event.grades for event in events) else None
    return [_move(event, points(event.at) if points else {}) for event in reversed(events)]


def _move(event: ReviewEvent, points: dict[str, int]) -> Move:
    grades = clean(event.grades)
    told = [(BY_KEY[key].words, grade) for key, grade in grades.items()]
    return Move(event, ROLES.get(event.by_role, ""), _COLOURS.get(event.action, ""), total(grades, points), told)


def notes_of(table: GoalTable, content: TableContent) -> Notes:
    """The notes on a table by where their rows stand in a content."""
    comments = list(table.comments.prefetch_related("revision"))  # one revision for all of its notes
    by_row = placed(comments, content)
    notes = [Note(each, ROLES.get(each.by_role, ""), at) for at in sorted(by_row) for each in by_row[at]]
    return Notes(
        [note for note in notes if not note.comment.settled_at], [note for note in notes if note.comment.settled_at]
    )


def process_context(table: GoalTable, user: Any, content: TableContent, events: list[ReviewEvent]) -> dict[str, Any]:
    """What the templates of the process and the notes need."""
    return {
        "moves": moves_of(table, events),
        "returned": returned(table, events),
        "notes": notes_of(table, content),
        "may_settle": may_settle(table, user),
    }


def returned(table: GoalTable, events: list[ReviewEvent]) -> ReviewEvent | None:
    """Why the table came back, as long as nothing else has happened."""
    is_back = table.status == Status.RETURNED and events and events[-1].action == Action.RETURN
    return events[-1] if is_back else None
