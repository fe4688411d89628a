"""What administrators of all agencies do with the library: mark as standard, write an entry."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from budget.access import administrator_required
from indicators.library.entries import CanNotWrite, mark, write
from indicators.library.finding import counted
from indicators.library.forms import EntryForm, level_names
from indicators.models import LibraryEntry
from indicators.text import normal_text


@require_POST
@administrator_required
def library_mark(request: HttpRequest) -> HttpResponse:
    """Mark an indicator as standard, or take the mark away."""
    seen = counted(request.user).filter(key=normal_text(request.POST.get("key", ""))).first()
    if seen is None:
        raise Http404
    standard = request.POST.get("standard") == "1"
    try:
        entry = mark(seen, standard, request.user)
        words = "已标为标准指标" if standard else "已取消标准指标"
        messages.success(request, f"“{entry.name}”{words}。")
    except CanNotWrite as refusal:
        messages.error(request, str(refusal))
    return redirect(address_of(seen.key))


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def library_write(request: HttpRequest) -> HttpResponse:
    """The form of an entry: of the key in the address, where there is one, else a new one."""
    key = normal_text(request.GET.get("key", ""))
    entry = _entry(request, key)
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        try:
            written = write(_entry(request, key), form.cleaned_data, request.user)
        except CanNotWrite as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"已保存“{written.name}”。")
            return redirect(address_of(written.key))
    firsts, seconds = level_names()
    context = {"form": form, "key": key, "firsts": firsts, "seconds": seconds}
    return render(request, "indicators/library_write.html", context, status=400 if form.errors else 200)


def _entry(request: HttpRequest, key: str) -> LibraryEntry:
    """The entry of a key, or one that is not saved, with the usual texts where the indicator was seen."""
    stored = LibraryEntry.objects.filter(key=key).first() if key else None
    seen = counted(request.user).filter(key=key).first() if key and stored is None else None
    if stored:
        return stored
    if seen is None:
        if key:
            raise Http404
        return LibraryEntry()
    target = seen.targets[0][0] if seen.targets else ""
    return LibraryEntry(
        level1=seen.level1, level2=seen.level2, name=seen.name, description=seen.description, target=target[:300]
    )


def address_of(key: str) -> str:
    """The page of an indicator."""
    return f"{reverse('library_indicator')}?{urlencode({'key': key})}"
