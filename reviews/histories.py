"""Changes of master data, told from their histories (django-simple-history): who changed which field from what to what.

All histories have the same shape, so one reading serves the page of all changes, its export and the page of the rules.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.timezone import localtime

from budget.models import Agency, Membership
from indicators.checks import CHECKS
from indicators.models import Category, CheckSetting, Framework
from reviews.assessment import BY_KEY, points_of
from reviews.models import Deadline, ReviewRules

MODELS: tuple[type[Model], ...] = (Agency, Membership, Framework, Category, CheckSetting, ReviewRules, Deadline)
BY_NAME = {model._meta.model_name or "": model for model in MODELS}
KINDS = {"+": "新增", "~": "修改", "-": "删除"}
# Said by the history itself, or of no interest to a reader.
LEFT_OUT = {"id", "by", "at"}


class FieldChange(NamedTuple):
    """One field; `old` is "" for what was added, `new` for what was removed."""

    name: str
    old: str
    new: str


class Change(NamedTuple):
    """One change of one object. `by` is "" for a change that nobody made on a page."""

    at: datetime
    by: str
    account: str
    model: str
    kind: str
    what: str
    fields: list[FieldChange]

    def __str__(self) -> str:
        return "；".join(f"{each.name}：{each.old or '空'} → {each.new or '空'}" for each in self.fields)


def newest(models: Iterable[type[Model]], start: int, size: int) -> list[Change]:
    """The changes from place `start` on, newest first, of all these models together.

    The keys of all models are merged first, so that only what is shown is read; two queries a model beside those.
    """
    keys = [row for model in models for row in _keys(model, start + size)]
    window = sorted(keys, key=lambda row: row[:2], reverse=True)[start : start + size]
    found: list[Change] = []
    for model in models:
        wanted = [pk for _, pk, of in window if of is model]
        if wanted:
            found += changes_of(model, _history(model).filter(history_id__in=wanted))
    return sorted(found, key=lambda each: each.at, reverse=True)


def _keys(model: type[Model], limit: int) -> list[tuple[datetime, int, type[Model]]]:
    rows = _history(model).order_by("-history_date", "-history_id").values_list("history_date", "history_id")
    return [(at, pk, model) for at, pk in rows[:limit]]


def changes_of(model: type[Model], rows: Iterable[Any]) -> list[Change]:
    """The changes that rows of a model's history stand for; what was before is read in one query for all of them."""
    rows = list(rows)
    wanted = {row.history_id for row in rows}
    of_same = _history(model).filter(id__in={row.id for row in rows}).select_related("history_user")
    pairs = [pair for pair in _with_previous(of_same) if pair[0].history_id in wanted]
    names = _related_names(model, pairs)
    return [_change(model, row, before, names) for row, before in pairs]


def _history(model: type[Model]) -> Any:
    return model.history  # type: ignore[attr-defined]


def _with_previous(rows: Any) -> Iterator[tuple[Any, Any]]:
    """Each row with the one before it of the same object, else None."""
    before = None
    for row in rows.order_by("id", "history_date", "history_id"):
        yield row, before if before is not None and before.id == row.id else None
        before = row


def _change(model: type[Model], row: Any, before: Any, names: dict[str, dict[Any, str]]) -> Change:
    user = row.history_user
    account = user.get_username() if user else ""
    words = str(model._meta.verbose_name)
    what = _what(row, names)
    return Change(
        row.history_date, str(user or ""), account, words, KINDS[row.history_type], what, _fields(row, before, names)
    )


def _fields(row: Any, before: Any, names: dict[str, dict[Any, str]]) -> list[FieldChange]:
    """The fields that differ; all that say something for an object that came or went."""
    found = []
    for field in row.tracked_fields:
        if field.name in LEFT_OUT:
            continue
        value = getattr(row, field.attname)
        old = getattr(before, field.attname) if before is not None else None
        if row.history_type == "-":
            old, value = value, None
        shown = [_shown(field, each, names) for each in (old, value)]
        if shown[0] != shown[1]:
            found.append(FieldChange(str(field.verbose_name), *shown))
    return found


def _shown(field: Any, value: Any, names: dict[str, dict[Any, str]]) -> str:
    """A value in words."""
    if value is None or value == "":
        return ""
    if field.name in names:
        return names[field.name].get(value, f"编号 {value}（已删除）")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return _points(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _points(value: dict[str, Any]) -> str:
    if not set(value) <= set(BY_KEY):
        return json.dumps(value, ensure_ascii=False)
    return (
        "、".join(f"{BY_KEY[key].words} {number}" for key, number in points_of(value).items()) if value else "通用分值"
    )


def _related_names(model: type[Model], pairs: Iterable[tuple[Any, Any]]) -> dict[str, dict[Any, str]]:
    """What the keys in these rows are called, by field; one query a relation."""
    rows = [row for pair in pairs for row in pair if row is not None]
    names: dict[str, dict[Any, str]] = {}
    for field in model._meta.concrete_fields:
        related = field.related_model
        if related is None or field.name in LEFT_OUT:
            continue
        keys = {getattr(row, field.attname) for row in rows} - {None}
        found = related._default_manager.filter(pk__in=keys)
        names[field.name] = {each.pk: str(each) for each in found}
    return names


def _what(row: Any, names: dict[str, dict[Any, str]]) -> str:
    """What the object is called, from the row of its history alone: the object itself may be gone."""
    tellers: dict[str, Callable[[], str]] = {
        "historicalagency": lambda: f"{row.code} {row.name}",
        "historicalmembership": lambda: f"{names['user'].get(row.user_id, '已删除的用户')} {row.get_role_display()}",
        "historicalframework": lambda: str(row.name),
        "historicalcategory": lambda: str(row.name),
        "historicalchecksetting": lambda: CHECKS[row.code].name if row.code in CHECKS else str(row.code),
        "historicalreviewrules": lambda: row.region or "未分区划",
        "historicaldeadline": lambda: f"{row.region} {row.year} 年度{row.get_stage_display()}".strip(),
    }
    teller = tellers.get(row._meta.model_name)
    return teller() if teller else str(row.name)
