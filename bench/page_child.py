"""python -m bench.page_child: answers lines "role address" with JSON: status, seconds and queries of that page.

One process for each database, so that both are asked in turns. The pages are asked for as a browser does, through all
of Django but the socket; the work of the database is in the time.
"""

from __future__ import annotations

import gc
import json
import re
import sys
import time
from typing import Any
from urllib.parse import quote

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

LAST = "9999"  # a page number behind the last one gives the last one
USERS = {"department": "dept-r0-101", "officer": "officer-r0-101002"}


class Browser:
    """Signed-in clients by role, and what the names in addresses stand for."""

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

    def address(self, role: str, address: str) -> str:
        """The address with keys of this database."""
        return re.sub(r"\{(\w+)\}", lambda found: quote(str(self._key(role, found[1]))), address)

    def _key(self, role: str, name: str) -> Any:
        from budget.models import Agency
        from importers.models import ImportBatch
        from indicators.models import SeenIndicator

        if name == "last":
            return LAST
        if name == "agency":
            return Agency.objects.get(region="", code="101002").pk
        if name in ("batch", "ready"):
            wanted = {"batch": "2025年年度批次", "ready": "补报批次"}[name]
            return ImportBatch.objects.get(name=wanted).pk
        if name == "key":
            return SeenIndicator.objects.order_by("-count", "pk")[10].key
        return self._table(role, name)

    def _table(self, role: str, name: str) -> int:
        from accounts.models import User
        from indicators.models import GoalTable

        user = User.objects.get(username=USERS.get(role, role))
        tables = GoalTable.objects.visible_to(user)
        states = {"waiting": "submitted" if role == "department" else "forwarded", "judged": "approved", "own": "draft"}
        found = tables.filter(status=states.get(name, name), project__year=2025).order_by("pk")
        return int(found[found.count() // 2].pk)

    def ask(self, role: str, address: str) -> dict[str, Any]:
        """One answer, timed; asked once more with its queries counted."""
        client, path = self.client(role), self.address(role, address)
        gc.collect()
        start = time.perf_counter()
        answer = client.get(path)
        b"".join(answer) if answer.streaming else answer.content
        return {"status": answer.status_code, "seconds": time.perf_counter() - start}

    def queries(self, role: str, address: str) -> int:
        """How many statements a page takes."""
        with CaptureQueriesContext(connection) as captured:
            self.client(role).get(self.address(role, address))
        return len(captured)


def main() -> None:
    """Answer until there are no more lines."""
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()
    browser = Browser()
    for line in sys.stdin:
        what, role, address = line.rstrip("\n").split(" ", 2)
        answer = browser.queries(role, address) if what == "queries" else browser.ask(role, address)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
