"""The filter above the library and the form of an entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from budget.filter_form import FilterForm
from indicators.library.finding import Wanted
from indicators.models import Category, LibraryEntry

ORDERS = {"count": ("-count", "id"), "agencies": ("-agencies", "-count", "id"), "name": ("words", "id")}
OWN = "own"


def level_names() -> tuple[list[str], list[str]]:
    """The names of the frameworks' 一级 and 二级, each once, in one query."""
    names: dict[int, dict[str, None]] = {1: {}, 2: {}}
    for level, name in Category.objects.order_by("framework", "level", "position").values_list("level", "name"):
        names[level].setdefault(name)
    return list(names[1]), list(names[2])


class LibraryFilter(FilterForm):
    """A wrong value in an address is left out and named, never an error page."""

    q = forms.CharField(label="搜索", max_length=100, required=False, widget=forms.SearchInput)
    level1 = forms.ChoiceField(label="一级指标", required=False)
    level2 = forms.ChoiceField(label="二级指标", required=False)
    source = forms.ChoiceField(label="来源", choices=[("", "各单位公用"), (OWN, "我能查看的表")], required=False)
    sort = forms.ChoiceField(
        label="排序",
        choices=[("", "使用次数"), ("agencies", "单位数"), ("name", "名称")],
        required=False,
    )
    standard = forms.BooleanField(label="只看标准指标", required=False)

    def __init__(self, asked: QueryDict, with_source: bool) -> None:
        super().__init__(asked, label_suffix="")
        if not with_source:  # who sees every table has no other source
            del self.fields["source"]
        firsts, seconds = level_names()
        self.fields["level1"].choices = [("", "全部一级"), *((name, name) for name in firsts)]  # type: ignore[attr-defined]
        self.fields["level2"].choices = [("", "全部二级"), *((name, name) for name in seconds)]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["placeholder"] = "指标名称、描述"
        for name, field in self.fields.items():
            kind = {"q": "form-control", "standard": "form-check-input"}.get(name, "form-select")
            field.widget.attrs["class"] = kind
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        chosen = self.cleaned_data
        return Wanted(
            chosen.get("q", ""), chosen.get("level1", ""), chosen.get("level2", ""), bool(chosen.get("standard"))
        )

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return any(self.wanted)

    @property
    def order(self) -> tuple[str, ...]:
        """How the rows are ordered."""
        return ORDERS[self.cleaned_data.get("sort") or "count"]

    @property
    def own(self) -> bool:
        """Whether only the user's own tables are looked at."""
        return self.cleaned_data.get("source") == OWN


class EntryForm(forms.ModelForm[LibraryEntry]):
    """An entry as an administrator writes it; whether it may be so is entries.write."""

    class Meta:
        model = LibraryEntry
        fields = ("level1", "level2", "name", "description", "target", "unit", "note", "standard")
        widgets = {"description": forms.Textarea({"rows": 3}), "note": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-check-input" if name == "standard" else "form-control"
        for name in ("level1", "level2"):
            self.fields[name].widget.attrs["list"] = f"{name}-names"
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["target"].help_text = "只作提示，取用时指标值仍留空由单位填写。例：≥95%"
        self.fields["standard"].help_text = "标准指标排在最前，并带“标准”标记"

    def _post_clean(self) -> None:
        """Nothing: the model's rules are asked by entries.write, which alone changes the entry."""
