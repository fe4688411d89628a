"""The filters of the audit log. A wrong value in an address is left out and named, never an error page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode

from budget.access import sees_everything, visible_agencies
from budget.filter_form import FilterForm
from budget.models import Agency, Role
from budget.quick_select import QuickSelect
from indicators.models import TableLine
from reviews.models import ReviewEvent
from reviews.models.events import LOG_WORDS

READS_LOG = (Role.FINANCE, Role.DEPARTMENT, Role.ADMINISTRATOR)
NEWEST_FIRST = ("-at", "-pk")
# Days that make sense; near the ends of the calendar no moment can be made of a day.
DAYS = (MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 12, 31)))


class LogFilter(FilterForm):
    """What may be chosen is what the user may see."""

    who = forms.CharField(label="姓名或账号", max_length=100, required=False)
    year = forms.ChoiceField(label="年度", required=False)
    agency = forms.ChoiceField(label="单位", required=False, widget=QuickSelect)
    action = forms.ChoiceField(label="动作", choices=[("", "全部动作"), *LOG_WORDS.items()], required=False)
    since = forms.DateField(
        label="从", required=False, validators=DAYS, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="到", required=False, validators=DAYS, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, asked: Any, years: Iterable[int], agencies: Iterable[Agency]) -> None:
        super().__init__(asked, label_suffix="")
        self._offer("year", "全部年度", [(str(year), f"{year} 年") for year in years])
        self._offer("agency", "全部单位", [(str(each.pk), str(each)) for each in agencies])
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            self.fields[name].widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def _offer(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    @property
    def query(self) -> str:
        """What an address carries so that it leads to this very list."""
        return urlencode(self.chosen)

    def apply(self, events: Any) -> Any:
        """The events that pass all chosen filters."""
        for name, value in self.chosen.items():
            events = events.filter(_CONDITIONS[name](value))
        return events


_CONDITIONS: dict[str, Any] = {
    "who": lambda text: Q(by_name__icontains=text) | Q(by_account__icontains=text),
    "year": lambda year: Q(table__line__year=int(year)),
    "agency": lambda key: Q(table__line__agency=int(key)),
    "action": lambda action: Q(action=action),
    "since": lambda day: Q(at__gte=_midnight(day)),
    "until": lambda day: Q(at__lt=_midnight(day + timedelta(days=1))),
}


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def log_of(user: Any) -> Any:
    """The events of the tables that the user reviews or administers, newest first."""
    events = ReviewEvent.objects.order_by(*NEWEST_FIRST)
    if sees_everything(user) and visible_agencies(user, *READS_LOG).count() == Agency.objects.count():
        return events
    # As keys: of a part of the statement PostgreSQL thinks that it lets nearly all agencies pass.
    agencies = list(visible_agencies(user, *READS_LOG).order_by().values_list("pk", flat=True))
    return events.filter(table__in=TableLine.objects.filter(agency__in=agencies).values("pk"))


def with_places(events: Any) -> Any:
    """The events with what a row of the log shows, without the contents of their revisions."""
    wanted = events.select_related("table__project__agency", "revision")
    return wanted.defer("revision__content_text", "revision__findings_text", "table__goal")
