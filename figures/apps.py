"""The Django app `figures`."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Its name on screen, and what it brings along for the list of tables."""

    name = "figures"
    verbose_name = "统计"

    def ready(self) -> None:
        """The list of tables may be asked for those that were handed in late."""
        from figures.punctual import only_late
        from indicators.filters import ADDED, Added

        ADDED["punctual"] = Added("提交时间", [("late", "逾期提交")], only_late, tallied=False)
