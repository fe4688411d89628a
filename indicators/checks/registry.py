"""What a check is, what it may look at, and how all of them are run.

A check is a pure function of a table and its Context that yields `Hit`s; the decorator `check` gives it code,
severity, side of the official review form, a short name and one sentence why, and turns hits into Findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Literal

from indicators.checks.view import row_key
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding, Severity

Side = Literal["完整性", "相关性", "适当性", "可行性"]


@dataclass(frozen=True)
class Context:
    """What a check knows beside the table. Make one per agency and year and use it for all of its tables.

    `siblings` are the contents of the agency's tables of the year; the table that is checked may be among them.
    `agency_names` are further names of the applying agency, such as a short name.
    """

    year: int | None = None
    siblings: tuple[TableContent, ...] = ()
    agency_names: tuple[str, ...] = ()
    required_seconds: tuple[str, ...] = ("数量指标", "质量指标")

    @cached_property
    def rows_of_siblings(self) -> dict[tuple[str, str, str], list[int]]:
        """Which siblings, by position, have a row; made once, so that many tables are not compared pair by pair."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for position, sibling in enumerate(self.siblings):
            for key in {row_key(row) for row in sibling.indicators}:
                found.setdefault(key, []).append(position)
        return found


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a check found; `severity` only where it differs from the check's own."""

    message: str
    row: IndicatorContent | None = None
    field: str = ""
    found: str = ""
    expected: str = ""
    severity: Severity | None = None


CheckFunction = Callable[[TableContent, Context], list[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check, with what the page of all checks says about it.

    `beside` says that it looks at the agency's other tables: its findings change with those.
    """

    code: str
    severity: Severity
    side: Side
    name: str
    why: str
    run: CheckFunction = field(repr=False, compare=False)
    beside: bool = False


CHECKS: dict[str, Check] = {}


def check(
    code: str, severity: Severity, side: Side, name: str, why: str, beside: bool = False
) -> Callable[[Callable[[TableContent, Context], Iterable[Hit]]], CheckFunction]:
    """Register a function that yields hits as the check `code`."""

    def register(function: Callable[[TableContent, Context], Iterable[Hit]]) -> CheckFunction:
        if code in CHECKS:
            raise ValueError(f"two checks are called {code}")

        @wraps(function)
        def run(content: TableContent, context: Context) -> list[Finding]:
            return [_finding(code, severity, hit) for hit in function(content, context)]

        CHECKS[code] = Check(code, severity, side, name, why, run, beside)
        return run

    return register


def _finding(code: str, severity: Severity, hit: Hit) -> Finding:
    return Finding(
        code,
        hit.severity or severity,
        hit.message,
        found=hit.found,
        expected=hit.expected,
        field=hit.field,
        level3=hit.row.level3 if hit.row else "",
    )


def run_checks(content: TableContent, context: Context, beside: bool = False) -> list[Finding]:
    """All findings of a table: in the order of the checks' registration, inside a check in the order of the rows.

    `beside` asks only the checks that look at siblings.
    """
    asked = [one for one in CHECKS.values() if one.beside or not beside]
    return [finding for one in asked for finding in one.run(content, context)]
