"""Addresses of the statistics."""

from django.urls import path, re_path

from figures import export_views, views

urlpatterns = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/<slug:section>/", views.statistics_section, name="statistics_section"),
    re_path(
        r"^statistics/(?P<key>[a-z-]+)\.(?P<ending>xlsx|csv)$", export_views.statistics_export, name="statistics_export"
    ),
]
