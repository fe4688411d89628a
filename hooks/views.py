"""The pages of the hooks, for administrators of everything: the list, one with its log, the form, the secret once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from budget.access import administrator_required
from hooks.allowed import entries
from hooks.claims import DELAYS, KEPT, MOST_TRIES
from hooks.forms import HookForm
from hooks.log import LogFilter, counts_of
from hooks.models import Delivery, Hook
from hooks.pausing import PATIENCE, wake
from reviews.histories import changes_of
from reviews.paging import slice_of

SHOWN_CHANGES = 10
SOON = timedelta(minutes=2)


@require_safe
@administrator_required
def hook_list(request: HttpRequest) -> HttpResponse:
    """All hooks with how they fare, and where messages may go at all."""
    hooks = list(Hook.objects.select_related("agency"))
    counts = counts_of(hooks)
    context = {
        "rows": [(hook, counts[hook.pk]) for hook in hooks],
        "allowed": [str(entry) for entry in entries(settings.HOOK_TARGETS)],
    }
    return render(request, "hooks/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def hook_new(request: HttpRequest) -> HttpResponse:
    """Register one; the answer is the only page that shows its secret."""
    form = HookForm(request.POST or None)
    if form.is_valid():
        hook = form.save(commit=False)
        hook.created_by_id = request.user.pk
        secret = hook.renew_secret()
        hook.save()
        return render(request, "hooks/secret.html", {"hook": hook, "secret": secret})
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def hook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one; its secret stays."""
    hook = get_object_or_404(Hook, pk=pk)
    form = HookForm(request.POST or None, instance=hook)
    if form.is_valid():
        form.save(commit=False).save(update_fields=form.fields)  # the worker writes the other fields meanwhile
        wake(hook)
        return redirect("hook_detail", pk=pk)
    return _form_page(request, form, hook)


def _form_page(request: HttpRequest, form: HookForm, hook: Hook | None = None) -> HttpResponse:
    context = {"form": form, "hook": hook, "allowed": [str(entry) for entry in entries(settings.HOOK_TARGETS)]}
    return render(request, "hooks/form.html", context, status=400 if form.is_bound else 200)


@require_safe
@administrator_required
def hook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One hook: what it is told, how it fares, and the log of its messages."""
    hook = get_object_or_404(Hook.objects.select_related("agency", "created_by"), pk=pk)
    form = LogFilter(request.GET)
    page = slice_of(form.apply(hook.deliveries.all()), request.GET.get("page"))
    context: dict[str, Any] = {
        "hook": hook,
        "form": form,
        "page": page,
        "counts": counts_of([hook])[hook.pk],
        "changes": changes_of(Hook, Hook.history.filter(id=pk)[:SHOWN_CHANGES]),
        "most_tries": MOST_TRIES,
        "hours": round(sum(delay.total_seconds() for delay in DELAYS) / 3600),
        "kept": KEPT.days,
        "patience": PATIENCE.days,
        "moves_soon": hook.active and any(_moves_soon(each) for each in page.rows),
    }
    return render(request, "hooks/detail.html", context)


def _moves_soon(delivery: Delivery) -> bool:
    """Whether it is worth while to look again at once."""
    is_open = delivery.state in (Delivery.State.WAITING, Delivery.State.SENDING)
    return is_open and delivery.next_at < timezone.now() + SOON
