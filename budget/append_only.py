"""Rows that are only ever added: what was submitted, who judged it, who said what. No path changes or deletes one.

The database does not know this rule, so a log of such rows also carries digests by which a change from outside shows.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class Frozen(Exception):
    """Somebody tried to change or delete what stays as it is; a sentence for the screen."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses what would change or remove rows. Django's own clearing of a user's key does not pass through here."""

    def update(self, **kwargs: Any) -> int:
        """Never."""
        raise Frozen(f"{self.model._meta.verbose_name}不能修改。")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Frozen(f"{self.model._meta.verbose_name}不能删除。")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Never."""
        raise Frozen(f"{self.model._meta.verbose_name}不能修改。")


class AppendOnly(models.Model):
    """A model whose rows are added and read, nothing else."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; one that is stored already stays as it is."""
        if self.pk is not None:
            raise Frozen(f"{self._meta.verbose_name}不能修改。")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Frozen(f"{self._meta.verbose_name}不能删除。")
