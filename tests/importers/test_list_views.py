"""The list of batches: what it shows, filters and asks of the database, and when it stops asking again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from budget.models import Membership, Role
from importers.batches import create_batch
from importers.models import ImportBatch, ImportFile
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named

pytestmark = pytest.mark.once

GOOD = ("年度文件.docx", document(named("甲"), named("乙")))
BAD = ("坏的.docx", b"PK\x03\x04broken")


@pytest.fixture
def admin(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.administrator)


def page_of(client: Client, **asked: str) -> str:
    response = client.get("/imports/", asked)
    assert response.status_code == 200
    return response.content.decode()


def shown(client: Client, **asked: str) -> list[int]:
    """The batches of the page, in its order."""
    return [row["batch"].pk for row in client.get("/imports/", asked).context["rows"]]


def test_an_empty_list_says_what_it_is_for(admin: Client) -> None:
    page = page_of(admin)
    assert "还没有导入过文件" in page
    assert 'href="/imports/new/"' in page


def test_a_batch_tells_name_year_state_counts_who_and_when(people: People, admin: Client) -> None:
    batch = batch_of(GOOD, BAD, user=people.administrator)
    ImportBatch.objects.filter(pk=batch.pk).update(name="公开附件", region="滨海新区")
    page = page_of(admin)
    for words in (
        "公开附件",
        f'href="/imports/{batch.pk}/"',
        "2025 · 滨海新区",
        "待确认",
        "2 / 2",
        "1 个失败",
        "新增 2",
    ):
        assert words in page
    assert f"{people.administrator}" in page
    assert "已写入" not in page


def test_what_was_written_is_told(people: People, admin: Client) -> None:
    imported(GOOD, user=people.administrator)
    assert "已写入 2" in page_of(admin)


def test_a_batch_without_name_and_person_has_words_for_both(admin: Client) -> None:
    batch = ImportBatch.objects.create(year=2025)
    page = page_of(admin)
    assert f"批次 {batch.pk}" in page
    assert "命令行" in page
    assert "没有文件" in page
    assert "None" not in page


def test_the_newest_comes_first_thirty_a_page(admin: Client) -> None:
    pks = [ImportBatch.objects.create(year=2025).pk for _ in range(31)]
    assert shown(admin) == pks[:0:-1]
    assert shown(admin, page="2") == pks[:1]
    assert shown(admin, page="77") == pks[:1]


def test_rows_ask_for_themselves_only_while_something_works(admin: Client) -> None:
    batch = create_batch(2025, "", "", [GOOD])
    assert 'hx-trigger="every 3s"' in page_of(admin)
    fragment = admin.get("/imports/?q=1", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<tbody")
    batch.files.update(state="done")
    for headers in ({}, {"HX-Request": "true"}):
        assert "hx-trigger" not in admin.get("/imports/", headers=headers).content.decode()


def test_a_silent_worker_is_told(admin: Client) -> None:
    batch = create_batch(2025, "", "", [GOOD])
    assert "没有进展" not in page_of(admin)
    batch.files.update(heartbeat=timezone.now() - timedelta(minutes=3))
    assert "没有进展" in page_of(admin)
    batch.files.update(state="done")
    assert "没有进展" not in page_of(admin)


def test_batches_are_found_by_name_number_and_file(admin: Client) -> None:
    first = create_batch(2025, "", "部门预算", [GOOD])
    second = create_batch(2025, "", "", [BAD])
    assert shown(admin, q="部门") == [first.pk]
    assert shown(admin, q="坏的") == [second.pk]
    assert second.pk in shown(admin, q=f"批次 {second.pk}")
    assert shown(admin, q="没有这样的") == []
    assert "没有符合条件的批次" in page_of(admin, q="没有这样的")
    assert shown(admin, q="9" * 40) == []
    assert shown(admin, q="²") == []


@pytest.mark.parametrize(
    ("state", "asked"),
    [("queued", "working"), ("committing", "working"), ("received", "waiting"), ("ready", "waiting"),
     ("failed", "failed"), ("done", "done")],
)  # fmt: skip
def test_batches_are_filtered_by_the_state_of_their_files(admin: Client, state: str, asked: str) -> None:
    other = create_batch(2025, "", "", [GOOD])
    other.files.update(state="skipped")
    batch = create_batch(2025, "", "", [BAD])
    batch.files.update(state=state)
    assert shown(admin, state=asked) == [batch.pk]


def test_batches_are_filtered_by_year(admin: Client) -> None:
    old, new = (ImportBatch.objects.create(year=year).pk for year in (2024, 2025))
    assert shown(admin, year="2024") == [old]
    assert shown(admin, year="") == [new, old]


@pytest.mark.parametrize("asked", [{"year": "x"}, {"state": "x"}, {"year": "1999"}])
def test_a_wrong_filter_is_named_and_ignored(admin: Client, asked: dict[str, str]) -> None:
    batch = ImportBatch.objects.create(year=2025)
    assert shown(admin, **asked) == [batch.pk]
    assert "已忽略这一条件" in page_of(admin, **asked)


def test_names_are_text(admin: Client) -> None:
    ImportBatch.objects.create(year=2025, name="<script>alert(1)</script>")
    assert "<script>alert" not in page_of(admin)


@pytest.mark.once
def test_a_long_list_costs_no_more_queries(
    people: People, admin: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(30):
        create_batch(2025, "", "", [(f"{number}.docx", b"x%d" % number), BAD], people.administrator)
    assert ImportFile.objects.count() == 60
    with django_assert_max_num_queries(8):
        page_of(admin)


def test_an_administrator_of_one_agency_has_neither_page_nor_link(
    people: People, client_of: Callable[[User], Client]
) -> None:
    user = User.objects.create_user("local")
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR, agency=people.agencies["319"])
    client = client_of(user)
    assert client.get("/imports/").status_code == 403
    assert 'href="/imports/' not in client.get("/tables/").content.decode()
    assert 'href="/imports/"' in client_of(people.administrator).get("/tables/").content.decode()
