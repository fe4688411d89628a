"""Jobs of the importers, in the words of Django's Tasks API; each carries only the ids of its rows."""

from __future__ import annotations

from django_tasks import task

from budget.heartbeat import beating, is_to_blame
from budget.queueing import DOCUMENTS, Keys
from importers.bundled import Reader, work_off_together
from importers.claims import Superseded, claim, claim_some, give_up
from importers.isolate import IsolatedReader
from importers.models import ImportFile
from importers.work import work_off

# One child for all files of this worker: starting one takes longer than reading most documents.
_reader = IsolatedReader()


@task(queue_name=DOCUMENTS)
def import_file(keys: Keys) -> None:
    """Do the next step of a waiting file, or of several of one batch; nothing where another worker has them.

    An error of one keeps none of the others from being done, and is raised in the end.
    """
    files = list(filter(None, [claim(keys)])) if isinstance(keys, int) else claim_some(keys)
    if not files:
        return
    with beating(*files):
        alone = work_off_together(files, _reader.read) if len(files) > 1 else [(files[0], _reader.read)]
        errors = [error for file, read in alone if (error := _alone(file, read))]
    if errors:
        raise errors[0]


def _alone(file: ImportFile, read: Reader) -> Exception | None:
    """Do the next step of one claimed file; what went wrong."""
    try:
        work_off(file, read)
    except Superseded:
        return None  # cancelled, or taken over by another worker: what was done is rolled back
    except Exception as error:
        give_up(file, is_to_blame(error))
        return error
    return None
