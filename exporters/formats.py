"""The formats that tables are exported in: one registry for pages, packages and the command.

Plain Python, no Django: who may see which tables is decided before, and only contents arrive here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from exporters.entry import Entry, Facts, Writer
from exporters.writers import csv, docx, indicator_list, json, txt, xlsx
from indicators.content import TableContent


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `words` are for the screen; `note` says in a sentence what it is good for."""

    key: str
    words: str
    suffix: str
    media_type: str
    writer: Writer
    note: str

    def write(self, entries: Iterable[Entry], target: IO[bytes], *, title: str = "", numbered: bool = False) -> None:
        """Write the entries as one file. They are taken one by one; `target` need not be seekable."""
        self.writer(entries, target, Facts(title, numbered))


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    each.key: each
    for each in (
        Format(
            "docx",
            "Word 文档",
            ".docx",
            f"{_OFFICE}.wordprocessingml.document",
            docx.write,
            "公开用的绩效目标表，多张表带目录",
        ),
        Format(
            "xlsx",
            "Excel 工作簿",
            ".xlsx",
            f"{_OFFICE}.spreadsheetml.sheet",
            xlsx.write,
            "按表样排版，每张表一个工作表",
        ),
        Format(
            "list",
            "指标明细表",
            ".xlsx",
            f"{_OFFICE}.spreadsheetml.sheet",
            indicator_list.write,
            "每条指标一行，便于筛选和汇总",
        ),
        Format("txt", "纯文本", ".txt", "text/plain; charset=utf-8", txt.write, "与已公开文本的格式相同"),
        Format("csv", "CSV 明细", ".csv", "text/csv; charset=utf-8", csv.write, "每条指标一行"),
        Format("json", "JSON 数据", ".json", "application/json", json.write, "供其他系统使用的完整数据"),
    )
}


def write_one(key: str, content: TableContent, year: int | None = None) -> bytes:
    """One table as the bytes of a file; raises KeyError for a format that is not there."""
    target = io.BytesIO()
    FORMATS[key].write([Entry(year, content)], target)
    return target.getvalue()
