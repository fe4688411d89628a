"""A table as it looks on paper: texts, merged cells, marks of findings, and what changed since another content.

Made of a TableContent, so that the stored table, a frozen revision and any two of them look alike. Plain values for the
template indicators/_paper.html; nothing is asked of the database.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from budget.money import in_unit
from indicators.basis import AnyFinding
from indicators.compare import Difference, FieldChange, RowChange, compare
from indicators.content import MONEY_FIELDS, TableContent
from indicators.layout import GridRow, grid
from indicators.locating import rows_of_findings
from indicators.pairing import pair_rows
from indicators.pieces import Piece

# What each text is called where it has no heading beside it: on a phone, where the cells stand below each other.
HEAD_TEXTS = (("project_name", ""), ("purpose", "资金用途"), ("goal", ""))
ROW_CELLS = (("level3", "三级指标", ""), ("description", "描述", ""), ("target", "指标值", "t "))
WEIGHT = ("weight", "权重", "wt ")
_MARKED = ("block", "warn")


class Found(AnyFinding, Protocol):
    """A finding; `kept` holds the reason where it stays with one."""

    @property
    def kept(self) -> Any: ...


class Note(NamedTuple):
    """What is said under a cell: the finding's words, and the reason where it was kept."""

    severity: str
    words: str
    reason: str


class Cell(NamedTuple):
    """A cell: its text, the pieces of both texts where it changed, the worst mark, what is said under it."""

    text: str
    pieces: tuple[Piece, ...] = ()
    mark: str = ""
    notes: tuple[Note, ...] = ()
    label: str = ""
    css: str = ""


class Row(NamedTuple):
    """A row: its position from 1, 0 for one that is gone; what happened to it; how many notes stand on it."""

    position: int
    kind: str
    words: str
    level1: Cell
    level2: Cell
    cells: tuple[Cell, ...]
    remarks: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """All that the template shows. `elsewhere` are changes of what is not printed in the form."""

    content: TableContent
    unit: str
    title: Cell
    head: dict[str, Cell]
    rows: list[GridRow[Row]]
    with_weights: bool
    difference: Difference | None
    elsewhere: tuple[FieldChange, ...]


Place = tuple[str, int]  # field and position; 0 for the head


def paper_of(
    content: TableContent,
    findings: Iterable[Found],
    unit: str,
    before: TableContent | None = None,
    remarks: Mapping[int, int] | None = None,
) -> Paper:
    """The paper of a content in a unit of money; `before` is what its changes are told against, `remarks` counts the
    notes on rows by position."""
    difference = compare(before, content) if before else None
    notes = _notes(content, list(findings))
    both = [content, before] if before else [content]
    with_weights = any(row.weight is not None for each in both for row in each.indicators)
    fields = (*ROW_CELLS, WEIGHT) if with_weights else ROW_CELLS
    changes = {change.field: change for change in difference.head} if difference else {}
    title = Cell(title_of(content), _title_pieces(before, content) if "title" in changes else ())
    head = {name: _cell(getattr(content, name), changes.get(name), notes[name, 0], label) for name, label in HEAD_TEXTS}
    head |= {name: _money(name, content, before, unit, notes[name, 0]) for name in MONEY_FIELDS}
    rows = grid(_rows(content, before, difference, fields, notes, remarks or {}))
    elsewhere = tuple(each for name, each in changes.items() if name not in (*head, "title"))
    return Paper(content, unit, title, head, rows, with_weights, difference, elsewhere)


def title_of(content: TableContent) -> str:
    """The heading of the paper; made of the project's name where the form has none."""
    return content.title or f"{content.project_name}绩效目标表"


def _title_pieces(before: TableContent | None, content: TableContent) -> tuple[Piece, ...]:
    if before is None or title_of(before) == title_of(content):
        return ()
    return (("removed", title_of(before)), ("added", title_of(content)))


