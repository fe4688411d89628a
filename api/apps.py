"""The Django app `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Its name on screen."""

    name = "api"
    verbose_name = "接口"
