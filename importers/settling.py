"""The year of a batch where nobody has typed one: the first document that tells a year decides for all."""

from __future__ import annotations

from budget.heartbeat import AFRESH
from importers.claims import hand_out
from importers.models import ImportBatch, ImportFile
from importers.reading_types import ReadTable
from importers.years import suggested, told_years


def settle_year(batch: ImportBatch, tables: list[ReadTable]) -> None:
    """Inside a transaction: take the year that the tables tell while it is only guessed; brings `batch` up to date.

    The row is locked, so that of two documents that are read at the same time the second compares in the year of the
    first; its key is not, which others look up when they end. What was compared in the guessed year is compared again.
    """
    batch.refresh_from_db(fields=["year", "region", "year_guessed"])
    if not batch.year_guessed:
        return
    told = suggested([told_years(table.content for table in tables)])
    if told is None:
        return
    locked = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if locked.year_guessed:
        locked.year, locked.year_guessed = told.year, False
        locked.save(update_fields=["year", "year_guessed"])
        _compare_again(batch)
    batch.year, batch.year_guessed = locked.year, False


def _compare_again(batch: ImportBatch) -> None:
    ready = list(batch.files.filter(state=ImportFile.State.READY).values_list("pk", flat=True))
    batch.files.filter(pk__in=ready).update(state=ImportFile.State.QUEUED, **AFRESH)
    hand_out(ready)
