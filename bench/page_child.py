"""python -m bench.page_child: answers lines "role address" with JSON: status, seconds and queries of that page.

One process for each database, so that both are asked in turns. The pages are asked for as a browser does, through all
of Django but the socket; the work of the database is in the time.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.places import filled_in

USERS = {"department": "dept-r0-101", "officer": "officer-r0-101002"}


class Browser:
    """Signed-in clients by role."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}

    def client(self, role: str) -> Client:
        """The client of a role, signed in once."""
        from accounts.models import User

        if role not in self.clients:
            self.clients[role] = Client(HTTP_HOST="localhost", raise_request_exception=False)
            user = User.objects.get(username=USERS.get(role, role))
            self.clients[role].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return self.clients[role]

    def ask(self, role: str, address: str) -> dict[str, Any]:
        """One answer, timed; asked once more with its queries counted."""
        client, path = self.client(role), filled_in(address, USERS.get(role, role))
        gc.collect()
        start = time.perf_counter()
        answer = client.get(path)
        b"".join(answer) if answer.streaming else answer.content
        return {"status": answer.status_code, "seconds": time.perf_counter() - start}

    def queries(self, role: str, address: str) -> int:
        """How many statements a page takes."""
        client, path = self.client(role), filled_in(address, USERS.get(role, role))
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)


def main() -> None:
    """Answer until there are no more lines."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_PER_MINUTE = 1_000_000  # nobody asks as fast as this does
    django.setup()
    browser = Browser()
    for line in sys.stdin:
        what, role, address = line.rstrip("\n").split(" ", 2)
        answer = browser.queries(role, address) if what == "queries" else browser.ask(role, address)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
