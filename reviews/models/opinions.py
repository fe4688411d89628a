"""What a reviewer has filled in about a revision and not yet decided: nothing typed is lost."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from indicators.models import Revision


class Opinion(models.Model):
    """Grades by question (reviews/assessment.py) and the text of one reviewer. What is decided stands in the event."""

    revision = models.ForeignKey(Revision, verbose_name="送审稿", on_delete=models.PROTECT, related_name="opinions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="审核人", on_delete=models.CASCADE, related_name="+")
    grades = models.JSONField("审核表", default=dict, blank=True)
    text = models.TextField("意见", blank=True)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "审核意见草稿"
        verbose_name_plural = "审核意见草稿"
        constraints = [models.UniqueConstraint(fields=["revision", "by"], name="opinion_once")]

    def __str__(self) -> str:
        return self.text
