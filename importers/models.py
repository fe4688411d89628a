"""What was imported: the documents themselves, the batches, and which table came from where (provenance)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from budget.money import MoneyField
from indicators.models import GoalTable, TableChange


class SourceFile(models.Model):
    """A document as it was given, once per content. Its bytes live in the database: one backup holds everything."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("大小")
    content = models.BinaryField("内容")
    created_at = models.DateTimeField("收到时间", auto_now_add=True)

    class Meta:
        verbose_name = "源文件"
        verbose_name_plural = "源文件"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """Documents that came in together, for one year and region."""

    year = models.PositiveSmallIntegerField("预算年度")
    region = models.CharField("区划", max_length=30, blank=True, default="")
    name = models.CharField("名称", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导入人", null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField("导入时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="确认人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤销人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The year was suggested, not typed: the first document that tells one decides (importers/staging.py).
    year_guessed = models.BooleanField("年度未经确认", default=False)
    # Without a person who looks at a preview: what can be taken is taken (the shell command, the demo).
    unattended = models.BooleanField("无需确认", default=False)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="batch_year_plausible")]

    def __str__(self) -> str:
        return self.name or f"批次 {self.pk}"


class ImportFile(models.Model):
    """One document of a batch and how far it has come; the truth that the queue only points to (DESIGN 10)."""

    class State(models.TextChoices):
        """The life of a file (DESIGN 4), in its order. A worker takes up what is QUEUED, CONFIRMED or TO_UNDO."""

        RECEIVED = "received", "已收到"
        QUEUED = "queued", "等待读取"
        READING = "reading", "正在读取"
        UNPACKED = "unpacked", "已解开"
        READY = "ready", "待确认"
        CONFIRMED = "confirmed", "等待写入"
        COMMITTING = "committing", "正在写入"
        DONE = "done", "已导入"
        FAILED = "failed", "失败"
        SKIPPED = "skipped", "已跳过"
        TO_UNDO = "to-undo", "等待撤销"
        UNDOING = "undoing", "正在撤销"
        UNDONE = "undone", "已撤销"

    batch = models.ForeignKey(ImportBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="files")
    source = models.ForeignKey(SourceFile, verbose_name="源文件", on_delete=models.PROTECT, related_name="files")
    name = models.CharField("文件名", max_length=400)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    # The archive that it was unpacked from, if any.
    archive = models.ForeignKey("self", verbose_name="压缩包", null=True, blank=True, on_delete=models.CASCADE)
    # Since it was last asked for: how often a worker took it, and how often that ended with an error of its own.
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    errors = models.PositiveSmallIntegerField("出错次数", default=0)
    # How often it was ever claimed: what a worker writes counts only while its claim is the last one.
    claims = models.PositiveIntegerField("领取次数", default=0)
    heartbeat = models.DateTimeField("最近活动", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    tables_read = models.PositiveIntegerField("读出的表", default=0)
    rows_read = models.PositiveIntegerField("读出的指标", default=0)
    # How often each year is told inside: {"2025": [in titles and names, in dates]} (importers/years.py).
    years = models.JSONField("提到的年度", default=dict, blank=True)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("有变化", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    conflict = models.PositiveIntegerField("冲突", default=0)
    failed = models.PositiveIntegerField("未能导入", default=0)
    written = models.PositiveIntegerField("已写入", default=0)

    class Meta:
        verbose_name = "导入文件"
        verbose_name_plural = "导入文件"
        ordering = ["batch", "id"]

    def __str__(self) -> str:
        return self.name


class ImportTable(models.Model):
    """One table of a document: what was read, what taking it would change, whether it is wanted, what became of it.

    `state` says how it compares with what is stored, `base` is the digest of the content that it was compared with: a
    commit that finds another one there does not take the table, since nobody has seen that difference. `content` (the
    JSON of a TableContent) is emptied when it has gone into a table of ours; `before` is what undoing puts back.
    """

    class State(models.TextChoices):
        """Beside what is stored."""

        NEW = "new", "新增"
        CHANGED = "changed", "有变化"
        UNCHANGED = "unchanged", "无变化"
        CONFLICT = "conflict", "冲突"
        FAILED = "failed", "未能导入"

    class Result(models.TextChoices):
        """What became of it."""

        OPEN = "", "尚未导入"
        WRITTEN = "written", "已导入"
        LEFT = "left", "未导入"
        UNDONE = "undone", "已撤销"
        KEPT = "kept", "未能撤销"

    file = models.ForeignKey(ImportFile, verbose_name="文件", on_delete=models.CASCADE, related_name="tables")
    ordinal = models.PositiveIntegerField("第几张绩效目标表")
    place = models.CharField("位置", max_length=400, blank=True)
    kind = models.CharField("表的种类", max_length=20, default="project")
    agency_code = models.TextField("单位代码", blank=True)
    agency_name = models.TextField("单位名称", blank=True)
    project_name = models.TextField("项目名称", blank=True)
    budget_total = MoneyField("预算数")
    indicator_count = models.PositiveIntegerField("指标", default=0)
    content = models.TextField("内容", blank=True)
    findings = models.TextField("疑点", blank=True)
    blocks = models.PositiveIntegerField("须改正", default=0)
    warns = models.PositiveIntegerField("需说明", default=0)
    infos = models.PositiveIntegerField("提示", default=0)
    unplaced = models.PositiveIntegerField("未能归位的文字", default=0)
    state = models.CharField("与现有数据相比", max_length=10, choices=State.choices)
    reason_code = models.CharField("原因代码", max_length=40, blank=True)
    reason = models.TextField("原因", blank=True)
    takeable = models.BooleanField("可以覆盖", default=False)
    takeover = models.TextField("覆盖理由", blank=True)
    chosen = models.BooleanField("选中", default=False)
    base = models.CharField("比对时现有内容的摘要", max_length=64, blank=True)
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True, default="")
    note = models.TextField("结果说明", blank=True)
    table = models.ForeignKey(GoalTable, verbose_name="表", null=True, blank=True, on_delete=models.SET_NULL)
    change = models.ForeignKey(TableChange, verbose_name="修改", null=True, blank=True, on_delete=models.SET_NULL)
    before = models.TextField("导入前的来源和疑点", blank=True)

    class Meta:
        verbose_name = "批次里的表"
        verbose_name_plural = "批次里的表"
        ordering = ["file", "ordinal"]
        # Few tables are so, and pages ask for them: without these the look for none goes through all tables.
        indexes = [
            models.Index(fields=["file"], condition=Q(result__in=["left", "kept"]), name="import_not_done"),
            models.Index(fields=["file"], condition=Q(state__in=["failed", "conflict"]), name="import_not_taken"),
            models.Index(fields=["file"], condition=Q(unplaced__gt=0), name="import_unplaced"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["file", "ordinal"], name="import_table_once"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "changed", "unchanged", "conflict", "failed"]),
                name="import_table_known_state",
            ),
        ]

    def __str__(self) -> str:
        return self.project_name or self.place


