"""Addresses of the statistics, and of the lists that their numbers count."""

from django.urls import path, re_path

from figures import export_views, views
from figures.lists import views as list_views

urlpatterns = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/<slug:section>/", views.statistics_section, name="statistics_section"),
    re_path(
        r"^statistics/(?P<key>[a-z-]+)\.(?P<ending>xlsx|csv)$", export_views.statistics_export, name="statistics_export"
    ),
    path("findings/", list_views.finding_list, name="finding_list"),
    re_path(r"^findings\.(?P<ending>xlsx|csv)$", list_views.finding_export, name="finding_export"),
    path("indicators/", list_views.indicator_list, name="indicator_list"),
    re_path(r"^indicators\.(?P<ending>xlsx|csv)$", list_views.indicator_export, name="indicator_export"),
]
