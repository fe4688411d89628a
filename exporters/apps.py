"""The Django app `exporters`."""

from django.apps import AppConfig


class ExportersConfig(AppConfig):
    """Its name on screen."""

    name = "exporters"
    verbose_name = "导出"
