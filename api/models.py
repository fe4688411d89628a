"""Tokens of accounts, what happened to them, and how many requests came: all that the interface keeps."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from budget.append_only import AppendOnly


class Scope(models.TextChoices):
    """What a token may be used for. What its account may see and do is budget.access, as on the pages."""

    READ = "read", "只读取"
    WRITE = "write", "读取，并可导入和导出"


class TokenQuerySet(models.QuerySet["ApiToken"]):
    """Lists of tokens."""

    def in_use(self) -> TokenQuerySet:
        """Those that open something now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)

    def named(self, user: Any, name: str) -> TokenQuerySet:
        """Those of an account that have a name, expired ones too: until they are revoked it is theirs."""
        return self.filter(user=user, name=name, revoked_at=None)


class ApiToken(models.Model):
    """A token of an account. The token itself is shown once; kept are its SHA-256 and how it begins.

    256 random bits need no salt and no slow hash: there is no list of likely ones to try.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField("用途", max_length=60)
    scope = models.CharField("范围", max_length=5, choices=Scope.choices, default=Scope.READ)
    beginning = models.CharField("开头", max_length=12)
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    made_at = models.DateTimeField("建立时间", auto_now_add=True)
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(revoked_at__isnull=True), name="api_token_name_once"
            ),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="api_token_known_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.beginning}…）"

    @property
    def state(self) -> str:
        """`in-use`, or why it opens nothing: `revoked`, `expired`, `inactive`."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "in-use" if self.user.is_active else "inactive"


class TokenEvent(AppendOnly):
    """One making or revoking of a token. Names are kept as text: accounts and their tokens may be removed."""

    class Action(models.TextChoices):
        """What was done."""

        MADE = "made", "建立"
        REVOKED = "revoked", "停用"

    token = models.ForeignKey(
        ApiToken, verbose_name="令牌", null=True, on_delete=models.SET_NULL, related_name="events"
    )
    action = models.CharField("动作", max_length=7, choices=Action.choices)
    name = models.CharField("用途", max_length=60)
    beginning = models.CharField("开头", max_length=12)
    scope = models.CharField("范围", max_length=5, choices=Scope.choices)
    account = models.CharField("账号", max_length=150)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("姓名", max_length=150, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    address = models.CharField("地址", max_length=60, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "令牌记录"
        verbose_name_plural = "令牌记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.name} {self.account}"

    @classmethod
    def of(cls, token: ApiToken, action: str, by: Any, address: str = "", reason: str = "") -> TokenEvent:
        """The row for what `by` did to a token (None: the system did); not saved."""
        return cls(
            token=token,
            action=action,
            name=token.name,
            beginning=token.beginning,
            scope=token.scope,
            account=token.user.get_username(),
            by=by,
            by_name=str(by or "")[:150],
            address=address[:60],
            reason=reason,
        )


class RequestCount(models.Model):
    """How many requests a token, an account or an address has made in a window of time (api/limits.py)."""

    key = models.CharField(max_length=80, primary_key=True)
    ends = models.BigIntegerField()  # seconds since 1970
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = "请求次数"
        verbose_name_plural = "请求次数"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
