"""What administrators do with the library: mark as standard, change, add; others may not; everything is kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Membership, Role
from indicators.library.building import count_now
from indicators.models import LibraryEntry, SeenIndicator
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]
RATE = ("产出指标", "质量指标", "验收合格率", "≥95%", "合格的比例")
KEY = "质量|验收合格率"
VALUES = {"level1": "产出指标", "level2": "质量指标", "name": "合格率", "standard": "on", "target": "≥98%"}


@pytest.fixture
def administrator(people: People, client_of: ClientOf) -> Client:
    make_table(people.agencies["667201"], rows=[RATE])
    count_now()
    return client_of(people.administrator)


def standard(key: str) -> list[tuple[str, int, bool]]:
    return list(SeenIndicator.objects.filter(key=key).order_by("scope").values_list("scope", "count", "standard"))


def test_marked_and_unmarked(administrator: Client, people: People) -> None:
    response = administrator.post("/library/mark/", {"key": KEY, "standard": "1"}, follow=True)
    assert "已标为标准指标" in response.content.decode()
    entry = LibraryEntry.objects.get()
    assert (entry.key, entry.name, entry.description, entry.by) == (
        KEY,
        "验收合格率",
        "合格的比例",
        people.administrator,
    )
    assert standard(KEY) == [("common", 0, True), ("whole", 1, True)]  # at once, and for everybody
    response = administrator.post("/library/mark/", {"key": KEY}, follow=True)
    assert "已取消标准指标" in response.content.decode()
    assert standard(KEY) == [("common", 0, False), ("whole", 1, False)]
    assert [change.standard for change in entry.history.order_by("history_id")] == [True, False]
    assert administrator.post("/library/mark/", {"key": "质量|没有"}).status_code == 404


def test_an_entry_is_added_by_hand_and_found_at_once(
    administrator: Client, people: People, client_of: ClientOf
) -> None:
    response = administrator.post("/library/write/", VALUES | {"name": " 1.合格率\r\n", "note": "按批次"}, follow=True)
    assert "已保存" in response.content.decode()
    assert "按批次" in response.content.decode()
    assert LibraryEntry.objects.get().name == "1.合格率"
    found = client_of(people.stranger).get("/library/suggest/?q=合格").json()["suggestions"]
    assert [(each["name"], each["target"], each["standard"], each["count"]) for each in found] == [
        ("1.合格率", "≥98%", True, 0)
    ]
    assert "1.合格率" in client_of(people.officer).get("/library/?standard=on").content.decode()


def test_the_form_begins_with_what_is_usual(administrator: Client) -> None:
    page = administrator.get("/library/write/", {"key": KEY}).content.decode()
    assert 'value="验收合格率"' in page
    assert 'value="≥95%"' in page
    assert "合格的比例" in page
    assert administrator.get("/library/write/", {"key": "质量|没有"}).status_code == 404


def test_a_new_name_leaves_the_old_rows(administrator: Client) -> None:
    administrator.post("/library/mark/", {"key": KEY, "standard": "1"})
    response = administrator.post(f"/library/write/?key={KEY}", VALUES | {"name": "一次验收合格率"})
    assert response.status_code == 302
    assert LibraryEntry.objects.get().key == "质量|一次验收合格率"
    assert standard(KEY) == [("whole", 1, False)]
    assert standard("质量|一次验收合格率") == [("common", 0, True), ("whole", 0, True)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"name": "指标1："}, "请写明是什么指标"),
        ({"name": "（3）验收合格率"}, "已有相近的“验收合格率”"),
        ({"level1": ""}, "这个字段是必填项"),
        ({"name": "长" * 301}, "301"),
    ],
)
def test_bad_input(administrator: Client, values: dict[str, str], words: str) -> None:
    administrator.post("/library/mark/", {"key": KEY, "standard": "1"})
    response = administrator.post("/library/write/", VALUES | values)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert LibraryEntry.objects.count() == 1


def test_only_administrators_of_all_agencies_may(administrator: Client, people: People, client_of: ClientOf) -> None:
    partly = User.objects.create_user("partly")
    Membership.objects.create(user=partly, role=Role.ADMINISTRATOR, agency=people.agencies["319"])
    for user in (people.officer, people.department, people.finance, people.reader, partly):
        client = client_of(user)
        assert client.post("/library/mark/", {"key": KEY, "standard": "1"}).status_code == 403
        assert client.post("/library/write/", VALUES).status_code == 403
        assert "添加指标" not in client.get("/library/").content.decode()
    assert Client().post("/library/write/", VALUES).status_code == 302
    assert not LibraryEntry.objects.exists()


def test_before_the_first_counting(people: People, client_of: ClientOf) -> None:
    assert client_of(people.administrator).post("/library/write/", VALUES).status_code == 302
    assert LibraryEntry.objects.get().standard
    count_now()
    assert "合格率" in client_of(people.officer).get("/library/").content.decode()
