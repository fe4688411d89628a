"""What the page of the editor shows: the cells with their texts, marks and notes, and the data for its script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any, NamedTuple

from indicators.basis import AnyFinding
from indicators.findings import Severity
from indicators.mending import is_mendable
from indicators.models import Category, Framework
from indicators.panel import name_of
from indicators.sheet import Sheet
from indicators.validation import Problem

# Class, field and words of each column, in the order of the form.
COLUMNS = (
    ("l1", "level1", "一级指标"),
    ("l2", "level2", "二级指标"),
    ("l3", "level3", "三级指标"),
    ("d", "description", "绩效指标描述"),
    ("t", "target", "指标值"),
    ("wt", "weight", "权重"),
)
# How many characters of each column stand in one line at 1366 pixels: without scripts cells must be high enough.
_WIDTHS = {"level1": 5, "level2": 7, "level3": 14, "description": 14, "target": 9, "weight": 5}
HEAD_WIDTH = 52
MOST_LINES = 8
_RANKS: tuple[Severity, ...] = ("block", "warn", "info")


class Cell(NamedTuple):
    """One field of the form: its text, the worst severity of what is said about it, what is said, what is wrong."""

    css: str
    name: str
    words: str
    text: str
    lines: int
    mark: str
    notes: tuple[str, ...]
    errors: tuple[str, ...]


Key = tuple[str, int | None]


def notes_of(findings: Iterable[tuple[AnyFinding, int | None, str]]) -> dict[Key, list[tuple[str, str]]]:
    """Severity and a short note for each field that findings are about, by field and row; kept ones aside."""
    notes: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    for finding, row, severity in findings:
        if finding.field:
            # The panel has the whole sentence; in the cell its name says enough.
            is_short = is_mendable(finding) and finding.field == "target"
            said = f"写作 {finding.expected}" if is_short else name_of(finding.code)
            notes[finding.field, row].append((severity, said))
    return notes


def cells_of(sheet: Sheet, notes: dict[Key, list[tuple[str, str]]], problems: Sequence[Problem]) -> list[list[Cell]]:
    """The rows of the grid."""
    errors = _by_place(problems)
    return [
        [
            _cell(css, name, words, texts[name], _WIDTHS[name], notes.get((name, at), []), errors[name, at])
            for css, name, words in COLUMNS
        ]
        for at, texts in enumerate(sheet.rows)
    ]


def head_of(
    sheet: Sheet, notes: dict[Key, list[tuple[str, str]]], problems: Sequence[Problem], words: dict[str, str]
) -> dict[str, Cell]:
    """The fields of the head block by name."""
    errors = _by_place(problems)
    return {
        name: _cell("", name, words[name], text, HEAD_WIDTH, notes.get((name, None), []), errors[name, None])
        for name, text in sheet.head.items()
    }


def _by_place(problems: Sequence[Problem]) -> dict[Key, list[str]]:
    errors: dict[Key, list[str]] = defaultdict(list)
    for problem in problems:
        errors[problem.field, problem.row].append(problem.message)
    return errors


def _cell(
    css: str, name: str, words: str, text: str, width: int, notes: list[tuple[str, str]], errors: list[str]
) -> Cell:
    lines = sum(max(1, ceil(_width(line) / width)) for line in text.split("\n"))
    severities = {severity for severity, _ in notes}
    worst = next((each for each in _RANKS if each in severities), "")
    said = tuple(dict.fromkeys(note for _, note in notes))
    return Cell(css, name, words, text, min(lines, MOST_LINES), worst, said, tuple(errors))


def _width(line: str) -> float:
    """In Chinese characters; Latin letters and digits take half of one."""
    return sum(1 if ord(character) > 0x2000 else 0.55 for character in line)


def categories_of(framework: Framework) -> list[dict[str, Any]]:
    """The tree of names of a framework, for suggestions."""
    tree: dict[int, dict[str, Any]] = {}
    for category in Category.objects.filter(framework=framework).order_by("level", "position"):
        if category.parent_id is None:
            tree[category.pk] = {"name": category.name, "children": []}
        elif category.parent_id in tree:
            tree[category.parent_id]["children"].append(category.name)
    return list(tree.values())


def has_weights(sheet: Sheet) -> bool:
    """Whether any row has a weight: without one the column is hidden."""
    return any(row["weight"].strip() for row in sheet.rows)
