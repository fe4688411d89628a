"""Which addresses are told what, and each single message with what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.names import one_line
from budget.models import Agency
from hooks.signing import fingerprint_of, new_salt, secret_of


class Event(models.TextChoices):
    """What can be told. The names are part of what is promised to receivers (docs/webhooks.md)."""

    APPROVED = "table.approved", "批复"
    RETURNED = "table.returned", "退回"
    PUBLISHED = "table.published", "公开"
    CANCELLED = "table.approval_cancelled", "取消批复"
    ADJUSTED = "table.adjusted", "调整"
    FINISHED = "batch.finished", "导入批次完成"
    TEST = "test", "测试消息"


OFFERED = [(event.value, event.label) for event in Event if event != Event.TEST]


class Hook(models.Model):
    """An address that is told of some events. `region` is a key of indicators.filters ("" for all of them).

    `told_since` is when it was switched on: what was before is not told. Up to `noted_until` all events have their
    deliveries, except such as were committed late (hooks/outbox.py). `failing_since` is the first failure since
    anything arrived, until `rests_until` nothing is sent after one (hooks/pausing.py); `paused_at` is set when the
    first failure is too long ago.
    """

    name = models.CharField("名称", max_length=60, unique=True, validators=[one_line])
    address = models.CharField("接收地址", max_length=500)
    events = models.JSONField("推送的事", default=list)
    region = models.CharField("区划", max_length=30, blank=True, default="")
    agency = models.ForeignKey(
        Agency, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    active = models.BooleanField("启用", default=True)
    salt = models.CharField(max_length=32, default=new_salt)
    fingerprint = models.CharField("密钥指纹", max_length=16, blank=True)
    told_since = models.DateTimeField(default=timezone.now)
    noted_until = models.DateTimeField(default=timezone.now)
    failing_since = models.DateTimeField("开始失败", null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField("暂停时间", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    history = HistoricalRecords(
        verbose_name="消息推送的修改记录",
        verbose_name_plural="消息推送的修改记录",
        excluded_fields=["told_since", "noted_until", "failing_since", "rests_until", "salt"],
    )

    class Meta:
        verbose_name = "消息推送"
        verbose_name_plural = "消息推送"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """What its messages are signed with."""
        return secret_of(self.salt)

    @property
    def has_its_secret(self) -> bool:
        """Whether the secret is still the one that was given out: not after SECRET_KEY was changed."""
        return fingerprint_of(self.secret) == self.fingerprint

    def renew_secret(self) -> str:
        """A new secret, not saved."""
        self.salt = new_salt()
        self.fingerprint = fingerprint_of(self.secret)
        return self.secret

    @property
    def event_words(self) -> str:
        """What it is told, in words."""
        return "、".join(str(Event(event).label) for event in Event.values if event in self.events)


class Delivery(models.Model):
    """One message to one hook: its body as it is sent every time, and how far that has come.

    `key` names what it is about, once for each hook. `claims` counts how often it was taken: what a sender writes
    counts only while its claim is the last one. `uid` is what receivers tell doubles by.
    """

    class State(models.TextChoices):
        """Its life; SENDING is taken up again when its sender fell silent."""

        WAITING = "waiting", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已送达"
        FAILED = "failed", "未送达"

    hook = models.ForeignKey(Hook, verbose_name="消息推送", on_delete=models.CASCADE, related_name="deliveries")
    uid = models.UUIDField("编号", default=uuid.uuid4)
    key = models.CharField(max_length=60)
    event = models.CharField("事件", max_length=40, choices=Event.choices)
    subject = models.CharField("关于", max_length=400, blank=True)
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    claims = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField("下次发送", default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField("最近发送", null=True, blank=True)
    status = models.PositiveSmallIntegerField("答复", null=True, blank=True)
    answer = models.CharField("答复内容", max_length=500, blank=True)
    happened_at = models.DateTimeField("发生时间")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "推送记录"
        verbose_name_plural = "推送记录"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["hook", "key"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed"]), name="delivery_known_state"
            ),
        ]
        indexes = [
            models.Index(
                fields=["hook", "next_at"], name="delivery_due", condition=Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["hook", "-id"], name="delivery_log"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.subject}"
