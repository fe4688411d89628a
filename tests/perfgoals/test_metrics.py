"""/metrics: for those who have the token, with few labels and bounded queries."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exporters.models import Export
from hooks.models import Delivery
from hooks.payloads import of_test
from importers.models import ImportBatch, ImportFile, SourceFile
from perfgoals import readiness, state_metrics
from perfgoals.readiness import Readiness
from tests.conftest import People
from tests.hooks.receiving import make_hook
from tests.tables import make_table

TOKEN = "a-token-of-some-length"


@pytest.fixture
def ask(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.METRICS_TOKEN = TOKEN
    made = Readiness()
    monkeypatch.setattr(made, "words", lambda: "")
    monkeypatch.setattr(state_metrics, "READINESS", made)

    def get() -> str:
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        return answer.content.decode()

    return get


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else -1.0


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_only_with_the_token(settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": given})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer x"])
def test_without_the_setting_there_is_no_such_address(settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


def test_requests_are_counted_by_view(db: None, ask: Any) -> None:
    login = 'perfgoals_requests_total{method="GET",status="200",view="login"}'
    before = ask()
    Client().get("/accounts/login/?next=/tables/17/")
    after = ask()
    assert figure(after, login) == max(0.0, figure(before, login)) + 1
    assert figure(after, 'perfgoals_request_seconds_count{method="GET",view="login"}') >= 1


def test_nobody_can_invent_labels(db: None, ask: Any) -> None:
    for number in range(3):
        Client().get(f"/invented-{number}/")
    Client().generic("INVENTED", "/accounts/login/")
    text = ask()
    assert "invented" not in text.lower()
    assert figure(text, 'perfgoals_requests_total{method="GET",status="404",view="nowhere"}') >= 3
    assert 'method="OTHER"' in text


def test_the_state_of_the_work(ask: Any, people: People) -> None:
    make_table(people.agencies["667201"])
    batch = ImportBatch.objects.create(year=2025)
    document = SourceFile.objects.create(sha256="0" * 64, name="a.txt", size=1, content=b"a")
    long_ago = timezone.now() - timezone.timedelta(minutes=10)
    for name, seen in (("a", long_ago), ("b", timezone.now())):
        ImportFile.objects.create(batch=batch, source=document, name=name, state="queued", heartbeat=seen)
    values = {"title": "导出", "format": "docx", "shape": "one", "total": 1, "name": "导出.docx"}
    Export.objects.create(by=people.officer, **values)
    hooks = make_hook(paused_at=long_ago), make_hook(paused_at=long_ago, active=False), make_hook()
    for hook, state in zip((*hooks, hooks[2]), ("waiting", "failed", "sending", "sent"), strict=True):
        message = of_test(hook)
        message.state = state
        message.save()
    Delivery.objects.filter(state="sending").update(created_at=long_ago)
    Delivery.objects.filter(state__in=("sent", "failed")).update(created_at=long_ago - timezone.timedelta(days=1))
    text = ask()
    assert figure(text, 'perfgoals_import_files{state="queued"}') == 2
    assert figure(text, 'perfgoals_import_files{state="failed"}') == 0
    assert figure(text, 'perfgoals_packages{state="waiting"}') == 1
    assert figure(text, 'perfgoals_tables{state="draft"}') == 1
    assert 600 <= figure(text, "perfgoals_oldest_waiting_seconds") < 700
    assert figure(text, 'perfgoals_queue_jobs{queue="default"}') == 0
    assert figure(text, "perfgoals_messages_waiting") == 2
    assert 600 <= figure(text, "perfgoals_oldest_message_seconds") < 700
    assert figure(text, "perfgoals_hooks_paused") == 1
    assert figure(text, "perfgoals_workers") == 0
    assert figure(text, "perfgoals_figures_missing") == 0


@pytest.mark.once
def test_the_queries_do_not_grow(ask: Any, people: People, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        make_table(people.agencies["667201"], name=f"项目{number}")
    with django_assert_max_num_queries(4 * len(state_metrics.FIGURES)):
        ask()


def test_what_can_not_be_counted_leaves_the_rest(db: None, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def queue() -> None:
        raise ConnectionError("no Redis")

    monkeypatch.setattr(state_metrics, "FIGURES", (state_metrics.files, queue, state_metrics.tables))
    text = ask()
    assert figure(text, 'perfgoals_tables{state="draft"}') == 0
    assert figure(text, "perfgoals_figures_missing") == 1


@pytest.mark.postgresql
def test_a_slow_count_is_given_up(db: None, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    def slow() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    monkeypatch.setattr(state_metrics, "FIGURES", (slow, state_metrics.tables))
    text = ask()
    assert figure(text, 'perfgoals_tables{state="draft"}') == 0
    assert figure(text, "perfgoals_figures_missing") == 1


def test_a_database_that_is_away_leaves_the_requests(
    db: None, client: Client, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/accounts/login/")
    monkeypatch.setattr(state_metrics.READINESS, "words", lambda: readiness.AWAY)
    text = ask()
    assert "perfgoals_request_seconds_bucket" in text
    assert figure(text, "perfgoals_figures_missing") == len(state_metrics.FIGURES)
