"""Admin pages of the review: everything is only shown. Rules and deadlines have a page of their own that checks them;
the log, by its nature, is only read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from indicators.admin import OnlyShown
from reviews.models import Deadline, NoteSent, ReviewEvent, ReviewRules


@admin.register(ReviewEvent)
class ReviewEventAdmin(OnlyShown):
    """The log."""

    list_display = ("at", "by_name", "words", "table", "before", "after", "address")
    list_filter = ("action",)
    list_select_related = ("table__project",)
    search_fields = ("by_name", "by_account", "comment")
    show_full_result_count = False


class HistoryShown(OnlyShown, SimpleHistoryAdmin):
    """Rows and their histories; going back to an earlier state would pass by what the page of the rules checks."""

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """An earlier state, to be looked at: simple-history itself would take a form without asking for permission."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)


@admin.register(ReviewRules)
class ReviewRulesAdmin(HistoryShown):
    """The rules of the regions, with the history of changes."""

    list_display = ("__str__", "pass_without_reviewer", "pass_own_department", "by", "at")


@admin.register(Deadline)
class DeadlineAdmin(HistoryShown):
    """The deadlines, with the history of changes."""

    list_display = ("region", "year", "stage", "due", "by", "at")
    list_filter = ("year", "stage")


@admin.register(NoteSent)
class NoteSentAdmin(OnlyShown):
    """Who was written to, and what failed."""

    list_display = ("day", "user", "state", "tries", "tried_at", "error")
    list_filter = ("state",)
    list_select_related = ("user",)
