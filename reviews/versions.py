"""Which content of a table a page shows, and which one it is compared with: the draft, or any revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import QueryDict

from indicators.content import TableContent
from indicators.live import live_findings
from indicators.models import GoalTable, Revision
from indicators.paper_findings import PaperFinding, frozen_findings, live_as_shown
from indicators.storing import content_of
from reviews.models import ReviewEvent
from reviews.states import JUDGEMENTS

DRAFT, NONE = "draft", "none"


class Version(NamedTuple):
    """One content: "draft" or the number of its revision, its words, and the revision without its texts."""

    key: str
    words: str
    revision: Revision | None


class Chosen(NamedTuple):
    """What is shown, what it is compared with, all there is to choose from (newest first), what was not found, and what
    it could be compared with."""

    shown: Version
    before: Version | None
    all: list[Version]
    unknown: str
    offered: Version | None = None

    @property
    def is_current(self) -> bool:
        """Whether this is what would be submitted, or what is being judged."""
        return self.shown == self.all[0]

    @property
    def before_words(self) -> str:
        """The other content, as short as it can be told from the one that is shown."""
        other = self.before.revision if self.before else None
        if other is None:
            return self.before.words if self.before else ""
        version = self.shown.revision.version if self.shown.revision else other.table.version
        return f"第 {other.version} 版" if version != other.version else f"第 {other.number} 次送审"


def chosen_versions(table: GoalTable, events: Iterable[ReviewEvent], asked: QueryDict) -> Chosen:
    """What an address asks for (?revision=, ?compare=); by default what is to be judged or submitted, against what
    was judged last."""
    versions = _versions(table)
    by_key = {each.key: each for each in versions}
    wanted, against = asked.get("revision", ""), asked.get("compare", "")
    shown = by_key.get(wanted, versions[0])
    unknown = next((key for key in (wanted, against) if key and key not in by_key and key != NONE), "")
    usual = _judged_before(shown, versions, events)
    before = None if against == NONE else by_key.get(against, usual)
    return Chosen(shown, None if before == shown else before, versions, unknown, usual)


def _versions(table: GoalTable) -> list[Version]:
    revisions = table.revisions.defer("content_text", "findings_text").order_by("-number")
    found = [Version(str(each.number), _words(table, each), each) for each in revisions]
    if table.is_editable or not found:
        found.insert(0, Version(DRAFT, "正在编报的内容", None))
    for each in found:
        if each.revision:
            each.revision.table = table
    return found


def _words(table: GoalTable, revision: Revision) -> str:
    return f"{revision}，现在有效" if revision.pk == table.in_force_id else str(revision)


def _judged_before(shown: Version, versions: list[Version], events: Iterable[ReviewEvent]) -> Version | None:
    """What somebody last judged before the one that is shown."""
    judged = {event.revision_id for event in events if event.action in JUDGEMENTS}
    older = versions[versions.index(shown) + 1 :]
    return next((each for each in older if each.revision and each.revision.pk in judged), None)


def content_in(table: GoalTable, version: Version) -> TableContent:
    """The content of a version."""
    return version.revision.content if version.revision else content_of(table)


def findings_in(table: GoalTable, version: Version, content: TableContent) -> list[PaperFinding]:
    """What was found at the submission; in a draft, what a submission would find now."""
    if version.revision:
        return frozen_findings(version.revision)
    return live_as_shown(live_findings(table, content))


def with_texts(chosen: Chosen) -> Chosen:
    """The same choice with the texts of what is shown and compared, read in one query."""
    wanted = [each.revision.pk for each in (chosen.shown, chosen.before) if each and each.revision]
    found = Revision.objects.select_related("table").in_bulk(wanted)

    def filled(version: Any) -> Any:
        return version._replace(revision=found[version.revision.pk]) if version and version.revision else version

    current, shown = chosen.all[0], filled(chosen.shown)
    versions = [shown, *chosen.all[1:]] if chosen.shown == current else chosen.all
    return chosen._replace(shown=shown, before=filled(chosen.before), all=versions)
