"""One table of the benchmark's province with all that hangs on it: project, budget, indicators, findings, reasons,
the document that it came from, what was submitted and every step of its review, with a log that proves itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from bench.inhabitants import Inhabitants, Member
from bench.rows import Rows
from bench.wording import RARE, Wording
from budget.models import Budget, Project
from importers.models import ImportFile, ImportTable, TableSource
from indicators.checks import CHECKS, VERSION
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.library.alike import key_of
from indicators.matching import Tree
from indicators.models import GoalTable, Indicator, KeptWarning, Revision, TableChange, TableFinding
from indicators.revisions import digest_of
from indicators.storing import digest
from reviews.models import Comment, ReviewEvent

START = datetime.fromisoformat("2025-01-06T01:00:00+00:00")  # as the database gives it: digests are over its text
# How a table came into its state: who did what, and the state afterwards.
WAYS: dict[str, list[tuple[str, str, str]]] = {"draft": []}
WAYS["submitted"] = [("officer", "submit", "submitted")]
WAYS["returned"] = [*WAYS["submitted"], ("department", "return", "returned")]
WAYS["forwarded"] = [*WAYS["submitted"], ("department", "forward", "forwarded")]
WAYS["approved"] = [*WAYS["forwarded"], ("finance", "approve", "approved")]
WAYS["published"] = [*WAYS["approved"], ("finance", "publish", "published")]
WAYS["adjusting"] = [*WAYS["approved"], ("officer", "adjust", "draft")]
REASON = "请按批复的预算核对指标值后再报"
RARELY = 20_000  # one table in so many says something that no other does


class Place(NamedTuple):
    """The document that a table came from, by its keys, and which table of it."""

    file: int
    ordinal: int
    at: datetime


class Clerk:
    """Writes tables into rows, one call each."""

    def __init__(self, rows: Rows, wording: Wording, people: Inhabitants, tree: Tree) -> None:
        self.rows, self.wording, self.people, self.tree = rows, wording, people, tree
        self.random: Random = wording.random
        self.checks = list(CHECKS.values())
        self.categories: dict[tuple[str, str], Any] = {}
        self.number = 0

    def content(self, member: Member, year: int, number: int) -> TableContent:
        """What one table says; every name is there once."""
        self.number += 1
        thing = RARE if self.number % RARELY == 7 else self.wording.thing()
        name = f"{year}年{thing}（{self.number}）"
        total = Decimal(self.random.randint(10**6, 10**9)) / 100
        other = total / 4 if self.number % 5 == 0 else None
        return TableContent(
            project_name=name, agency_code=member.code, agency_name=member.name, title=f"{name}绩效目标表",
            number=number, currency_unit="元", budget_total=total, fiscal_funds=total - (other or 0),
            other_funds=other, purpose=self.wording.sentence(2), goal=f"1.{self.wording.sentence(3)}",
            indicators=self.wording.rows(),
        )  # fmt: skip

    def store(self, member: Member, year: int, state: str, content: TableContent, place: Place) -> int:
        """One table in a state; gives its key."""
        rows, way = self.rows, WAYS[state]
        key, revision = rows.next_key(GoalTable), rows.next_key(Revision) if way else None
        done = place.at + timedelta(days=3 * len(way), minutes=self.number % 600)
        in_force = revision if state in ("approved", "published", "adjusting") else None
        project = rows.add(Project, agency=member.agency, year=year, name=content.project_name, purpose=content.purpose)
        rows.add(
            Budget, project=project, total=content.budget_total, fiscal_funds=content.fiscal_funds,
            other_funds=content.other_funds, currency_unit="元",
        )  # fmt: skip
        rows.add(
            GoalTable, id=key, project=project, framework=self.tree.framework.pk, title=content.title,
            number=content.number, goal=content.goal, status=way[-1][2] if way else "draft", in_force=in_force,
            version=2 if state == "adjusting" else 1, created_at=place.at, changed_at=done,
        )  # fmt: skip
        rows.add_rows(Indicator, self._indicators(key, content))
        found = self._findings(key, content, place.at, member)
        self._came_from(key, member, content, place, found)
        if revision:
            self._review(key, revision, member, way, content, found, place.at)
        return key

    def _indicators(self, table: int, content: TableContent) -> list[tuple[Any, ...]]:
        """The rows of a table, in the order of the columns of Indicator."""
        made = []
        for position, row in enumerate(content.indicators, 1):
            levels, reading = (row.level1, row.level2), row.reading
            if levels not in self.categories:
                category = self.tree.find(*levels)
                self.categories[levels] = category.pk if category else None
            told = (reading.kind, reading.sign, reading.number, reading.unit, reading.due)
            texts = (*levels, row.level3, row.description, row.target, None)
            key = self.rows.next_key(Indicator)
            same = key_of(*levels, row.level3)
            made.append((key, table, self.categories[levels], position, *texts, *told, same))
        return made

    def _findings(self, table: int, content: TableContent, at: datetime, member: Member) -> list[dict[str, Any]]:
        """None for a third of the tables, up to six for the others; some are kept with a reason."""
        found: list[dict[str, Any]] = []
        for _ in range(max(0, self.random.randint(-3, 6))):
            check = self.random.choice(self.checks)
            row = self.random.choice(content.indicators)
            values = {
                "code": check.code, "severity": check.severity, "message": f"“{row.level3}”：{check.name}，请核对。",
                "place": "", "found": row.target, "expected": "", "field": "target", "level3": row.level3,
            }  # fmt: skip
            kept = None
            if check.severity != "block" and self.random.random() < 0.1:
                basis = f"{table}-{len(found)}"
                kept = self.rows.add(
                    KeptWarning, table=table, code=check.code, level3=row.level3, field="target", basis=basis,
                    reason="按上级文件口径填报，已核对", by=member.officer[0], at=at,
                )  # fmt: skip
            self.rows.add(TableFinding, table=table, version=VERSION, kept=kept, **values)
            found.append(values | {"version": VERSION, "kept": None})
        return found

    def _came_from(
        self, table: int, member: Member, content: TableContent, place: Place, found: list[dict[str, Any]]
    ) -> None:
        """The document, the table in it, and the changes: one table in five was edited afterwards."""
        rows, source = self.rows, f"第{place.ordinal}张表"
        origin = f"文件{place.file} {source}"
        change = rows.add(TableChange, table=table, kind="imported", by=None, at=place.at, origin=origin)
        if self.number % 5 == 0:
            before = json.dumps(content.to_json(), ensure_ascii=False)
            rows.add(TableChange, table=table, kind="edited", by=member.officer[0], at=place.at, before=before)
        severities = [each["severity"] for each in found]
        rows.add(
            TableSource, table=table, file=place.file, ordinal=place.ordinal, place=source, digest=digest(content),
            imported_at=place.at,
        )  # fmt: skip
        rows.add(
            ImportTable, file=place.file, ordinal=place.ordinal, place=source, agency_code=member.code,
            agency_name=member.name, project_name=content.project_name, budget_total=content.budget_total,
            indicator_count=len(content.indicators), blocks=severities.count("block"),
            warns=severities.count("warn"), infos=severities.count("info"), state="new", chosen=True,
            result="written", table=table, change=change,
        )  # fmt: skip

    def stage(self, member: Member, content: TableContent, place: Place) -> None:
        """A table that was read and waits for the administrator."""
        check, row = self.random.choice(self.checks), content.indicators[0]
        finding = Finding(check.code, check.severity, check.name, found=row.target, level3=row.level3, field="target")
        self.rows.add(
            ImportTable, file=place.file, ordinal=place.ordinal, place=f"第{place.ordinal}张表",
            agency_code=member.code, agency_name=member.name, project_name=content.project_name,
            budget_total=content.budget_total, indicator_count=len(content.indicators),
            content=json.dumps({"content": content.to_json()}, ensure_ascii=False),
            findings=json.dumps([finding.to_json()], ensure_ascii=False), state="new", chosen=True,
            **{f"{check.severity}s": 1},
        )  # fmt: skip

    def _review(
        self, table: int, revision: int, member: Member, way: list[tuple[str, str, str]], content: TableContent,
        found: list[dict[str, Any]], at: datetime,
    ) -> None:  # fmt: skip
        """What was submitted, and each step of its way."""
        texts = [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in (content.to_json(), found)]
        frozen = Revision(
            id=revision, table_id=table, version=1, number=1, content_text=texts[0], findings_text=texts[1],
            digest=digest_of(*texts), by_id=member.officer[0], by_name=member.officer[1], at=at,
        )  # fmt: skip
        self._add(frozen)
        doers = {"officer": member.officer, "department": member.department, "finance": self.people.finance}
        before, previous, in_force = "draft", "", None
        for position, (role, action, after) in enumerate(way, 1):
            event = ReviewEvent(
                table_id=table, revision=frozen, position=position, action=action, before=before, after=after,
                version=1 + (action == "adjust"), by_id=doers[role][0], by_name=doers[role][1],
                by_account=doers[role][1], by_role=role, at=at + timedelta(days=3 * position, minutes=table % 600),
                address="10.1.2.3", comment=REASON if action in ("return", "adjust") else "",
                in_force_before_id=in_force,
            )  # fmt: skip
            event.digest = previous = event.digest_after(previous)
            self._add(event)
            before, in_force = after, revision if action == "approve" else in_force
        if self.number % 15 == 0:
            self.rows.add(
                Comment, table=table, revision=revision, position=1, level3=content.indicators[0].level3,
                text="请写明数据来源", by=member.department[0], by_name=member.department[1], by_role="department",
                at=at,
            )  # fmt: skip

    def _add(self, row: Any) -> None:
        """A row that was made as an object, since it knows its own digest."""
        values = {each.name: getattr(row, each.attname) for each in row._meta.concrete_fields}
        if values.get("id") is None:
            values.pop("id")
        self.rows.add(type(row), **values)


def open_file(rows: Rows, batch: int, name: str, state: str, at: datetime, **values: Any) -> int:
    """A document of a batch; its source is stored by the caller under the same name."""
    return rows.add(
        ImportFile, batch=batch, source=name, name=f"{name[:12]}.docx", state=state, finished_at=at, claims=1,
        attempts=1, heartbeat=at, **values,
    )  # fmt: skip
