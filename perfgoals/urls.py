"""All addresses (DESIGN 15)."""

from django.contrib import admin
from django.urls import include, path

from perfgoals import health, home_views, metrics_views

urlpatterns = [
    path("", home_views.home, name="home"),
    # Answered by health.probes already; they stand here so that the list of addresses is complete.
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics_views.metrics, name="metrics"),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("indicators.urls")),
    path("", include("importers.urls")),
    path("", include("reviews.urls")),
    path("", include("exporters.urls")),
    path("", include("figures.urls")),
    path("", include("api.urls")),
    path("", include("hooks.urls")),
]

handler500 = "perfgoals.request_log.server_error"
