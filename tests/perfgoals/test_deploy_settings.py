"""What production hands over in files: with a line's end, as people and editors write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from perfgoals.environment import Environment
from tests.perfgoals.test_settings import PRODUCTION, manage

SHOWN = (
    "import json; from django.conf import settings as s; d = s.DATABASES['default'];"
    "print(json.dumps([d['PASSWORD'], d['OPTIONS'], s.METRICS_TOKEN, s.EMAIL_HOST, s.SECRET_KEY]))"
)


def shown(tmp_path: Path, **variables: str) -> list[object]:
    done = manage(tmp_path, "shell", "-v0", "-c", SHOWN, **variables)
    assert done.returncode == 0, done.stderr
    read: list[object] = json.loads(done.stdout.splitlines()[-1])
    return read


def test_secrets_from_files(tmp_path: Path) -> None:
    files = {
        "PERFGOALS_DATABASE_PASSWORD": "p@ss:/wort# 密",
        "PERFGOALS_METRICS_TOKEN": "token",
        "EMAIL_URL": "smtp://u:p@mail.example.cn:25",
        "PERFGOALS_SECRET_KEY": "key",
    }
    for name, value in files.items():
        (tmp_path / name).write_text(f"{value}\n")
    variables = {f"{name}_FILE": str(tmp_path / name) for name in files}
    password, options, token, mail, key = shown(tmp_path, DATABASE_URL="postgres://perfgoals@db:5432/x", **variables)
    assert (password, token, mail, key) == ("p@ss:/wort# 密", "token", "mail.example.cn", "key")
    assert isinstance(options, dict)
    assert options["connect_timeout"] == 10, "a database that is gone is noticed"


def test_the_address_of_the_database_comes_first(tmp_path: Path) -> None:
    url = "postgres://perfgoals:inside@/x?host=/run/pg&connect_timeout=3"
    password, options, *_ = shown(tmp_path, DATABASE_URL=url, PERFGOALS_DATABASE_PASSWORD="outside")
    assert password == "inside"
    assert isinstance(options, dict)
    assert (options["host"], options["connect_timeout"]) == ("/run/pg", 3)


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "migrate", DATABASE_URL="postgres://u:geheim@127.0.0.1:1/n")
    assert done.returncode == 1
    assert done.stderr.startswith("连不上数据库，请检查 DATABASE_URL 和数据库服务：")
    assert "geheim" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_warning_is_a_line_of_the_log(tmp_path: Path) -> None:
    done = manage(tmp_path, "shell", "-v0", "-c", "import warnings; warnings.warn('veraltet')", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.splitlines()
    assert "veraltet" in json.loads(line)["message"]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", PERFGOALS_DATA="/dev/null/var")
    assert done.returncode == 1
    assert done.stderr.strip() == "PERFGOALS_DATA 的文件夹 /dev/null/var 建不了：Not a directory。"


@pytest.mark.parametrize("value", ["$ecret", "a$b", r"\$x", "\ufeffkey"])
def test_what_stands_there_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    (tmp_path / "key").write_text(f"{value}\r\n")
    monkeypatch.setenv("GIVEN_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("DIRECT", value)
    env = Environment()
    env.ENVIRON = type(env.ENVIRON)()
    assert env("GIVEN", default="") == env("DIRECT", default="") == value.removeprefix("\ufeff")


def test_names_stand_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMES", "a.cn, b.cn ,")
    assert Environment().names("NAMES", default=[]) == ["a.cn", "b.cn"]


@pytest.mark.parametrize(
    ("url", "host"),
    [("postgres://u:p@[::1]:5432/n", "::1"), ("postgres://u@%2Frun%2Fpg/n", "/run/pg"), ("postgres:///n", "")],
)
def test_hosts_of_a_database(monkeypatch: pytest.MonkeyPatch, url: str, host: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert Environment().database("")["HOST"] == host


@pytest.mark.parametrize("url", ["", "mysql://u:geheim@h/n", "postgres//u@h/n", "postgres://u@h:x/n"])
def test_what_is_no_database_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL 应是 postgres://.*样的地址。$"):
        Environment().database("sqlite:///x")
    assert not recwarn.list


def test_what_cannot_be_read_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_FILE", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match="环境变量 KEY_FILE 指的文件 /nowhere 读不出"):
        Environment()("KEY", default="")
    monkeypatch.setenv("NUMBER", "zwei")
    with pytest.raises(ImproperlyConfigured, match="环境变量 NUMBER 的值不对"):
        Environment().int("NUMBER", default=1)
