"""The Django app `figures`."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Its name on screen."""

    name = "figures"
    verbose_name = "统计"
