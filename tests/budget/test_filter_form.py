"""Filters from an address: what is set and makes sense, and what is left out and named."""

import pytest
from django import forms
from django.http import QueryDict

from budget.filter_form import FilterForm


class Filter(FilterForm):
    year = forms.ChoiceField(label="年度", choices=[("", "全部"), ("2025", "2025 年")], required=False)
    q = forms.CharField(label="搜索", max_length=5, required=False)


@pytest.mark.parametrize(
    ("address", "chosen", "ignored"),
    [
        ("", {}, []),
        ("year=2025&q=水库", {"year": "2025", "q": "水库"}, []),
        ("year=&q=", {}, []),
        ("year=1999&q=水库", {"q": "水库"}, ["年度"]),
        ("year=2025&q=比五个字长", {"year": "2025", "q": "比五个字长"}, []),
        ("year=2025&q=比五个字还长", {"year": "2025"}, ["搜索"]),
        ("other=1", {}, []),
    ],
)
def test_what_makes_no_sense_is_left_out_and_named(address: str, chosen: dict[str, str], ignored: list[str]) -> None:
    form = Filter(QueryDict(address))
    assert (form.chosen, form.ignored) == (chosen, ignored)
    assert Filter(QueryDict(address)).ignored == ignored  # whatever is asked first
