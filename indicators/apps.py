"""The Django app `indicators`."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Its name on screen."""

    name = "indicators"
    verbose_name = "绩效指标"
