"""From events to deliveries: each once for every hook that wants it, also what was committed late or noted by two."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from hooks import outbox
from hooks.models import Delivery, Hook
from hooks.outbox import LONGEST, SLACK, complete_until, note_events
from importers.models import ImportBatch, ImportFile, SourceFile
from reviews.states import Action
from tests.hooks.receiving import make_hook
from tests.importers.racing import together
from tests.reviews.stage import Stage, set_stage, stage  # noqa: F401
from tests.tables import make_table

State = ImportFile.State


def told(hook: Hook | None = None) -> list[str]:
    found = Delivery.objects.order_by("pk")
    return list((found.filter(hook=hook) if hook else found).values_list("event", flat=True))


@pytest.fixture
def hook(db: None) -> Hook:
    return make_hook()


def test_each_move_is_told_once(stage: Stage, hook: Hook) -> None:  # noqa: F811
    stage.reach("approved")
    assert (note_events(), note_events()) == (1, 0)
    stage.perform("finance", Action.CANCEL)
    stage.perform("finance", Action.APPROVE)
    stage.perform("finance", Action.PUBLISH)
    stage.perform("officer", Action.ADJUST)
    stage.perform("officer", Action.SUBMIT)
    stage.perform("department", Action.FORWARD)
    stage.perform("department", Action.CANCEL)  # of its own judgement: no approval is taken back
    stage.perform("department", Action.RETURN)
    assert note_events() == 5
    assert told() == [
        "table.approved", "table.approval_cancelled", "table.approved", "table.published", "table.adjusted",
        "table.returned",
    ]  # fmt: skip
    assert note_events() == 0


def test_what_a_message_says(stage: Stage, hook: Hook, settings: Any) -> None:  # noqa: F811
    settings.ADDRESS = "https://goals.example"
    stage.reach("returned")
    note_events()
    delivery = Delivery.objects.get()
    event = stage.table.events.get(action="return")
    message = json.loads(delivery.body)
    assert message == {
        "id": str(delivery.uid),
        "event": "table.returned",
        "at": timezone.localtime(event.at).isoformat(),
        "table": {
            "id": stage.table.pk,
            "year": 2025,
            "region": "",
            "agency_code": "319101",
            "agency_name": "天津市人民政府政务服务办公室",
            "project_name": "网站平台监管",
            "version": 1,
            "submission": 1,
            "status_before": "submitted",
            "status": "returned",
            "url": f"https://goals.example/tables/{stage.table.pk}/",
        },
    }
    assert delivery.subject == "网站平台监管（319101，2025）"
    assert "请核对后再报" not in delivery.body  # what was said is for those who may read it
    settings.ADDRESS = ""


def test_only_what_a_hook_wants(stage: Stage, hook: Hook) -> None:  # noqa: F811
    agency = stage.table.project.agency
    published = make_hook(events=["table.published"])
    own, above = make_hook(agency=agency), make_hook(agency=agency.parent)
    other = make_hook(agency=stage.people["stranger"].memberships.get().agency)
    nowhere, elsewhere = make_hook(region="-"), make_hook(region="和平区")
    off = make_hook(active=False)
    nothing = make_hook(events=[])
    stage.reach("approved")
    note_events()
    assert [told(each) for each in (hook, own, above, nowhere)] == [["table.approved"]] * 4
    assert [told(each) for each in (published, other, elsewhere, off, nothing)] == [[]] * 5
    stage.perform("finance", Action.PUBLISH)
    note_events()
    assert told(published) == ["table.published"]


def test_what_was_before_a_hook_is_not_told(stage: Stage) -> None:  # noqa: F811
    stage.reach("approved")
    hook = make_hook()
    assert note_events() == 0
    stage.perform("finance", Action.PUBLISH)
    note_events()
    assert told(hook) == ["table.published"]


def test_what_goes_wrong_with_one_hook_keeps_no_other_waiting(
    stage: Stage,  # noqa: F811
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such as somebody who removes it just now."""
    other = make_hook()
    stage.reach("approved")
    noted = outbox.note_for

    def note(each: Hook, until: datetime) -> int:
        if each == hook:
            raise IntegrityError("hook_id is not present")
        return noted(each, until)

    monkeypatch.setattr(outbox, "note_for", note)
    assert note_events() == 1
    assert told(other) == ["table.approved"]
    monkeypatch.setattr(outbox, "note_for", Mock(side_effect=OperationalError("away")))
    with pytest.raises(OperationalError):
        note_events()


def test_a_long_time_without_a_worker(stage: Stage, hook: Hook) -> None:  # noqa: F811
    """The window reaches back to the last look, however long ago."""
    stage.reach("approved")
    long_ago = timezone.now() - timedelta(days=40)
    Hook.objects.update(told_since=long_ago, noted_until=long_ago)
    assert note_events() == 1
    hook.refresh_from_db()
    assert timezone.now() - hook.noted_until < timedelta(minutes=1)


