"""Production settings: clean for Django's own checks, and clear about what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "PERFGOALS_ENV": "production",
    "PERFGOALS_SECRET_KEY": "Zq8!vN3#xL6@mT1$kR9%wB4^yH7&cJ2*pD5(fG0)sA-uE_iO+qW=zX~bV",
    "PERFGOALS_HOSTS": "mubiao.example.cn",
}


def manage(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = {**kept, "PERFGOALS_DATA": str(tmp_path), "PYTHONUTF8": "1", **variables}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_check_deploy_is_clean(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "WARNINGS" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["PERFGOALS_SECRET_KEY", "PERFGOALS_HOSTS"])
def test_what_is_missing_is_one_sentence(tmp_path: Path, name: str) -> None:
    done = manage(tmp_path, "check", **{key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode == 1
    assert done.stderr.strip() == f"生产环境缺少环境变量 {name}（说明见 docs/operations.md）。"


def test_a_mistyped_environment_is_refused(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", PERFGOALS_ENV="prod")
    assert done.returncode == 1
    assert done.stderr.strip() == "PERFGOALS_ENV 只能是 development 或 production，现在是 prod。"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PRODUCTION["PERFGOALS_SECRET_KEY"])
    variables = {**PRODUCTION, "PERFGOALS_SECRET_KEY": "", "PERFGOALS_SECRET_KEY_FILE": str(secret)}
    del variables["PERFGOALS_SECRET_KEY"]
    done = manage(tmp_path, "check", **variables)
    assert done.returncode == 0, done.stderr


def test_no_demo_accounts_in_production(tmp_path: Path) -> None:
    done = manage(tmp_path, "make_demo", **PRODUCTION)
    assert done.returncode == 1
    assert "生产环境" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_web_server_says_the_same_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import perfgoals.wsgi"]
    environment = {"PERFGOALS_ENV": "production", "PERFGOALS_DATA": str(tmp_path), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 3
    assert done.stderr.startswith("生产环境缺少环境变量 PERFGOALS_SECRET_KEY、PERFGOALS_HOSTS")
    assert "Traceback" not in done.stderr


def test_the_hour_of_the_mails_is_an_hour(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", PERFGOALS_NOTES_AT="8")
    assert done.returncode == 1
    assert done.stderr.strip() == "PERFGOALS_NOTES_AT 应是 08:00 这样的时间，现在是 8。"


def test_a_mail_server_is_one_address(tmp_path: Path) -> None:
    shown = "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_BACKEND)"
    given = {"EMAIL_URL": "smtp+tls://u:p@mail.example.cn:587"}
    assert "mail.example.cn 587 True" in manage(tmp_path, "shell", "-v0", "-c", shown, **given).stdout
    assert "backends.console" in manage(tmp_path, "shell", "-v0", "-c", shown).stdout
