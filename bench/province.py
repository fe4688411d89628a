"""python -m bench.province TABLES [migrate] [library]: fills the configured, empty database with a province's data.

"migrate" makes its tables first; "library" has the indicator library and the facts of the statistics counted and the
words indexed afterwards.

The same for the same number: 2023 to 2025, seven of ten tables in 2025, in all states, from documents in batches, with
findings, reasons, revisions, logs and deadlines. Users: admin, finance, finance-some, reader, reader-many, nobody, and
for each agency and department officer-…, dept-…; all with the password of bench/inhabitants.py.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import date, timedelta
from random import Random

import django
from django.core.management import call_command
from django.db import connection, transaction

SEED = 20250108
YEARS = ((2023, 10), (2024, 20), (2025, 70))  # and how many of a hundred tables are theirs
STATES = {
    2025: {
        "draft": 28,
        "adjusting": 2,
        "returned": 5,
        "submitted": 15,
        "forwarded": 20,
        "approved": 22,
        "published": 8,
    },
    2024: {"approved": 10, "published": 90},
    2023: {"published": 100},
}
IN_A_FILE = 40
STAGED = 20  # of a thousand: tables that were read and wait to be confirmed
DUES = {"submit": date(2025, 2, 10), "department": date(2025, 3, 1), "finance": date(2025, 3, 20),
        "publish": date(2025, 5, 1)}  # fmt: skip


def fill(tables: int) -> None:
    """Fill the database with that many tables, ten times as many indicators, and what belongs to them."""
    with transaction.atomic():
        _Province(tables).store()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")  # what a server does by itself, some minutes later


class _Province:
    """The province while it is being made."""

    def __init__(self, tables: int) -> None:
        from bench.inhabitants import settle
        from bench.paperwork import Clerk
        from bench.rows import Rows
        from bench.wording import wording
        from indicators.matching import trees

        self.tables, self.random, self.rows = tables, Random(SEED), Rows()
        self.people = settle(self.rows, tables)
        tree = next(each for each in trees() if each.framework.code == "2015")
        self.clerk = Clerk(self.rows, wording(self.random), self.people, tree)

    def store(self) -> None:
        """Everything, in one transaction."""
        for year, share in YEARS:
            self._deadlines(year)
            self._year(year, self.tables * share // 100)
        self._waiting(max(10, self.tables * STAGED // 1000))
        self.rows.flush()

    def _deadlines(self, year: int) -> None:
        from bench.paperwork import START
        from reviews.models import Deadline

        for region in sorted({each.region for each in self.people.members}):
            for stage, due in DUES.items():
                self.rows.add(Deadline, region=region, year=year, stage=stage, due=due.replace(year=year), at=START)

    def _year(self, year: int, tables: int) -> None:
        """One batch a region, the tables of an agency one after the other in documents."""
        from bench.paperwork import START, Place, open_file

        at = START.replace(year=year)
        batches: dict[str, int] = {}
        states = self.random.choices(*zip(*STATES[year].items(), strict=True), k=tables)
        members, file = self.people.members, 0
        for place, state in enumerate(states):
            member = members[place * len(members) // tables]
            if member.region not in batches:
                batches[member.region] = self._batch(year, member.region, f"{year}年{member.region}年度批次", 0)
                file = 0
            ordinal = place % IN_A_FILE + 1
            if ordinal == 1 or not file:
                name = self._source(f"{year}-{place}")
                counts = {"tables_read": IN_A_FILE, "rows_read": 10 * IN_A_FILE, "new": IN_A_FILE}
                file = open_file(self.rows, batches[member.region], name, "done", at, written=IN_A_FILE, **counts)
            content = self.clerk.content(member, year, ordinal)
            came = at + timedelta(minutes=place % 20_000)
            self.clerk.store(member, year, state, content, Place(file, ordinal, came))

    def _waiting(self, tables: int) -> None:
        """A batch that was read and is to be confirmed, and one with documents that could not be read."""
        from bench.paperwork import START, Place, open_file

        ready = self._batch(2025, "", "补报批次", 1)
        file = 0
        for place in range(tables):
            ordinal = place % IN_A_FILE + 1
            if ordinal == 1:
                file = open_file(self.rows, ready, self._source(f"ready-{place}"), "ready", START, new=IN_A_FILE)
            member = self.random.choice(self.people.members)
            self.clerk.stage(member, self.clerk.content(member, 2025, ordinal), Place(file, ordinal, START))
        failed = self._batch(2025, "", "读不出的文件", 2)
        for place in range(max(3, tables // 50)):
            self._broken(open_file(self.rows, failed, self._source(f"bad-{place}"), "failed", START))

    def _broken(self, file: int) -> None:
        from importers.models import ImportIssue

        self.rows.add(ImportIssue, file=file, code="broken", severity="block", message="文件已损坏，无法打开。")

    def _batch(self, year: int, region: str, name: str, later: int) -> int:
        from bench.paperwork import START
        from importers.models import ImportBatch

        by = self.people.administrator[0]
        at = START.replace(year=year) + timedelta(hours=later)
        return self.rows.add(ImportBatch, year=year, region=region, name=name, created_by=by, created_at=at)

    def _source(self, name: str) -> str:
        from bench.paperwork import START
        from importers.models import SourceFile

        sha = hashlib.sha256(name.encode()).hexdigest()
        self.rows.add_rows(SourceFile, [(sha, f"{name}.docx", len(name), _bytes(name), str(START))])
        return sha


def _bytes(name: str) -> str | memoryview:
    """A document's bytes as COPY and SQLite take them; nobody opens these."""
    return f"\\x{name.encode().hex()}" if connection.vendor == "postgresql" else memoryview(name.encode())


def main() -> None:
    """Fill and say what is there now."""
    django.setup()
    tables, *also = sys.argv[1:]
    if "migrate" in also:
        call_command("migrate", verbosity=0)
    fill(int(tables))
    from figures.facts import count_facts
    from indicators.library.building import count_now
    from indicators.models import GoalTable, Indicator
    from indicators.search.indexing import index_words

    if "library" in also:
        count_now()
        index_words(seconds=3600)
        count_facts(seconds=3600)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    print(f"{GoalTable.objects.count():,} tables, {Indicator.objects.count():,} indicators")


if __name__ == "__main__":
    main()