def test_a_machine_whose_clock_is_behind(stage: Stage, hook: Hook) -> None:  # noqa: F811
    stage.reach("approved")
    Hook.objects.update(told_since=timezone.now() - SLACK, noted_until=timezone.now() + SLACK / 2)
    assert note_events() == 1


def test_more_than_one_round_can_take(stage: Stage, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    stage.reach("published")
    stage.perform("officer", Action.ADJUST)
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    before = hook.noted_until
    assert note_events() == 2
    hook.refresh_from_db()
    assert hook.noted_until == before  # the rest is still to come
    assert (note_events(), note_events()) == (1, 0)
    hook.refresh_from_db()
    assert hook.noted_until > before


def file_of(batch: ImportBatch, state: str, **values: Any) -> ImportFile:
    source, _ = SourceFile.objects.get_or_create(sha256="0" * 64, defaults={"name": "a", "size": 1, "content": b"a"})
    return ImportFile.objects.create(batch=batch, source=source, name="a.docx", state=state, **values)


def test_a_batch_is_told_when_nothing_is_left_to_do(hook: Hook) -> None:
    batch = ImportBatch.objects.create(year=2025, name="年度批次")
    done = file_of(batch, State.DONE, finished_at=timezone.now(), new=3, written=3)
    for state in (
        State.RECEIVED,
        State.QUEUED,
        State.READING,
        State.READY,
        State.CONFIRMED,
        State.COMMITTING,
        State.TO_UNDO,
    ):
        other = file_of(batch, state)
        assert note_events() == 0, state
        other.delete()
    file_of(batch, State.FAILED, finished_at=timezone.now())
    assert (note_events(), note_events()) == (1, 0)
    told_of = json.loads(Delivery.objects.get().body)["batch"]
    assert (told_of["name"], told_of["outcome"], told_of["files"]) == ("年度批次", "done", {"done": 1, "failed": 1})
    assert (told_of["tables"]["new"], told_of["tables"]["written"]) == (3, 3)
    done.state, done.finished_at = State.UNDONE, timezone.now()
    done.save()
    assert (note_events(), note_events()) == (1, 0)  # finished anew
    assert json.loads(Delivery.objects.first().body)["batch"]["outcome"] == "undone"


def test_batches_of_other_regions_and_for_agencies(hook: Hook, stage: Stage) -> None:  # noqa: F811
    region, agency = make_hook(region="和平区"), make_hook(agency=stage.table.project.agency)
    for name in ("", "和平区"):
        file_of(ImportBatch.objects.create(year=2025, region=name), State.DONE, finished_at=timezone.now())
    note_events()
    assert [len(told(each)) for each in (hook, region, agency)] == [2, 1, 0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_committed_late_is_not_missed(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its key is smaller and its moment earlier than those of one that was told already, however long it took."""
    monkeypatch.setattr(outbox, "SLACK", timedelta())
    make_hook()
    late = set_stage(people)
    # Of another agency, since one at a time writes to the tables of one.
    early = Stage(make_table(people.agencies["667201"]), {"officer": people.officer, "finance": people.finance})
    late.reach("forwarded")
    early.perform("officer", Action.SUBMIT)
    written, may_commit = threading.Event(), threading.Event()

    def commit_late() -> None:
        with transaction.atomic():
            late.perform("finance", Action.APPROVE)
            written.set()
            assert may_commit.wait(30)

    def meanwhile() -> None:
        assert written.wait(30)
        try:
            early.perform("finance", Action.APPROVE)
            assert (note_events(), note_events()) == (1, 0)
            monkeypatch.setattr(outbox, "LONGEST", timedelta())
            assert timezone.now() - complete_until() < timedelta(seconds=5)  # one that never ends holds nothing up
            monkeypatch.setattr(outbox, "LONGEST", LONGEST)
        finally:
            may_commit.set()

    together(commit_late, meanwhile)
    keys = {each.table.pk: each.table.events.get(action="approve").pk for each in (late, early)}
    assert keys[late.table.pk] < keys[early.table.pk]
    assert (note_events(), note_events()) == (1, 0)
    told_of = [
        json.loads(body)["table"]["id"] for body in Delivery.objects.order_by("pk").values_list("body", flat=True)
    ]
    assert told_of == [early.table.pk, late.table.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_note_each_event_once(people: Any) -> None:
    stage = set_stage(people)  # noqa: F811
    stage.reach("published")
    stage.perform("officer", Action.ADJUST)
    hook = make_hook()
    Hook.objects.update(told_since=timezone.now() - SLACK)
    together(note_events, note_events, note_events)
    assert sorted(told(hook)) == ["table.adjusted", "table.approved", "table.published"]


def test_few_statements_however_much_there_is(
    stage: Stage,  # noqa: F811
    hook: Hook,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    stage.reach("published")
    stage.perform("officer", Action.ADJUST)
    with django_assert_max_num_queries(6):
        assert note_events() == 3
    assert connection.in_atomic_block
