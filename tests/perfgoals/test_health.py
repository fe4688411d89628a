"""/healthz and /readyz: for whoever asks, by whatever name, and soon, whatever the database does."""

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from perfgoals import readiness
from perfgoals.readiness import AWAY, PATIENCE, Readiness


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[Readiness]:
    """Nothing is known yet, and everybody is patient: a thread needs its time on a busy machine."""
    made = Readiness()
    monkeypatch.setattr("perfgoals.health.READINESS", made)
    monkeypatch.setattr(readiness, "PATIENCE", 30)
    yield made
    if made._asking:
        made._asking.join()


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_whoever_asks_by_whatever_name(transactional_db: None, settings: object, address: str) -> None:
    settings.ALLOWED_HOSTS = ["mubiao.example.cn"]  # type: ignore[attr-defined]
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    answer = Client().get(address, headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content.decode()) == (200, "ok\n")
    assert Client().get("/tables/", headers={"host": "10.0.0.7:8000"}).status_code == 400, "others are still asked"


def test_a_visit_is_no_line_of_the_log(transactional_db: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", "perfgoals"):
        Client().get("/healthz")
        Client().get("/readyz")
    assert not caplog.records


def test_healthz_asks_no_database() -> None:
    """pytest-django refuses the database to a test that has not asked for it."""
    assert Client().get("/healthz").status_code == 200


def test_a_database_that_is_away_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(migrations: bool) -> str:
        raise OperationalError("connection refused")

    monkeypatch.setattr(readiness, "whats_missing", refuse)
    monkeypatch.setattr(readiness, "FRESH", 0)
    for _ in range(3):
        answer = Client().get("/readyz")
        assert (answer.status_code, answer.content.decode()) == (503, f"{AWAY}\n")
    assert len(caplog.records) == 1, "told once, not at every visit"


def test_a_database_that_hangs_holds_nobody(monkeypatch: pytest.MonkeyPatch, fresh: Readiness) -> None:
    asked = []

    def hang(migrations: bool) -> str:
        asked.append(1)
        time.sleep(1)
        return ""

    monkeypatch.setattr(readiness, "whats_missing", hang)
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)
    assert [fresh.words(), fresh.words()] == [AWAY, AWAY]
    assert len(asked) == 1, "one thread waits, not one for each visit"
    monkeypatch.setattr(readiness, "PATIENCE", 30)
    assert fresh.words() == ""


def test_the_answer_comes_within_a_second() -> None:
    assert 0 < PATIENCE < 1


def test_a_migration_that_is_missing_is_told(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "FRESH", 0)
    done = MigrationRecorder.Migration.objects.filter(app="sessions")
    kept = list(done)
    done.delete()
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content.decode()) == (
        503,
        "数据库结构还差 1 步更新，请运行 manage.py migrate。\n",
    )
    MigrationRecorder.Migration.objects.bulk_create(kept)
    assert Client().get("/readyz").status_code == 200


def test_the_database_is_asked_now_and_then_only(monkeypatch: pytest.MonkeyPatch, fresh: Readiness) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(readiness, "whats_missing", lambda migrations: looked.append(migrations) or "")
    assert [fresh.words() for _ in range(5)] == [""] * 5
    assert looked == [True]
    monkeypatch.setattr(readiness, "FRESH", 0)
    fresh.words()
    assert looked == [True, False], "migrations that were complete are not looked at again"
