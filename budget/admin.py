"""Admin pages of accounts, agencies and memberships."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin import AccountAdmin
from accounts.models import User
from budget.exchange import ListExchange
from budget.models import Agency, Membership
from budget.resources import AgencyResource, MembershipResource


class MembershipInline(admin.TabularInline[Membership, User]):
    """What a user may do, and where, on the page of the account."""

    model = Membership
    extra = 0
    autocomplete_fields = ("agency",)


@admin.register(User)
class UserAdmin(AccountAdmin):
    """Accounts with their memberships."""

    inlines = (MembershipInline,)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Memberships come after the account exists: the page that makes it asks for a password only."""
        return self.inlines if obj else ()


@admin.register(Agency)
class AgencyAdmin(ListExchange, SimpleHistoryAdmin):
    """Agencies, with import, export and the history of changes."""

    resource_classes = [AgencyResource]
    list_display = ("code", "name", "region", "parent")
    list_filter = ("region",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)


@admin.register(Membership)
class MembershipAdmin(ListExchange, SimpleHistoryAdmin):
    """Who works where, as one list for import and export, with the history of changes."""

    resource_classes = [MembershipResource]
    list_display = ("user", "agency", "role")
    list_filter = ("role",)
    list_select_related = ("user", "agency")
    search_fields = ("user__username", "user__name", "agency__code", "agency__name")
    autocomplete_fields = ("user", "agency")
