"""Finding and Place: what was found, where, and what was expected (疑点).

One class for the parser, the checks and the errors of forms, so that every page shows them alike.
Plain Python, no Django. `message` is one clear Chinese sentence that needs no other field to be understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["block", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source document: counted from 1, as Word's and Excel's own go-to dialogs count.

    `table` is the n-th table of the document (of a workbook: the n-th sheet), `column` the n-th cell of its row
    (of a workbook: the sheet's column, so that `cell` can name it).
    """

    file: str
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str = ""

    @property
    def cell(self) -> str:
        """The name of a workbook's cell, such as C5; "" elsewhere."""
        if not (self.sheet and self.row and self.column):
            return ""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return f"{letters}{self.row}"

    @property
    def inside(self) -> str:
        """The place inside its file in words; "" for the whole file."""
        if self.sheet:
            where = self.cell or (f"第{self.row}行" if self.row else "")
            return f"工作表“{self.sheet}” {where}".strip()
        steps = ((self.table, "第{}个表格"), (self.row, "第{}行"), (self.column, "第{}格"))
        return "".join(words.format(number) for number, words in steps if number)

    def __str__(self) -> str:
        return f"{self.file} {self.inside}".strip()

    def to_json(self) -> dict[str, Any]:
        """The place with its Chinese words beside the numbers."""
        numbers = {"file": self.file, "table": self.table, "row": self.row, "column": self.column}
        return {**numbers, "sheet": self.sheet or None, "cell": self.cell or None, "text": str(self)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Place:
        """The reverse of to_json."""
        return cls(values["file"], values["table"], values["row"], values["column"], values["sheet"] or "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One 疑点. `level3` and `field` name the row and the field of the table that it is about, where there is one."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    found: str = ""
    expected: str = ""
    field: str = ""
    level3: str = ""

    def stored(self) -> dict[str, str]:
        """The fields as the database keeps them: the place in words, without the file that it is kept with."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "place": self.place.inside if self.place else "",
            "found": self.found,
            "expected": self.expected,
        }

    def to_json(self) -> dict[str, Any]:
        """All fields, the place as an object."""
        return {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "place": self.place.to_json() if self.place else None,
            "found": self.found or None,
            "expected": self.expected or None,
            "field": self.field or None,
            "level3": self.level3 or None,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Finding:
        """The reverse of to_json."""
        place = Place.from_json(values["place"]) if values["place"] else None
        texts = {name: values[name] or "" for name in ("found", "expected", "field", "level3")}
        return cls(values["code"], values["severity"], values["message"], place, **texts)
