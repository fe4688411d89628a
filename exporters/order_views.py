"""POST /exports/new/: a few tables come back as a file at once, more become a package."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from exporters.forms import OWN, WHOSE, YearForm
from exporters.list_orders import order_from_list
from exporters.orders import Order, Unfit, file_of, place
from exporters.responses import file_answer, media_type
from exporters.year_orders import order_of_year

SLOW_TO_OPEN = "这么多表放在一个文件里，打开会很慢；也可以改为每个单位或每张表一个文件。"


@require_POST
@login_required
def export_new(request: HttpRequest) -> HttpResponseBase:
    """From the list of tables (`which`), or from the page of exports."""
    try:
        order = _order(request).check()
        if order.is_small and not order.without:
            return file_answer(file_of(order), order.name, media_type(order.format, order.shape))
        export = place(order, request.user)
    except Unfit as unfit:
        messages.warning(request, str(unfit))
        return redirect(_back(request))
    messages.success(request, f"开始制作“{export.title}”，做好后在这里下载。{_besides(order)}")
    return redirect("export_list")


def _order(request: HttpRequest) -> Order:
    if "which" in request.POST:
        return order_from_list(request.POST, request.user)
    return order_of_year(YearForm(request.POST, request.user, sent=True), request.user)


def _besides(order: Order) -> str:
    """What is not in it and why, and what is better known beforehand."""
    refused = f"{order.refused} 张没有权限或不存在，未导出。" if order.refused else ""
    without = f"{order.without} 张还没有批复，未收入。" if order.without else ""
    return refused + without + (SLOW_TO_OPEN if order.is_bulky else "")


def _back(request: HttpRequest) -> str:
    """The page that the order came from, as it was."""
    if "which" not in request.POST:
        chosen = {name: request.POST[name] for name in (*WHOSE, *OWN) if name in request.POST}
        return f"{reverse('export_list')}?{urlencode(chosen)}"
    query = request.POST.get("query", "")
    return reverse("table_list") + (f"?{query}" if query else "")
