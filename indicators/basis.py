"""What a finding is about, as a fingerprint: a reason to keep a warning holds as long as this stays the same.

Of the finding itself only names and figures count, so that a check may word its sentences better without bringing
back everything that has been explained. Plain Python, no Django.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Protocol

from indicators.content import TableContent


class AnyFinding(Protocol):
    """A Finding, or one that is stored; nobody writes to it, since a Finding is frozen."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def level3(self) -> str: ...


_FACTS = re.compile(r"“[^”]*”|\d[\d,.]*")
_FIGURES = re.compile(r"\d[\d,.]*")


def basis_of(finding: AnyFinding, content: TableContent) -> str:
    """The fingerprint: of the row for a finding about one, of the field, or of what is said about the whole table.

    What is expected of a row or a field may come from elsewhere in the table, as a number that the goal names does:
    hence its figures count too.
    """
    if finding.level3:
        rows = [row for row in content.indicators if row.level3 == finding.level3]
        about = [[row.level1, row.level2, row.description, row.target] for row in rows]
        facts = _FIGURES.findall(finding.expected)
    elif finding.field and hasattr(content, finding.field) and finding.field != "indicators":
        about = [[str(getattr(content, finding.field))]]
        facts = _FIGURES.findall(finding.expected)
    else:
        about = [[finding.found, finding.expected]]
        facts = _FACTS.findall(finding.message)
    said = [finding.code, finding.level3, finding.field, about, facts]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
