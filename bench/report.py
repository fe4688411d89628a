"""Plain text tables, and the machine that the figures are from."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from lxml import etree


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with aligned columns, the first to the left, numbers to the right."""
    lines = [header, *rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(header))]
    return "\n".join([title, *("  ".join(_pad(line, widths)).rstrip() for line in lines)])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    gaps = [" " * (width - _width(text)) for text, width in zip(line, widths, strict=True)]
    return [text + gap if not number else gap + text for number, (text, gap) in enumerate(zip(line, gaps, strict=True))]


def seconds(value: float) -> str:
    """A time in the unit that shows it best."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def megabytes(size: int) -> str:
    """A size in MB."""
    return f"{size / 1_000_000:.2f} MB"


def machine() -> str:
    """Cores, processor and versions: ratios travel, times do not."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    lxml = ".".join(map(str, etree.LXML_VERSION[:3]))
    libxml = ".".join(map(str, etree.LIBXML_VERSION))
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {model}, {python}, lxml {lxml} (libxml2 {libxml}), SQLite {sqlite3.sqlite_version}"


def progress(what: str) -> None:
    """Say on a terminal what is being measured, since it takes minutes."""
    if sys.stderr.isatty():
        print(f"… {what}", file=sys.stderr, flush=True)
