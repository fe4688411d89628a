"""The filters above the list of batches. A wrong value in an address is left out and named, never an error page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from budget.filter_form import FilterForm
from importers.models import ImportBatch, ImportFile
from importers.progress import WORKING

State = ImportFile.State
# A batch is as many-sided as its files, so what is asked is whether it holds files of a kind.
HOLDING: dict[str, tuple[str, tuple[str, ...]]] = {
    "working": ("正在处理", WORKING),
    "waiting": ("等待我处理", (State.RECEIVED, State.READY)),
    "failed": ("有读取失败的文件", (State.FAILED,)),
    "done": ("有已导入的文件", (State.DONE,)),
}


class BatchFilter(FilterForm):
    """What may be asked of the list of batches."""

    q = forms.CharField(label="搜索", max_length=100, required=False, widget=forms.SearchInput)
    year = forms.ChoiceField(label="年度", required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), *((key, words) for key, (words, _) in HOLDING.items())], required=False
    )

    def __init__(self, asked: QueryDict, years: list[int]) -> None:
        super().__init__(asked, label_suffix="")
        choices = [("", "全部年度"), *((str(year), f"{year} 年") for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["placeholder"] = "批次名称、文件名"
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"

    def apply(self, batches: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
        """The batches that pass all chosen filters."""
        chosen = self.chosen
        if "year" in chosen:
            batches = batches.filter(year=int(chosen["year"]))
        if "state" in chosen:
            batches = batches.filter(_holds(state__in=HOLDING[chosen["state"]][1]))
        if "q" in chosen:
            batches = batches.filter(_named(chosen["q"]))
        return batches


def _holds(**conditions: Any) -> Exists:
    return Exists(ImportFile.objects.filter(batch=OuterRef("pk"), **conditions))


def _named(text: str) -> Q:
    """By its name, a file's name, or the number that a batch without a name goes by ("批次 12", "12")."""
    found = Q(name__icontains=text) | Q(_holds(name__icontains=text))
    number = text.removeprefix("批次").strip()
    if number.isdecimal():
        found |= Q(pk=int(number))
    return found
