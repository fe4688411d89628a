"""The Django app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its name on screen."""

    name = "accounts"
    verbose_name = "账户"
