"""The day's mails: who gets one, what it says, and that nobody gets two, however many workers there are."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from budget.models import Membership, Role
from perfgoals.worker import housekeeping
from reviews import notes_sending
from reviews.models import Deadline, NoteSent
from reviews.notes import note_for
from reviews.notes_sending import is_time, send_due
from tests.conftest import People
from tests.reviews.lists import officer_of, table_in
from tests.tables import make_table


@pytest.fixture
def reachable(people: People) -> People:
    """Everybody has an address."""
    for user in User.objects.all():
        user.email = f"{user.username}@example.cn"
        user.save()
    return people


def to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def due(stage: str, days: int) -> None:
    Deadline.objects.create(year=2025, stage=stage, due=timezone.localdate() + timedelta(days=days))


def test_what_waits_is_told_with_the_oldest_days(people: People, settings: Any) -> None:
    settings.ADDRESS = "https://mubiao.example.cn"
    table_in(people, "forwarded", "甲", days=9)
    table_in(people, "forwarded", "乙", days=2)
    note = note_for(people.finance)
    assert note is not None
    assert note.subject == "绩效目标管理：2 张待审核"
    assert "待财政审核：2 张，最久的已等 9 天" in note.text
    assert "https://mubiao.example.cn/reviews/?tab=waiting" in note.text
    assert note_for(people.department) is None
    assert note_for(people.reader) is None


def test_returned_tables_come_with_their_reasons(people: People) -> None:
    table_in(people, "returned", "甲", days=3)
    note = note_for(officer_of(people, "319101"))
    assert note is not None
    assert "1 张被退回" in note.subject
    assert "· 甲（已退回 3 天）" in note.text
    assert "主管部门审核员：请核对后再报" in note.text
    assert "http" not in note.text
    assert note_for(people.stranger) is None


def test_drafts_alone_are_no_reason_but_deadlines_are(people: People) -> None:
    make_table(people.agencies["667201"], rows=[])
    assert note_for(people.officer) is None
    due("submit", 8)
    assert note_for(people.officer) is None
    Deadline.objects.update(due=timezone.localdate() + timedelta(days=7))
    note = note_for(people.officer)
    assert note is not None
    assert "临近截止" in note.subject
    assert "还有 7 天，还有 1 张没有完成" in note.text
    assert "【待提交】编报中 1 张" in note.text
    Deadline.objects.update(due=timezone.localdate() - timedelta(days=2))
    late = note_for(people.officer)
    assert late is not None
    assert "已逾期 2 天" in late.text
    Deadline.objects.update(due=timezone.localdate())
    assert "就是今天" in str(note_for(people.officer))


def test_many_returned_tables_are_cut_short(people: People) -> None:
    for number in range(12):
        make_table(people.agencies["667201"], name=f"项目{number}", rows=[], status="returned")
    note = note_for(people.officer)
    assert note is not None
    assert note.text.count("· 项目") == 10
    assert "其余 2 张见列表。" in note.text


def test_once_a_day_and_only_to_whom_something_waits(reachable: People) -> None:
    table_in(reachable, "forwarded", "甲")
    assert send_due() == 1
    assert to() == ["finance@example.cn"]
    assert mail.outbox[0].subject == "绩效目标管理：1 张待审核"
    assert send_due() == 0
    assert len(mail.outbox) == 1
    NoteSent.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert send_due() == 1


def test_who_has_left_or_has_no_address_gets_nothing(people: People) -> None:
    table_in(people, "forwarded", "甲")
    assert send_due() == 0
    User.objects.filter(pk=people.finance.pk).update(email="f@example.cn", is_active=False)
    assert send_due() == 0
    assert not NoteSent.objects.exists()


def test_what_failed_is_tried_again_later(reachable: People, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    table_in(reachable, "forwarded", "甲")

    def refuse(*given: Any) -> None:
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patched:
        patched.setattr(notes_sending, "send_mail", refuse)
        assert send_due() == 0
    row = NoteSent.objects.get(user=reachable.finance)
    assert (row.state, row.tries, row.error) == ("failed", 1, "ConnectionRefusedError no server")
    assert "finance" in caplog.text
    assert send_due() == 0  # not at once
    NoteSent.objects.update(tried_at=timezone.now() - timedelta(minutes=31))
    assert send_due() == 1
    row.refresh_from_db()
    assert (row.state, row.tries, row.error) == ("sent", 2, "")
    NoteSent.objects.update(tried_at=timezone.now() - timedelta(minutes=31))
    assert send_due() == 0


def test_a_server_that_is_away_is_not_asked_for_everybody(reachable: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        user = User.objects.create_user(f"finance{number}", email="f@example.cn")
        Membership.objects.create(user=user, role=Role.FINANCE)
    table_in(reachable, "forwarded", "甲")
    asked: list[int] = []

    def refuse(*given: Any) -> None:
        asked.append(1)
        raise TimeoutError

    monkeypatch.setattr(notes_sending, "send_mail", refuse)
    send_due()
    assert len(asked) == 3


def test_a_mail_that_a_worker_died_over_is_not_sent_again(reachable: People) -> None:
    table_in(reachable, "forwarded", "甲")
    long_ago = timezone.now() - timedelta(hours=2)
    NoteSent.objects.create(user=reachable.finance, day=timezone.localdate(), tried_at=long_ago)
    assert send_due() == 0


def test_old_rows_go(reachable: People) -> None:
    old = timezone.localdate() - timedelta(days=61)
    NoteSent.objects.create(user=reachable.finance, day=old, tried_at=timezone.now())
    send_due()
    assert not NoteSent.objects.filter(day=old).exists()


@pytest.mark.parametrize(("now", "expected"), [("07:59", False), ("08:00", True), ("23:00", True)])
def test_the_hour(settings: Any, now: str, expected: bool) -> None:
    settings.NOTES_AT = "08:00"
    moment = timezone.make_aware(datetime.fromisoformat(f"2026-01-05T{now}:00"))
    assert is_time(moment) is expected


def test_the_command_and_the_worker_wait_for_the_hour(
    reachable: People, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    table_in(reachable, "forwarded", "甲")
    from reviews.management.commands import send_notes

    for module in (send_notes, housekeeping):
        monkeypatch.setattr(module, "is_time", lambda: False)
    call_command("send_notes")
    housekeeping.write_notes()
    assert "还没有到" in capsys.readouterr().out
    assert not mail.outbox
    call_command("send_notes", "--now")
    assert "发送了 1 封邮件" in capsys.readouterr().out
    NoteSent.objects.all().delete()
    monkeypatch.setattr(housekeeping, "is_time", lambda: True)
    housekeeping.write_notes()
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(reachable: People) -> None:
    table_in(reachable, "forwarded", "甲")
    together = Barrier(2)
    sent: list[int] = []

    def run() -> None:
        together.wait()
        sent.append(send_due())
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(sent) == [0, 1]
    assert to() == ["finance@example.cn"]


def test_a_few_at_a_time(reachable: People) -> None:
    assert send_due(limit=2) == 0
    assert NoteSent.objects.count() == 2
    send_due(limit=None)
    assert NoteSent.objects.count() == User.objects.count()
