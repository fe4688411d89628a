"""The admin site: who may enter is decided by budget.access, and there is no second sign-in page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from budget.access import may_administer


class AdminPages(AdminSite):
    """Django's admin in our words."""

    site_header = "绩效目标管理 · 系统管理"
    site_title = "系统管理"
    index_title = "用户、单位和指标体系"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators only; being staff is not enough."""
        return may_administer(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where the admin sends who may not enter: to our sign-in page, or who is signed in has no right (403)."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", "/admin/"))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")
