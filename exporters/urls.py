"""Addresses of the exports."""

from django.urls import path

from exporters import download_views, list_views, order_views, table_views, template_views

urlpatterns = [
    path("exports/", list_views.export_list, name="export_list"),
    path("exports/new/", order_views.export_new, name="export_new"),
    path("exports/<int:pk>/", list_views.export_detail, name="export_detail"),
    path("exports/<int:pk>/progress/", list_views.export_progress, name="export_progress"),
    path("exports/<int:pk>/download/", download_views.export_download, name="export_download"),
    path("exports/<int:pk>/cancel/", download_views.export_cancel, name="export_cancel"),
    path("tables/<int:pk>/export/<slug:format>/", table_views.table_export, name="table_export"),
    path("imports/template.xlsx", template_views.import_template, name="import_template"),
]
