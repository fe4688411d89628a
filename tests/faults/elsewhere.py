"""python -m tests.faults.elsewhere ACTION …: an action on a database other than the test's own, which may be stopped,
filled up or thrown away; in a process of its own, since a process has one database.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-long-password-for-tests"
SILENCE = "2"


def environment(url: str, folder: Path) -> dict[str, str]:
    """The variables of a process of ours on that database."""
    variables = {
        "DATABASE_URL": url,
        "PERFGOALS_DATA": str(folder),
        "PERFGOALS_SILENCE": SILENCE,
        "DJANGO_SETTINGS_MODULE": "perfgoals.settings",
        "PYTHONUTF8": "1",
    }
    return os.environ | variables


def run(url: str, folder: Path, *arguments: str) -> Any:
    """Do an action there; what it returns."""
    command = [sys.executable, "-m", "tests.faults.elsewhere", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(url, folder), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def start(url: str, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A process of ours that goes on beside the test; its output is in `folder`."""
    with (folder / "output.txt").open("a") as output:
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment(url, folder), stdout=output, stderr=output
        )


def make_batch(number: str) -> int:
    """A batch that waits for workers; its key."""
    from importers.batches import create_batch, enqueue
    from tests.faults.batches import Documents

    batch = create_batch(2025, "", "批次", Documents(int(number), damaged=20).files(), unattended=True)
    enqueue(batch)
    return int(batch.pk)


def judge_batch(batch: str, number: str) -> None:
    """Fail unless every good table is there once and every bad file has its sentence."""
    from importers.models import ImportBatch
    from tests.faults.batches import Documents, assert_whole

    assert_whole(ImportBatch.objects.get(pk=int(batch)), Documents(int(number), damaged=20))


def make_officer() -> int:
    """An officer who signs in with PASSWORD, and a table of hers; its key."""
    from accounts.models import User
    from budget.models import Agency, Membership, Role
    from tests.tables import make_table

    agency = Agency.objects.create(code="667201", name="网格中心")
    user = User.objects.create_user("officer", password=PASSWORD)
    Membership.objects.create(user=user, role=Role.OFFICER, agency=agency)
    return int(make_table(agency).pk)


def make_busy(officers: str, files: str) -> Any:
    """Everything that is needed for officers at work beside an import, in one process, since each takes a second.

    Signed-in officers with tables of their own and shared ones (bench/desks.py) and what stands in those, in an agency
    that the batch, which waits for workers, meets.
    """
    desks = _desks(int(officers))
    make_batch(files)
    return {"desks": desks, "contents": _contents({int(key) for desk in desks for key in desk["serials"]})}


def _desks(officers: int) -> list[dict[str, Any]]:
    from accounts.models import User
    from bench.desks import OWN, SHARED, settle
    from budget.models import Agency, Membership, Role
    from tests.tables import make_table

    agency = Agency.objects.create(code="667003", name="单位3")
    Membership.objects.create(user=User.objects.create_user("officer"), role=Role.OFFICER, agency=agency)
    for each in range(SHARED + OWN * officers):
        make_table(agency, f"第{each + 1}张表")
    return settle(officers)


def _contents(tables: set[int]) -> dict[int, Any]:
    from indicators.models import GoalTable
    from indicators.storing import contents_of

    found = contents_of(GoalTable.objects.filter(pk__in=tables))
    return {key: content.to_json() for key, content in found.items()}


def saved(table: str) -> dict[str, Any]:
    """What is stored of a table: its goal, its serial, and how many changes its history has."""
    from indicators.models import GoalTable

    found = GoalTable.objects.get(pk=int(table))
    return {"goal": found.goal, "serial": found.serial, "changes": found.changes.count()}


def content(table: str) -> Any:
    """What stands in a table."""
    from indicators.models import GoalTable
    from indicators.storing import content_of

    return content_of(GoalTable.objects.get(pk=int(table))).to_json()


def order_package(number: str) -> int:
    """A package of so many tables that waits for a worker; its key."""
    from django.db import transaction

    from accounts.models import User
    from bench.documents import contents
    from budget.models import Agency
    from exporters.orders import Order, keys_of, place
    from indicators.models import Cause, GoalTable
    from indicators.storing import create_tables

    agency = Agency.objects.create(code="667201", name="网格中心")
    with transaction.atomic():
        create_tables(2025, [(agency, content, Cause("imported", None)) for content in contents(int(number))])
    keys = keys_of(GoalTable.objects.order_by("pk"))
    user = User.objects.create_superuser("admin")
    return int(place(Order("全部", "2025 年", keys, "xlsx", "table"), user).pk)


def package(key: str) -> dict[str, Any]:
    """How far a package has come; and when it is done, how many files are in it."""
    from io import BytesIO
    from zipfile import ZipFile

    from exporters.models import Export, State
    from exporters.storing import pieces

    export = Export.objects.get(pk=int(key))
    whole = b"".join(pieces(export)) if export.state == State.DONE else b""
    files = len(ZipFile(BytesIO(whole)).namelist()) if whole else 0
    return {"state": export.state, "attempts": export.attempts, "errors": export.errors, "files": files}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
