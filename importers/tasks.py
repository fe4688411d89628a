"""Jobs of the importers, in the words of Django's Tasks API; each carries only the ids of its rows."""

from __future__ import annotations

import logging

from django_tasks import task

from budget.heartbeat import beating, is_to_blame
from budget.queueing import DOCUMENTS, Keys
from importers.bundled import Reader, work_off_together
from importers.claims import Superseded, claim, claim_some, give_up, is_ours
from importers.isolate import IsolatedReader
from importers.models import ImportFile
from importers.work import work_off

# One child for all files of this worker: starting one takes longer than reading most documents.
_reader = IsolatedReader()
logger = logging.getLogger("perfgoals.imports")


@task(queue_name=DOCUMENTS)
def import_file(keys: Keys) -> None:
    """Do the next step of a waiting file, or of several of one batch; nothing where another worker has them.

    An error of one keeps none of the others from being done, and is raised in the end.
    """
    files = list(filter(None, [claim(keys)])) if isinstance(keys, int) else claim_some(keys)
    if not files:
        return
    with beating(*files):
        if len(files) == 1:
            errors = [_alone(files[0], _reader.read)]
        else:  # it may take long until one has its turn, and it may have been cancelled meanwhile
            left = work_off_together(files, _reader.read)
            errors = [_alone(file, read) for file, read in left if is_ours(file)]
    _raise_first([error for error in errors if error])


def _raise_first(errors: list[Exception]) -> None:
    """The first is told by who runs the job, the others by us."""
    for error in errors[1:]:
        logger.error("同一个任务里还有一个文件出错", exc_info=error)
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
