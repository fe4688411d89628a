"""Addresses of documents and imports."""

from django.urls import path

from importers import actions, batch_views, staged_views, views

urlpatterns = [
    path("imports/<int:pk>/", batch_views.import_batch, name="import_batch"),
    path("imports/<int:pk>/progress/", batch_views.import_progress, name="import_progress"),
    path("imports/<int:pk>/choose/", batch_views.import_choose, name="import_choose"),
    path("imports/<int:pk>/tables/<int:row>/", staged_views.import_table, name="import_table"),
    path("tables/<int:pk>/source/", views.table_source, name="table_source"),
    path("tables/<int:pk>/document/", views.table_document, name="table_document"),
    # Last, since any word would do for it.
    path("imports/<int:pk>/<slug:action>/", actions.import_action, name="import_action"),
]
