"""Orders from the page 导出: the whole year of an agency or a department, or what of it may be made public."""

from __future__ import annotations

from typing import Any

from exporters.forms import IN_FORCE, YearForm
from exporters.orders import Order, Unfit
from exporters.wording import filter_words
from indicators.lines import AS_FILED
from indicators.models import TableLine

_WHOSE = ("agency", "department", "region")  # the narrowest first


def order_of_year(form: YearForm, user: Any) -> Order:
    """What the form asks for. Raises Unfit."""
    if not form.years:
        raise Unfit("还没有您可以导出的绩效目标表。")
    if form.whose.ignored or not form.is_valid():
        wrong = [*form.whose.ignored, *(str(form.fields[name].label) for name in form.errors)]
        raise Unfit(f"“{'”“'.join(wrong)}”没有这样的选项，请重新选择。")
    tables = form.whose.apply(TableLine.objects.visible_to(user)).order_by(*AS_FILED)
    if not tables.exists():
        raise Unfit(f"{_whose(form)}{_year(form)}年度没有绩效目标表，没有导出。")
    public = form.cleaned_data["content"] == IN_FORCE
    chosen = tables.filter(in_force=True) if public else tables
    keys = list(chosen.values_list("pk", "agency"))
    if not keys:
        raise Unfit(f"{_whose(form)}{_year(form)}年度还没有已批复的绩效目标表，没有可以公开的内容。")
    return Order(
        title=f"{_whose(form)}{_year(form)}年度绩效目标{'公开材料' if public else '表'}",
        scope=filter_words(form.whose),
        tables=keys,
        format=form.cleaned_data["format"],
        shape=form.cleaned_data["shape"],
        in_force=public,
        numbered=True,
        without=tables.count() - len(keys),
    )


def _year(form: YearForm) -> str:
    return str(form.whose.chosen.get("year", form.years[0]))


def _whose(form: YearForm) -> str:
    """The agency or the department in words; where there is only one agency to choose, that one."""
    fields: dict[str, Any] = form.whose.fields
    chosen = form.whose.chosen
    named = [str(dict(fields[name].choices)[chosen[name]]) for name in _WHOSE if name in chosen]
    own = [str(words) for value, words in fields["agency"].choices if value]
    words = named[0] if named else own[0] if len(own) == 1 else "全部单位"
    return f"{words} " if words[-1:].isdigit() else words
