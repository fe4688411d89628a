"""What is counted of requests for Prometheus: how many, and how long until the answer began.

Each process of gunicorn counts in files of its own in PROMETHEUS_MULTIPROC_DIR (deploy/gunicorn.conf.py), and whichever
is asked adds them up. Labels are few: the name of the view, never an address.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram

from perfgoals.request_log import Answering

REQUESTS = Counter("perfgoals_requests_total", "Answered requests", ["view", "method", "status"])
SECONDS = Histogram(
    "perfgoals_request_seconds",
    "Time until the answer began",
    ["view", "method"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STATIC = "static"
NOWHERE = "nowhere"  # an address that is none of ours: scanners invent them without end


def view_of(request: HttpRequest) -> str:
    """The name under which the request is counted."""
    if request.resolver_match:
        return request.resolver_match.view_name or NOWHERE
    return STATIC if request.path.startswith(settings.STATIC_URL) else NOWHERE


def request_metrics(get_response: Answering) -> Answering:
    """Middleware: counts every request."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = get_response(request)
        view, method = view_of(request), request.method if request.method in METHODS else "OTHER"
        REQUESTS.labels(view, method, response.status_code).inc()
        SECONDS.labels(view, method).observe(time.monotonic() - began)
        return response

    return answer
