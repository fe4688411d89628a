"""The review page put together: what is judged, what changed, what was found and noted, and what may be done.

An action that is refused gives the page back with a Trouble: the sentence at its place, and all that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from indicators.checks import CHECKS
from indicators.display import unit_asked, unit_choices
from indicators.models import GoalTable
from indicators.panel import panel, shown_findings
from indicators.paper import paper_of
from reviews.buttons import buttons_of, of_judging, of_their_own
from reviews.came_from import came_from
from reviews.commenting import may_comment
from reviews.models import ReviewEvent
from reviews.opinion import Form, form_of, opinion_of
from reviews.process import events_of, process_context
from reviews.refusals import Refused
from reviews.routing import waits_for_nobody
from reviews.states import JUDGEMENTS, Action
from reviews.versions import Chosen, chosen_versions, content_in, findings_in, with_texts
from reviews.workflow import allowed, mark_of

OF_COMMENT = ("needs-comment", "long-comment")  # refusals that are said at the box of the comment


class Trouble(NamedTuple):
    """What was refused, where it is said ("top", "comment" or "note"), and what had been typed."""

    refused: Refused
    action: str = ""
    place: str = "top"
    comment: str = ""
    grades: Mapping[str, str] | None = None
    note: str = ""
    row: str = ""

    @property
    def anchor(self) -> str:
        """The field that the sentence is about; "" for the page as a whole."""
        of_comment = "comment" if self.action in (*JUDGEMENTS, "opinion") else f"say-{self.action}"
        return {"comment": of_comment, "note": "note-text"}.get(self.place, "")


def review_page(request: HttpRequest, pk: int, trouble: Trouble | None = None) -> HttpResponse:
    """The page of a table for everybody who may see it; 404 for strangers."""
    visible = GoalTable.objects.visible_to(request.user).select_related("project__agency")
    table = get_object_or_404(visible, pk=pk)
    events = events_of(table)
    last = events[-1] if events else None
    chosen = with_texts(chosen_versions(table, events, request.GET))
    came = came_from(request.GET, request.user, pk)
    context = {
        "table": table,
        "chosen": chosen,
        "came": came,
        "at": came.address("table_review", pk).partition("?")[0],
        "here": came.address("table_review", pk),
        "mark": mark_of(table, last),
        "trouble": trouble,
        **_paper(request, table, chosen, events),
    }
    context["margin"] = bool(context["paper"].difference or context["notes"].counts)
    context |= _judging(request, context, events, trouble) if chosen.is_current else {"form": _past(context, events)}
    status = trouble.refused.status if trouble else 200
    return render(request, "reviews/review.html", context, status=status)


def _paper(request: HttpRequest, table: GoalTable, chosen: Chosen, events: list[ReviewEvent]) -> dict[str, Any]:
    """What is shown, against what, with its findings and notes."""
    content = content_in(table, chosen.shown)
    before = content_in(table, chosen.before) if chosen.before else None
    findings = findings_in(table, chosen.shown, content)
    process = process_context(table, request.user, content, events)
    unit = unit_asked(request, content.currency_unit)
    return {
        "paper": paper_of(content, findings, unit, before, process["notes"].counts),
        "units": unit_choices(content.currency_unit),
        "findings": shown_findings(content.indicators, findings),
        "panel": panel(content.indicators, findings, may_edit=False),
        "blocking": sum(each.severity == "block" and each.code in CHECKS for each in findings),  # as a submission asks
        **process,
    }


def _judging(
    request: HttpRequest, context: dict[str, Any], events: list[ReviewEvent], trouble: Trouble | None
) -> dict[str, Any]:
    """What may be done with what is shown, and what the user has filled in so far."""
    table, user = context["table"], request.user
    last = events[-1] if events else None
    actions = allowed(table, last, user)
    buttons = buttons_of(table, actions, user)
    judges = bool(set(actions) & set(JUDGEMENTS))
    opinion = opinion_of(last.revision, user) if last and judges else None
    grades = opinion.grades if opinion else None
    text = opinion.text if opinion else ""
    if trouble and trouble.grades is not None:
        grades, text = trouble.grades, trouble.comment
    may_note = may_comment(table, user)
    form = form_of(table, context["findings"], grades) if judges else _past(context, events)
    return {
        "judges": judges,
        "judging": of_judging(buttons),
        "buttons": of_their_own(buttons),
        "may_submit": Action.SUBMIT in actions,
        "waits_for_nobody": last is not None and waits_for_nobody(table, last.revision.by),
        "own": judges and last is not None and last.revision.by_id == user.pk,
        "may_note": may_note,
        "margin": may_note or context["margin"],
        "note_row": trouble.row if trouble and trouble.row else request.GET.get("note", ""),
        "form": form,
        "text": text,
        "opinion": opinion,
    }


def _past(context: dict[str, Any], events: list[ReviewEvent]) -> Form:
    """The form for who does not judge: as it was filled in last about what is shown, else blank."""
    shown = context["chosen"].shown.revision
    given = [event for event in events if shown and event.revision_id == shown.pk and event.grades]
    grades, at = (given[-1].grades, given[-1].at) if given else ({}, None)
    return form_of(context["table"], context["findings"], grades, at)


def way_back(request: HttpRequest, pk: int) -> str:
    """The address of the page as it was: with the list that the user came from, and what was compared."""
    query = request.GET.copy()
    for once in ("next", "note"):
        query.pop(once, None)
    return reverse("table_review", args=[pk]) + (f"?{query.urlencode()}" if query else "")
