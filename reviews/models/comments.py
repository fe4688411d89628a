"""What reviewers note on a row of a revision, or on the whole (批注), until it is marked settled."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models import GoalTable, Revision


class Comment(models.Model):
    """A note. Its text never changes; that it was settled or opened again stands in the log (events.py).

    `position` is the row in its revision, from 1; None for the table as a whole. In later revisions the row is found
    by its likeness (reviews/commenting.py).
    """

    table = models.ForeignKey(GoalTable, verbose_name="表", on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, verbose_name="送审稿", on_delete=models.PROTECT, related_name="comments")
    position = models.PositiveIntegerField("行", null=True, blank=True)
    level3 = models.TextField("三级指标", blank=True)
    text = models.TextField("批注")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="批注人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField("姓名", max_length=150)
    by_role = models.CharField("角色", max_length=20)
    at = models.DateTimeField("时间", auto_now_add=True)
    settled_by_name = models.CharField("解决人", max_length=150, blank=True)
    settled_at = models.DateTimeField("解决时间", null=True, blank=True)

    class Meta:
        verbose_name = "批注"
        verbose_name_plural = "批注"
        ordering = ["table", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]

    def __str__(self) -> str:
        return self.text
