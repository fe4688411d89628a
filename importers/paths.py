"""Documents named on the command line: files, folders, archives; and a line of progress where a person looks on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from importers.pace import pace
from importers.reading import FileReading, is_archive, unpacked
from importers.reading_types import ReadTable
from importers.refusals import shown_name
from indicators.findings import Finding, Place

# What a folder is searched for; a file that is named itself is read whatever its name.
EXTENSIONS = (".docx", ".docm", ".txt", ".xlsx", ".xlsm", ".doc", ".wps", ".rtf", ".xls", ".et", ".zip")


def files_at(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that paths name, folders searched through, in a stable order."""
    for path in paths:
        if path.is_dir():
            found = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in EXTENSIONS)
            yield from (file for file in found if file.is_file() and not file.name.startswith(("~$", ".")))
        else:
            yield path


def documents_at(paths: Iterable[Path]) -> Iterator[tuple[str, bytes] | FileReading]:
    """Name and bytes of each document; a finished reading for what can't be opened, so that the rest goes on."""
    for path in files_at(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            yield _not_opened(str(path), error)
            continue
        if is_archive(str(path), data):
            yield from unpacked(str(path), data)
        else:
            yield str(path), data


def _not_opened(path: str, error: OSError) -> FileReading:
    reasons = {FileNotFoundError: "不存在", PermissionError: "没有读取权限", IsADirectoryError: "是文件夹"}
    reason = reasons.get(type(error), "打不开")
    message = f"文件“{shown_name(path)}”{reason}，请检查路径。"
    return FileReading(path, "", findings=[Finding("not-found", "block", message, Place(path))], readable=False)


class Progress:
    """One line that is written over: what is done so far, the pace, the file just read. Silent where no terminal is."""

    def __init__(self, stream: Any, paths: Iterable[Path]) -> None:
        self.stream = stream
        self.shown = stream.isatty()
        self.total = sum(1 for _ in files_at(paths)) if self.shown else 0
        self.files = self.tables = self.rows = 0
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def step(self, name: str, tables: list[ReadTable]) -> None:
        """One more document is done."""
        rows = sum(len(table.content.indicators) for table in tables)
        self.tell(self.files + 1, self.tables + len(tables), self.rows + rows, Path(name).name[-30:])

    def tell(self, files: int, tables: int, rows: int, name: str = "") -> None:
        """So much is done."""
        self.files, self.tables, self.rows = files, tables, rows
        if self.shown:
            done = min(1.0, self.files / max(1, self.total))
            bar = "█" * int(done * 20) + "░" * (20 - int(done * 20))
            counts = f"{self.files}/{self.total} 个文件，{self.tables} 张表，{self.rows} 条指标"
            self.stream.write(f"\r\033[K{bar} {counts}{self.pace()}  {name}", style_func=str, ending="")
            self.stream.flush()

    def pace(self) -> str:
        """How fast it goes and how long it will take, once that can be told."""
        taken = timedelta(seconds=time.monotonic() - self.began)
        found = pace(self.files, self.tables, self.rows, taken, max(0, self.total - self.files))
        return f"，{found.words}" if found else ""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            self.stream.write("")
