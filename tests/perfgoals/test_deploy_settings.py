"""What production hands over in files: with a line's end, as people and editors write them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.perfgoals.test_settings import manage

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
