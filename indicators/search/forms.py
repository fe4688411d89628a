"""What may be asked of the page of the search. A wrong value in an address is left out and named."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from budget.filter_form import FilterForm
from indicators.lines import LineQuerySet
from indicators.models import Status
from indicators.search.words import asked_for


class SearchForm(FilterForm):
    """Words of any kind; a year and a state where they are given."""

    q = forms.CharField(label="搜索", required=False, widget=forms.SearchInput)
    year = forms.ChoiceField(label="年度", required=False)
    status = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *Status.choices], required=False)

    def __init__(self, given: QueryDict, years: list[int]) -> None:
        self.asked = asked_for(given.get("q", ""))
        data = given.copy()
        data["q"] = self.asked.text
        super().__init__(data, label_suffix="")
        choices = [("", "全部年度"), *((str(year), f"{year} 年") for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        self.fields["q"].widget.attrs |= {"placeholder": "项目、单位、目标、指标、指标值", "data-search": ""}

    @property
    def chosen(self) -> dict[str, Any]:
        """As everywhere, without the words: they are in `asked`."""
        return {name: value for name, value in super().chosen.items() if name != "q"}

    def apply(self, lines: LineQuerySet) -> LineQuerySet:
        """The lines that pass the filters; words are not among them."""
        return lines.filter(**self.chosen)
