"""What reading gives: goal tables with their kind, place and findings. Plain Python, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from indicators.content import TableContent
from indicators.findings import Finding, Place

Kind = Literal["project", "overall", "regional", "self-evaluation", "monitoring"]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """One 绩效目标表 as it was read: `ordinal` counts those of the file from 1, `place` is its first table."""

    content: TableContent
    kind: Kind
    ordinal: int
    place: Place
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The content's keys, and where it stood."""
        return {**self.content.to_json(), "kind": self.kind, "ordinal": self.ordinal, "place": self.place.to_json()}

    @classmethod
    def from_json(cls, values: dict[str, Any], findings: tuple[Finding, ...] = ()) -> ReadTable:
        """The reverse of to_json, with the findings that were kept beside it."""
        place = Place.from_json(values["place"])
        return cls(TableContent.from_json(values), values["kind"], values["ordinal"], place, findings)
