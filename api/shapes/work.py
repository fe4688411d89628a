"""Work that takes time: imports and exports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.queries import OneOf
from api.shapes.base import Count, Exact, Key, Year
from exporters.models import Shape, State
from importers.models import ImportFile
from importers.progress import WORDS as PHASES


class FileCounts(Exact):
    """How many tables of a batch were read, and what became of them."""

    read: Count
    new: Count
    changed: Count
    unchanged: Count
    conflict: Count
    failed: Count
    written: Count


class BatchShape(Exact):
    """An import. `page` is where people look at the preview and confirm it: nothing is written before that."""

    key: Key
    name: str
    year: Year
    region: str
    created_by: str | None
    created_at: datetime
    phase: Annotated[str, OneOf(tuple(PHASES))]
    words: str
    percent: int = Field(ge=0, le=100)
    files: dict[Annotated[str, OneOf(tuple(ImportFile.State.values))], Count]
    tables: FileCounts
    page: str


class OneBatch(BatchShape):
    """An import by itself."""

    known: Count = Field(description="以前导入过、等人在 page 的页面上决定是否再读的文件")


class RefusedFile(Exact):
    """A document that was not taken, and why."""

    name: str
    message: str


class StartedBatch(OneBatch):
    """A new import, with what was not taken."""

    refused: list[RefusedFile]


class ExportShape(Exact):
    """A package that a worker makes. `file` is its address as soon as it can be fetched."""

    key: Key
    title: str
    scope: str
    format: str
    shape: Annotated[str, OneOf(tuple(Shape.values))]
    content: Literal["now", "in-force"]
    state: Annotated[str, OneOf(tuple(State.values))]
    words: str
    total: Count
    done: Count
    left_out: Count
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    name: str
    size: Count
    file: str | None
