"""Blocks of a document → goal tables and findings: where each form begins and ends, what is head and what is grid.

By labels and header rows, never by positions (DESIGN 4). Nothing is lost: every non-blank cell ends in a field, in a
recognised label or in a finding. Plain Python, no Django.
"""

from __future__ import annotations

from collections.abc import Iterator

from importers.cells import BESIDE, Blocks, Paragraph, Row, SourceTable, Spot
from importers.draft import Draft
from importers.grid import Grid
from importers.head import HeadReader, is_coded_agency
from importers.header import FLAT, Header, header_of
from importers.labels import (
    STARTS,
    Label,
    begins_row,
    column_label,
    currency_unit,
    head_label,
    inline_label,
    names_level,
)
from importers.other_tables import has_labels, not_recognised
from importers.reading_types import ReadTable
from importers.titles import is_title, title_of
from indicators.findings import Finding

# Paragraphs right before a table that may belong to its form: title, year, agency and unit of money.
NEAR = 8
FAR = 200  # paragraphs among which its title is looked for


def recognise(blocks: Blocks, file: str) -> Iterator[ReadTable | Finding]:
    """The goal tables of a document in their order; findings that belong to no table stand between them."""
    recogniser = Recogniser(file)
    for block in blocks:
        if isinstance(block, Finding):
            yield block
        elif isinstance(block, Paragraph):
            recogniser.paragraphs.append(block.text)
        else:
            yield from recogniser.table(block)
    yield from recogniser.close()


