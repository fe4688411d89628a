"""An order for a package, as another system gives it: the filters of the list or some keys, a format and a shape."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from pydantic import ConfigDict, Field

from api.problems import Problem
from api.queries import MOST_KEY, Number, OneOf, TableFilters
from api.queries import asked as asked_for
from api.selecting import filter_of, selected
from exporters.formats import FORMATS
from exporters.forms import IN_FORCE
from exporters.models import Shape
from exporters.orders import Order, Unfit
from exporters.wording import filter_words
from indicators.lines import AS_FILED, LineQuerySet

MOST_KEYS = 5_000


class OrderShape(TableFilters):
    """What is to be exported; nothing said about tables means all that one may see."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[str, OneOf(tuple(FORMATS))] = Field(description="格式")
    shape: Annotated[str, OneOf(tuple(Shape.values))] = Field(Shape.ONE.value, description="文件")
    content: Literal["now", "in-force"] = Field(
        "now", description="now 现在的内容；in-force 公开材料：已批复的表，有效的内容"
    )
    tables: list[Annotated[Number, Field(ge=1, le=MOST_KEY)]] = asked_for("只要这些 key 的表", max_length=MOST_KEYS)


def order_of(asked: OrderShape, user: Any) -> Order:
    """The order for the worker. Raises Problem (422) where it can't be carried out."""
    lines = _lines(asked, user)
    public = asked.content == IN_FORCE
    chosen = lines.filter(in_force=True) if public else lines
    keys = list(chosen.order_by(*AS_FILED).values_list("pk", "agency"))
    if not keys:
        raise Problem(422, "nothing-to-export", "没有符合条件的表，没有导出。")
    order = Order(
        title=_title(asked, len(keys)),
        scope=filter_words(filter_of(_filters(asked), user)) or ("指定的表" if asked.tables else "全部"),
        tables=keys,
        format=asked.format,
        shape=asked.shape,
        in_force=public,
        numbered=public,
        without=lines.count() - len(keys) if public else 0,
    )
    try:
        return order.check()
    except Unfit as unfit:
        raise Problem(422, "too-many-tables", str(unfit)) from None


def _filters(asked: OrderShape) -> dict[str, Any]:
    return asked.model_dump(exclude_none=True, include=set(TableFilters.model_fields))


def _lines(asked: OrderShape, user: Any) -> LineQuerySet:
    """The tables that are asked for. One that is not there, or not for this user, is told and nothing is exported."""
    try:
        lines = selected(TableFilters.model_construct(**_filters(asked)), user).all()
    except Problem as problem:
        raise Problem(422, problem.code, problem.detail, problem.errors) from None
    keys: list[int] | None = asked.model_dump()["tables"]
    if keys is None:
        return lines
    wanted = set(keys)
    found = lines.filter(pk__in=wanted)
    missing = len(wanted) - found.count()
    if missing:
        words = f"{missing} 张表没有、不符合其他条件，或者您无权查看"
        raise Problem(422, "unknown-value", f"没有导出：{words}。", [("tables", words)])
    return found


def _title(asked: OrderShape, number: int) -> str:
    year = f"{asked.year}年度" if asked.year is not None else ""
    what = "绩效目标公开材料" if asked.content == IN_FORCE else "绩效目标表"
    return f"{year}{what}（{number}张）{timezone.localdate():%Y%m%d}"