class ImportIssue(models.Model):
    """A Finding of a file that could not be stored with a table: the file's own, or a table's that was not taken."""

    file = models.ForeignKey(ImportFile, verbose_name="文件", on_delete=models.CASCADE, related_name="issues")
    code = models.CharField("代码", max_length=40)
    severity = models.CharField("程度", max_length=5)
    message = models.TextField("说明")
    place = models.CharField("位置", max_length=400, blank=True)
    found = models.TextField("原文", blank=True)
    expected = models.TextField("应为", blank=True)

    class Meta:
        verbose_name = "导入问题"
        verbose_name_plural = "导入问题"
        ordering = ["file", "id"]

    def __str__(self) -> str:
        return self.message


class TableSource(models.Model):
    """Which document a table came from, where in it, and the digest of what was read.

    The digest tells at the next import whether someone has worked on the table since: then it is a conflict.
    """

    table = models.OneToOneField(GoalTable, verbose_name="表", on_delete=models.CASCADE, related_name="source")
    file = models.ForeignKey(ImportFile, verbose_name="文件", on_delete=models.PROTECT, related_name="table_sources")
    ordinal = models.PositiveIntegerField("第几张绩效目标表")
    place = models.CharField("位置", max_length=400)
    digest = models.CharField("内容摘要", max_length=64)
    imported_at = models.DateTimeField("导入时间", auto_now=True)

    class Meta:
        verbose_name = "表的来源"
        verbose_name_plural = "表的来源"

    def __str__(self) -> str:
        return self.place
