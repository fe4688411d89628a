"""What administrators write into the library; the counted rows follow at once, so that pages need not wait."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from indicators.library.alike import key_of
from indicators.library.building import unused_row
from indicators.models import LibraryCount, LibraryEntry, Scope, SeenIndicator
from indicators.text import compact, normal_text

TEXTS = ("level1", "level2", "name", "description", "target", "unit", "note")


class CanNotWrite(Exception):
    """Why an entry can't be like this, for the screen; `field` is where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def write(entry: LibraryEntry, values: dict[str, Any], by: Any) -> LibraryEntry:
    """Store an entry, new or changed; its history keeps what it was. Raises CanNotWrite."""
    before = entry.key
    for name in TEXTS:
        setattr(entry, name, normal_text(values.get(name, "")).strip())
    entry.level1, entry.level2 = compact(entry.level1), compact(entry.level2)
    entry.standard, entry.by = bool(values.get("standard")), by
    entry.key = key_of(entry.level1, entry.level2, entry.name)
    if not entry.key:
        raise CanNotWrite("name", "名称太短或只有序号、年份，请写明是什么指标。")
    other = LibraryEntry.objects.select_for_update().filter(key=entry.key).exclude(pk=entry.pk).first()
    if other:
        raise CanNotWrite(
            "name", f"指标库里已有相近的“{other.name}”（{other.level2 or other.level1}），请直接修改那一条。"
        )
    entry.save()
    for key in {before, entry.key} - {""}:
        _follow(key)
    return entry


def mark(seen: SeenIndicator, standard: bool, by: Any) -> LibraryEntry:
    """Mark what was seen as standard, with its usual texts, or take the mark away."""
    entry = LibraryEntry.objects.filter(key=seen.key).first() or LibraryEntry(
        key=seen.key, level1=seen.level1, level2=seen.level2, name=seen.name, description=seen.description
    )
    values = {name: getattr(entry, name) for name in TEXTS}
    return write(entry, values | {"standard": standard}, by)


def _follow(key: str) -> None:
    """The rows of the last counting after the entry of their key has changed, came or went."""
    run = LibraryCount.current()
    if run is None:
        return
    rows = SeenIndicator.objects.filter(run=run, key=key)
    entry = LibraryEntry.objects.filter(key=key).first()
    rows.update(standard=bool(entry and entry.standard))
    rows.filter(count=0).delete()
    if entry is None:
        return
    for scope in set(Scope.values) - set(rows.values_list("scope", flat=True)):
        unused_row(entry, run=run, scope=scope).save()
