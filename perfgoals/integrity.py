"""Whether everything that is stored can be read and is what it says it is: after a restore, and now and then.

The log of the review proves itself (reviews/proving.py); this is about what that does not look at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection

from figures.facts_check import flaws_of_facts
from importers.models import SourceFile
from indicators.lines_check import flaws_of_lines, flaws_of_words
from indicators.models import GoalTable
from indicators.storing import contents_of

AT_ONCE = 500  # tables
DOCUMENTS_AT_ONCE = 20


@dataclass(slots=True)
class Seen:
    """How much was looked at, and what was wrong with it, in sentences."""

    tables: int
    documents: int
    flaws: list[str]


def look_at_everything() -> Seen:
    """Read every table and every document. Memory stays flat."""
    seen = Seen(0, 0, [*broken_references(), *flaws_of_lines(), *flaws_of_facts()])
    for number, flaws in tables():
        seen.tables += number
        seen.flaws += flaws
    for flaw in documents():
        seen.documents += 1
        seen.flaws += [flaw] if flaw else []
    return seen


def broken_references() -> Iterator[str]:
    """A row that names another one which is not there."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield f"有记录指向不存在的记录：{error}"


def tables() -> Iterator[tuple[int, list[str]]]:
    """The contents of all tables, some at a time."""
    last = 0
    while keys := list(GoalTable.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        flaws = [f"表 {key} 的内容无法读出：{error}" for key, error in unreadable(keys)]
        yield len(keys), [*flaws, *flaws_of_words(keys)]
        last = keys[-1]


def unreadable(keys: list[int]) -> list[tuple[int, Exception]]:
    """The tables among these whose content can't be read, one by one where not all can be."""
    try:
        contents_of(GoalTable.objects.filter(pk__in=keys))
    except Exception as error:
        if len(keys) == 1:
            return [(keys[0], error)]
        return [found for key in keys for found in unreadable([key])]
    return []


def documents() -> Iterator[str]:
    """For each document what is wrong with it, or "": its key is the digest of its bytes."""
    for key, name, size, content in (
        SourceFile.objects.order_by().values_list("sha256", "name", "size", "content").iterator(DOCUMENTS_AT_ONCE)
    ):
        right = len(content) == size and hashlib.sha256(content).hexdigest() == key
        yield "" if right else f"源文件 {name} 的内容与校验值不一致"
