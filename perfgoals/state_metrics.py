"""Where the work stands, counted in the database when Prometheus asks: files, packages, tables, messages, workers.

Each figure is one counting query with a limit of time; what could not be counted is left out and told by a figure of
its own, so that a database that is busy or away makes no hole in the figures about requests.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Min, Model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily

from budget.worker_signs import processes_alive, workers_alive
from exporters.models import Export
from exporters.models import State as PackageState
from hooks.models import Delivery, Hook
from importers.models import ImportFile
from importers.progress import HANDED_OUT
from indicators.models import GoalTable, Status
from perfgoals.readiness import AWAY, READINESS

logger = logging.getLogger("perfgoals.metrics")

LIMIT = 3000  # milliseconds for all the counting of one visit, on PostgreSQL


def by_state(model: type[Model], field: str, states: Iterable[str], name: str, words: str) -> GaugeMetricFamily:
    """Rows of a model in each of its states; states without rows are zero, so that alerts see them."""
    family = GaugeMetricFamily(name, words, labels=["state"])
    rows = model._default_manager.order_by().values_list(field).annotate(number=Count("pk"))
    numbers = dict.fromkeys(states, 0) | dict(rows)
    for state, number in numbers.items():
        family.add_metric([state], number)
    return family


def files() -> GaugeMetricFamily:
    """Imported documents."""
    states = ImportFile.State.values
    return by_state(ImportFile, "state", states, "perfgoals_import_files", "Documents by state of their import")


def packages() -> GaugeMetricFamily:
    """Packages for download."""
    return by_state(Export, "state", PackageState.values, "perfgoals_packages", "Packages by state")


def tables() -> GaugeMetricFamily:
    """Goal tables."""
    return by_state(GoalTable, "status", Status.values, "perfgoals_tables", "Goal tables by state")


def waiting_since() -> GaugeMetricFamily:
    """How long the oldest document has waited for a worker; 0 where none waits. Their heartbeat is the handing out."""
    oldest = ImportFile.objects.filter(state__in=HANDED_OUT).aggregate(oldest=Min("heartbeat"))["oldest"]
    seconds = max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
    return GaugeMetricFamily("perfgoals_oldest_waiting_seconds", "Age of the oldest waiting document", value=seconds)


UNSENT = (Delivery.State.WAITING, Delivery.State.SENDING)


def messages() -> GaugeMetricFamily:
    """Messages to other systems that have not arrived and are not given up, those of paused hooks too."""
    number = Delivery.objects.filter(state__in=UNSENT).count()
    return GaugeMetricFamily("perfgoals_messages_waiting", "Messages that have not arrived yet", value=number)


def message_since() -> GaugeMetricFamily:
    """How long the oldest of them has waited; 0 where none does."""
    oldest = Delivery.objects.filter(state__in=UNSENT).aggregate(oldest=Min("created_at"))["oldest"]
    seconds = max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
    name, words = "perfgoals_oldest_message_seconds", "Age of the oldest message that has not arrived yet"
    return GaugeMetricFamily(name, words, value=seconds)


def paused_hooks() -> GaugeMetricFamily:
    """Hooks to which nothing has arrived for days."""
    number = Hook.objects.filter(active=True).exclude(paused_at=None).count()
    return GaugeMetricFamily("perfgoals_hooks_paused", "Hooks that are paused", value=number)


def workers() -> GaugeMetricFamily:
    """`manage.py work` on all machines."""
    number = workers_alive().count()
    return GaugeMetricFamily("perfgoals_workers", "Workers that gave a sign of life", value=number)


def worker_processes() -> GaugeMetricFamily:
    """Their processes."""
    words = "Processes of all workers that take jobs"
    return GaugeMetricFamily("perfgoals_worker_processes", words, value=processes_alive())


def queue() -> GaugeMetricFamily:
    """Jobs that nobody has taken yet, whichever engine keeps them."""
    family = GaugeMetricFamily("perfgoals_queue_jobs", "Jobs that wait", labels=["queue"])
    for name, number in (_jobs_in_database() if settings.QUEUE == "database" else _jobs_in_redis()).items():
        family.add_metric([name], number)
    return family


def _names() -> list[str]:
    return list(settings.TASKS["default"]["QUEUES"])


def _jobs_in_database() -> dict[str, int]:
    ready = DBTaskResult.objects.ready().order_by().values_list("queue_name").annotate(number=Count("pk"))
    return dict.fromkeys(_names(), 0) | dict(ready)


def _jobs_in_redis() -> dict[str, int]:
    import django_rq

    return {name: django_rq.get_queue(name).count for name in _names()}


FIGURES: tuple[Callable[[], GaugeMetricFamily], ...] = (
    files, packages, tables, waiting_since, messages, message_since, paused_hooks, workers, worker_processes, queue,
)  # fmt: skip


class StateOfTheWork:
    """A collector for Prometheus' registry."""

    def describe(self) -> list[Any]:
        """Nothing: else registering would already count."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure that could be had, and how many could not."""
        missing = 0
        for figure in FIGURES:
            counted = None if READINESS.words() == AWAY else _counted(figure)
            if counted:
                yield counted
            missing += not counted
        yield GaugeMetricFamily("perfgoals_figures_missing", "Figures that could not be counted", value=missing)


def _counted(figure: Callable[[], GaugeMetricFamily]) -> GaugeMetricFamily | None:
    """The figure; None where it took too long or the queue does not answer: that is no reason for an error page."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout = %s", [LIMIT // len(FIGURES)])
            return figure()
    except Exception as error:
        logger.warning("没有数成 %s：%s", figure.__name__, " ".join(str(error).split()))
        return None