class Recogniser:
    """The state between the blocks of one document."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.ordinal = 0
        self.paragraphs: list[str] = []
        self.sources: list[SourceTable] = []
        self._open()

    def _open(self) -> None:
        self.draft = Draft(self.file)
        self.head = HeadReader(self.draft)
        self.grid: Grid | None = None
        self.sources = []

    def table(self, table: SourceTable) -> Iterator[ReadTable | Finding]:
        """Take one table of the document."""
        if table.nested and not has_labels(table):
            for block in table.nested:  # a table that is only there for the layout
                if isinstance(block, Paragraph):
                    self.paragraphs.append(block.text)
                else:
                    yield from self.table(block)
            return
        if self._ends_before(table):
            yield from self.close()
        if not self.draft.has_grid:
            self.grid = None
        self._begin(table)
        before: Row | None = None
        for row in table.rows:
            if not (self._is_usual(row) and self._usual(table, row)):
                yield from self._unusual(table, row, before)
            before = row

    def _usual(self, table: SourceTable, row: Row) -> bool:
        """Take a row of the open grid, if it is one."""
        grid = self.grid
        if grid is None:
            return False
        return (not table.sheet and grid.read_plain(self.draft, row)) or grid.read(self.draft, table, row)

    def _unusual(self, table: SourceTable, row: Row, before: Row | None) -> Iterator[ReadTable | Finding]:
        """Take a row that may begin another form, be a header, or stand in a head block."""
        if self._starts_next(row):
            yield from self.close()
            self._begin(table)
        elif self.grid and self.grid.is_flat and self._is_next_of_list(row):
            yield from self._next_of_list(table, row)
        self._row(table, row, before)

    def _ends_before(self, table: SourceTable) -> bool:
        """Whether the open form ends before this table: at a title, or behind a grid that does not go on."""
        if self.draft.has_grid:
            return bool(self.paragraphs) or not self._goes_on(table)
        return not self.draft.is_empty and any(map(is_title, self.paragraphs[-FAR:]))

    def close(self) -> Iterator[ReadTable | Finding]:
        """End the form that is open: a goal table, or a finding for tables that are none."""
        draft, sources = self.draft, self.sources
        self._open()
        # Without a title, names beside amounts are any table of a budget: 项目 | 预算数.
        named = "project_name" in draft.texts and ("goal" in draft.texts or bool(draft.money and draft.title))
        if draft.is_left_blank and len(sources) == 1 and sources[0].sheet:
            yield draft.left_blank(sources[0])
        elif draft.has_grid or named:
            self.ordinal += 1
            yield draft.finish(self.ordinal)
        else:
            for source in sources:
                yield from not_recognised(source, self.file)

    def _begin(self, table: SourceTable) -> None:
        """Note that the open form stands in this table, and take what the paragraphs before it say."""
        if not any(table is source for source in self.sources):
            self.sources.append(table)
        if self.draft.first is None:
            self.draft.first = table
            self._introduction(table)
        self.paragraphs = []

    def _introduction(self, table: SourceTable) -> None:
        """Title, unit of money and labelled values in the paragraphs right before the form."""
        last = self.paragraphs[-FAR:]
        titles = [order for order, text in enumerate(last) if is_title(text)]
        near = last[titles[-1] if titles else -NEAR :]
        if titles:
            self.draft.title = title_of(near[0].strip())
        for text in near:
            unit, rest = currency_unit(text)
            self.draft.unit = self.draft.unit or unit
            self._agency_above(rest.strip(), table, bool(titles or unit) and text is not near[0])

    def _agency_above(self, text: str, table: SourceTable, may_be_bare: bool) -> None:
        """A labelled value above the form, or an agency with its code, below a title or beside 单位：元."""
        label = inline_label(text)
        if not label and may_be_bare and len(text) <= 60 and is_coded_agency(text):
            label = Label("agency", value=text)
        if label and label.field in STARTS:
            self.draft.put(label, label.value.split("  ")[0].strip(), Spot(table, Row.of(0, ()), 0))

    def _goes_on(self, table: SourceTable) -> bool:
        """Whether a table right after a grid is its next page: the same header again, or rows of levels."""
        if self.grid is None or not table.rows:
            return False
        first = table.rows[0]
        header = header_of(first, None)
        if header:
            return [c.key for c in header.columns] == [c.key for c in self.grid.header.columns]
        return self.grid.continues_with(first)

    def _is_usual(self, row: Row) -> bool:
        """A cheap look at what most rows are: of the open grid, beginning with a level or below a merged one."""
        if self.grid is None or self.grid.is_flat or len(row.texts) < 2:
            return False
        first, second = row.texts[:2]
        if first or not row.above[0]:
            return begins_row(first)
        return begins_row(second) if second else row.above[1] and _is_value(row)

    def _starts_next(self, row: Row) -> bool:
        """Whether a row begins another form: a title, an agency or a project below a grid, or a second project."""
        draft = self.draft
        if not (draft.has_grid or "project_name" in draft.texts):
            return False
        texts = [text for text in row.texts if text]
        if not texts or names_level(texts[0]):
            return False
        label = head_label(texts[0])
        if label and label.field in STARTS:
            return draft.has_grid or (label.field == "project_name" and texts[1:2] != [draft.texts["project_name"]])
        if not draft.has_grid or label:
            return False
        if row.texts[0] and not row.columns[0] and is_title(texts[0]):
            return True
        if self.grid and self.grid.takes(row):
            return False
        return is_title(texts[0]) or bool(currency_unit(texts[-1])[0])

    def _row(self, table: SourceTable, row: Row, before: Row | None) -> None:
        header = header_of(row, before) if self._may_be_header(row) else None
        if header:
            self._new_grid(table, row, header)
        elif row.columns[:1] >= (BESIDE,):
            self._tell(table, row)
        elif self.grid is None or not self.grid.read(self.draft, table, row):
            self.head.read(table, row)

    def _tell(self, table: SourceTable, row: Row) -> None:
        """A row that fits nowhere: even what looks like a label there may be an indicator's name."""
        for order, text in enumerate(row.texts, 1):
            self.draft.unplaced(text, Spot(table, row, order))

    def _may_be_header(self, row: Row) -> bool:
        """A cheap look before the expensive one: a label of a column among the first cells."""
        first = row.texts[0] if row.texts else ""
        if self.grid and first and names_level(first) and not column_label(first) and not _names_level1(row):
            return False  # 年度绩效指标 names no level: it may stand before a header of its own block
        if len(row.texts) < 3 and self.grid is None:
            return len(row.texts) == 2 and all(map(column_label, row.texts))
        if any(map(column_label, row.texts[:3])):
            return True
        # A flat list begins with columns of the head: 单位编码, 单位名称, 项目名称, 预算数 …
        label = head_label(first) if len(row.texts) > 4 else None
        return label is not None and label.field in FLAT and any(map(column_label, row.texts[3:]))

    def _new_grid(self, table: SourceTable, row: Row, header: Header) -> None:
        self.grid = Grid(header)
        self.draft.has_grid = True
        self.draft.columns = {column.key: column.start + 1 for column in header.columns if column.key}
        self.draft.words += [text for text in row.texts if text]
        for index in header.unknown:
            self.draft.unplaced(row.texts[index], Spot(table, row, index + 1))

    def _is_next_of_list(self, row: Row) -> bool:
        grid = self.grid
        return grid is not None and not self._may_be_header(row) and grid.starts_project(row, self.draft)

    def _next_of_list(self, table: SourceTable, row: Row) -> Iterator[ReadTable | Finding]:
        """The next project of a flat list: the grid stays, the form is a new one."""
        grid, title, unit, sources = self.grid, self.draft.title, self.draft.unit, self.sources
        agency = {key: text for key, text in self.draft.texts.items() if key.startswith("agency")}
        if grid and grid.agencies(row):
            agency = {}
        yield from self.close()
        self._begin(table)
        self.grid, self.sources = grid, sources
        self.draft.title, self.draft.unit, self.draft.has_grid = title, unit, True
        self.draft.texts |= agency


def _is_value(row: Row) -> bool:
    """Whether the third cell of a row holds a text that is no label."""
    text = row.texts[2] if len(row.texts) > 2 else ""
    return bool(text) and head_label(text) is None and column_label(text) is None


def _names_level1(row: Row) -> bool:
    """Whether 一级指标 stands behind the first cell, whatever that calls the block."""
    label = column_label(row.texts[1]) if len(row.texts) > 1 else None
    return label is not None and label.field == "level1"
