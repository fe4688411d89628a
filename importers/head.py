"""The head block of a form: labels and the values beside, below or inside them → a draft.

A label takes the next cell of its row; where a whole row is labels, the row below holds the values, column by column;
text without a label belongs to the block that it stands in (预算规模及资金用途 → the purpose). Plain Python, no Django.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from importers.amounts import is_amount, is_share
from importers.cells import Row, SourceTable, Spot
from importers.draft import Draft
from importers.labels import MONEY, Label, currency_unit, head_label, inline_label, unit_in_brackets
from importers.titles import is_title, split_number

_BLOCKS = frozenset({"funds", "goals", "tasks"})
_SCOPES = _BLOCKS | {"goal"}
# A code and a name of two characters or more (667201妇联); no year (2025年度, （2025年度）).
_YEAR = re.compile(r"[\[(（【]?(?:19|20)\d\d\s*年")
_CODED_AGENCY = re.compile(
    r"[\[(（【]?\d{3,12}[\])）】]?[\s_\-—–]*(?:[\u4e00-\u9fff].|[^\W\d_].*[\u4e00-\u9fff]).*",
    re.DOTALL,
)


def is_coded_agency(text: str) -> bool:
    """Whether a text is an agency's code and name, 667201天津市…中心."""
    return bool(_CODED_AGENCY.fullmatch(text)) and not _YEAR.match(text) and not is_amount(text)


class Seen(NamedTuple):
    """A label as it stood: its meaning, its words and its grid column."""

    label: Label
    words: str
    column: int


