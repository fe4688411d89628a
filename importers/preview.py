"""The tables of a batch as its page lists them: filtered, in the order of how much they ask for attention, with what
taking each would change. A bounded number of queries for any number of tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from importers.models import ImportBatch, ImportFile, ImportTable
from importers.staging import read_back
from indicators.compare import Difference, compare
from indicators.models import GoalTable, TableFinding
from indicators.storing import contents_of

State = ImportTable.State
# What asks for a decision comes first, what needs none last.
_DIFFER = (State.CHANGED, State.CONFLICT)
ORDER = (State.FAILED, State.CONFLICT, State.CHANGED, State.NEW, State.UNCHANGED)
SHOWN_CHANGES = 3
FINDINGS = {"block": "有须改正的", "warn": "有需说明的", "unplaced": "有未能归位的文字", "none": "没有疑点"}
SEVERITY_WORDS = dict(TableFinding.SEVERITIES)
RESULTS = {"written": "已导入", "left": "未导入", "undone": "已撤销", "kept": "未能撤销"}


class PreviewFilter(forms.Form):
    """The filters above the list; a wrong value in an address filters nothing."""

    q = forms.CharField(label="搜索", max_length=100, required=False, widget=forms.SearchInput)
    state = forms.ChoiceField(label="与现有数据相比", choices=[("", "全部"), *State.choices], required=False)
    findings = forms.ChoiceField(label="疑点", choices=[("", "不限"), *FINDINGS.items()], required=False)
    chosen = forms.ChoiceField(
        label="选择", choices=[("", "不限"), ("yes", "已选中"), ("no", "未选中")], required=False
    )
    result = forms.ChoiceField(label="结果", choices=[("", "不限"), *RESULTS.items()], required=False)

    def __init__(self, asked: Any, *, with_results: bool) -> None:
        super().__init__(asked, label_suffix="")
        self.fields["q"].widget.attrs["placeholder"] = "项目、单位、指标、文件名"
        del self.fields["chosen" if with_results else "result"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"

    @property
    def chosen_filters(self) -> dict[str, str]:
        """The filters that are set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, rows: QuerySet[ImportTable]) -> QuerySet[ImportTable]:
        """The rows that pass all of them."""
        for name, value in self.chosen_filters.items():
            rows = rows.filter(_condition(name, value))
        return rows


def _condition(name: str, value: str) -> Q:
    """What one filter asks for."""
    if name == "q":
        return _mentions(value)
    if name == "findings":
        counts = {"block": Q(blocks__gt=0), "warn": Q(warns__gt=0), "unplaced": Q(unplaced__gt=0)}
        return counts.get(value, Q(blocks=0, warns=0, infos=0))
    if name == "chosen":
        return Q(chosen=value == "yes")
    return Q(**{name: value})


def _mentions(text: str) -> Q:
    """Every word somewhere in the table or in the name of its file."""
    condition = Q()
    for word in text.split():
        places = ("project_name", "agency_name", "agency_code", "content", "file__name")
        here = Q()
        for place in places:
            here |= Q(**{f"{place}__icontains": word})
        condition &= here
    return condition


def tables_of(batch: ImportBatch) -> QuerySet[ImportTable]:
    """The tables of a batch, those that ask for attention first."""
    rank = Case(*(When(state=state, then=Value(rank)) for rank, state in enumerate(ORDER)), output_field=IntegerField())
    return ImportTable.objects.filter(file__batch=batch).order_by(rank, "file_id", "ordinal")


@dataclass(slots=True)
class ShownTable:
    """A row of the list: `difference` is what taking it would change, None where there is nothing to compare."""

    row: ImportTable
    difference: Difference | None
    is_open: bool

    @property
    def why(self) -> str:
        """The reason without the file and the project, which stand in the same line of the list."""
        lead = f"{self.row.file.name} 第{self.row.ordinal}张表"
        return self.row.reason.removeprefix(lead).removeprefix(f"“{self.row.project_name[:60]}”").removeprefix("：")

    @property
    def first_changes(self) -> Difference:
        """As much of the difference as fits into a list."""
        assert self.difference is not None
        head = self.difference.head[:SHOWN_CHANGES]
        return Difference(head, self.difference.rows[: SHOWN_CHANGES - len(head)])

    @property
    def more(self) -> int:
        """How many changes are not among the first."""
        if self.difference is None:
            return 0
        first = self.first_changes
        return len(self.difference.head + self.difference.rows) - len(first.head + first.rows)


def shown(rows: Iterable[ImportTable]) -> list[ShownTable]:
    """Rows with their differences: to what is stored now, or for what was written to what was there before."""
    rows = list(rows)
    compared = [row.table_id for row in rows if row.content and row.table_id and row.state in _DIFFER]
    contents = contents_of(GoalTable.objects.filter(pk__in=compared)) if compared else {}
    return [ShownTable(row, _difference(row, contents), _is_open(row)) for row in rows]


def _difference(row: ImportTable, contents: dict[int, Any]) -> Difference | None:
    current = contents.get(row.table_id or 0)
    return compare(current, read_back(row).content) if current and row.content else None


def _is_open(row: ImportTable) -> bool:
    ready = row.file.state == ImportFile.State.READY
    return ready and row.result == ImportTable.Result.OPEN and bool(row.content)
