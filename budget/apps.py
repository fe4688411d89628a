"""The Django app `budget`."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Its name on screen."""

    name = "budget"
    verbose_name = "预算"
