"""The Django app `hooks`."""

from django.apps import AppConfig


class HooksConfig(AppConfig):
    """Its name on screen."""

    name = "hooks"
    verbose_name = "消息推送"
