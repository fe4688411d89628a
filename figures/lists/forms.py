"""The filters above the lists of findings and of indicators: names and values as on the list of tables, so that numbers
of the statistics lead here as they lead there. What stands in OF_ROWS chooses rows, all else their tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.http import QueryDict

from budget.models import Agency
from indicators.checks import CHECKS
from indicators.filters import TableFilter
from indicators.indicator_filters import QUANTIFIED, key_and_unit
from indicators.lines import COUNTS
from indicators.reader_codes import KNOWN, OTHERS, OTHERS_KEY, READ

STATES = [
    ("any", "未说明"),
    ("block", "须改正"),
    ("warn", "需说明"),
    ("info", "提示"),
    ("kept", "已说明保留"),
]
KINDS = {"quantified": QUANTIFIED, "number": Q(kind="number"), "date": Q(kind="date"), "text": Q(kind="text")}
KIND_WORDS = [("quantified", "定量（数值和时限）"), ("number", "数值"), ("date", "时限"), ("text", "定性")]
OUTLIER = [("yes", "偏离的")]


class RowFilter(TableFilter):
    """Fields that both lists have. Searching words is what the page of the search does."""

    OF_ROWS: ClassVar[tuple[str, ...]] = ()
    WITHOUT: ClassVar[tuple[str, ...]] = ("q",)

    def __init__(self, asked: QueryDict, years: list[int], agencies: Iterable[Agency]) -> None:
        data = asked.copy()
        if len(years) == 1 and not data.get("year"):
            data["year"] = str(years[0])  # the form says what is shown
        super().__init__(data, years, agencies, CHECKS.keys())
        for name in self.WITHOUT:
            del self.fields[name]

    @property
    def of_tables(self) -> dict[str, Any]:
        """The chosen filters that choose tables."""
        return {name: value for name, value in self.chosen.items() if name not in self.OF_ROWS}

    def _show(self, name: str, label: str, everything: str, choices: list[tuple[str, str]]) -> None:
        """A choice that stands there whether it is asked for or not."""
        field: Any = self.fields[name]
        field.label, field.widget = label, forms.Select({"class": "form-select"})
        field.choices = [("", everything), *choices]


class FindingFilter(RowFilter):
    """Findings by severity and check. `findings=any` are those that nobody has explained, as on the list of tables."""

    OF_ROWS = ("findings", "code")

    def __init__(self, asked: QueryDict, years: list[int], agencies: Iterable[Agency]) -> None:
        super().__init__(asked, years, agencies)
        self._show("findings", "程度", "不限", STATES)
        checks = [(check.code, check.name) for check in CHECKS.values()]
        self._offer("code", "全部检查项", [*checks, *READ.items(), (OTHERS_KEY, OTHERS)])

    @property
    def wanted(self) -> Q:
        """Which findings pass."""
        chosen, found = self.chosen, Q()
        which, code = chosen.get("findings"), chosen.get("code")
        if which:
            found &= Q(kept__isnull=which != "kept")
        if which in COUNTS:
            found &= Q(severity=which)
        if code:
            found &= ~Q(code__in=KNOWN) if code == OTHERS_KEY else Q(code=code)
        return found


class IndicatorFilter(RowFilter):
    """Indicators by level, kind of target, and alike ones: all of them or those far from what is usual."""

    field_order = ("year", "region", "department", "agency", "status", "level", "targets")
    OF_ROWS = ("level", "targets", "alike", "outlier")
    WITHOUT = ("q", "findings", "code")
    ALL_LEVELS = True

    outlier = forms.ChoiceField(label="偏离", choices=[("", "不限"), *OUTLIER], required=False)

    def __init__(self, asked: QueryDict, years: list[int], agencies: Iterable[Agency]) -> None:
        super().__init__(asked, years, agencies)
        words = {each.key: each.words for each in self._levels.values()}
        self._show("level", "指标级别", "全部级别", list(words.items()))
        self._show("targets", "指标值", "不限", KIND_WORDS)
        if not asked.get("outlier"):
            self.fields["outlier"].widget = forms.HiddenInput()

    @property
    def same(self) -> tuple[str, str] | None:
        """The key and the unit of the alike indicators that are asked for."""
        key, unit = key_and_unit(self.chosen.get("alike", ""))
        return (key, unit) if key else None

    @property
    def wanted(self) -> Q:
        """Which indicators pass; what is far from alike ones is not told here (figures/lists/far.py)."""
        chosen, found = self.chosen, Q()
        if level := chosen.get("level"):
            nodes = self._levels[level].nodes
            known = Q(category__in=[node for node in nodes if node is not None])
            found &= (known | Q(category__isnull=True)) if None in nodes else known
        if kind := chosen.get("targets"):
            found &= KINDS[kind]
        if self.same:
            key, unit = self.same
            found &= Q(library_key=key, kind="number", unit=unit)
        return found
