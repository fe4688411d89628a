"""Filters of the list of tables by what their indicators are, and by how long they wait: numbers of the statistics lead
there. The form shows one only where it is asked for (indicators/filters.py)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone

from budget.filter_form import FilterForm
from indicators.levels import levels
from indicators.library.alike import split
from indicators.lines import LineQuerySet
from indicators.models import Indicator, Status

QUANTIFIED = Q(kind__in=("number", "date"))
TARGETS = [("quantified", "有定量指标"), ("text", "有定性指标"), ("none", "没有定量指标")]
KINDS = {"quantified": QUANTIFIED, "text": Q(kind="text")}
WAITING = [(str(days), f"待审核满 {days} 天") for days in (3, 7, 15, 30)]
IN_FORCE = [("yes", "有已批复内容")]
NAMES = ("level", "targets", "alike", "waiting", "in_force")


def alike(key: str, unit: str) -> str:
    """How an address names indicators with one library key and a number in one unit."""
    return f"{key}@{unit}"


def key_and_unit(asked: str) -> tuple[str, str]:
    """The reverse; blank for what makes no sense. A 二级 may have an @ in its name, a unit has none.

    PostgreSQL refuses to compare with the character 0.
    """
    key, _, unit = asked.rpartition("@")
    return (key, unit) if key and "\0" not in asked else ("", "")


def since(days: int) -> datetime:
    """What happened before this moment was at least so many days ago, by the calendar: it holds for a whole day."""
    day = timezone.localdate() - timedelta(days=days - 1)
    return timezone.make_aware(datetime.combine(day, time.min))


class IndicatorFilters(FilterForm):
    """The fields; `_by_…` applies each to lines."""

    ALL_LEVELS = False  # whether levels are to choose from where none is asked for

    level = forms.ChoiceField(label="指标级别", required=False)
    targets = forms.ChoiceField(label="指标值", choices=[("", "不限"), *TARGETS], required=False)
    alike = forms.ChoiceField(label="同类指标", required=False)
    waiting = forms.ChoiceField(label="等待审核", choices=[("", "不限"), *WAITING], required=False)
    in_force = forms.ChoiceField(label="批复", choices=[("", "不限"), *IN_FORCE], required=False)

    def offer_levels(self, asked: QueryDict) -> None:
        """The levels as choices; they are only read where one is asked for. Of alike indicators, what is asked for."""
        self._levels = levels() if self.ALL_LEVELS or asked.get("level") else {}
        self._only("level", {each.key: each.words for each in self._levels.values()})
        key, unit = key_and_unit(asked.get("alike", ""))
        words = f"{split(key)[1]}（{unit or '无单位'}）"
        self._only("alike", {alike(key, unit): words} if key else {})

    def _only(self, name: str, choices: dict[str, str]) -> None:
        self.fields[name].choices = [("", "不限"), *choices.items()]  # type: ignore[attr-defined]

    def _by_level(self, lines: LineQuerySet, key: str) -> LineQuerySet:
        """Tables that have an indicator of a level; one with such a target, where that is asked for as well."""
        nodes = self._levels[key].nodes
        kind = KINDS.get(self.cleaned_data.get("targets", ""), Q())
        known = Q(category__in=[node for node in nodes if node is not None])
        return _having(lines, (known | Q(category__isnull=True) if None in nodes else known) & kind)

    def _by_targets(self, lines: LineQuerySet, which: str) -> LineQuerySet:
        if which in KINDS and self.cleaned_data.get("level"):
            return lines  # told together with the level
        if which == "text":
            return lines.filter(qualitative__gt=0)
        if which == "quantified":
            return lines.filter(indicators__gt=F("qualitative"))
        return lines.filter(indicators=F("qualitative"), indicators__gt=0)

    def _by_alike(self, lines: LineQuerySet, which: str) -> LineQuerySet:
        key, unit = key_and_unit(which)
        return _having(lines, Q(library_key=key, kind="number", unit=unit))

    def _by_waiting(self, lines: LineQuerySet, days: str) -> LineQuerySet:
        """Nothing else is written to a table while it waits for a review, so its last change is since when it waits."""
        return lines.filter(status__in=(Status.SUBMITTED, Status.FORWARDED), changed_at__lt=since(int(days)))

    def _by_in_force(self, rows: Any, _: str) -> Any:
        return rows.filter(in_force=True)


def _having(lines: LineQuerySet, which: Q) -> LineQuerySet:
    return lines.filter(pk__in=Indicator.objects.filter(which).order_by().values("table"))
