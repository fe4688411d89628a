"""The log: one JSON object a line, with what helps to find an error and nothing that people typed."""

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.models import User
from perfgoals.logs import JsonLines, ReadableLines, logging_for, without_quoted_rows
from perfgoals.urls import handler500 as our_error_page
from perfgoals.urls import urlpatterns as all_patterns
from tests.conftest import People

pytestmark = pytest.mark.once

Lines = Callable[[], list[dict[str, Any]]]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("因为\n所以")


handler500 = our_error_page
urlpatterns = [*all_patterns, path("broken/", broken, name="broken")]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What is logged meanwhile, as production would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    requests = logging.getLogger("perfgoals.requests")
    monkeypatch.setattr(requests, "level", logging.INFO)
    requests.manager._clear_cache()  # type: ignore[attr-defined]
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    requests.manager._clear_cache()  # type: ignore[attr-defined]


def test_a_request_is_one_line_without_what_was_searched(
    lines: Lines, people: People, client_of: Callable[[User], Client]
) -> None:
    client_of(people.officer).get("/tables/?q=机密项目")
    (line,) = lines()
    assert line["message"] == "GET /tables/ 200"
    assert (line["user"], line["status"], line["view"]) == (people.officer.pk, 200, "table_list")
    assert 0 < line["duration"] < 60
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", line["time"])
    assert "机密" not in json.dumps(line, ensure_ascii=False)


def test_a_password_is_in_no_line(lines: Lines, people: People) -> None:
    Client().post("/accounts/login/?next=/tables/", {"username": "officer", "password": "wrong-and-secret"})
    assert lines()
    assert "wrong-and-secret" not in json.dumps(lines())


def test_the_log_asks_the_database_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        Client().get("/no/such/address/")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0f3a-4b.5c_6d", True),
        ("a" * 64, True),
        ("short", False),
        ("a" * 65, False),
        ('x"}{"level":"forged', False),
        ("编号编号编号编号", False),
    ],
)
def test_the_id_of_the_proxy_is_taken_where_it_is_sane(db: None, given: str, taken: bool) -> None:
    answer = Client().get("/accounts/login/", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer.headers["X-Request-ID"])


@pytest.mark.urls(__name__)
def test_an_error_can_be_found_by_the_number_on_its_page(db: None, lines: Lines) -> None:
    answer = Client(raise_request_exception=False).get("/broken/?q=机密")
    number = answer.headers["X-Request-ID"]
    assert f"<code>{number}</code>" in answer.content.decode()
    trace, request = lines()
    assert {trace["request_id"], request["request_id"]} == {number}
    assert "RuntimeError: 因为\n所以" in trace["exception"]
    assert (request["status"], request["level"]) == (500, "ERROR")
    assert "机密" not in json.dumps([trace, request], ensure_ascii=False)


def test_two_requests_have_two_ids(db: None) -> None:
    assert len({Client().get("/accounts/login/").headers["X-Request-ID"] for _ in range(5)}) == 5


QUOTED = '违反唯一约束 "x"\nDETAIL:  Key (name)=(机密\n项目) already exists.\n'


def test_what_a_database_quotes_of_a_row_is_cut_out() -> None:
    both = f"Error: {QUOTED}\n\nThe above exception was the direct cause\nOther: {QUOTED}"
    assert "机密" not in without_quoted_rows(both)
    assert "项目" not in without_quoted_rows(both)
    assert "The above exception was the direct cause" in without_quoted_rows(both)
    assert without_quoted_rows("nothing quoted") == "nothing quoted"


def test_a_traceback_is_in_the_same_line_without_the_row(lines: Lines) -> None:
    try:
        raise IntegrityError(QUOTED)
    except IntegrityError as error:
        logging.getLogger("perfgoals.worker").exception("任务失败：%s", error)
    (line,) = lines()
    assert "IntegrityError: 违反唯一约束" in line["exception"]
    assert "机密" not in json.dumps(line, ensure_ascii=False)


def record(name: str, level: int) -> logging.LogRecord:
    return logging.LogRecord(name, level, __file__, 1, "词 %s", ("1",), None)


def test_development_reads_without_tools() -> None:
    assert re.fullmatch(r"\d\d:\d\d:\d\d WARNING perfgoals 词 1", ReadableLines().format(record("perfgoals", 30)))


def test_the_level_is_the_one_that_was_asked_for() -> None:
    def levels(*arguments: Any) -> tuple[str, str]:
        made = logging_for(*arguments)
        return made["root"]["level"], made["loggers"]["perfgoals.requests"]["level"]

    assert levels(True, "") == ("WARNING", "INFO")
    assert levels(False, "") == ("WARNING", "WARNING")
    assert levels(True, "ERROR") == ("ERROR", "ERROR")
    assert levels(True, "DEBUG") == ("DEBUG", "DEBUG")


def test_an_error_that_ends_a_process_is_a_line_too() -> None:
    program = (
        "import logging, logging.config\n"
        "from perfgoals.logs import logging_for, tell_uncaught\n"
        "logging.config.dictConfig(logging_for(True, ''))\n"
        "tell_uncaught()\n"
        "raise ValueError('结束')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONUTF8": "1"})
    line = json.loads(done.stderr)
    assert done.returncode == 1
    assert line["level"] == "CRITICAL"
    assert "ValueError: 结束" in line["exception"]


def test_long_lines_of_several_processes_stay_whole() -> None:
    """A pipe takes 4 KB in one piece; tracebacks are longer, and where a database restarts all processes have one."""
    program = (
        "import logging, logging.config, os\n"
        "from perfgoals.logs import logging_for\n"
        "logging.config.dictConfig(logging_for(True, ''))\n"
        "logging.error('begin')\n"
        "for _ in range(3): os.fork()\n"
        "for _ in range(20): logging.error('长' * 9000)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env={"PYTHONUTF8": "1"})
    lines = done.stderr.splitlines()
    assert len(lines) == 1 + 8 * 20
    assert {len(json.loads(line)["message"]) for line in lines} == {5, 9000}
