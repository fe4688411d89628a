"""Word documents: the official forms, each on a new page, behind a table of contents where there is more than one.

The XML is written as strings into a spool and from there into the package, since the contents at its beginning need
every title: memory holds one form and the titles.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO

from exporters import form
from exporters.entry import Entry, Facts
from exporters.writers.docx_contents import bookmark, contents
from exporters.writers.docx_pages import pages
from exporters.writers.docx_parts import FOOTER, W, write_parts
from exporters.writers.docx_table import form_tables, heading
from exporters.writers.package import DECLARATION, RELATIONS, Package

_IN_MEMORY = 4_000_000  # bytes of the spool before it goes to disk
_START = f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{RELATIONS}"><w:body>'


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """The forms as one document. `facts.title` stands above the table of contents."""
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        titles = _spool(entries, spool, facts.numbered)
        spool.seek(0)
        package = Package(target)
        write_parts(package)
        with package.part("word/document.xml") as part:
            part.write(_START.encode())
            if len(titles) > 1:
                part.writelines(contents(titles, facts.title or "目录"))
                part.write(f"<w:p><w:pPr>{_section('upperRoman')}</w:pPr></w:p>".encode())
            shutil.copyfileobj(spool, part, 1 << 18)
            part.write(f"{_section('decimal')}</w:body></w:document>".encode())
        package.close()


def _spool(entries: Iterable[Entry], spool: IO[bytes], numbered: bool) -> list[tuple[str, int]]:
    """Write the forms to the spool; their titles and the pages that they begin on."""
    titles: list[tuple[str, int]] = []
    page = 1
    for position, entry in enumerate(entries, 1):
        title = form.title(entry, position if numbered else None)
        spool.write(heading(title, bookmark(position), position, position > 1).encode())
        spool.write(form_tables(entry.content).encode())
        titles.append((title, page))
        page += pages(title, entry.content)
    return titles


def _section(numbers: str) -> str:
    """A4 with a page number at the foot, counted anew from 1."""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{FOOTER}"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
        f'w:gutter="0"/><w:pgNumType w:fmt="{numbers}" w:start="1"/></w:sectPr>'
    )
