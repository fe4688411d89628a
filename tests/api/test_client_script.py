"""docs/api_client.py against a real server: all pages, totals that agree, waiting where it is told to."""

import subprocess
import sys
from pathlib import Path
from typing import Any

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


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_it_waits_where_it_is_told_to(people: People, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of three requests in two seconds, and a page of one table: the script needs more than one window."""
    for number in range(3):
        make_table(people.agencies["667201"], name=f"项目{number}", status="approved", total="1", rows=[])
    monkeypatch.setattr("api.limits.for_caller", lambda: limits.Limit(3, 2))
    done = pulled(live_server.url, token_for(people.finance), 2025)
    assert done.stdout == "3 张表，3.00 元\n", done.stderr
