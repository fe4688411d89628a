"""The cells of a document by the plainest means, apart from the readers: what is there to be accounted for.

Slow and simple on purpose. Only the innermost cells count; deleted text is no text.
"""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
from lxml import etree

_GONE = {"del", "moveFrom", "Fallback", "instrText", "tblPr", "tcPr", "rPr", "trPr"}
_MARK = re.compile(r"\[(?:bookmark|image): [^\]]*\]")


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element) -> str:
    tag = _tag(element)
    if tag in _GONE:
        return ""
    if tag == "t":
        return "".join(element.itertext())
    if tag in ("br", "cr", "p"):
        return "".join(map(_text, element)) + "\n"
    return "".join(map(_text, element))


def _deleted(cell: etree._Element) -> bool:
    rows = [row for row in cell.iterancestors() if _tag(row) == "tr"]
    return any(_tag(mark) == "del" for row in rows for part in row if _tag(part) == "trPr" for mark in part)


def docx_cells(data: bytes) -> list[str]:
    """The text of every innermost cell that is not deleted."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    cells = [element for element in root.iter() if _tag(element) == "tc"]
    inner = [cell for cell in cells if not any(_tag(below) == "tc" for below in cell.iterdescendants())]
    return [text for cell in inner if not _deleted(cell) and (text := _text(cell)).strip()]


def xlsx_cells(data: bytes) -> list[str]:
    """Every cell with a value, numbers as their plain text, shares as percentages."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    shown = [_shown(cell.value, str(cell.number_format)) for cell in cells if cell.value is not None]
    return [text for text in shown if text.strip()]


def _shown(value: object, form: str) -> str:
    return f"{round(float(str(value)) * 100, 6):g}%" if form.endswith("%") else str(value)


def txt_cells(data: bytes) -> list[str]:
    """Every piece after a TAB at a line's beginning; the bookmarked titles are no cells."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    text = re.sub(r"(?m)^\s*\[bookmark: _Toc.*$", "", text)
    pieces = re.split(r"(?m)^\t", _MARK.sub("", text))[1:]
    return [piece for piece in pieces if piece.strip()]
