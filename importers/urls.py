"""Addresses of documents and imports."""

from django.urls import path

from importers import views

urlpatterns = [
    path("tables/<int:pk>/source/", views.table_source, name="table_source"),
    path("tables/<int:pk>/document/", views.table_document, name="table_document"),
]
