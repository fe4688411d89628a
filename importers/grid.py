"""The indicator grid of a form: its header row says what the columns are, its rows become indicators.

Columns are known by their labels, not by their order; an empty or merged 一级/二级 cell takes the name above it; blank
form rows (指标1：, ……) are no indicators. Plain Python, no Django.
"""

from __future__ import annotations

import re
from decimal import Decimal

from importers.cells import Row, SourceTable, Spot
from importers.draft import Draft
from importers.fillers import is_filler
from importers.header import FLAT, Header, Mapping, mapping, narrowed
from importers.labels import Label, begins_row, column_label, fold, head_label, inline_label, names_level
from importers.plain_rows import plain_of
from indicators.content import IndicatorContent
from indicators.target import SIGNS
from indicators.text import compact

_WEIGHT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)(?:%|分)?")
_NO_SIGN = frozenset({"定性", "定性指标", "无", "/", "—", "-"})


class Grid:
    """One indicator grid while its rows are being read."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.level1 = self.level2 = ""
        self.later = header.later  # inside a 中期/长期 block, which the model has no place for
        self.last: dict[str, str] = {}
        self._mappings: dict[tuple[tuple[int, ...], tuple[int, ...]], Mapping | None] = {}
        self.is_flat = header.is_flat
        self.fresh = True  # no row has been read yet

    def read_plain(self, draft: Draft, row: Row) -> bool:
        """Take a row that begins with its levels and has a text in all other columns; False for any other row.

        Does what `read` would, for what nearly all rows are, in a fraction of the time.
        """
        places = plain_of(self.header, row.columns, row.spans, row.above)
        if places is None or self.later:
            return False
        texts = row.texts
        level3, description, target = texts[places.level3], texts[places.description], texts[places.target]
        if not (level3 and description and target):
            return False
        if texts[0] or texts[1]:
            self._levels(texts[0], texts[1])
        self.last.update(level3=level3, description=description, target=target)
        draft.rows.append(IndicatorContent(self.level1, self.level2, level3, description, target))
        self.fresh = False
        return True

    def read(self, draft: Draft, table: SourceTable, row: Row) -> bool:
        """Take one row into the draft; False where it is no row of this grid."""
        placed = self._mapping(row)
        if placed is None:
            return bool(table.sheet) and self._names_levels(row)
        if not self._is_row(row, placed):
            return False
        placed = self._behind_number(row, placed)
        for index in placed.rest:
            if row.texts[index] and not self._is_group(row.texts[index], index):
                draft.unplaced(row.texts[index], Spot(table, row, index + 1))
        if self.later:
            self._tell(draft, table, row, placed)
        elif self.fresh and self._is_under_header(row, placed):
            self._tell(draft, table, row, placed)
            self.header = narrowed(self.header, row)
            self._mappings.clear()
            return True
        else:
            if self.is_flat:
                self._head_fields(draft, table, row, placed)
            self._indicator(draft, table, row, placed)
        self.fresh = False
        return True

    def _behind_number(self, row: Row, placed: Mapping) -> Mapping:
        """Where 三级指标 holds a number and then the name, the name."""
        index = placed.cells.get("level3", -1)
        if index < 0 or not row.texts[index].isdecimal() or index + 1 not in placed.rest or not row.texts[index + 1]:
            return placed
        end = next(column.end for column in self.header.columns if column.key == "level3")
        if row.columns[index + 1] >= end:
            return placed
        rest = tuple(other for other in placed.rest if other != index + 1)
        return Mapping(placed.cells | {"level3": index + 1}, rest)

    def takes(self, row: Row) -> bool:
        """Whether `read` would take the row."""
        placed = self._mapping(row)
        return placed is not None and self._is_row(row, placed)

    def continues_with(self, row: Row) -> bool:
        """Whether a row of another table reads on here: it has the same shape and begins with the name of a level."""
        placed = self._mapping(row)
        if placed is None:
            return False
        names = [row.texts[placed.cells[key]] for key in ("level1", "level2") if key in placed.cells]
        return any(names) and all(map(names_level, filter(None, names)))

    def starts_project(self, row: Row, draft: Draft) -> bool:
        """Whether a row of a flat list names another project than the one that is open, or another agency."""
        placed = self._mapping(row)
        index = placed.cells.get("project_name") if placed else None
        known = draft.texts.get("project_name")
        if index is None or not (known and row.texts[index]):
            return False
        code, name = draft.texts.get("agency_code", ""), draft.texts.get("agency_name", "")
        same_agency = not (code or name) or set(self.agencies(row)) <= {code, name, code + name}
        return row.texts[index] != known or not same_agency

    def agencies(self, row: Row) -> list[str]:
        """What a row of a flat list says in its columns of the agency."""
        placed = self._mapping(row)
        cells = placed.cells if placed else {}
        return [row.texts[cells[key]] for key in ("agency_code", "agency") if key in cells and row.texts[cells[key]]]

    def _mapping(self, row: Row) -> Mapping | None:
        key = (row.columns, row.spans)
        try:
            return self._mappings[key]
        except KeyError:
            return self._mappings.setdefault(key, mapping(self.header, *key))

    def _names_levels(self, row: Row) -> bool:
        """A row of a sheet with levels alone, where a blank is no cell: nothing, or what holds for the rows below."""
        starts = {column.start: column.key for column in self.header.columns}
        named = {starts.get(column, ""): text for column, text in zip(row.columns, row.texts, strict=True)}
        if not named.keys() <= {"level1", "level2"} or not all(map(begins_row, named.values())):
            return False
        self._levels(named.get("level1", ""), named.get("level2", ""))
        return True

    def _is_row(self, row: Row, placed: Mapping) -> bool:
        """Whether the row belongs to the grid, and is not a label such as 备注 and its value below it."""
        index = placed.cells.get("level1", placed.cells.get("level2"))
        text = "" if index is None else row.texts[index]  # a row that begins further right: its levels are those above
        return not text or names_level(text) or not (head_label(text) or inline_label(text))

    def _is_group(self, text: str, index: int) -> bool:
        """A label beside the levels: 绩效指标, or the start of a 年度 or 长期 block; or the number of the row."""
        label = column_label(text)
        if label and label.field in ("group", "group_later"):
            self.later = label.field == "group_later"
            return True
        return not index and fold(text).rstrip(".、").isdecimal()

    def _is_under_header(self, row: Row, placed: Mapping) -> bool:
        """A second header row, under header cells that are merged downwards."""
        index = placed.cells.get("level3")
        return index is not None and row.above[index]

    def _tell(self, draft: Draft, table: SourceTable, row: Row, placed: Mapping) -> None:
        """Cells that are not taken: labels are recognised, names of levels are too, the rest is told."""
        for key, index in placed.cells.items():
            text = row.texts[index]
            if text and not column_label(text) and not (key in ("level1", "level2") and names_level(text)):
                draft.unplaced(text, Spot(table, row, index + 1))

    def _head_fields(self, draft: Draft, table: SourceTable, row: Row, placed: Mapping) -> None:
        """The columns of a flat list that belong to the project."""
        for column in self.header.columns:
            index = placed.cells.get(column.key)
            if column.key in FLAT and index is not None and row.texts[index]:
                label = head_label(column.text) or Label(column.key)
                draft.put(label, row.texts[index], Spot(table, row, index + 1), column.text)

    def _indicator(self, draft: Draft, table: SourceTable, row: Row, placed: Mapping) -> None:
        cells, texts = placed.cells, row.texts
        level1 = texts[cells["level1"]] if "level1" in cells else ""
        level2 = texts[cells["level2"]] if "level2" in cells else ""
        self._levels(level1, level2)
        level3, description = self._value("level3", row, cells), self._value("description", row, cells)
        target = self._target(draft, table, row, cells)
        if not description and is_filler(level3) and is_filler(fold(target)):
            self._blank_row(draft, table, row, cells)
            return
        if self._is_covered(row, cells):
            return  # only a note beside a merged row goes on
        weight = self._weight(draft, table, row, cells)
        draft.rows.append(IndicatorContent(self.level1, self.level2, level3, description, target, weight))
        if table.sheet:
            draft.row_numbers.append(row.number if table is draft.first else 0)

    def _is_covered(self, row: Row, cells: dict[str, int]) -> bool:
        """Whether the cells that make an indicator are all merged with those above."""
        level3, target = cells.get("level3"), cells.get("target")
        return (level3 is None or row.above[level3]) and (target is None or row.above[target])

    def _blank_row(self, draft: Draft, table: SourceTable, row: Row, cells: dict[str, int]) -> None:
        """A row of the blank form: only what its weight and levels of the form's own say may have to be told."""
        if self._weight(draft, table, row, cells) is not None:
            draft.unplaced(row.texts[cells["weight"]], Spot(table, row, cells["weight"] + 1))
        for key in ("level1", "level2"):
            if key in cells and (name := compact(row.texts[cells[key]])) and not names_level(name):
                draft.bare_levels.setdefault(name, Spot(table, row, cells[key] + 1))

    def _levels(self, level1: str, level2: str) -> None:
        """The names of the levels, taken from above where they are empty."""
        if level1:
            level1 = compact(level1)
            if level1 != self.level1:
                self.level1, self.level2 = level1, ""
        if level2:
            self.level2 = compact(level2)

    def _value(self, key: str, row: Row, cells: dict[str, int]) -> str:
        """The text of a cell; a merged one has that of the cell above."""
        index = cells.get(key)
        if index is None:
            return ""
        if row.above[index]:
            return self.last.get(key, "")
        self.last[key] = row.texts[index]
        return row.texts[index]

    def _target(self, draft: Draft, table: SourceTable, row: Row, cells: dict[str, int]) -> str:
        """The target as one text, also where sign, value and unit have a column each (四川, 中央)."""
        value = self._value("target", row, cells)
        if "sign" not in cells and "unit" not in cells:
            return value
        sign, unit = self._value("sign", row, cells), self._value("unit", row, cells)
        if (bare := re.sub("[(（].*", "", sign)) in SIGNS:
            sign = bare  # ≥（大于等于）
        sign_is_word = False
        if sign and (not value or (fold(sign) not in SIGNS and sign not in SIGNS)):
            sign_is_word = True
            if fold(sign) not in _NO_SIGN:
                draft.unplaced(sign, Spot(table, row, cells["sign"] + 1))
            sign = ""
        if unit and (not value or (sign_is_word and not value[-1].isdecimal())):
            draft.unplaced(unit, Spot(table, row, cells["unit"] + 1))
            unit = ""
        unit = "" if fold(unit) in _NO_SIGN or value.endswith(unit) else unit
        return f"{'' if value.startswith(tuple(SIGNS)) else sign}{value}{unit}"

    def _weight(self, draft: Draft, table: SourceTable, row: Row, cells: dict[str, int]) -> Decimal | None:
        index = cells.get("weight")
        if index is None or row.above[index] or not row.texts[index]:
            return None
        found = _WEIGHT.fullmatch(fold(row.texts[index]))
        if not found:
            draft.unplaced(row.texts[index], Spot(table, row, index + 1))
        return Decimal(found[1]) if found else None
