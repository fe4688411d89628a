"""Findings that are shown and not worked on: of a frozen revision, or of a draft that is about to be submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from indicators.live import Found
from indicators.models import Revision


class Reason(NamedTuple):
    """Why a warning stays, who said so, and when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """A finding with the attributes of a stored one; it has no key, since nothing can be done with it."""

    code: str
    severity: str
    message: str
    place: str
    found: str
    expected: str
    field: str
    level3: str
    kept: Reason | None
    pk: int = 0


def frozen_findings(revision: Revision) -> list[PaperFinding]:
    """The findings as they were at the submission, with the reasons given for those that were kept."""
    return [_frozen(values) for values in revision.findings]


def _frozen(values: Mapping[str, Any]) -> PaperFinding:
    kept = values["kept"]
    reason = Reason(kept["reason"], kept["by"], datetime.fromisoformat(kept["at"])) if kept else None
    return PaperFinding(**{name: values[name] for name in _TEXTS}, kept=reason)


def live_as_shown(found: Iterable[Found]) -> list[PaperFinding]:
    """What the checks say about a draft now."""
    return [_live(each) for each in found]


def _live(each: Found) -> PaperFinding:
    finding, kept = each
    reason = Reason(kept.reason, str(kept.by or ""), kept.at) if kept else None
    place = getattr(finding, "place", None)
    texts = {name: getattr(finding, name) for name in _TEXTS if name != "place"}
    return PaperFinding(**texts, place=str(place or ""), kept=reason)


_TEXTS = ("code", "severity", "message", "place", "found", "expected", "field", "level3")
