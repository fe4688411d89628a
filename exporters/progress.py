"""How far packages are, in words; any number of them in one more query at most."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from exporters.formats import FORMATS
from exporters.models import Export, State

# A worker gives a sign of life every few seconds; after so long people should hear that none does.
QUIET = timedelta(minutes=2)
_CHIPS = {State.DONE: "ok", State.FAILED: "block", State.MAKING: "warn", State.WAITING: "warn"}


@dataclass(frozen=True, slots=True)
class Row:
    """A package as it is shown. `closed`: it holds a table that the user no longer sees."""

    export: Export
    state: str
    closed: bool
    nobody_works: bool

    @property
    def words(self) -> str:
        """The state on screen."""
        return str(State(self.state).label)

    @property
    def chip(self) -> str:
        """Its colour."""
        return _CHIPS.get(State(self.state), "")

    @property
    def may_download(self) -> bool:
        """Whether its bytes are there for the user."""
        return self.state == State.DONE and not self.closed

    @property
    def may_delete(self) -> bool:
        """Whether it lies there and takes room."""
        return self.state == State.DONE

    @property
    def format_words(self) -> str:
        """The format's name; its key for one that this machine no longer has."""
        form = FORMATS.get(self.export.format)
        return form.words if form else self.export.format


def rows_of(exports: Iterable[Export], closed: Collection[int]) -> list[Row]:
    """The packages with their states as of now."""
    since = timezone.now() - QUIET
    shown = list(exports)
    quiet = {each.pk for each in shown if each.is_open and each.heartbeat and each.heartbeat < since}
    alive = bool(quiet) and Export.objects.filter(heartbeat__gte=since).exclude(state=State.WAITING).exists()
    return [Row(each, state_of(each), each.pk in closed, each.pk in quiet and not alive) for each in shown]


def state_of(export: Export) -> str:
    """The state; a package whose day is over has expired, swept or not."""
    over = export.state == State.DONE and export.expires_at is not None and export.expires_at <= timezone.now()
    return State.EXPIRED if over else export.state
