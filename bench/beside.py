"""python -m bench.beside FILES [AGENCY …]: a batch of so many documents that is imported beside the officers' work.

Every fourth document is of an agency whose officers are at work (their keys are given), so that import and officers
meet at its lock; the others are of agencies that nobody works for. Prints the batch's key.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import django

IN_A_FILE = 3
MEETING = 4  # every so-many-th document is of an officer's agency
FIRST = 5_000_000  # numbers that no table of the province has


def documents(number: int, agencies: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Names and bytes; `agencies` are the codes and names of the officers' agencies."""
    from bench.documents import content
    from tests.importers.stepping import document

    for file in range(number):
        tables = [
            content(FIRST + file * IN_A_FILE + each, Random(file * IN_A_FILE + each)) for each in range(IN_A_FILE)
        ]
        if agencies and file % MEETING == 0:
            code, name = agencies[file // MEETING % len(agencies)]
            tables = [replace(each, agency_code=code, agency_name=name) for each in tables]
        yield f"{file}.docx", document(*tables)


def start(number: int, keys: list[int]) -> int:
    """Store the documents and hand them to the workers; the batch's key."""
    from budget.models import Agency
    from importers.batches import create_batch, enqueue

    agencies = Agency.objects.filter(pk__in=keys, region="").order_by("pk").values_list("code", "name")
    batch = create_batch(2025, "", f"{number} 个文件", documents(number, list(agencies)), unattended=True)
    enqueue(batch)
    return int(batch.pk)


if __name__ == "__main__":
    django.setup()
    print(start(int(sys.argv[1]), [int(each) for each in sys.argv[2:]]))
