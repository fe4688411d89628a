"""The forms of a new table: whose and for which year, its name, and what it begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from budget.models import Agency
from budget.quick_select import QuickSelect
from indicators.limits import LIMITS
from indicators.models import Framework

_MIDDLE_OF_THE_YEAR = 7


def usual_year(today: date) -> int:
    """The budget year that people work on: from the middle of a year on it is the next one."""
    return today.year + (today.month >= _MIDDLE_OF_THE_YEAR)


def years_offered(today: date) -> list[int]:
    """The years that a new table may be for, the next one first."""
    return [today.year + step for step in (1, 0, -1, -2)]


class ForWhom(forms.Form):
    """The agency and the year, which the other forms carry on."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="单位", empty_label=None, widget=QuickSelect)
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, data: Any, agencies: QuerySet[Agency], today: date) -> None:
        """What is missing in `data` is the first agency and the usual year."""
        choices = [(str(each.pk), str(each)) for each in agencies]  # read once, as a field would not
        values = {"agency": data.get("agency"), "year": data.get("year") or str(usual_year(today))}
        if not values["agency"]:
            values["agency"] = choices[0][0] if choices else ""
        super().__init__(values, label_suffix="")
        agency, year = self.fields["agency"], self.fields["year"]
        assert isinstance(agency, forms.ModelChoiceField)
        assert isinstance(year, forms.ChoiceField)
        agency.queryset, agency.choices = agencies, choices
        year.choices = [(str(each), f"{each} 年") for each in years_offered(today)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class NewBlank(forms.Form):
    """A table from nothing."""

    name = forms.CharField(label="项目名称", max_length=LIMITS["project_name"][0])
    framework = forms.ModelChoiceField(Framework.objects.all(), label="指标体系", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In our dress."""
        super().__init__(*args, **{"label_suffix": "", "prefix": "blank"} | kwargs)
        self.fields["name"].widget.attrs["class"] = "form-control"
        self.fields["framework"].widget.attrs["class"] = "form-select"


class NewCopy(forms.Form):
    """A table with the content of another one."""

    name = forms.CharField(label="项目名称", max_length=LIMITS["project_name"][0])
    shift = forms.BooleanField(required=False)
    amounts = forms.BooleanField(label="带上预算金额", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In our dress."""
        super().__init__(*args, **{"label_suffix": "", "prefix": "copy"} | kwargs)
        self.fields["name"].widget.attrs["class"] = "form-control"
        for name in ("shift", "amounts"):
            self.fields[name].widget.attrs["class"] = "form-check-input"
