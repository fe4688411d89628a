"""Packages made by a worker: whole or not there, made once, taken up again, cancelled, expired, closed to strangers."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from budget.heartbeat import MAX_ERRORS, silence
from budget.models import Membership
from exporters import claims, making, tasks
from exporters.models import Export, ExportChunk, State
from exporters.orders import MOST_KEPT, MOST_OPEN, Order, Unfit, keys_of, place
from exporters.storing import ChunkWriter, drop_bytes, pieces
from exporters.sweeping import sweep
from indicators.models import GoalTable
from tests.conftest import People
from tests.exporters.going_out import body, made, projects
from tests.tables import make_table

ClientOf = Callable[[User], Client]


@pytest.fixture
def tables(people: People) -> list[GoalTable]:
    return [make_table(people.agencies["667201"], name=f"项目{number}", number=number) for number in range(1, 6)]


def placed(user: User, format: str = "json", shape: str = "one") -> Export:
    keys = keys_of(GoalTable.objects.visible_to(user).order_by("number"))
    return place(Order("全部", "2025 年", keys, format, shape), user)


@pytest.fixture
def export(people: People, tables: list[GoalTable]) -> Export:
    return placed(people.officer)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.storing.CHUNK", 100)
    monkeypatch.setattr("exporters.storing.AT_ONCE", 3)
    monkeypatch.setattr("exporters.taking.STEP", 2)


def whole(export: Export) -> list[str]:
    return projects(b"".join(pieces(export)))


NAMES = [f"项目{number}" for number in range(1, 6)]


def test_made_in_pieces_and_handed_out_whole(
    export: Export, people: People, client_of: ClientOf, small_pieces: None
) -> None:
    assert (export.state, export.total) == (State.WAITING, 5)
    made(export)
    assert (export.state, export.done, export.left_out) == (State.DONE, 5, 0)
    sizes = [len(chunk.data) for chunk in export.chunks.all()]
    assert sum(sizes) == export.size
    assert set(sizes[:-1]) == {100}
    response = client_of(people.officer).get(f"/exports/{export.pk}/download/")
    assert response["Content-Length"] == str(export.size)
    assert response["Content-Type"] == "application/json"
    assert projects(body(response)) == NAMES


def test_taken_as_they_are_when_written(export: Export, tables: list[GoalTable]) -> None:
    tables[0].project.name = "后来改的"
    tables[0].project.save()
    tables[1].project.delete()
    made(export)
    assert (export.state, export.left_out) == (State.DONE, 1)
    assert whole(export) == ["后来改的", *NAMES[2:]]


def test_progress_is_told_while_it_is_made(export: Export, small_pieces: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    tell = claims.tell
    monkeypatch.setattr(making, "tell", lambda export, number: (told.append(number), tell(export, number)))
    made(export)
    assert told == [2, 4, 5]


def test_a_second_job_for_it_does_nothing(export: Export) -> None:
    first = made(export)
    finished = first.finished_at
    assert made(export).finished_at == finished
    assert export.claims == 1


def interrupted(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object], error: type[Exception] | None) -> None:
    """Something happens after the first tables are written, and the worker dies of an error, or goes on."""

    def tell(export: Export, number: int) -> None:
        monkeypatch.setattr(making, "tell", claims.tell)
        happens()
        if error:
            raise error
        claims.tell(export, number)

    monkeypatch.setattr(making, "tell", tell)


def test_cancelled_while_it_is_made(
    export: Export, people: People, client_of: ClientOf, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(people.officer)
    interrupted(monkeypatch, lambda: client.post(f"/exports/{export.pk}/cancel/"), None)
    made(export)
    assert export.state == State.CANCELLED
    assert not ExportChunk.objects.exists()
    response = client.get(f"/exports/{export.pk}/download/", follow=True)
    assert "已取消，请重新导出" in response.content.decode()
    assert made(export).state == State.CANCELLED


def test_an_error_is_tried_again_and_not_for_ever(
    export: Export, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "tell", lambda *values: 1 / 0)
    for attempt in range(1, MAX_ERRORS + 1):
        with pytest.raises(ZeroDivisionError):
            made(export)
        export.refresh_from_db()
        assert (export.attempts, export.state == State.FAILED) == (attempt, attempt == MAX_ERRORS)
    assert made(export).state == State.FAILED
    sweep()
    assert not ExportChunk.objects.exists()


def test_a_worker_that_died_leaves_nothing_that_counts(export: Export, small_pieces: None, settings: Any) -> None:
    """What it wrote is there under its claim; the next worker writes its own."""
    dead = claims.claim(export.pk)
    assert dead
    target = ChunkWriter(dead)
    target.write(b"x" * 350)
    assert claims.take_up() == 0
    Export.objects.update(heartbeat=timezone.now() - timedelta(seconds=settings.IMPORT_SILENCE + 1))
    sweep()
    export.refresh_from_db()
    assert export.state == State.WAITING
    made(export)
    assert (export.claims, whole(export)) == (2, NAMES)
    with pytest.raises(claims.Superseded):
        target.write(b"y" * 100)
    with pytest.raises(claims.Superseded):
        claims.finish(dead, 450, 0)
    with pytest.raises(claims.Superseded):
        claims.tell(dead, 1)
    assert not claims.give_up(dead)
    sweep()
    assert set(ExportChunk.objects.values_list("claim", flat=True)) == {2}
    assert whole(export) == NAMES


def test_a_lost_job_is_handed_out_again(export: Export) -> None:
    assert claims.take_up() == 0
    Export.objects.update(heartbeat=timezone.now() - silence() - timedelta(seconds=1))
    assert claims.take_up() == 0  # its job waits in the queue
    DBTaskResult.objects.all().delete()
    assert claims.take_up() == 1
    assert claims.take_up() == 0


def test_a_day_later_it_is_gone(export: Export, people: People, client_of: ClientOf) -> None:
    made(export)
    assert export.expires_at == export.finished_at + timedelta(days=1)
    sweep()
    assert ExportChunk.objects.exists()
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client = client_of(people.officer)
    page = client.get(f"/exports/{export.pk}/download/", follow=True).content.decode()
    assert "已过期（做好后保留一天），请重新导出" in page
    assert f"/exports/{export.pk}/download/" not in page
    sweep()
    assert ExportChunk.objects.exists()  # for who is in the midst of it
    Export.objects.update(expires_at=timezone.now() - timedelta(hours=2))
    sweep()
    export.refresh_from_db()
    assert export.state == State.EXPIRED
    assert not ExportChunk.objects.exists()
    Export.objects.update(asked_at=timezone.now() - timedelta(days=31))
    sweep()
    assert not Export.objects.exists()


def test_bytes_that_are_lost_break_the_answer_off(export: Export, small_pieces: None) -> None:
    made(export)
    export.chunks.filter(number=1).delete()
    with pytest.raises(OSError, match="lost its bytes"):
        list(pieces(export))


def test_who_no_longer_sees_a_table_gets_nothing_of_it(export: Export, people: People, client_of: ClientOf) -> None:
    made(export)
    Membership.objects.filter(user=people.officer).update(agency=people.agencies["319202"])
    make_table(people.agencies["319202"])
    client = client_of(people.officer)
    assert client.get(f"/exports/{export.pk}/download/").status_code == 403
    pages = client.get(f"/exports/{export.pk}/").content.decode() + client.get("/exports/").content.decode()
    assert "不能下载" in pages
    assert "另有 5 张您现在无权查看" in pages
    assert "项目1" not in pages
    assert projects(body(client_of(people.administrator).get(f"/exports/{export.pk}/download/"))) == NAMES


def test_a_table_that_was_deleted_counts_by_its_agency(
    export: Export, tables: list[GoalTable], people: People, client_of: ClientOf
) -> None:
    made(export)
    tables[0].project.delete()
    client = client_of(people.officer)
    assert client.get(f"/exports/{export.pk}/download/").status_code == 200
    assert "这张表后来被删除" in client.get(f"/exports/{export.pk}/").content.decode()
    Membership.objects.filter(user=people.officer).update(agency=people.agencies["319202"])
    GoalTable.objects.all().delete()
    assert client_of(people.officer).get(f"/exports/{export.pk}/download/").status_code == 403


@pytest.mark.parametrize("who", ["finance", "department", "reader", "stranger"])
def test_others_do_not_know_of_it(who: str, export: Export, people: People, client_of: ClientOf) -> None:
    made(export)
    client = client_of(getattr(people, who))
    for address in ("", "progress/", "download/"):
        assert client.get(f"/exports/{export.pk}/{address}").status_code == 404
    assert client.post(f"/exports/{export.pk}/cancel/").status_code == 404
    assert f"/exports/{export.pk}/" not in client.get("/exports/").content.decode()


def test_cancelled_deleted_and_neither(export: Export, people: People, client_of: ClientOf) -> None:
    client = client_of(people.officer)

    def press(**values: str) -> str:
        return client.post(f"/exports/{export.pk}/cancel/", values, follow=True).content.decode()

    made(export)
    assert "没有取消" in press()  # a page from before it was done
    assert "已删除“全部”" in press(done="1")
    export.refresh_from_db()
    assert export.state == State.DROPPED
    assert "没有取消" in press(done="1")
    drop_bytes()
    assert not ExportChunk.objects.exists()
    assert client.get(f"/exports/{export.pk}/download/").status_code == 302


def test_nobody_fills_the_room(export: Export, people: People) -> None:
    for _ in range(MOST_OPEN - 1):
        placed(people.officer)
    with pytest.raises(Unfit, match=f"已有 {MOST_OPEN} 个导出"):
        placed(people.officer)
    placed(people.finance)
    Export.objects.update(state=State.DONE)
    for _ in range(MOST_KEPT - MOST_OPEN):
        placed(people.officer)
        Export.objects.update(state=State.DONE)
    with pytest.raises(Unfit, match=f"最多保留 {MOST_KEPT} 个"):
        placed(people.officer)
    Export.objects.update(expires_at=timezone.now())
    placed(people.officer)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_make_the_same(people: People, tables: list[GoalTable], monkeypatch: Any) -> None:
    """Each package is made by one of four threads, and once."""
    exports = [placed(people.officer), placed(people.officer), placed(people.finance)]
    makings: list[int] = []
    make = making.make
    monkeypatch.setattr(tasks, "make", lambda export: (makings.append(export.pk), make(export)))
    gate = threading.Barrier(4)

    def work() -> None:
        try:
            gate.wait()
            for each in exports:
                tasks.make_export.func(each.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(makings) == sorted(each.pk for each in exports)
    for each in exports:
        each.refresh_from_db()
        assert (each.state, each.claims, whole(each)) == (State.DONE, 1, NAMES)
