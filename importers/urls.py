"""Addresses of documents and imports."""

from django.urls import path

from importers import (
    actions,
    batch_views,
    file_views,
    list_views,
    problem_views,
    staged_views,
    upload_views,
    views,
)

urlpatterns = [
    path("imports/", list_views.import_list, name="import_list"),
    path("imports/new/", upload_views.import_new, name="import_new"),
    path("imports/<int:pk>/upload/", upload_views.import_upload, name="import_upload"),
    path("imports/<int:pk>/uploaded/", upload_views.import_uploaded, name="import_uploaded"),
    path("imports/<int:pk>/files/", file_views.import_files, name="import_files"),
    path("imports/<int:pk>/files/<int:file>/retry/", file_views.import_retry, name="import_retry"),
    path("imports/<int:pk>/files/<int:file>/document/", file_views.import_document, name="import_document"),
    path("imports/<int:pk>/problems/", problem_views.import_problems, name="import_problems"),
    path("imports/<int:pk>/result.xlsx", problem_views.import_result, name="import_result"),
    path("imports/<int:pk>/", batch_views.import_batch, name="import_batch"),
    path("imports/<int:pk>/progress/", batch_views.import_progress, name="import_progress"),
    path("imports/<int:pk>/choose/", batch_views.import_choose, name="import_choose"),
    path("imports/<int:pk>/tables/<int:row>/", staged_views.import_table, name="import_table"),
    path("tables/<int:pk>/source/", views.table_source, name="table_source"),
    path("tables/<int:pk>/document/", views.table_document, name="table_document"),
    # Last, since any word would do for it.
    path("imports/<int:pk>/<slug:action>/", actions.import_action, name="import_action"),
]
