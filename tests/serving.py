"""The web server of the tests in a browser: it tells when it has nothing to do, and lets static files be kept."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ServerHandler

PATIENCE = 30  # seconds for a request that outlives the page which sent it
_changed = threading.Condition()
_running: set[object] = set()


def watch(patch: pytest.MonkeyPatch) -> None:
    """Note every request from its first line to its end."""
    run, serve = ServerHandler.run, StaticFilesHandler.serve

    def run_noted(handler: Any, application: Any) -> None:
        with _changed:
            _running.add(handler)
        try:
            run(handler, application)
        finally:
            with _changed:
                _running.remove(handler)
                _changed.notify_all()

    def serve_for_keeps(handler: Any, request: Any) -> Any:
        response = serve(handler, request)
        response.headers["Cache-Control"] = "max-age=3600"
        return response

    patch.setattr(ServerHandler, "run", run_noted)
    patch.setattr(StaticFilesHandler, "serve", serve_for_keeps)


def wait_until_idle() -> None:
    """A test is over when the server has answered all that its pages asked: only then may its database go."""
    with _changed:
        assert _changed.wait_for(lambda: not _running, PATIENCE), "a request does not end"
