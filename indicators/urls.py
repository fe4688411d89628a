"""Addresses of the tables."""

from django.urls import path

from indicators import check_views, finding_views, history_views, views

urlpatterns = [
    path("checks/", check_views.checks, name="checks"),
    path("checks/again/", check_views.check_again, name="check_again"),
    path("checks/<slug:code>/severity/", check_views.check_severity, name="check_severity"),
    path("tables/", views.table_list, name="table_list"),
    path("tables/<int:pk>/", views.table_detail, name="table_detail"),
    path("tables/<int:pk>/findings/mend/", finding_views.finding_mend, name="finding_mend"),
    path("tables/<int:pk>/findings/<int:finding>/keep/", finding_views.finding_keep, name="finding_keep"),
    path("tables/<int:pk>/kept/<int:kept>/drop/", finding_views.finding_drop, name="finding_drop"),
    path("tables/<int:pk>/history/", history_views.table_history, name="table_history"),
]
