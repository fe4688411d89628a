"""The page of tokens: make one and see it once, revoke one, what happened. Administrators see and revoke all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import client_address
from api.models import ApiToken, TokenEvent
from api.token_forms import TokenForm
from api.tokens import Refused, make, revoke
from budget.access import administers_everything

PAGE_SIZE = 50
EVENTS = 20


def tokens_of(user: Any) -> Any:
    """The tokens that a user may know of: one's own, or all for administrators of everything."""
    found = ApiToken.objects.select_related("user")
    return found if administers_everything(user) else found.filter(user=user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens and a form for a new one; administrators may ask for those of everybody."""
    if request.method == "POST":
        return _made(request, TokenForm(request.POST, request.user))
    return _page(request, TokenForm(None, request.user))


@sensitive_variables("text")
def _made(request: HttpRequest, form: TokenForm) -> HttpResponse:
    """The page with the new token. It is not kept anywhere, so the answer itself shows it and no page after it can."""
    if not form.is_valid():
        return _page(request, form, status=400)
    wanted = form.cleaned_data
    try:
        token, text = make(request.user, wanted["name"], wanted["scope"], form.expires_at, client_address(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, status=400)
    return _page(request, TokenForm(None, request.user), made=token, text=text)


def _page(request: HttpRequest, form: TokenForm, status: int = 200, **new: Any) -> HttpResponse:
    may_see_all = administers_everything(request.user)
    everybody = may_see_all and request.GET.get("who") == "all"
    tokens = tokens_of(request.user) if everybody else tokens_of(request.user).filter(user=request.user)
    page = Paginator(tokens, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "everybody": everybody,
        "may_see_all": may_see_all,
        "events": _events(request.user, everybody),
        **new,
    }
    return render(request, "api/token_list.html", context, status=status)


def _events(user: Any, everybody: bool) -> Any:
    """The latest of what happened to these tokens."""
    found = TokenEvent.objects.all() if everybody else TokenEvent.objects.filter(account=user.get_username())
    return found[:EVENTS]


@require_POST
@login_required
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once. A second click finds it ended."""
    token = get_object_or_404(tokens_of(request.user), pk=pk)
    if revoke(token, request.user, client_address(request)):
        messages.success(request, f"已停用“{token}”，用它的系统从现在起读不到任何内容。")
    else:
        messages.info(request, f"“{token}”已经停用了。")
    everybody = "?who=all" if request.POST.get("who") == "all" else ""
    return redirect(reverse("token_list") + everybody)
