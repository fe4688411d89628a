"""Frozen contents of a table: what was submitted, word for word, with what was found in it (DESIGN 8).

A revision stands below the review, since everybody above needs it: the review judges it, exports print the one in
force. Rows are only ever added (append_only), and what refers to one protects it.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from budget.append_only import AppendOnly
from indicators.content import TableContent
from indicators.models.tables import GoalTable


class Revision(AppendOnly):
    """The content of a table at one submission, and its findings with the reasons given for those that were kept.

    `version` is the 版次 of the table, which 调整 raises; `number` counts the submissions of the table from 1. `digest`
    is the SHA-256 of both texts: events name it, so that whoever has an event can prove what it was about.
    """

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField("版次")
    number = models.PositiveIntegerField("第几次送审")
    content_text = models.TextField("内容")
    findings_text = models.TextField("疑点")
    digest = models.CharField("校验值", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("送审人姓名", max_length=150)
    at = models.DateTimeField("送审时间")

    class Meta:
        verbose_name = "送审稿"
        verbose_name_plural = "送审稿"
        ordering = ["table", "number"]
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"第 {self.version} 版（第 {self.number} 次送审）"

    @property
    def content(self) -> TableContent:
        """The content as it was submitted."""
        return TableContent.from_json(json.loads(self.content_text))

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings as they were: the texts of a TableFinding, `version`, and `kept` (reason, by, at) or None."""
        found: list[dict[str, Any]] = json.loads(self.findings_text)
        return found
