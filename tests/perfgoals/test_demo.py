"""Demo accounts and sample documents: made once, and only when asked for."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import User
from budget.access import visible_agencies
from budget.models import Agency, Membership, Role
from importers.models import ImportBatch, ImportFile
from perfgoals.demo import ACCOUNTS, DOCUMENTS, import_samples, make_accounts

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERFGOALS_DEMO_PASSWORD", raising=False)


def demo() -> str:
    output = io.StringIO()
    call_command("make_demo", stdout=output)
    return output.getvalue()


def test_migrations_make_no_account() -> None:
    assert not User.objects.exists()


def test_one_account_for_each_role() -> None:
    make_accounts("a-good-password")
    roles = {member.user.username: (member.role, member.agency and member.agency.code) for member in memberships()}
    assert roles == {
        "officer": (Role.OFFICER, "667201"),
        "dept": (Role.DEPARTMENT, "319"),
        "finance": (Role.FINANCE, None),
        "admin": (Role.ADMINISTRATOR, None),
        "reader": (Role.READER, "319202"),
    }
    assert all(user.check_password("a-good-password") for user in User.objects.all())
    assert [user.username for user in User.objects.filter(is_staff=True)] == ["admin"]


def memberships() -> list[Membership]:
    return list(Membership.objects.select_related("user", "agency"))


def test_the_department_sees_agencies_that_are_imported_later() -> None:
    make_accounts()
    later = Agency.objects.create(code="319101", name="天津市人民政府政务服务办公室")
    assert later in visible_agencies(User.objects.get(username="dept"))


def test_a_random_password_is_shown_once_and_stays() -> None:
    shown = next(line for line in demo().splitlines() if line.startswith("密码：")).removeprefix("密码：")
    assert User.objects.get(username="officer").check_password(shown)
    again = demo()
    assert shown not in again
    assert "PERFGOALS_DEMO_PASSWORD" in again
    assert User.objects.get(username="officer").check_password(shown)


def test_two_random_passwords_differ() -> None:
    first = make_accounts()
    User.objects.all().delete()
    assert make_accounts() != first


def test_a_given_password_is_taken_also_later(monkeypatch: pytest.MonkeyPatch) -> None:
    make_accounts()
    monkeypatch.setenv("PERFGOALS_DEMO_PASSWORD", "chosen-by-me")
    assert "密码：chosen-by-me" in demo()
    assert User.objects.get(username="reader").check_password("chosen-by-me")
    assert User.objects.count() == len(ACCOUNTS)


def test_the_agency_of_an_import_is_not_renamed() -> None:
    Agency.objects.create(code="319202", name="已导入的名称")
    make_accounts()
    assert Agency.objects.get(code="319202").name == "已导入的名称"


def test_the_samples_are_queued_on_the_first_start_only() -> None:
    demo()
    assert ImportFile.objects.count() == len(DOCUMENTS)
    demo()
    assert ImportBatch.objects.count() == 1
    assert import_samples() is None


@override_settings(PRODUCTION=True)
def test_refused_in_production() -> None:
    with pytest.raises(CommandError):
        call_command("make_demo")
    assert not User.objects.exists()
