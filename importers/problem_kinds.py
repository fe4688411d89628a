"""What can be wrong with a batch: one problem in one form, whatever it comes from, and the kinds in their order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from indicators.compare import HEAD, ROW
from indicators.models import TableFinding

FIELD_WORDS = {**HEAD, **ROW, "agency_name": "单位名称", "indicators": "指标"}
SEVERITY_WORDS = dict(TableFinding.SEVERITIES)
# Structure before rows: what hinders a whole file, a whole table, a text, then what the checks say, the worst first.
KINDS = {
    "file": "文件的问题",
    "table": "没有导入的表",
    "unplaced": "没有归位的文字",
    "block": "须改正",
    "warn": "需说明",
    "info": "提示",
}
BY_SEVERITY = Case(
    *(When(severity=severity, then=Value(rank)) for rank, severity in enumerate(SEVERITY_WORDS)),
    default=Value(len(SEVERITY_WORDS)),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in which file, table and cell, what, what stands there, what should.

    `row` is the key of the table in its batch, `stored` the key of the goal table that its findings are kept with.
    """

    kind: str
    file: str
    file_id: int
    table: str
    place: str
    code: str
    severity: str
    message: str
    found: str = ""
    expected: str = ""
    row: int | None = None
    stored: int | None = None

    @property
    def severity_words(self) -> str:
        """The severity on screen."""
        return str(SEVERITY_WORDS.get(self.severity, self.severity))


def table_words(ordinal: int, project: str) -> str:
    """A table of a document by its number and its project."""
    return f"第{ordinal}张表 {project}".strip()


def place_words(inside: str, field: str, level3: str) -> str:
    """Where something stands; a check knows no cell, but the indicator and the field that it is about."""
    field = FIELD_WORDS.get(field, "")
    return inside or " ".join(filter(None, (level3 and f"指标“{level3}”", field)))
