"""Packages that a worker makes: what was asked for, how far it is, which tables it holds, and its bytes in pieces.

The rows are the truth, the queue only carries their ids (DESIGN 10). Bytes live in the database, so that a worker on
any machine can write them and any web process can hand them out.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from budget.models import Agency
from indicators.models import GoalTable


class State(models.TextChoices):
    """The life of a package. A worker takes up what is WAITING."""

    WAITING = "waiting", "等待制作"
    MAKING = "making", "正在制作"
    DONE = "done", "可以下载"
    FAILED = "failed", "没有做成"
    CANCELLED = "cancelled", "已取消"
    DROPPED = "dropped", "已删除"
    EXPIRED = "expired", "已过期"


class Shape(models.TextChoices):
    """How the tables are laid into files; more than one file is a zip with an index."""

    ONE = "one", "一个文件"
    AGENCY = "agency", "每个单位一个文件"
    TABLE = "table", "每张表一个文件"


class Export(models.Model):
    """One package: the order as it was given, and the state of the work."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导出人", on_delete=models.CASCADE, related_name="exports"
    )
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    title = models.CharField("内容", max_length=300)
    scope = models.CharField("范围", max_length=1000, blank=True)  # the filter in words
    format = models.CharField("格式", max_length=10)
    shape = models.CharField("文件", max_length=10, choices=Shape.choices)
    in_force = models.BooleanField("按有效版本", default=False)
    numbered = models.BooleanField("重新编号", default=False)
    refused = models.PositiveIntegerField("无权或不存在", default=0)
    without = models.PositiveIntegerField("没有批复", default=0)

    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField("表")
    done = models.PositiveIntegerField("已写入", default=0)
    left_out = models.PositiveIntegerField("未收入", default=0)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    errors = models.PositiveSmallIntegerField("出错次数", default=0)
    # How often it was claimed: the bytes that count are those of the last claim.
    claims = models.PositiveIntegerField("领取次数", default=0)
    heartbeat = models.DateTimeField("最近活动", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    expires_at = models.DateTimeField("保留到", null=True, blank=True)
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("大小", default=0)

    class Meta:
        verbose_name = "导出"
        verbose_name_plural = "导出"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "heartbeat"], name="export_waiting")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether a worker has something to do, or should have."""
        return self.state in (State.WAITING, State.MAKING)


class ExportTable(models.Model):
    """A table of a package, in its place. The agency stays known when the table is gone: it decides who may look."""

    export = models.ForeignKey(
        Export, verbose_name="导出", on_delete=models.CASCADE, related_name="tables", db_index=False
    )
    position = models.PositiveIntegerField("顺序")
    table = models.ForeignKey(GoalTable, verbose_name="表", null=True, on_delete=models.SET_NULL, related_name="+")
    agency = models.ForeignKey(Agency, verbose_name="单位", on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = "导出的表"
        verbose_name_plural = "导出的表"
        ordering = ["export", "position"]
        constraints = [models.UniqueConstraint(fields=["export", "position"], name="export_position_once")]

    def __str__(self) -> str:
        return f"{self.export} {self.position}"


class ExportChunk(models.Model):
    """A piece of the bytes, written under one claim: a worker that was taken for dead leaves none that count."""

    export = models.ForeignKey(
        Export, verbose_name="导出", on_delete=models.CASCADE, related_name="chunks", db_index=False
    )
    claim = models.PositiveIntegerField("领取")
    number = models.PositiveIntegerField("第几段")
    data = models.BinaryField("内容")

    class Meta:
        verbose_name = "导出文件的一段"
        verbose_name_plural = "导出文件的各段"
        ordering = ["export", "claim", "number"]
        constraints = [models.UniqueConstraint(fields=["export", "claim", "number"], name="export_chunk_once")]

    def __str__(self) -> str:
        return f"{self.export} {self.number}"
