"""The lists of the review: what waits, what I judged, what came back, what is to be submitted, what I submitted."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.access import administers_everything, has_role, role_required
from budget.models import Role
from reviews.batch import BUTTONS, LIMIT, Button, may_batch
from reviews.list_rows import rows_of
from reviews.listing import MOST, Listing, listing
from reviews.queues import DONE_BY, TAB_WORDS, Tab, tabs_for, tally_of

PAGE_SIZE = 50
# Lists of what is still to do say how much; the others only grow, and counting them would tell nothing.
COUNTED = (Tab.WAITING, Tab.PUBLISH, Tab.RETURNED, Tab.DRAFT)
LOOKS_AFTER = (Role.FINANCE, Role.DEPARTMENT, Role.ADMINISTRATOR)


class ShownTab(NamedTuple):
    """A tab; `number` is None where it is not counted."""

    tab: Tab
    words: str
    number: int | None
    here: bool


def review_pages(user: Any) -> list[tuple[str, str]]:
    """The other pages of the review that the user may open: name of the address, words."""
    pages = [("review_progress", "进度"), ("review_log", "审核日志")] if has_role(user, *LOOKS_AFTER) else []
    if administers_everything(user):
        pages += [("review_rules", "审核设置"), ("master_log", "基础数据修改记录")]
    return pages


@require_safe
@role_required(*Role.values)
def review_list(request: HttpRequest) -> HttpResponse:
    """One list with its filters, oldest first, and what can be done to many tables at once."""
    user, now = request.user, timezone.now()  # before anything is read: what changes from here on has not been seen
    listed = listing(request.GET, user)
    number = listed.number()
    cut = listed.tab in DONE_BY and number > MOST
    count = MOST if cut else number
    page = _page_of(listed, count, request.GET.get("page"), user)
    context = {
        "listing": listed,
        "form": listed.form,
        "tabs": _tabs(user, listed, count),
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "count": count,
        "cut": cut,
        "late_count": _late_count(listed, count),
        "to_do": listed.tab in COUNTED,
        "with_year": len({table.project.year for table in page}) > 1,
        "buttons": _buttons(listed, user),
        "limit": LIMIT,
        "now": now.isoformat(),
        "other_pages": review_pages(user),
    }
    return render(request, "reviews/list.html", context)


def _tabs(user: Any, listed: Listing, count: int) -> list[ShownTab]:
    """All tabs; the one that is shown is counted already where it has no filter."""
    shown = []
    for tab in tabs_for(user):
        here = tab == listed.tab
        number = count if here and not listed.is_filtered else None
        if number is None and tab in COUNTED:
            number = tally_of(tab, user).number()
        shown.append(ShownTab(tab, TAB_WORDS[tab], number if tab in COUNTED else None, here))
    return shown


def _page_of(listed: Listing, count: int, number: str | None, user: Any) -> Page[Any]:
    """One page: first its keys, then what its rows show."""
    paginator = Paginator(listed.tables.values_list("pk", flat=True), PAGE_SIZE)
    paginator.count = count
    page = paginator.get_page(number)
    page.object_list = rows_of(page.object_list, listed.tab, user)
    return page


def _late_count(listed: Listing, count: int) -> int:
    """How many are late, in the lists of what is to do."""
    if listed.only_late:
        return count
    return listed.number_late() if count and listed.tab in COUNTED else 0


def _buttons(listed: Listing, user: Any) -> list[Button]:
    """What can be done to many tables of this list."""
    return [button for button in BUTTONS if button.tab == listed.tab and may_batch(button, user)]
