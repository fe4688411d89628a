"""One table as a file: every format, the version that is asked for, and nothing for strangers."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import User
from exporters.formats import FORMATS
from exporters.writers import json
from indicators.storing import content_of
from tests.conftest import People
from tests.exporters.going_out import approved, body
from tests.tables import make_table

pytestmark = pytest.mark.once

ClientOf = Callable[[User], Client]


@pytest.mark.once
@pytest.mark.parametrize("key", FORMATS)
def test_every_format(key: str, people: People, client_of: ClientOf) -> None:
    table = make_table(people.agencies["667201"], name="网格/平台", year=2025)
    response = client_of(people.officer).get(f"/tables/{table.pk}/export/{key}/")
    suffix = FORMATS[key].suffix
    disposition = response["Content-Disposition"]
    assert disposition.startswith(f"attachment; filename=\"perfgoals{suffix}\"; filename*=UTF-8''")
    ending = "（指标明细）.xlsx" if key == "list" else suffix  # beside the other workbook in one folder
    assert unquote(disposition.split("''")[1]) == f"667201 2025年网格_平台绩效目标表{ending}"
    assert disposition.isascii()
    assert response["Content-Type"] == FORMATS[key].media_type
    data = body(response)
    assert response["Content-Length"] == str(len(data))
    if key == "json":
        assert [entry.content for entry in json.entries(data)] == [content_of(table)]


def test_the_version_that_is_asked_for(people: People, client_of: ClientOf) -> None:
    table = approved(make_table(people.agencies["667201"], goal="批复的目标"), people.officer)
    table.goal, table.status = "正在调整", "draft"
    table.save()
    client, address = client_of(people.officer), f"/tables/{table.pk}/export/json/"

    def goal(query: str) -> str:
        return next(json.entries(body(client.get(address + query)))).content.goal

    assert [goal(query) for query in ("", "?version=draft")] == ["正在调整"] * 2
    assert [goal(query) for query in ("?version=in-force", "?revision=1")] == ["批复的目标"] * 2
    named = unquote(client.get(f"{address}?revision=1")["Content-Disposition"])
    assert "第 1 版（第 1 次送审）.json" in named


@pytest.mark.parametrize(
    "address", ["json/?version=in-force", "json/?revision=1", "json/?revision=x", "json/?version=other", "exe/", "pdx/"]
)
def test_what_is_not_there(address: str, people: People, client_of: ClientOf) -> None:
    table = make_table(people.agencies["667201"])
    assert client_of(people.officer).get(f"/tables/{table.pk}/export/{address}").status_code == 404


def test_the_menu_leads_to_the_version_that_is_shown(people: People, client_of: ClientOf) -> None:
    table = approved(make_table(people.agencies["667201"]), people.officer)
    client = client_of(people.officer)
    address = f"/tables/{table.pk}/export/docx/"
    assert f'href="{address}"' in client.get(f"/tables/{table.pk}/").content.decode()
    assert f'href="{address}?revision=1"' in client.get(f"/tables/{table.pk}/?revision=1").content.decode()
