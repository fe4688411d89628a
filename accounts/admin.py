"""The admin page of accounts. budget/admin.py registers it with the memberships, which this app does not know."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.models import User

# Rights come from memberships (budget.access); a second way to give them would only hide who may do what.
admin.site.unregister(Group)

RIGHTS = "能看和能做什么，由下面的单位成员决定；进入系统管理还须是工作人员。"


class AccountAdmin(DjangoUserAdmin[User]):
    """Accounts. Only superusers make or change superusers: else any administrator could become one."""

    list_display = ("username", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "password")}),
        (
            "权限",
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": "能看和能做什么，由下面的单位成员决定。",
            },
        ),
        ("登录", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "name", "email", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only a superuser makes superusers."""
        own = tuple(super().get_readonly_fields(request, obj))
        return own if request.user.is_superuser else (*own, "is_superuser")

    def _may_touch(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or request.user.is_superuser or not obj.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not a superuser's account, where one is not a superuser; this covers its password too."""
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for changes."""
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)
