"""Addresses of the tables."""

from django.urls import path

from indicators import history_views, views

urlpatterns = [
    path("tables/", views.table_list, name="table_list"),
    path("tables/<int:pk>/", views.table_detail, name="table_detail"),
    path("tables/<int:pk>/history/", history_views.table_history, name="table_history"),
]