class HeadReader:
    """Reads the rows of one form's head block, and what stands below its grid, into its draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.pending: Seen | None = None
        self.carried = False  # the pending label had a row of its own
        self.scope: Label | None = None
        self.below: dict[int, Seen] = {}
        self.unfilled: list[Seen] = []
        self.later_side = -1  # the grid column of 中期资金总额: below it stand the other amounts of these years
        self.titled: Spot | None = None
        self.amount_column = -1  # where amounts stand below 年初预算数 | 全年预算数 | 全年执行数

    def read(self, table: SourceTable, row: Row) -> None:
        """Take one row; every non-blank cell ends in the draft's fields, labels or findings."""
        self.unfilled = []
        values = 0
        leading = row.texts[0] if row.texts and not row.above[0] and not row.columns[0] else ""
        if leading and not self._keeps_scope(leading, row):
            self.scope, self.amount_column = None, -1
        end = 0
        cells = zip(row.texts, row.columns, row.spans, row.above, strict=True)
        for order, (text, column, span, above) in enumerate(cells, 1):
            if column > end and self.pending and not self.carried and head_label(text):
                self.pending = None  # a sheet has no cell where the value was left blank
            end = column + span
            if above and text:
                self.draft.unplaced(text, Spot(table, row, order))
            elif text:
                values += self._cell(text, column, Spot(table, row, order))
            elif self.pending and not self.carried and not above:
                self.pending = None  # a blank value
        self._end_row(row, values)

    def _keeps_scope(self, text: str, row: Row) -> bool:
        """Whether a row goes on with the block above: with an amount of it, known (上年结转) or not."""
        label = head_label(text)
        if not label or not self.scope:
            return False
        return label.field in MONEY or (label.field == "other" and all(map(is_amount, row.texts[1:2])))

    def _cell(self, text: str, column: int, spot: Spot) -> int:
        """Take one cell; 1 where it was a value, 0 where it was a label."""
        unit, rest = currency_unit(text)
        if unit:
            return self._unit(unit, rest, spot)
        label = head_label(text)
        if label:
            self._label(Seen(self._of_year(label, column), text, column))
            self.draft.labels.setdefault(label.field, spot)
            return 0
        inline = inline_label(text)
        if inline and (not self.pending or self.pending.label.field in _BLOCKS):
            self.draft.words.append(text[:20])
            self._put(self._of_year(inline, column), inline.value, spot, text[:12])
        elif self.pending:
            seen, self.pending, self.carried = self.pending, None, False
            elsewhere = seen.label.field in MONEY and self.amount_column not in (-1, column)
            self._put(Label("other") if elsewhere else seen.label, text, spot, seen.words)
        elif column in self.below:
            seen = self.below[column]
            self._put(seen.label, text, spot, seen.words)
        else:
            self._unlabelled(text, spot)
        return 1

    def _unit(self, unit: str, rest: str, spot: Spot) -> int:
        """单位：万元, alone in its cell or behind the name of the agency."""
        self.draft.unit = self.draft.unit or unit
        if self.draft.unit != unit:
            self.draft.unplaced(spot.row.texts[spot.order - 1], spot)
        if rest and is_title(rest):
            self._unlabelled(rest, spot)
        elif rest:
            inline = inline_label(rest)
            self._put(inline or Label("agency"), inline.value if inline else rest, spot, "")
        return 0

    def _of_year(self, label: Label, column: int) -> Label:
        """The label of an amount, which is not the year's where it stands in the column of 中期资金总额."""
        if label.field == "total_later":
            self.later_side = column
        elif label.field == "budget_total" and column == self.later_side:
            self.later_side = -1
        elif label.field in MONEY and column == self.later_side:
            return label._replace(field="other")
        return label

    def _label(self, seen: Seen) -> None:
        if self.pending and not self.carried:
            self.unfilled.append(self.pending)
        self.pending, self.carried = seen, False
        self.draft.words.append(seen.words)
        self.draft.unit_of_labels = self.draft.unit_of_labels or seen.label.unit
        if seen.label.field in _SCOPES:
            self.scope = Label(seen.label.field, seen.label.unit, seen.words)

    def _put(self, label: Label, text: str, spot: Spot, words: str) -> None:
        name = label.field
        if name in MONEY and self.scope and self.scope.field == "tasks":
            self.draft.unplaced(text, spot)  # the money of one task is not the money of the whole
        elif name in MONEY and not label.unit and self.scope and self.scope.unit:
            self.draft.put(label._replace(unit=self.scope.unit), text, spot)
        elif name == "goals":
            self.draft.put(Label("goal"), text, spot, words)
        elif name == "funds":
            field = "budget_total" if is_amount(text) else "purpose" if "用途" in words else "other"
            self.draft.put(Label(field, label.unit), text, spot)
        else:
            self.draft.put(label, text, spot, words)

    def _unlabelled(self, text: str, spot: Spot) -> None:
        draft, scope = self.draft, self.scope.field if self.scope else ""
        draft.unit_of_labels = draft.unit_of_labels or unit_in_brackets(text)
        if scope == "funds" and "purpose" not in draft.texts and self._is_purpose(text, spot):
            draft.put(Label("purpose"), text, spot)
        elif scope == "goal" and not draft.has_grid:
            self._more_goal(text, spot)
        elif not scope and self._is_agency(text, spot):
            draft.put(Label("agency"), text, spot)
        elif not scope and is_title(text) and (not draft.title or self._is_nearer_title()):
            if self.titled:
                draft.unplaced(draft.title, self.titled)
            draft.title, self.titled = text, spot
        else:
            draft.unplaced(text, spot)

    def _is_purpose(self, text: str, spot: Spot) -> bool:
        """Words in a block of funds, unless they are a share (98.5%) or stand before an amount as its label."""
        beside = "".join(spot.row.texts[spot.order : spot.order + 1])
        if is_amount(text) or is_share(text) or (beside and is_amount(beside)):
            return False
        if self.scope and "用途" in self.scope.value:
            return True
        others = (other for order, other in enumerate(spot.row.texts, 1) if other and order != spot.order)
        is_last = bool(beside) or spot.order == len(spot.row.texts)  # a label may stand before a blank amount
        return is_last and all(head_label(other) or is_amount(other) for other in others)

    def _is_nearer_title(self) -> bool:
        """Whether a title below another one is the form's own: the first named the whole document, without a number."""
        return self.draft.is_empty and not split_number(self.draft.title, "", 0)[0]

    def _more_goal(self, text: str, spot: Spot) -> None:
        """A further row of a merged 绩效目标 block."""
        if "goal" in self.draft.texts:
            self.draft.texts["goal"] += f"\n{text}"
        else:
            self.draft.put(Label("goal"), text, spot)

    def _is_agency(self, text: str, spot: Spot) -> bool:
        """667201天津市…中心 above the form's labels, or a bare name beside 单位：元."""
        texts = self.draft.texts
        if "agency_name" in texts or "project_name" in texts or is_title(text) or _YEAR.match(text):
            return False
        return is_coded_agency(text) or any(currency_unit(other)[0] for other in spot.row.texts)

    def _end_row(self, row: Row, values: int) -> None:
        """What the labels without a value in this row mean for the next one."""
        if self.pending:
            self.unfilled.append(self.pending)
        labels_only = not values and bool(self.unfilled)
        alone = labels_only and sum(map(bool, row.texts)) == 1
        self.below = {seen.column: seen for seen in self.unfilled} if labels_only and not alone else {}
        if self.below and self.scope and self.scope.field == "funds":
            kinds = [column for column, seen in self.below.items() if seen.label.field not in _BLOCKS]
            self.amount_column = min(kinds) if len(kinds) > 1 else self.amount_column
        self.carried = alone and bool(self.pending)
        if not alone:
            self.pending = None
