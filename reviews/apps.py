"""The Django app `reviews`."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Its name on screen."""

    name = "reviews"
    verbose_name = "审核"
