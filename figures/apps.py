"""The Django app `figures`."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Its name on screen, and what it brings along for the list of tables and the page of checks."""

    name = "figures"
    verbose_name = "统计"

    def ready(self) -> None:
        """The list may be asked for tables that were handed in late; how often checks fire is kept by the facts."""
        from figures.check_figures import from_facts
        from figures.punctual import only_late
        from indicators.filters import ADDED, Added
        from indicators.occurrence import OF_MANY

        ADDED["punctual"] = Added("提交时间", [("late", "逾期提交")], only_late, tallied=False)
        OF_MANY[:] = [from_facts]
