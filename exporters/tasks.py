"""The job of making a package, in the words of Django's Tasks API; it carries only the id of its row."""

from __future__ import annotations

from django_tasks import task

from budget.heartbeat import is_to_blame
from budget.queueing import PACKAGES
from exporters.claims import Superseded, claim, give_up
from exporters.making import make
from exporters.storing import drop_bytes


@task(queue_name=PACKAGES)
def make_export(pk: int) -> None:
    """Make a waiting package; does nothing where another worker has it."""
    export = claim(pk)
    if export is None:
        return
    try:
        make(export)
    except Superseded:
        drop_bytes()  # cancelled, or taken over by another worker
    except Exception as error:
        give_up(export, is_to_blame(error))
        raise
