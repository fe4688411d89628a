"""Small documents go through the work together: a transaction of its own costs each of them more than its tables do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from budget.queueing import Keys
from importers.models import ImportFile

MOST = 16  # files in a bundle: so much is done again where one of them, or their worker, fails
SHARES = 8  # into at least so many a batch is cut, so that all workers have their part of it
LARGE = 256 * 1024  # bytes of a document that goes alone
FULL = 1024 * 1024  # bytes of a bundle

State = ImportFile.State
Row = tuple[int, str, int, int, int]


def bundles(pks: Iterable[int]) -> Iterator[Keys]:
    """The waiting files by key: small ones of one batch in lists, the others alone.

    Alone goes what was tried before, since it may be what killed its worker; and what is taken back, in its own order.
    """
    files = ImportFile.objects.filter(pk__in=pks).order_by("batch", "state", "pk")
    return packed(list(files.values_list("batch", "state", "pk", "attempts", "source__size")))


def packed(rows: list[Row]) -> Iterator[Keys]:
    """The same from batch, state, key, attempts and size of each file, sorted."""
    for (_, state), group in groupby(rows, key=itemgetter(0, 1)):
        small: list[tuple[int, int]] = []
        for _, _, pk, attempts, size in group:
            if attempts or size > LARGE or state == State.TO_UNDO:
                yield pk
            else:
                small.append((pk, size))
        yield from _full(small)


def _full(files: list[tuple[int, int]]) -> Iterator[Keys]:
    most = min(MOST, max(1, len(files) // SHARES))
    bundle: list[int] = []
    held = 0
    for pk, size in files:
        if bundle and (len(bundle) == most or held + size > FULL):
            yield _one_or(bundle)
            bundle, held = [], 0
        bundle.append(pk)
        held += size
    if bundle:
        yield _one_or(bundle)


def _one_or(bundle: list[int]) -> Keys:
    return bundle if len(bundle) > 1 else bundle[0]
