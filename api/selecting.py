"""Parameters → rows that the user may see. A value that means nothing to the user is a 400, never silently left out."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import QueryDict

from api.problems import Problem
from api.queries import AgencyQuery, TableFilters, Whose
from budget.access import visible_agencies
from budget.models import Agency
from budget.parents import with_parents
from indicators.checks import CHECKS
from indicators.filters import NO_REGION, TableFilter, department_of
from indicators.lines import LineQuerySet
from indicators.models import TableTally
from indicators.search.finding import with_words as having
from indicators.search.listed import visible_lines
from indicators.search.walking import walk

_OF_AGENCIES = ("region", "department", "agency")
_OWN = ("cursor", "size", "changed_since", "page")  # parameters that the pages do not have


class Selected(NamedTuple):
    """The lines of the tables that pass all filters but the words that are searched, in no order; and these words."""

    lines: LineQuerySet
    words: list[str]

    def all(self) -> LineQuerySet:
        """The lines that have the words too."""
        return self.lines.filter(pk__in=having(self.words)) if self.words else self.lines

    def first(self, number: int, behind: int = 0) -> list[int]:
        """The keys of the first of them behind a key, in the order of keys.

        Texts are only looked through until there are so many, or else, where that takes long, all at once.
        """
        lines = self.lines.filter(pk__gt=behind).order_by("pk")
        if self.words:
            found = walk(lines, self.words, enough=number)
            if len(found.keys) == number or not found.rest:
                return found.keys
            lines = lines.filter(pk__in=having(self.words))
        return list(lines.values_list("pk", flat=True)[:number])


def selected(query: Whose, user: Any, **instead: Any) -> Selected:
    """What a query asks for. `instead` overrides filters; None leaves one out. Raises Problem."""
    asked = query.model_dump(exclude_none=True)
    since = asked.get("changed_since")
    form = filter_of(asked | instead, user)
    lines: LineQuerySet = form.apply(visible_lines(user), without="q")
    words = str(form.chosen.get("q", "")).split()
    return Selected(lines.filter(changed_at__gte=since) if since else lines, words)


def totals_of(query: TableFilters, user: Any) -> dict[str, Any]:
    """How many tables pass the filters, of how many agencies, and their money; from the tally where it can tell."""
    asked = query.model_dump(exclude_none=True)
    form = filter_of(asked, user)
    if form.is_tallied and "changed_since" not in asked:
        counted: dict[str, Any] = form.apply(TableTally.objects.visible_to(user)).totals()
        return counted
    return selected(query, user).all().totals()


def filter_of(asked: dict[str, Any], user: Any) -> TableFilter:
    """The filters of the pages with these values. Raises Problem for a value that is no choice of the user's."""
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in asked.items() if value is not None and name not in _OWN})
    # Agencies are only looked up where one is asked for: there may be thousands.
    agencies = with_parents(visible_agencies(user)) if any(name in data for name in _OF_AGENCIES) else ()
    years = [int(asked["year"])] if "year" in data else []
    form = TableFilter(data, years, agencies, CHECKS)
    form.is_valid()
    if form.errors:
        raise unknown_values([name for name in form.errors if name in data])
    return form


def unknown_values(names: list[str]) -> Problem:
    """The answer to values that mean nothing, or nothing to this user: which of both is nobody's business."""
    words = "没有这个值，或者您无权查看"
    return Problem(
        400, "unknown-value", f"参数 {'、'.join(names)} 的值不正确：{words}。", [(name, words) for name in names]
    )


def agencies_of(query: Whose | AgencyQuery, user: Any) -> QuerySet[Agency]:
    """The visible agencies that pass the filters of region, department and agency."""
    asked = {name: value for name in _OF_AGENCIES if (value := getattr(query, name, None)) is not None}
    filter_of(asked, user)
    found = visible_agencies(user)
    if "region" in asked:
        found = found.filter(region="" if asked["region"] == NO_REGION else asked["region"])
    if "agency" in asked:
        found = found.filter(pk=asked["agency"])
    if "department" in asked:
        own = [each.pk for each in with_parents(found) if department_of(each) == asked["department"]]
        found = found.filter(pk__in=own)
    return found


def with_words(agencies: QuerySet[Agency], text: str | None) -> QuerySet[Agency]:
    """Those with every word of a text in code or name."""
    for word in (text or "").split():
        agencies = agencies.filter(Q(code__icontains=word) | Q(name__icontains=word))
    return agencies
