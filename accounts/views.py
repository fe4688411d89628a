"""Signing in and out. There is one sign-in page for the whole site."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.forms import SignInForm

_sign_in_page = LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True)


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page; a fragment whose session has ended reloads its page instead of showing the form inside it."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return _sign_in_page(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and say so. Only by POST: a link in a page must not be able to do it."""
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect("login")
