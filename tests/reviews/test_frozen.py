"""What is submitted, approved or published is written by no path: pages, imports, admin, commands, code."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import Client

from accounts.models import User
from budget.append_only import Frozen
from importers.asking import confirm
from importers.choosing import NotPossible, take_over
from indicators.content import TableContent
from indicators.models import Cause, GoalTable, Revision, TableChange
from indicators.storing import content_of, replace
from reviews.models import ReviewEvent
from tests.importers.stepping import batch_of, document, imported, states, undo, work_all
from tests.reviews.stage import Stage, stage

__all__ = ["stage"]
CLOSED = ["submitted", "forwarded", "approved", "published"]
ClientOf = Callable[[User], Client]


@pytest.fixture(params=CLOSED)
def closed(stage: Stage, request: pytest.FixtureRequest) -> Stage:
    stage.reach(request.param)
    return stage


def frozen_facts(stage: Stage) -> tuple[Any, ...]:
    """The rows of the table, its state, and the texts of its revisions and events."""
    texts = list(stage.table.revisions.values_list("content_text", "findings_text", "digest"))
    return (content_of(stage.fresh()), stage.fresh().status, texts, list(stage.table.events.values_list("digest")))


def other(stage: Stage) -> TableContent:
    return changed(content_of(stage.fresh()), goal="另一个2025年目标")


def test_no_page_writes_to_it(closed: Stage, client_of: ClientOf) -> None:
    before, pk = frozen_facts(closed), closed.table.pk
    finding = closed.table.findings.values_list("pk", flat=True).first()
    body = json.dumps({"content": other(closed).to_json(), "serial": closed.fresh().serial})
    for who in ("officer", "administrator"):
        client = client_of(closed.people[who])
        answer = client.post(f"/tables/{pk}/save/", body, content_type="application/json")
        assert answer.status_code >= 400
        client.post(f"/tables/{pk}/edit/", {"serial": "0", "do": "save", "project_name": "别的", "goal": "别的"})
        client.post(f"/tables/{pk}/findings/mend/", {"finding": [finding]})
        client.post(f"/tables/{pk}/findings/{finding}/keep/", {"reason": "这是上级的要求"})
        assert frozen_facts(closed) == before
    assert not closed.table.kept_warnings.exists()


def test_no_import_overwrites_it_nor_takes_it_over(closed: Stage) -> None:
    before = frozen_facts(closed)
    batch = batch_of(("改过.docx", document(other(closed))))
    assert states(batch) == {"网站平台监管": "conflict"}
    row = batch.files.get().tables.get()
    assert not row.takeable
    with pytest.raises(NotPossible):
        take_over(batch, row, "我要覆盖它")
    row.chosen, row.takeover, row.takeable = True, "我要覆盖它", True  # as a forged request would leave it
    row.save()
    confirm(batch, None)
    work_all(batch)
    assert frozen_facts(closed) == before


def test_no_preview_from_before_the_submission_is_written(stage: Stage) -> None:
    content = changed(content_of(stage.fresh()), project_name="导入的项目")
    imported(("新.docx", document(content)))
    stage.table = GoalTable.objects.get(project__name="导入的项目")
    batch = batch_of(("改过.docx", document(other(stage))))
    assert states(batch) == {"导入的项目": "changed"}
    stage.reach("approved")
    before = frozen_facts(stage)
    confirm(batch, None)
    work_all(batch)
    assert frozen_facts(stage) == before


def test_no_undoing_of_an_import_takes_it_back(stage: Stage) -> None:
    batch = imported(("改过.docx", document(other(stage))))
    stage.reach("approved")
    before = frozen_facts(stage)
    undo(batch)
    assert frozen_facts(stage) == before


def test_undoing_keeps_a_table_that_was_reviewed_though_it_is_open_again(stage: Stage) -> None:
    content = changed(content_of(stage.fresh()), project_name="导入的项目")
    batch = imported(("新.docx", document(content)))
    stage.table = GoalTable.objects.get(project__name="导入的项目")
    stage.reach("submitted")
    stage.outcome("officer", "withdraw")  # type: ignore[arg-type]
    undo(batch)
    assert stage.fresh().status == "draft"
    assert "审核记录" in batch.files.get().tables.get().note


def test_no_command_writes_to_it(closed: Stage, tmp_path: Path) -> None:
    before = frozen_facts(closed)
    path = tmp_path / "改过.docx"
    path.write_bytes(document(other(closed)))
    for command in (["import_tables", "--year", "2025", str(path)], ["check_tables", "--recompute"]):
        with suppress(SystemExit):
            call_command(*command)
        assert frozen_facts(closed) == before, command


def test_no_admin_page_writes_to_it(closed: Stage, client_of: ClientOf) -> None:
    before, table = frozen_facts(closed), closed.table
    admin = User.objects.create_superuser("root")
    client = client_of(admin)
    row = table.indicators.first()
    assert row is not None
    agency = table.project.agency_id
    for page in (f"indicators/goaltable/{table.pk}", f"indicators/indicator/{row.pk}", f"budget/agency/{agency}"):
        client.post(f"/admin/{page}/delete/", {"post": "yes"})
    client.post(f"/admin/indicators/goaltable/{table.pk}/change/", {"goal": "别的", "status": "draft"})
    client.post(f"/admin/indicators/indicator/{row.pk}/change/", {"target": "≥1个"})
    for model in ("indicators/revision", "budget/project", "budget/budget", "reviews/comment", "reviews/opinion"):
        assert client.get(f"/admin/{model}/").status_code == 404
    event = table.events.latest("pk").pk
    for page in ("add", f"{event}/change", f"{event}/delete"):
        assert client.post(f"/admin/reviews/reviewevent/{page}/", {"post": "yes", "by_name": "别人"}).status_code == 403
    assert frozen_facts(closed) == before


def test_no_code_writes_to_it_either(closed: Stage) -> None:
    before = frozen_facts(closed)
    with pytest.raises(Frozen, match="网站平台监管"):
        replace(closed.fresh(), other(closed), Cause(TableChange.Kind.EDITED))
    assert frozen_facts(closed) == before


def test_nothing_that_was_submitted_is_deleted(closed: Stage) -> None:
    for thing in (closed.table.project, closed.table):
        with pytest.raises(ProtectedError):
            thing.delete()


@pytest.mark.parametrize("model", [Revision, ReviewEvent])
def test_rows_of_the_record_are_only_added(stage: Stage, model: Any) -> None:
    stage.reach("submitted")
    row = model.objects.get()
    for way in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(by_name="别人"),
        lambda: model.objects.bulk_update([row], ["by_name"]),
        lambda: stage.table.events.all().delete(),
    ):
        with pytest.raises(Frozen):
            way()
