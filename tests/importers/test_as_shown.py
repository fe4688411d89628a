"""What a batch's page says is what its buttons do: stale pages are told, and every number counts what it says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from importers.asking import change_year, confirm
from importers.choosing import choose, take_over, waiting
from importers.models import ImportBatch, ImportTable
from indicators.models import Cause, GoalTable
from indicators.storing import replace as write
from tests.conftest import People
from tests.importers.stepping import CONTENT, batch_of, document, imported, named, work_all

pytestmark = pytest.mark.django_db
TWO = ("一.docx", document(CONTENT, named("乙")))


@pytest.fixture
def client(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


@pytest.fixture
def press(client: Client) -> Callable[..., str]:
    """Press a button of a batch; the page afterwards."""

    def post(batch: ImportBatch, action: str, **values: Any) -> str:
        address = reverse("import_action", args=[batch.pk, action])
        return client.post(address, values, follow=True).content.decode()

    return post


def test_the_button_carries_what_the_page_showed(client: Client) -> None:
    batch = batch_of(TWO)
    page = client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert '<input type="hidden" name="year" value="2025"><input type="hidden" name="chosen" value="2">' in page


def test_other_ticks_than_the_page_showed_are_not_imported(press: Callable[..., str]) -> None:
    batch = batch_of(TWO)
    choose(waiting(batch).filter(project_name="乙"), False)  # in another tab
    assert "选中的表变成了 1 张" in press(batch, "confirm", year="2025", chosen="2")
    assert batch.files.get().state == "ready"
    assert "开始写入" in press(batch, "confirm", year="2025", chosen="1")
    assert "没有等待确认的文件" in press(batch, "confirm", year="2025", chosen="1")  # a double click


def test_without_a_tick_nothing_is_imported(press: Callable[..., str]) -> None:
    batch = batch_of(TWO)
    choose(waiting(batch), False)
    assert "没有选中的表，没有导入" in press(batch, "confirm", year="2025", chosen="0")
    assert batch.files.get().state == "ready"


def test_another_year_than_the_page_showed_is_not_imported(press: Callable[..., str]) -> None:
    batch = batch_of(TWO)
    change_year(batch, 2024, "")
    work_all(batch)
    assert "年度已改为 2024" in press(batch, "confirm", year="2025", chosen="2")
    assert not GoalTable.objects.exists()


def test_conflicts_are_counted_while_they_wait_for_a_decision(client: Client, people: People) -> None:
    imported(TWO)
    for table in GoalTable.objects.all():
        write(table, named(table.project.name, goal="手改"), Cause("edited"))
    batch = batch_of(("二.docx", document(named(CONTENT.project_name, goal="新"), named("乙", goal="新"))))

    def page() -> str:
        return client.get(reverse("import_batch", args=[batch.pk])).content.decode()

    assert "2 张表有冲突，没有选中" in page()
    take_over(batch, ImportTable.objects.get(file__batch=batch, project_name="乙"), "以文件为准")
    assert "1 张表有冲突，没有选中" in page()


def test_giving_up_says_what_stays(press: Callable[..., str]) -> None:
    batch = batch_of(TWO, ("二.docx", document(named("丙"))))
    batch.files.filter(name="二.docx").update(state="skipped")
    confirm(batch, None)
    work_all(batch)
    batch.files.filter(name="二.docx").update(state="ready")
    assert "已放弃 1 个文件，之前已写入的 2 张表保留不变" in press(batch, "give-up")
    assert "没有可以放弃的文件" in press(batch, "give-up")  # a second click


@pytest.mark.parametrize("key", ["²", "9" * 30])
def test_odd_keys_in_a_form_are_passed_over(client: Client, key: str) -> None:
    batch = batch_of(TWO)
    assert client.post(reverse("import_choose", args=[batch.pk]), {"shown": key}).status_code == 302
    assert waiting(batch).filter(chosen=True).count() == 2


def test_control_characters_and_endless_numbers_do_no_harm(press: Callable[..., str]) -> None:
    batch = batch_of(TWO)
    assert "年度应在 1990 到 2100 之间" in press(batch, "year", year="1" * 5000)
    press(batch, "year", year="2025", region="滨\x00海")  # PostgreSQL can't hold them
    batch.refresh_from_db()
    assert batch.region == "滨海"
