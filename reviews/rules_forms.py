"""What an administrator sets for a region: who is passed by, what the eight questions weigh, and the deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.db import transaction

from reviews.assessment import QUESTIONS, points_of
from reviews.models import Deadline, ReviewRules, Stage
from reviews.routing import rules_of

FULL = 100


class RulesForm(forms.Form):
    """The rules of one region. The points of the questions come to 100, so that a score is one of 100."""

    pass_without_reviewer = forms.BooleanField(label="主管部门没有审核人员时，直接报财政", required=False)
    pass_own_department = forms.BooleanField(label="单位自己就是主管部门时，直接报财政", required=False)

    def __init__(self, region: str, data: Any = None) -> None:
        self.rules = rules_of(region)
        super().__init__(data, initial=self._stored(), label_suffix="")
        for question in QUESTIONS:
            self.fields[question.key] = forms.IntegerField(label=question.words, min_value=0, max_value=FULL)
            self.fields[question.key].widget.attrs |= {"class": "form-control points-of", "inputmode": "numeric"}
        for name in ("pass_without_reviewer", "pass_own_department"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def _stored(self) -> dict[str, Any]:
        rules = self.rules
        passes = {name: getattr(rules, name) for name in ("pass_without_reviewer", "pass_own_department")}
        return passes | points_of(rules.points)

    def clean(self) -> dict[str, Any]:
        """The sum, where every question has its points."""
        cleaned: dict[str, Any] = super().clean() or {}
        points = [cleaned[question.key] for question in QUESTIONS if question.key in cleaned]
        if len(points) == len(QUESTIONS) and sum(points) != FULL:
            raise forms.ValidationError(f"八项分值合计应为 {FULL} 分，现在是 {sum(points)} 分。")
        return cleaned

    @property
    def sum(self) -> int:
        """What the points come to as they stand in the form; those that are no numbers count for nothing."""
        values = [str(self[question.key].value()) for question in QUESTIONS]
        return sum(int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 5)

    @property
    def by_side(self) -> list[tuple[str, Any]]:
        """Each question's field with its side of the official form."""
        return [(question.side, self[question.key]) for question in QUESTIONS]

    def save(self, by: Any) -> bool:
        """Store the rules; False where they are as they were."""
        points = {question.key: self.cleaned_data[question.key] for question in QUESTIONS}
        own = {} if points == points_of({}) else points
        new = {name: self.cleaned_data[name] for name in ("pass_without_reviewer", "pass_own_department")}
        new["points"] = own
        if all(getattr(self.rules, name) == value for name, value in new.items()):
            return False
        ReviewRules.objects.update_or_create(region=self.rules.region, defaults=new | {"by": by})
        return True


class DatesForm(forms.Form):
    """The deadlines of one region and year; a field that is emptied takes its deadline away."""

    def __init__(self, region: str, year: int, data: Any = None) -> None:
        self.region, self.year = region, year
        stored = Deadline.objects.filter(region=region, year=year)
        self.stored: Mapping[str, date] = dict(stored.values_list("stage", "due"))
        super().__init__(data, initial=dict(self.stored), label_suffix="", auto_id="due_%s")
        for stage in Stage:
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
            self.fields[stage.value] = forms.DateField(label=stage.label, required=False, widget=widget)

    def clean(self) -> dict[str, Any]:
        """One stage after the other."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [(stage, cleaned[stage.value]) for stage in Stage if cleaned.get(stage.value)]
        for (earlier, first), (later, second) in pairwise(given):
            if second < first:
                raise forms.ValidationError(f"“{later.label}”的截止日期不能早于“{earlier.label}”的截止日期。")
        for _, due in given:
            if not self.year - 2 <= due.year <= self.year + 2:
                raise forms.ValidationError(f"{due:%Y-%m-%d} 离 {self.year} 年度太远，请核对年份。")
        return cleaned

    @transaction.atomic
    def save(self, by: Any) -> int:
        """Store what differs; how many deadlines that were."""
        changed = 0
        for stage in Stage:
            due = self.cleaned_data[stage.value]
            if due == self.stored.get(stage.value):
                continue
            changed += 1
            stored = Deadline.objects.filter(region=self.region, year=self.year, stage=stage).first()
            if due:
                deadline = stored or Deadline(region=self.region, year=self.year, stage=stage)
                deadline.due, deadline.by = due, by
                deadline.save()
            elif stored:
                stored.delete()
        return changed
