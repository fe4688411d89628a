"""The page of one table of a batch: its content, what it would change, and taking over a conflict."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import User
from importers.models import ImportTable
from indicators.models import Cause, GoalTable
from indicators.storing import replace as write
from tests.conftest import People
from tests.importers.stepping import CONTENT, batch_of, document, imported, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


@pytest.fixture
def conflict() -> ImportTable:
    imported(("一.docx", document(CONTENT)))
    write(GoalTable.objects.get(), replace(CONTENT, goal="手改的目标"), Cause("edited"))
    batch = batch_of(("二.docx", document(replace(CONTENT, goal="文件里的目标"), named("乙"))))
    return ImportTable.objects.get(file__batch=batch, project_name=CONTENT.project_name)


def address(row: ImportTable) -> str:
    return f"/imports/{row.file.batch_id}/tables/{row.pk}/"


def test_it_shows_both_sides_and_the_neighbours(client: Client, conflict: ImportTable) -> None:
    text = client.get(address(conflict)).content.decode()
    for words in ("手改", "文件里", "报告数量", "≥21份", "有人修改过", "第 1 / 2 张", "二.docx"):
        assert words in text


def test_taking_over_needs_a_reason(client: Client, conflict: ImportTable) -> None:
    refused = client.post(address(conflict), {"do": "take-over", "reason": "好"})
    assert refused.status_code == 422
    assert "请写明覆盖的理由" in refused.content.decode()
    taken = client.post(address(conflict), {"do": "take-over", "reason": "单位来函更正"}, follow=True)
    assert "单位来函更正" in taken.content.decode()
    conflict.refresh_from_db()
    assert conflict.chosen


def test_a_table_is_ticked_and_unticked(client: Client, conflict: ImportTable) -> None:
    other = ImportTable.objects.get(file=conflict.file, project_name="乙")
    for do, chosen in (("leave", False), ("choose", True)):
        assert client.post(address(other), {"do": do}).status_code == 302
        other.refresh_from_db()
        assert other.chosen is chosen
    assert client.post(address(conflict), {"do": "choose"}).status_code == 422


def test_a_written_table_leads_to_the_table(client: Client) -> None:
    imported(("一.docx", document(CONTENT)))
    text = client.get(address(ImportTable.objects.get())).content.decode()
    assert f'href="/tables/{GoalTable.objects.get().pk}/"' in text
    assert client.post(address(ImportTable.objects.get()), {"do": "leave"}).status_code == 422


def test_a_row_of_another_batch_is_not_found(client: Client, conflict: ImportTable) -> None:
    other = batch_of(("三.docx", document(named("丙"))))
    assert client.get(f"/imports/{other.pk}/tables/{conflict.pk}/").status_code == 404
    assert client.post(f"/imports/{other.pk}/tables/{conflict.pk}/", {"do": "leave"}).status_code == 404
