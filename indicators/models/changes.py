"""What happened to the content of a table: one row for each time that it was written, whichever way (DESIGN 9).

A row keeps the content as it was before, so that a table which is written once, as most are, is stored once. What a
change made of it stands in the next row's `before`, and for the last change in the table itself.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models

from indicators.content import TableContent
from indicators.models.tables import GoalTable


class TableChange(models.Model):
    """One writing of a table: who or which document (`origin`), when, why, and what was there before."""

    class Kind(models.TextChoices):
        """The ways in which a table comes to its content."""

        CREATED = "created", "填报建立"
        EDITED = "edited", "修改"
        IMPORTED = "imported", "导入建立"
        REPLACED = "replaced", "导入更新"
        TAKEN_OVER = "taken-over", "导入覆盖"
        UNDONE = "undone", "撤销导入"

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField("方式", max_length=12, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    origin = models.CharField("来自", max_length=500, blank=True, help_text="哪个文件第几张表")
    address = models.CharField("来源页面", max_length=200, blank=True)
    reason = models.TextField("理由", blank=True)
    auto = models.BooleanField("自动保存", default=False)
    before = models.TextField("修改前的内容", blank=True)

    class Meta:
        verbose_name = "修改记录"
        verbose_name_plural = "修改记录"
        ordering = ["table", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.origin}".strip()

    @classmethod
    def of(cls, table: GoalTable, cause: Cause, before: TableContent | None = None) -> TableChange:
        """The row for a table that is written for `cause`; not saved."""
        text = json.dumps(before.to_json(), ensure_ascii=False) if before else ""
        return cls(table=table, before=text, **cause._asdict())

    @property
    def content_before(self) -> TableContent | None:
        """The content that this change wrote over; None where it made the table."""
        return TableContent.from_json(json.loads(self.before)) if self.before else None


class Cause(NamedTuple):
    """Why a table is written: the way, who, from what, where that can be looked up, the reason given, and whether
    the editor saved by itself."""

    kind: str = TableChange.Kind.CREATED
    by: Any = None
    origin: str = ""
    address: str = ""
    reason: str = ""
    auto: bool = False
