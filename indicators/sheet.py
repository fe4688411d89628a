"""What stands in the fields of the editor's form: texts, as they were typed; and what its plain buttons do to them.

Without scripts every button sends the whole form. Only 保存 writes to the database; the others give the form back with
a row more, less or elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from django.http import QueryDict

from budget.money import UNITS, in_unit
from indicators.content import MONEY_FIELDS, TableContent
from indicators.limits import MOST_ROWS
from indicators.validation import HEAD_TEXTS, ROW_TEXTS, Parsed, from_texts

ROW_FIELDS = (*ROW_TEXTS, "weight")
MORE = 3  # rows that a click on 添加 adds
_BLANK = dict.fromkeys(ROW_FIELDS, "")
_ACTION = re.compile(r"(delete-row|up|down)-([0-9]{1,3})", re.ASCII)


@dataclass(slots=True)
class Sheet:
    """The fields. Amounts are in `shown_unit`, and `was` is how they stood there when the form was made."""

    head: dict[str, str]
    rows: list[dict[str, str]]
    shown_unit: str
    was: dict[str, str] = field(default_factory=dict)

    def parsed(self, stored: TableContent) -> Parsed:
        """The content; raises validation.Invalid.

        Who chooses another unit of money means it for the amounts that are typed: those left alone stay what they were.
        """
        chosen = self.head.get("currency_unit", "")
        left = {name for name in MONEY_FIELDS if self.head[name] == self.was.get(name)}
        units = {name: self.shown_unit if name in left else chosen for name in MONEY_FIELDS}
        return from_texts(self.head, self.rows, stored, units)

    def act(self, do: str) -> None:
        """What a button without scripts does to the rows; an unknown one nothing."""
        found = _ACTION.fullmatch(do)
        if do == "add-rows":
            self.rows += [dict(_BLANK) for _ in range(min(MORE, MOST_ROWS - len(self.rows)))]
        elif found and 0 < int(found[2]) <= len(self.rows):
            self._act_on_row(found[1], int(found[2]) - 1)

    def _act_on_row(self, what: str, at: int) -> None:
        row = self.rows.pop(at)
        if what != "delete-row":
            self.rows.insert(max(at - 1, 0) if what == "up" else at + 1, row)


def sheet_of(content: TableContent) -> Sheet:
    """The form of a content, amounts in its own unit, without separators: so they can be typed over."""
    unit = content.currency_unit
    amounts = {name: in_unit(getattr(content, name), unit).replace(",", "") for name in MONEY_FIELDS}
    head = {name: getattr(content, name) for name in HEAD_TEXTS} | amounts | {"currency_unit": unit}
    rows = []
    for row in content.indicators:
        weight = "" if row.weight is None else f"{row.weight.normalize():f}"
        rows.append({name: getattr(row, name) for name in ROW_TEXTS} | {"weight": weight})
    return Sheet(head, rows, unit, amounts)


def sheet_from(sent: QueryDict) -> Sheet:
    """The form as it was sent; what is missing is blank, and an unknown unit is 元."""
    head = {name: sent.get(name, "") for name in (*HEAD_TEXTS, *MONEY_FIELDS, "currency_unit")}
    columns = [sent.getlist(name) for name in ROW_FIELDS]
    rows = [dict(zip(ROW_FIELDS, texts, strict=True)) for texts in zip_longest(*columns, fillvalue="")]
    unit = sent.get("shown_unit", "")
    return Sheet(
        head, rows, unit if unit in UNITS else "元", {name: sent.get(f"was_{name}", "") for name in MONEY_FIELDS}
    )
