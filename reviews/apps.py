"""The Django app `reviews`."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Its name on screen, and what it brings along for the list of tables."""

    name = "reviews"
    verbose_name = "审核"

    def ready(self) -> None:
        """The list of tables may be asked for those that are late, which only deadlines can tell."""
        from indicators.filters import ADDED, Added
        from reviews.deadlines import late

        ADDED["overdue"] = Added("期限", [("yes", "逾期")], lambda rows, _: late(rows), tallied=True)
