"""What reading gives: goal tables with their kind, place and findings. Plain Python, no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from indicators.content import TableContent
from indicators.findings import Finding, Place

Kind = Literal["project", "overall", "regional", "self-evaluation", "monitoring"]


class Cells(NamedTuple):
    """Where a table stands in its sheet: the row of each indicator (0: elsewhere), columns by field, cells of the head.

    Rows and columns count from 1.
    """

    rows: tuple[int, ...]
    columns: dict[str, int]
    head: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One 绩效目标表 as it was read: `ordinal` counts those of the file from 1, `place` is its first table.

    `made_from` is the digest of the content that its sheet was made from, where that is a workbook of ours.
    """

    content: TableContent
    kind: Kind
    ordinal: int
    place: Place
    findings: tuple[Finding, ...] = ()
    cells: Cells | None = field(default=None, compare=False)  # for tables of workbooks
    made_from: str = ""

    def to_json(self) -> dict[str, Any]:
        """The content's keys, and where it stood."""
        values = {**self.content.to_json(), "kind": self.kind, "ordinal": self.ordinal, "place": self.place.to_json()}
        values |= {"cells": self.cells._asdict()} if self.cells else {}
        return values | ({"made_from": self.made_from} if self.made_from else {})

    @classmethod
    def from_json(cls, values: dict[str, Any], findings: tuple[Finding, ...] = ()) -> ReadTable:
        """The reverse of to_json, with the findings that were kept beside it."""
        place = Place.from_json(values["place"])
        cells = Cells(**values["cells"]) if values.get("cells") else None
        content, made_from = TableContent.from_json(values), values.get("made_from", "")
        return cls(content, values["kind"], values["ordinal"], place, findings, cells, made_from)
