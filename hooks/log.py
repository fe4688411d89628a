"""The log of a hook's messages: what may be filtered, and how many there are of each state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, Max, QuerySet

from budget.filter_form import FilterForm
from hooks.models import Delivery, Event, Hook


class Counts(NamedTuple):
    """How many messages wait, arrived and did not; when one was last sent."""

    waiting: int
    sent: int
    failed: int
    last: datetime | None


class LogFilter(FilterForm):
    """A wrong value in an address is as good as none."""

    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *Delivery.State.choices], required=False)
    event = forms.ChoiceField(label="事件", choices=[("", "全部事件"), *Event.choices], required=False)

    def __init__(self, asked: Any) -> None:
        super().__init__(asked, label_suffix="")
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def apply(self, deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """The messages that pass, the newest first."""
        return deliveries.filter(**self.chosen)


def counts_of(hooks: Iterable[Hook]) -> dict[int, Counts]:
    """The counts of each hook by key, in one query."""
    numbers: dict[int, Counter[str]] = {hook.pk: Counter() for hook in hooks}
    latest: dict[int, datetime | None] = dict.fromkeys(numbers)
    rows = Delivery.objects.filter(hook__in=numbers).order_by().values_list("hook", "state")
    for hook, state, number, last in rows.annotate(number=Count("pk"), last=Max("tried_at")):
        numbers[hook][state] += number
        latest[hook] = max(filter(None, (latest[hook], last)), default=None)
    return {hook: _counts(found, latest[hook]) for hook, found in numbers.items()}


def _counts(found: Counter[str], last: datetime | None) -> Counts:
    return Counts(found["waiting"] + found["sending"], found["sent"], found["failed"], last)
