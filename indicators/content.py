"""TableContent: the one value that goes through every door (DESIGN 3).

Readers make it, writers print it, checks judge it, a revision stores it, the database is loaded from it.
Plain Python, no Django. Money is Decimal in 元, `None` where the form was left blank; text is in its normal
form (indicators/text.py), "" where blank.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from indicators.target import Target, read_target
from indicators.text import normal_text

MONEY_FIELDS = ("budget_total", "fiscal_funds", "other_funds")


def _normalise(value: Any, names: tuple[str, ...]) -> None:
    """Bring the named text fields of a frozen dataclass into normal form."""
    for name in names:
        text = getattr(value, name)
        if not text.isprintable() or text[-1:] == " ":  # the look that normal_text begins with, without the call
            object.__setattr__(value, name, normal_text(text))


@dataclass(frozen=True, slots=True)
class IndicatorContent:
    """One row of the indicator grid. The names of the levels are as written, without white space."""

    level1: str
    level2: str
    level3: str
    description: str = ""
    target: str = ""
    weight: Decimal | None = None

    TEXT_FIELDS: ClassVar = ("level1", "level2", "level3", "description", "target")

    def __post_init__(self) -> None:
        # One look at all texts together, since there are millions of rows and as a rule nothing has to be done.
        texts = f"{self.level1}|{self.level2}|{self.level3}|{self.description}|{self.target}|"
        if not texts.isprintable() or " |" in texts:
            _normalise(self, self.TEXT_FIELDS)

    @property
    def reading(self) -> Target:
        """What the target text says (DESIGN 5); derived, never stored apart from the text."""
        return read_target(self.target)

    def to_json(self) -> dict[str, Any]:
        """The keys of the published reading; `weight` only where there is one."""
        values: dict[str, Any] = {
            "level1": self.level1 or None,
            "level2": self.level2 or None,
            "level3": self.level3 or None,
            "description": self.description or None,
            "target": self.target or None,
            **self.reading.to_json(),
        }
        if self.weight is not None:
            values["weight"] = format(self.weight, "f")
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> IndicatorContent:
        """The reverse of to_json; the reading of the target is made anew, not taken."""
        texts: dict[str, Any] = {name: values.get(name) or "" for name in cls.TEXT_FIELDS}
        weight = values.get("weight")
        return cls(**texts, weight=None if weight is None else Decimal(weight))


@dataclass(frozen=True, slots=True)
class TableContent:
    """A whole 绩效目标表: the head block and the indicator rows in their order."""

    project_name: str = ""
    agency_code: str = ""
    agency_name: str = ""
    title: str = ""
    number: int | None = None
    currency_unit: str = "元"
    budget_total: Decimal | None = None
    fiscal_funds: Decimal | None = None
    other_funds: Decimal | None = None
    purpose: str = ""
    goal: str = ""
    indicators: tuple[IndicatorContent, ...] = field(default=())

    TEXT_FIELDS: ClassVar = ("title", "agency_code", "agency_name", "project_name", "purpose", "goal")

    def __post_init__(self) -> None:
        _normalise(self, self.TEXT_FIELDS)

    def to_json(self) -> dict[str, Any]:
        """The keys of the published reading: money in 元 as decimal strings, null where blank."""
        return {
            "number": self.number,
            "title": self.title or None,
            "agency_code": self.agency_code or None,
            "agency_name": self.agency_name or None,
            "currency_unit": self.currency_unit,
            "project_name": self.project_name or None,
            **{name: money_text(getattr(self, name)) for name in MONEY_FIELDS},
            "purpose": self.purpose or None,
            "goal": self.goal or None,
            "indicators": [indicator.to_json() for indicator in self.indicators],
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> TableContent:
        """The reverse of to_json: from_json(c.to_json()) == c."""
        fields: dict[str, Any] = {name: values.get(name) or "" for name in cls.TEXT_FIELDS}
        for name in MONEY_FIELDS:
            amount = values.get(name)
            fields[name] = None if amount is None else Decimal(amount)
        return cls(
            number=values.get("number"),
            currency_unit=values.get("currency_unit") or "元",
            indicators=tuple(IndicatorContent.from_json(row) for row in values.get("indicators", ())),
            **fields,
        )

    def with_indicators(self, rows: tuple[IndicatorContent, ...]) -> TableContent:
        """The same table with other rows."""
        return dataclasses.replace(self, indicators=rows)


def money_text(amount: Decimal | None) -> str | None:
    """An amount in 元 with two decimals, more only where the source had more: '2100.00'."""
    if amount is None:
        return None
    exponent = amount.normalize().as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:.{decimals}f}"
