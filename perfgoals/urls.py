"""All addresses (DESIGN 15)."""

from django.contrib import admin
from django.urls import include, path

from perfgoals import home_views

urlpatterns = [
    path("", home_views.home, name="home"),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("indicators.urls")),
    path("", include("importers.urls")),
    path("", include("reviews.urls")),
    path("", include("exporters.urls")),
]
