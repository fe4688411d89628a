"""The checks on tables of the database, or on their way into it: each is seen beside its agency's others of the year.

`judge` asks the database a bounded number of questions for any number of contents and writes nothing: the caller
stores what was found. A stored table of the same project is taken as replaced by the given one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from budget.models import Agency
from indicators.checks import Context, run_checks
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.matching import Tree, best_tree, trees
from indicators.models import Category, GoalTable
from indicators.severities import severities_of, tuned
from indicators.storing import contents_of

Key = int | str  # an agency's primary key; for one that is not stored its code, else its name
Part = tuple[Key, int]  # those of one agency and one origin
_BRACKETS = re.compile(r"[(（](.+?)[)）]")
DEFAULT_SECONDS = Context().required_seconds


def judge(
    region: str,
    year: int,
    contents: Sequence[TableContent],
    known: Sequence[Tree] = (),
    beside: bool = False,
    wholly: Collection[int] = (),
    origins: Sequence[int] = (),
) -> list[list[Finding]]:
    """The findings of each content, in order, as the region takes them.

    Siblings of a content are the others of its agency, given and stored. `known` are the frameworks, for who has read
    them; `beside` asks only the checks that look at siblings, of all but the contents at the places `wholly`. Of the
    given ones those of another of the `origins` are no siblings.
    """
    agencies = _Agencies(region, contents)
    parts = list(zip(map(agencies.key_of, contents), origins or [0] * len(contents), strict=True))
    siblings = _siblings(year, parts, contents)
    required_of, chosen = required_by_framework(known), severities_of(region)
    contexts: dict[tuple[Part, tuple[str, ...]], Context] = {}
    found = []
    for place, (part, content) in enumerate(zip(parts, contents, strict=True)):
        required = required_of(content)
        context = contexts.get((part, required))
        if context is None:
            context = Context(year, tuple(siblings[part]), agencies.names_of(part[0]), required)
            contexts[part, required] = context
        found.append(tuned(run_checks(content, context, beside and place not in wholly), chosen))
    return found


class _Agencies:
    """The stored agencies that some contents belong to, read with one query."""

    def __init__(self, region: str, contents: Iterable[TableContent]) -> None:
        codes = {content.agency_code for content in contents if content.agency_code}
        names = {content.agency_name for content in contents if not content.agency_code}
        here = Agency.objects.filter(region=region)
        stored = here.filter(code__in=codes) | here.filter(name__in=names) if names else here.filter(code__in=codes)
        self._by_key: dict[Key, Agency] = {agency.pk: agency for agency in stored}
        self._by_code = {agency.code: agency.pk for agency in self._by_key.values()}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for agency in self._by_key.values():
            self._by_name[agency.name].append(agency.pk)

    def key_of(self, content: TableContent) -> Key:
        """What the contents of one agency have in common: its code decides, its name where there is no code."""
        if content.agency_code:
            return self._by_code.get(content.agency_code, content.agency_code)
        named = self._by_name.get(content.agency_name, [])
        return named[0] if len(named) == 1 else content.agency_name

    def names_of(self, key: Key) -> tuple[str, ...]:
        """Names of the agency that its documents may not use: the stored one, and those in and around its brackets."""
        agency = self._by_key.get(key)
        return () if agency is None else names_of(agency)


def names_of(agency: Agency) -> tuple[str, ...]:
    """The agency's name, and what stands in and around its brackets."""
    parts = [_BRACKETS.sub("", agency.name), *_BRACKETS.findall(agency.name)]
    return tuple(dict.fromkeys([agency.name, *parts]))


def _siblings(year: int, parts: Sequence[Part], contents: Sequence[TableContent]) -> dict[Part, list[TableContent]]:
    """The contents by agency and origin, the given ones first, then the stored ones that they do not replace."""
    siblings: dict[Part, list[TableContent]] = defaultdict(list)
    for part, content in zip(parts, contents, strict=True):
        siblings[part].append(content)
    given = {part: {content.project_name for content in found} for part, found in siblings.items()}
    of_agency: dict[Key, list[Part]] = defaultdict(list)
    for part in given:
        of_agency[part[0]].append(part)
    agencies = {key for key in of_agency if isinstance(key, int)}
    stored = GoalTable.objects.filter(project__year=year, project__agency__in=agencies).order_by("pk")
    facts = stored.values_list("pk", "project__agency", "project__name") if agencies else ()
    beside = [(pk, part) for pk, agency, name in facts for part in of_agency[agency] if name not in given[part]]
    found = contents_of(GoalTable.objects.filter(pk__in={pk for pk, _ in beside})) if beside else {}
    for pk, part in beside:
        siblings[part].append(found[pk])
    return siblings


def required_by_framework(known: Sequence[Tree] = ()) -> Callable[[TableContent], tuple[str, ...]]:
    """The 二级 that the framework of a table requires. Where all frameworks require the same, none is looked for."""
    known = known or trees()
    marked = Category.objects.filter(level=2, required=True).order_by("framework", "parent__position", "position")
    by_framework: dict[int, tuple[str, ...]] = {}
    for framework, name in marked.values_list("framework", "name"):
        by_framework[framework] = (*by_framework.get(framework, ()), name)

    def of(tree: Tree) -> tuple[str, ...]:
        return by_framework.get(tree.framework.pk, DEFAULT_SECONDS)

    if len({frozenset(of(tree)) for tree in known}) < 2:
        only = of(known[0]) if known else DEFAULT_SECONDS
        return lambda content: only
    return lambda content: of(best_tree(content, known))
