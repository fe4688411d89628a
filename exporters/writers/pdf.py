"""PDF of the official form by weasyprint, an extra that not every machine has.

weasyprint lays out the whole document in memory, so a file holds at most MOST forms.
"""

from __future__ import annotations

from collections.abc import Iterable
from ctypes.util import find_library
from importlib.util import find_spec
from typing import IO

from exporters.entry import Entry, Facts
from exporters.writers.form_html import page

MOST = 100
WHY_NOT = "本机没有安装 PDF 组件（weasyprint），请导出 Word 文档后另存为 PDF，或请管理员安装。"


def is_there() -> bool:
    """Whether weasyprint is installed, and the library of the system that it draws texts with.

    It is not imported for that, since it takes a second to load.
    """
    return find_spec("weasyprint") is not None and find_library("pango-1.0") is not None


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """The forms as one PDF; raises ImportError where weasyprint is not there."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # By default files of the machine and addresses of the network could be embedded; there are none in the page.
    fetcher = URLFetcher(allowed_protocols={"data"})
    document = HTML(string=page(entries, facts.title, facts.numbered), url_fetcher=fetcher)
    target.write(document.write_pdf(pdf_identifier=b"perfgoals"))
