"""Addresses of the tables."""

from django.urls import path

from indicators import views

urlpatterns = [
    path("tables/", views.table_list, name="table_list"),
    path("tables/<int:pk>/", views.table_detail, name="table_detail"),
]
