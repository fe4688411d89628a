"""/metrics for Prometheus: only with the token of PERFGOALS_METRICS_TOKEN, and without that setting not at all."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from perfgoals.state_metrics import StateOfTheWork


def may_ask(request: HttpRequest) -> bool:
    """Whether the request carries the token."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and constant_time_compare(given, settings.METRICS_TOKEN)


def registries() -> list[Any]:
    """Requests (of all processes of this gunicorn, or of this one where it is alone), and the state of the work."""
    requests: Any = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
    work = CollectorRegistry()
    work.register(StateOfTheWork())
    return [requests, work]


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures as text."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound()
    if not may_ask(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(b"".join(generate_latest(each) for each in registries()), content_type=CONTENT_TYPE_LATEST)
