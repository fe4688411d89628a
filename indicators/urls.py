"""Addresses of the tables."""

from django.urls import path

from indicators import check_views, edit_views, editor_api, finding_views, history_views, new_views, paper_views, views
from indicators.library import views as library_views
from indicators.library import writing_views
from indicators.search import views as search_views

urlpatterns = [
    path("checks/", check_views.checks, name="checks"),
    path("checks/again/", check_views.check_again, name="check_again"),
    path("checks/<slug:code>/severity/", check_views.check_severity, name="check_severity"),
    path("library/", library_views.library, name="library"),
    path("library/indicator/", library_views.library_indicator, name="library_indicator"),
    path("library/mark/", writing_views.library_mark, name="library_mark"),
    path("library/suggest/", library_views.library_suggest, name="library_suggest"),
    path("library/write/", writing_views.library_write, name="library_write"),
    path("search/", search_views.search, name="search"),
    path("tables/", views.table_list, name="table_list"),
    path("tables/new/", new_views.table_new, name="table_new"),
    path("tables/<int:pk>/", paper_views.table_detail, name="table_detail"),
    path("tables/<int:pk>/edit/", edit_views.table_edit, name="table_edit"),
    path("tables/<int:pk>/save/", editor_api.table_save, name="table_save"),
    path("tables/<int:pk>/check/", editor_api.table_check, name="table_check"),
    path("tables/<int:pk>/presence/", editor_api.table_presence, name="table_presence"),
    path("tables/<int:pk>/findings/mend/", finding_views.finding_mend, name="finding_mend"),
    path("tables/<int:pk>/findings/<int:finding>/keep/", finding_views.finding_keep, name="finding_keep"),
    path("tables/<int:pk>/kept/<int:kept>/drop/", finding_views.finding_drop, name="finding_drop"),
    path("tables/<int:pk>/history/", history_views.table_history, name="table_history"),
]
