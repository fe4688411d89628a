"""The formats that tables are exported in: one registry for pages, packages and the command.

Plain Python, no Django: who may see which tables is decided before, and only contents arrive here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from exporters.entry import Entry, Facts, Writer
from exporters.writers import csv, docx, indicator_list, json, pdf, txt, xlsx
from indicators.content import TableContent


class TooMany(ValueError):
    """More tables than one file of this format can hold; the message says how many it can."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `words` and `note` are for the screen.

    `most` tables fit one file (None: any number, memory stays flat). `traced`: it carries what a table was made from.
    """

    key: str
    words: str
    suffix: str
    media_type: str
    writer: Writer
    note: str
    most: int | None = None
    traced: bool = False

    @property
    def ending(self) -> str:
        """How its files end: the two kinds of workbook of one agency must not have the same name."""
        return f"（{self.words}）{self.suffix}" if self.key == "list" else self.suffix

    def write(self, entries: Iterable[Entry], target: IO[bytes], *, title: str = "", numbered: bool = False) -> None:
        """Write the entries as one file. They are taken one by one; `target` need not be seekable.

        `title` stands above a table of contents; `numbered` counts the tables from 1. Raises TooMany.
        """
        self.writer(self._limited(entries), target, Facts(title, numbered))

    def _limited(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for count, entry in enumerate(entries, 1):
            if self.most is not None and count > self.most:
                raise TooMany(f"{self.words}一个文件最多 {self.most} 张表，请分开导出。")
            yield entry


_OFFICE = "application/vnd.openxmlformats-officedocument"
_XLSX = f"{_OFFICE}.spreadsheetml.sheet"
# Those that this machine can't write, each with a sentence why.
MISSING: dict[str, str] = {} if pdf.is_there() else {"pdf": pdf.WHY_NOT}
# Those that it can, in the order of the screen.
FORMATS: dict[str, Format] = {
    each.key: each
    for each in (
        Format(
            "docx", "Word 文档", ".docx", f"{_OFFICE}.wordprocessingml.document", docx.write,
            "公开用的绩效目标表，多张表带目录",
        ),
        Format("xlsx", "Excel 表样", ".xlsx", _XLSX, xlsx.write, "按表样排版，每张表一个工作表", traced=True),
        Format("list", "指标明细", ".xlsx", _XLSX, indicator_list.write, "每条指标一行，便于筛选和汇总"),
        Format("pdf", "PDF 文档", ".pdf", "application/pdf", pdf.write, "用于打印和公开", pdf.MOST),
        Format("txt", "纯文本", ".txt", "text/plain; charset=utf-8", txt.write, "与已公开文本的格式相同"),
        Format("csv", "CSV 明细", ".csv", "text/csv; charset=utf-8", csv.write, "每条指标一行，供其他程序使用"),
        Format("json", "JSON 数据", ".json", "application/json", json.write, "完整的数据，供其他系统使用"),
    )
    if each.key not in MISSING
}  # fmt: skip


def write_one(key: str, content: TableContent, year: int | None = None, made_from: str = "") -> bytes:
    """One table as the bytes of a file; raises KeyError for a format that is not there."""
    target = io.BytesIO()
    FORMATS[key].write([Entry(year, content, made_from)], target)
    return target.getvalue()