def _notes(content: TableContent, findings: list[Found]) -> dict[Place, list[Note]]:
    """What is said about each cell, the worst first; hints have no place in the form."""
    notes: dict[Place, list[Note]] = defaultdict(list)
    for finding, row in zip(findings, rows_of_findings(content, findings), strict=True):
        if finding.field and finding.severity in _MARKED and (row is not None or not finding.level3):
            reason = finding.kept.reason if finding.kept else ""
            place = (finding.field, 0 if row is None else row + 1)
            notes[place].append(Note(finding.severity, finding.message, reason))
    for told in notes.values():
        told.sort(key=lambda note: (bool(note.reason), _MARKED.index(note.severity)))
    return notes


def _cell(value: Any, change: FieldChange | None, notes: Iterable[Note] = (), label: str = "", css: str = "") -> Cell:
    told = tuple(notes)
    worst = next((note.severity for note in told if not note.reason), "")
    return Cell(_text(value), tuple(change.pieces) if change else (), worst, told, label, css)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):  # a weight, without the zeros of its column
        return f"{value.normalize():f}"
    return value or ""


def _money(name: str, content: TableContent, before: TableContent | None, unit: str, notes: list[Note]) -> Cell:
    """An amount; also what it was stands in the unit that is shown."""
    shown = in_unit(getattr(content, name), unit)
    cell = _cell(shown, None, notes)
    if before is None or getattr(before, name) == getattr(content, name):
        return cell
    both: tuple[Piece, ...] = (("removed", in_unit(getattr(before, name), unit)), ("added", shown))
    return cell._replace(pieces=tuple(piece for piece in both if piece[1]))


def _rows(
    content: TableContent,
    before: TableContent | None,
    difference: Difference | None,
    fields: Iterable[tuple[str, str, str]],
    notes: dict[Place, list[Note]],
    remarks: Mapping[int, int],
) -> list[Row]:
    """The rows as they are, and those that are gone behind the one that they stood behind."""
    changed = {each.after_position: each for each in difference.rows if each.after_position} if difference else {}
    gone = _gone(before, content, difference)
    rows = [_row(each, 0, fields, notes) for each in gone[0]]
    for position, indicator in enumerate(content.indicators, 1):
        change = changed.get(position) or RowChange("changed", indicator, indicator, position, position)
        rows.append(_row(change, position, fields, notes, remarks.get(position, 0)))
        rows += [_row(each, 0, fields, notes) for each in gone[position]]
    return rows


def _gone(
    before: TableContent | None, content: TableContent, difference: Difference | None
) -> dict[int, list[RowChange]]:
    """Removed rows by the position of the row that they stood behind; under 0 those that came first."""
    gone: dict[int, list[RowChange]] = defaultdict(list)
    removed = [change for change in difference.rows if change.kind == "removed"] if difference else []
    if before is None or not removed:
        return gone
    pairs = pair_rows(before.indicators, content.indicators)
    for change in removed:
        behind = bisect_right(pairs, ((change.before_position or 1) - 1, 0))
        gone[pairs[behind - 1][1] + 1 if behind else 0].append(change)
    return gone


def _row(
    change: RowChange,
    position: int,
    fields: Iterable[tuple[str, str, str]],
    notes: dict[Place, list[Note]],
    remarks: int = 0,
) -> Row:
    row = change.row
    fresh = {each.field: each for each in change.fields}
    cells = []
    for name, label, css in fields:
        cell = _cell(getattr(row, name), fresh.get(name), notes[name, position] if position else (), label, css)
        cells.append(cell._replace(pieces=_whole(change, cell)) if change.kind in ("added", "removed") else cell)
    levels = (_cell(row.level1, fresh.get("level1")), _cell(row.level2, fresh.get("level2")))
    return Row(position, _kind(change), _words(change), *levels, tuple(cells), remarks)


def _whole(change: RowChange, cell: Cell) -> tuple[Piece, ...]:
    """All of a cell whose row came or went."""
    if not cell.text:
        return ()
    return (("added", cell.text),) if change.kind == "added" else (("removed", cell.text),)


def _kind(change: RowChange) -> str:
    if change.kind != "changed" or change.fields:
        return change.kind
    return ""


def _words(change: RowChange) -> str:
    """What happened to the row, for who can't tell by colours."""
    if change.kind in ("added", "removed"):
        return "新增" if change.kind == "added" else "删除"
    told = ["修改"] if change.fields else []
    return "，".join([*told, f"移自第 {change.before_position} 行"] if change.moved else told)
