"""Admin pages of the review: everything is only shown. Rules and deadlines have a page of their own that checks them;
the log, by its nature, is only read."""

from __future__ import annotations

from django.contrib import admin
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


@admin.register(ReviewRules)
class ReviewRulesAdmin(OnlyShown, SimpleHistoryAdmin):
    """The rules of the regions, with the history of changes."""

    list_display = ("__str__", "pass_without_reviewer", "pass_own_department", "by", "at")


@admin.register(Deadline)
class DeadlineAdmin(OnlyShown, SimpleHistoryAdmin):
    """The deadlines, with the history of changes."""

    list_display = ("region", "year", "stage", "due", "by", "at")
    list_filter = ("year", "stage")


@admin.register(NoteSent)
class NoteSentAdmin(OnlyShown):
    """Who was written to, and what failed."""

    list_display = ("day", "user", "state", "tries", "tried_at", "error")
    list_filter = ("state",)
    list_select_related = ("user",)
