"""docs/api_client.py against a real server: all pages, totals that agree, waiting where it is told to."""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from api import limits
from tests.api.conftest import token_for
from tests.conftest import People
from tests.tables import make_table

SCRIPT = Path(__file__).parents[2] / "docs" / "api_client.py"


def pulled(site: str, token: str, year: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), site, token, str(year)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, env={"PYTHONIOENCODING": "utf-8"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_a_year_is_pulled_and_added_up(people: People, live_server: Any) -> None:
    states = ["approved"] * 105 + ["published"] * 2 + ["draft"]  # more than one page
    for number, status in enumerate(states):
        make_table(people.agencies["667201"], name=f"项目{number}", status=status, total="1000.25", rows=[])
    make_table(people.agencies["667201"], name="去年的", year=2024, status="approved")
    done = pulled(live_server.url, token_for(people.finance), 2025)
    assert done.stdout == "107 张表，107,026.75 元\n", done.stderr
    refused = pulled(live_server.url, "pg_" + "x" * 43, 2025)
    assert refused.returncode == 1
    assert "401 没有这个令牌" in refused.stderr


class Elsewhere(BaseHTTPRequestHandler):
    """What may stand between: it sends away, asks people to sign in, or answers with a page."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        kind = int(self.path.split("year=")[1][:3])
        self.send_response(kind)
        self.send_header("Location", "/elsewhere?year=200")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write("<h1>请登录</h1>".encode())

    def log_message(self, *args: Any) -> None:
        pass


@pytest.mark.once
@pytest.mark.parametrize(("kind", "words"), [(302, "302 Found"), (401, "401 Unauthorized"), (200, "不是 JSON")])
def test_the_token_goes_nowhere_else_and_pages_are_told(kind: int, words: str) -> None:
    Elsewhere.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        done = pulled(f"http://127.0.0.1:{server.server_port}", "pg_x", kind)
        server.shutdown()
        thread.join()
    assert (done.returncode, len(Elsewhere.seen)) == (1, 1)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_it_waits_where_it_is_told_to(people: People, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of three requests in two seconds, and a page of one table: the script needs more than one window."""
    for number in range(3):
        make_table(people.agencies["667201"], name=f"项目{number}", status="approved", total="1", rows=[])
    monkeypatch.setattr("api.limits.for_caller", lambda: limits.Limit(3, 2))
    done = pulled(live_server.url, token_for(people.finance), 2025)
    assert done.stdout == "3 张表，3.00 元\n", done.stderr
