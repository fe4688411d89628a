"""Addresses of documents and imports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
