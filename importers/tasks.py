"""Jobs of the importers, in the words of Django's Tasks API; each carries only the id of its row."""

from __future__ import annotations

from django_tasks import task

from importers.batches import claim, give_up, work_off
from importers.isolate import IsolatedReader

# One child for all files of this worker: starting one takes longer than reading most documents.
_reader = IsolatedReader()


@task()
def import_file(pk: int) -> None:
    """Read one waiting file and commit its tables; does nothing where another worker has it."""
    file = claim(pk)
    if file is None:
        return
    try:
        work_off(file, _reader.read)
    except Exception:
        give_up(file)
        raise
