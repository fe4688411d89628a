"""The filters above the list of tables. A wrong value in an address is left out and named, never an error page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q
from django.http import QueryDict

from budget.models import Agency
from budget.quick_select import QuickChoiceField
from indicators.checks import CHECKS
from indicators.indicator_filters import NAMES as BY_INDICATORS
from indicators.indicator_filters import IndicatorFilters
from indicators.lines import COUNTS, LineQuerySet
from indicators.models import EDITABLE, Status
from indicators.reader_codes import READ

FINDINGS = [
    ("any", "有疑点"),
    ("block", "有须改正的"),
    ("warn", "有需说明的"),
    ("info", "有提示"),
    ("none", "没有疑点"),
    ("kept", "有已说明的"),
]
AMOUNTS = [("no_total", "没有预算数"), ("no_fiscal_funds", "没有财政资金"), ("no_other_funds", "没有其他资金")]
SUBMITTED = [("yes", "已提交"), ("no", "未提交")]
ADJUSTING = [("yes", "调整中"), ("no", "不含调整中")]
# What was approved stays in force while it is adjusted, so such a table has been submitted.
NOT_SUBMITTED = Q(status__in=EDITABLE, in_force=False)
IS_ADJUSTED = Q(in_force=True) & ~Q(status__in=(Status.APPROVED, Status.PUBLISHED))
# Filters that a tally can answer too: what it counts by.
TALLIED = {"year", "region", "department", "agency", "status", "submitted", "adjusting", "in_force"}
# Filters that links of the statistics ask for; the form shows them where they are asked for.
SELDOM = ("submitted", "adjusting", "amount", *BY_INDICATORS)
NO_REGION = "-"  # the key of agencies without a region, since an empty choice is no choice


class Added(NamedTuple):
    """A filter that an app above brings along, since this one can't know what it means; seldom asked for, too.

    `apply` takes lines and the value, or the rows of a tally where `tallied`.
    """

    words: str
    choices: list[tuple[str, str]]
    apply: Callable[[Any, str], Any]
    tallied: bool


ADDED: dict[str, Added] = {}


def department_of(agency: Agency) -> str:
    """The key of the department that an agency belongs to: 319, or 区划-319 where regions have names."""
    code = (agency.parent or agency).department_code
    return f"{agency.region}-{code}" if agency.region else code


class TableFilter(IndicatorFilters):
    """What may be chosen is what the user may see: other agencies are no valid choice."""

    field_order: tuple[str, ...] = ("q", "year", "region", "department", "agency", "status", "findings", "code")

    q = forms.CharField(label="搜索", max_length=100, required=False, widget=forms.SearchInput)
    year = QuickChoiceField(label="年度", required=False)
    region = QuickChoiceField(label="区划", required=False)
    department = QuickChoiceField(label="主管部门", required=False)
    agency = QuickChoiceField(label="单位", required=False)
    status = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *Status.choices], required=False)
    findings = forms.ChoiceField(label="疑点", choices=[("", "不限"), *FINDINGS], required=False)
    code = QuickChoiceField(label="检查项", required=False)
    submitted = forms.ChoiceField(label="提交情况", choices=[("", "不限"), *SUBMITTED], required=False)
    adjusting = forms.ChoiceField(label="调整", choices=[("", "不限"), *ADJUSTING], required=False)
    amount = forms.ChoiceField(label="金额", choices=[("", "不限"), *AMOUNTS], required=False)

    def __init__(self, asked: QueryDict, years: list[int], agencies: Iterable[Agency], codes: Collection[str]) -> None:
        """`codes` are the checks that occur; one that is asked for is a choice even where it no longer does."""
        data = asked.copy()
        if len(years) > 1:
            data.setdefault("year", str(years[0]))  # the latest year, as long as no other is asked for
        super().__init__(data, label_suffix="")
        self._departments = _by_department(agencies)
        self._offer("year", "全部年度", [(str(year), f"{year} 年") for year in years])
        regions = sorted({each.region for each in agencies})
        self._offer("region", "全部区划", [(key_of_region(region), region or "未分区划") for region in regions])
        offered = [check for check in CHECKS.values() if check.code in codes or check.code == asked.get("code")]
        read = [each for each in READ.items() if each[0] == asked.get("code")]
        self._offer("code", "全部检查项", [*((check.code, check.name) for check in offered), *read])
        self._offer("department", "全部部门", _department_choices(self._departments))
        self._offer("agency", "全部单位", [(str(each.pk), str(each)) for each in agencies])
        self.offer_levels(data)
        self.fields["q"].widget.attrs["placeholder"] = "项目、单位、指标、指标值"
        for name, each in ADDED.items():
            self.fields[name] = forms.ChoiceField(
                label=each.words, choices=[("", "不限"), *each.choices], required=False
            )
        for name in (*SELDOM, *ADDED):
            if not data.get(name):
                self.fields[name].widget = forms.HiddenInput()
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"

    def _offer(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        """Fill a choice; one that leaves nothing to choose is not shown, except the year, which people look for."""
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2 and name != "year":
            self.fields[name].widget = forms.HiddenInput()

    @property
    def of_tables(self) -> dict[str, Any]:
        """The chosen filters that choose tables: all of them, on the list of these."""
        return self.chosen

    @property
    def is_tallied(self) -> bool:
        """Whether a tally can tell how many tables pass."""
        return self.chosen.keys() <= TALLIED | {name for name, each in ADDED.items() if each.tallied}

    def apply(self, rows: Any, without: str = "") -> Any:
        """The lines that pass all chosen filters, or all but one; or the rows of a tally, where it can tell."""
        for name, value in self.of_tables.items():
            if name == without:
                continue
            rows = ADDED[name].apply(rows, value) if name in ADDED else getattr(self, f"_by_{name}")(rows, value)
        return rows

    def _by_q(self, lines: LineQuerySet, text: str) -> LineQuerySet:
        return lines.search(text)

    def _by_year(self, rows: Any, year: str) -> Any:
        return rows.filter(year=int(year))

    def _by_region(self, rows: Any, key: str) -> Any:
        return rows.of_region("" if key == NO_REGION else key)

    def _by_code(self, lines: LineQuerySet, code: str) -> LineQuerySet:
        if self.cleaned_data.get("findings") == "kept":
            return lines.with_kept_code(code)
        return lines.with_code(code)

    def _by_department(self, rows: Any, key: str) -> Any:
        return rows.filter(agency__in=[agency.pk for agency in self._departments[key]])

    def _by_agency(self, rows: Any, key: str) -> Any:
        return rows.filter(agency=int(key))

    def _by_status(self, rows: Any, status: str) -> Any:
        return rows.filter(status=status)

    def _by_submitted(self, rows: Any, value: str) -> Any:
        return rows.filter(NOT_SUBMITTED if value == "no" else ~NOT_SUBMITTED)

    def _by_adjusting(self, rows: Any, value: str) -> Any:
        return rows.filter(IS_ADJUSTED if value == "yes" else ~IS_ADJUSTED)

    def _by_amount(self, lines: LineQuerySet, which: str) -> LineQuerySet:
        return lines.filter(**{f"{which.removeprefix('no_')}__isnull": True})

    def _by_findings(self, lines: LineQuerySet, which: str) -> LineQuerySet:
        if which == "none":
            return lines.without_findings()
        if which == "kept":
            return lines.with_kept()
        return lines.with_findings(*(COUNTS if which == "any" else (which,)))


def key_of_region(region: str) -> str:
    """What stands in an address for a region."""
    return region or NO_REGION


def _by_department(agencies: Iterable[Agency]) -> dict[str, list[Agency]]:
    departments: dict[str, list[Agency]] = {}
    for agency in agencies:
        departments.setdefault(department_of(agency), []).append(agency)
    return departments


def _department_choices(departments: dict[str, list[Agency]]) -> list[tuple[str, str]]:
    """Departments by their code, with a name where one of their agencies is the department itself."""
    choices = []
    for key, agencies in sorted(departments.items()):
        found = (each.parent or each for each in agencies if each.parent or each.code == each.department_code)
        heads = {head.pk: head.name for head in found}
        choices.append((key, " ".join([key, *heads.values()])))
    return choices
