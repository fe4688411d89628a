"""The Django app `importers`."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    """Its name on screen."""

    name = "importers"
    verbose_name = "导入"
