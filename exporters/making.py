"""A package from its first table to its last byte, as a worker makes it. What is half done counts for nothing."""

from __future__ import annotations

from typing import IO, cast

from django.utils import timezone

from budget.heartbeat import beating
from exporters.claims import finish, give_up, tell
from exporters.formats import FORMATS
from exporters.models import Export
from exporters.packing import Layout, pack
from exporters.storing import ChunkWriter
from exporters.taking import Taking


def make(export: Export) -> None:
    """Write a package that is ours; the tables are taken as they are at that moment. Raises claims.Superseded."""
    keys = list(export.tables.exclude(table=None).order_by("position").values_list("table", flat=True))
    traced = FORMATS[export.format].traced
    tables = Taking(keys, export.in_force, lambda number: tell(export, number), traced)
    target = ChunkWriter(export)
    with beating(export):
        pack(tables, cast(IO[bytes], target), layout_of(export))
        target.finish()
    left_out = tables.left_out + export.total - len(keys)
    if left_out == export.total:
        export.left_out = left_out
        export.save(update_fields=["left_out"])
        give_up(export, again=False)
        return
    finish(export, target.size, left_out)


def layout_of(export: Export) -> Layout:
    """How the tables of a package are written."""
    return Layout(
        format=FORMATS[export.format],
        shape=export.shape,
        title=export.title,
        numbered=export.numbered,
        total=export.total,
        at=timezone.localtime(export.asked_at),
    )
