"""The year of a batch where nobody has typed one: the first document that tells a year decides for all."""

from __future__ import annotations

from budget.heartbeat import AFRESH
from importers.claims import hand_out, lock_batch
from importers.models import ImportBatch, ImportFile
from importers.reading_types import ReadTable
from importers.years import suggested, told_years

_YEAR = ("year", "region", "year_guessed")


def know_year(batch: ImportBatch) -> None:
    """Inside a transaction, before its files are held: the year as it stands now; while it is a guess, `batch` is held.

    So of two documents that are read at the same time the second is compared in the year of the first; and one that
    tells no year is either compared in the settled year, or ready by then and compared again.
    """
    batch.refresh_from_db(fields=_YEAR)
    if batch.year_guessed and not batch.unattended:
        lock_batch(batch.pk)
        batch.refresh_from_db(fields=_YEAR)


def settle_year(batch: ImportBatch, tables: list[ReadTable]) -> None:
    """Where the year is still a guess, take that which the tables tell; to be called after `know_year`.

    What was compared in the guessed year is compared again.
    """
    told = suggested([told_years(table.content for table in tables)]) if batch.year_guessed else None
    if told is None:
        return
    batch.year, batch.year_guessed = told.year, False
    batch.save(update_fields=["year", "year_guessed"])
    _compare_again(batch)


def _compare_again(batch: ImportBatch) -> None:
    ready = list(batch.files.filter(state=ImportFile.State.READY).values_list("pk", flat=True))
    batch.files.filter(pk__in=ready).update(state=ImportFile.State.QUEUED, **AFRESH)
    hand_out(ready)
