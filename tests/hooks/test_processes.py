"""Real processes that send: the worker does, and what a killed one had in hand is sent again as the same message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from hooks.claims import SILENCE
from hooks.models import Delivery
from hooks.payloads import of_test
from hooks.sending import send_round
from tests.conftest import People
from tests.hooks.documented import documented
from tests.hooks.receiving import make_hook, receiving, wait_until
from tests.importers.workers import database_url, environment
from tests.reviews.stage import set_stage

SENDER = """
import django
from django.conf import settings
django.setup()
from hooks.sending import send_round
settings.HOOK_TARGETS = {allowed!r}
send_round()
"""


def sender(allowed: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """A process that sends what is due in the test's database."""
    variables = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "perfgoals.settings"}
    code = SENDER.format(allowed=allowed)
    return subprocess.Popen([sys.executable, "-c", code], env=variables, cwd=django_settings.BASE_DIR)


@pytest.mark.django_db(transaction=True)
def test_killed_while_the_receiver_hangs(settings: Any) -> None:
    with receiving("hang", 200) as receiver:
        settings.HOOK_TARGETS = receiver.allowed
        hook = make_hook(receiver)
        of_test(hook).save()
        process = sender(receiver.allowed)
        try:
            wait_until(lambda: receiver.got, 60)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.tries) == (Delivery.State.SENDING, 1)
        send_round()
        assert len(receiver.got) == 1  # it may still be at work
        Delivery.objects.update(claimed_at=timezone.now() - SILENCE - timedelta(seconds=1))
        send_round()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (Delivery.State.SENT, 2)
    assert len({headers["X-Perfgoals-Delivery"] for _, headers, _ in receiver.got}) == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_notes_and_sends(people: People, tmp_path: Path) -> None:
    """`manage.py work` as it is: an approval is told without anybody asking for it."""
    with receiving() as receiver:
        hook = make_hook(receiver)
        stage = set_stage(people)
        stage.reach("approved")
        variables = environment(tmp_path, PERFGOALS_HOOK_TARGETS=",".join(receiver.allowed))
        command = [sys.executable, "manage.py", "work", "--processes", "1"]
        worker = subprocess.Popen(command, env=variables, cwd=django_settings.BASE_DIR, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: receiver.got, 60)
        finally:
            worker.terminate()
            worker.wait(60)
    ((_, headers, body),) = receiver.got
    message = documented().verified(headers, body, hook.secret)
    assert (message["event"], message["table"]["id"]) == ("table.approved", stage.table.pk)
    assert Delivery.objects.get().state == Delivery.State.SENT
