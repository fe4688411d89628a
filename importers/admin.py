"""Admin pages that show what was imported; nothing is changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from importers.models import ImportBatch, ImportFile, SourceFile
from indicators.admin import OnlyShown

# Its page is not translated, and the rows of ImportFile say the same in Chinese.
admin.site.unregister(DBTaskResult)


@admin.register(SourceFile)
class SourceFileAdmin(OnlyShown):
    """Documents, without their bytes: a list of them would read all of them."""

    list_display = ("name", "size", "sha256", "created_at")
    fields = list_display
    search_fields = ("name", "sha256")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the bytes."""
        return super().get_queryset(request).defer("content")


@admin.register(ImportBatch)
class ImportBatchAdmin(OnlyShown):
    """Batches."""

    list_display = ("id", "name", "year", "region", "created_by", "created_at")
    list_filter = ("year",)
    list_select_related = ("created_by",)


@admin.register(ImportFile)
class ImportFileAdmin(OnlyShown):
    """Documents of batches, and how far they have come."""

    list_display = ("name", "state", "new", "changed", "unchanged", "conflict", "failed", "batch")
    list_filter = ("state",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the documents' bytes; with their batches, since list_select_related is not heeded beside another."""
        return super().get_queryset(request).select_related("batch", "source").defer("source__content")
