"""The bytes of a package, and its end: handed out, cancelled while it is made, deleted when it lies there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from exporters.access import closed_to, exports_of
from exporters.models import Export, State
from exporters.progress import state_of
from exporters.responses import media_type, streamed_answer
from exporters.storing import pieces

_NOT_THERE = {
    State.EXPIRED: "已过期（做好后保留一天），请重新导出。",
    State.FAILED: "没有做成，请重新导出。",
    State.CANCELLED: "已取消，请重新导出。",
    State.DROPPED: "已删除，请重新导出。",
}


@require_safe
@login_required
def export_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, as long as it is kept and the user still sees every table in it."""
    export = get_object_or_404(exports_of(request.user), pk=pk)
    if closed_to(request.user, [export]):
        raise PermissionDenied
    state = State(state_of(export))
    if state != State.DONE:
        messages.warning(request, f"“{export.title}”{_NOT_THERE.get(state, '还没有做好，请稍候。')}")
        return redirect("export_list")
    kind = media_type(export.format, export.shape)
    return streamed_answer(pieces(export), export.size, export.name, kind)


@require_POST
@login_required
def export_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a package that waits or is made, delete one that is done; its bytes are cleared away by the worker."""
    export = get_object_or_404(exports_of(request.user), pk=pk)
    same = Export.objects.filter(pk=pk)
    if same.filter(state__in=(State.WAITING, State.MAKING)).update(state=State.CANCELLED):
        messages.success(request, f"已取消“{export.title}”。")
    elif request.POST.get("done") and same.filter(state=State.DONE).update(state=State.DROPPED):
        messages.success(request, f"已删除“{export.title}”。")
    else:
        messages.info(request, f"“{export.title}”已经不在制作，没有取消。")
    return redirect("export_list")
