"""Our import of one document as the worker does it, in one process: stored, claimed, read, compared and committed.

Import only after django.setup(). Reading happens in this process here; the worker's child process costs as much for a
document of any size.
"""

from __future__ import annotations

from importers.batches import create_batch
from importers.claims import claim
from importers.reading import read_document
from importers.work import work_off


def run(data: bytes) -> None:
    """Bytes to committed rows."""
    batch = create_batch(2025, "", "", [("bench.docx", data)], unattended=True)
    for file in batch.files.all():
        claimed = claim(file.pk)
        assert claimed
        _, outcomes = work_off(claimed, read=read_document)
        assert all(outcome.state == "new" for outcome in outcomes), "not imported: nothing to measure"
