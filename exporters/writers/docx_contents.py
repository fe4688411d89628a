"""The table of contents of a package: a TOC field with its entries filled in, so that it shows without an update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exporters.writers.package import xml_text

_CODE = r' TOC \o "1-1" \h \z \u '


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def bookmark(number: int) -> str:
    """The name of a table's bookmark; those of Word's own contents begin so too."""
    return f"_Toc{number:09}"


def contents(titles: Iterable[tuple[str, int]], heading: str) -> Iterator[bytes]:
    """The paragraphs for these titles and pages, under a heading of their own."""
    yield f'<w:p><w:pPr><w:pStyle w:val="Contents"/></w:pPr><w:r><w:t>{xml_text(heading)}</w:t></w:r></w:p>'.encode()
    start = f"{_field('begin')}{_code(_CODE)}{_field('separate')}"
    for number, (title, page) in enumerate(titles, 1):
        yield _line(title, page, bookmark(number), start).encode()
        start = ""
    yield f"<w:p>{_field('end')}</w:p>".encode()


def _line(title: str, page: int, name: str, start: str) -> str:
    number = f"{_field('begin')}{_code(f' PAGEREF {name} ' + chr(92) + 'h ')}{_field('separate')}"
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{start}<w:hyperlink w:anchor="{name}" w:history="1">'
        f'<w:r><w:t xml:space="preserve">{xml_text(title)}</w:t></w:r><w:r><w:tab/></w:r>'
        f"{number}<w:r><w:t>{page}</w:t></w:r>{_field('end')}</w:hyperlink></w:p>"
    )
