"""A request without the right token: a page for people, JSON for scripts, which then can try again with a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.csrf import csrf_failure

EXPIRED = "这一页已过期，可能是您在别的窗口重新登录过，没有保存。请再试一次；仍不成功时，请先复制内容，再刷新页面。"


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Only pages of our own can read the token: browsers keep answers from other sites."""
    if request.content_type == "application/json":
        return JsonResponse({"error": EXPIRED, "token": get_token(request)}, status=403)
    return csrf_failure(request, reason)
