"""Whether this process can be given work: /healthz asks nothing, /readyz asks the database, /metrics is beside them.

They are answered before anything else looks at the request (`probes`): the asker comes by the address of a container,
without a certificate and without a sign-in, and its visits are no lines of the log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from perfgoals.metrics_views import metrics
from perfgoals.readiness import READINESS
from perfgoals.request_log import Answering


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    """The process can work: 200, or 503 with a sentence."""
    words = READINESS.words()
    status = 503 if words else 200
    response = HttpResponse(f"{words or 'ok'}\n", status=status, content_type="text/plain; charset=utf-8")
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would tell each 503 as an error
    return response


PROBES: dict[str, Answering] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}


def probes(get_response: Answering) -> Answering:
    """Middleware: answers the probes; whoever else comes goes on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return PROBES.get(request.path_info, get_response)(request)

    return answer
