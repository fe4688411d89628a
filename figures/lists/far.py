"""Which alike indicators are far from what is usual, as a condition: what figures/usual.py says of each number."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q

from budget.access import sees_everything
from figures.models import UsualTarget
from figures.selection import Selection
from figures.target_counting import rows_of
from figures.targets import MANY
from figures.usual import TIMES, WHISKER, Usual, usual_targets

LARGEST = Decimal(10) ** 20  # the column holds nothing that large
NONE = Q(pk__in=())


def far_from_usual(selection: Selection, key: str, unit: str) -> Q | None:
    """The condition for indicators with that key and unit; None where too many tables would have to be looked at.

    As the statistic: who sees every table is told by what was counted in the background.
    """
    if selection.year is None:
        return NONE
    if sees_everything(selection.user) and not selection.chosen.keys() - {"year"}:
        found = UsualTarget.objects.filter(year=selection.year, key=key, unit=unit).first()
        return _condition(found) if found else NONE
    if selection.tally().number() > MANY:
        return None
    tables = list(selection.lines().order_by().values_list("pk", flat=True))
    for usual, _ in usual_targets(rows_of(key, table__in=tables)):
        for each in usual:
            if each.unit == unit:
                return _condition(each)
    return NONE


def _condition(usual: Usual | UsualTarget) -> Q:
    far = NONE
    ten, tenth = usual.median * TIMES, usual.median / TIMES
    if usual.median > 0:
        far |= _from(ten) | (Q(number__gt=0) & Q(number__lte=tenth))
    elif usual.median < 0:
        far |= _upto(ten) | (Q(number__lt=0) & Q(number__gte=tenth))
    between = usual.high - usual.low
    if between:
        low, high = usual.low - WHISKER * between, usual.high + WHISKER * between
        far |= Q(number__lt=low) if low > -LARGEST else NONE
        far |= Q(number__gt=high) if high < LARGEST else NONE
    return far


def _from(number: Decimal) -> Q:
    return Q(number__gte=number) if number < LARGEST else NONE


def _upto(number: Decimal) -> Q:
    return Q(number__lte=number) if number > -LARGEST else NONE
