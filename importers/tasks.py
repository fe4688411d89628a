"""Jobs of the importers, in the words of Django's Tasks API; each carries only the id of its row."""

from __future__ import annotations

from django_tasks import task

from budget.heartbeat import beating, is_to_blame
from budget.queueing import DOCUMENTS
from importers.claims import Superseded, claim, give_up
from importers.isolate import IsolatedReader
from importers.work import work_off

# One child for all files of this worker: starting one takes longer than reading most documents.
_reader = IsolatedReader()


@task(queue_name=DOCUMENTS)
def import_file(pk: int) -> None:
    """Do the next step of a waiting file; does nothing where another worker has it."""
    file = claim(pk)
    if file is None:
        return
    try:
        with beating(file):
            work_off(file, _reader.read)
    except Superseded:
        return  # cancelled, or taken over by another worker: what was done is rolled back
    except Exception as error:
        give_up(file, is_to_blame(error))
        raise
