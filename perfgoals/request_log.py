"""A line of the log for each request, with an id that people can quote from the error page.

It stands first among the middleware, so that its time is all the time that we took. Searches and names of projects
stand in query strings, so these are not logged; whoever asked is told by the key of the account.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from budget.outages import database_is_away
from perfgoals.logs import current_request

logger = logging.getLogger("perfgoals.requests")

SOON = 10  # seconds
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
Answering = Callable[[HttpRequest], HttpResponseBase]


def request_id_of(request: HttpRequest) -> str:
    """The id that our proxy gave to the request, where it looks like one; else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if _SANE.fullmatch(given) else secrets.token_hex(8)


def request_log(get_response: Answering) -> Answering:
    """Middleware: the id goes into the request, into each line of the log meanwhile and into the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.request_id = request_id_of(request)  # type: ignore[attr-defined]
        token = current_request.set(request.request_id)  # type: ignore[attr-defined]
        began = time.monotonic()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
            tell(request, response, time.monotonic() - began)
        finally:
            current_request.reset(token)
        return response

    return answer


def tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """The line. Seconds until the answer began: a download goes on after that."""
    status = response.status_code
    # Only who was looked up anyway: the log asks the database nothing.
    user = getattr(getattr(request, "_cached_user", None), "pk", None)
    match = request.resolver_match
    logger.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "%s %s %d",
        request.method,
        request.path,
        status,
        extra={
            "user": user,
            "method": request.method,
            "path": request.path,
            "view": match.view_name if match else None,
            "status": status,
            "duration": round(seconds, 3),
        },
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an error of ours (handler500): no database, since that may be what is broken.

    Where it is, the answer is 503: whoever asks again a little later may find it mended.
    """
    away = database_is_away(sys.exc_info()[1])
    words = render_to_string("500.html", {"request_id": getattr(request, "request_id", ""), "away": away})
    headers = {"Retry-After": str(SOON)} if away else {}
    return HttpResponse(words, status=503 if away else 500, headers=headers)
