"""What stands on the official form, whatever file it is written to: words, title, amounts, columns.

The layout is that of the published annexes and what importers/ reads back exactly. Plain Python, no Django.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

from exporters.entry import Entry
from indicators.content import IndicatorContent, TableContent

PROJECT, FUNDS, GOAL = "项目名称", "预算规模及资金用途", "绩效目标"
AMOUNTS = ("预算数", "其中：财政资金", "其他资金")
COLUMNS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值")
WEIGHT = "权重"

_FACTORS = {"元": 0, "万元": 4, "亿元": 8}  # powers of ten
_EXACT = Context(prec=60)
# Only such a code and name are still two when they are written as one, as the published forms do.
_PARTS = re.compile(r"\d{3,12}\|[^\d\s\])）】_\-—–.、:：].*", re.DOTALL)


def title(entry: Entry, number: int | None = None) -> str:
    """The title with its number, in one line; made of project and year where the content has none."""
    content = entry.content
    words = (content.title or _made_title(entry)).replace("\n", " ")
    number = content.number if number is None else number
    return words if number is None else f"{number}.{words}"


def _made_title(entry: Entry) -> str:
    """项目绩效目标表 with the year in front, unless the project's name says it."""
    year, project = entry.year, entry.content.project_name
    lead = "" if year is None or str(year) in project else f"{year}年"
    return f"{lead}{project or '项目支出'}绩效目标表"


def unit(content: TableContent) -> str:
    """The unit that the form prints amounts in; 元 for one that no form has."""
    return content.currency_unit if content.currency_unit in _FACTORS else "元"


def agency(content: TableContent) -> tuple[str, ...]:
    """The cells that name the agency: code and name in one, with labels where one could not be told from the other."""
    code, name = content.agency_code, content.agency_name
    if not (code and name) or _PARTS.fullmatch(f"{code}|{name}"):
        return (code + name,)
    return ("单位代码", code, "单位名称", name)


def unit_line(content: TableContent) -> str:
    """单位：元."""
    return f"单位：{unit(content)}"


def amounts(content: TableContent) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The three amounts in the unit of the form, exact."""
    power = _FACTORS[unit(content)]
    return tuple(  # type: ignore[return-value]
        None if amount is None else amount.scaleb(-power, _EXACT)
        for amount in (content.budget_total, content.fiscal_funds, content.other_funds)
    )


def amount_text(amount: Decimal | None) -> str:
    """An amount as the published forms print it: two decimals, more only where it has more; "" for a blank."""
    if amount is None:
        return ""
    exponent = amount.normalize(_EXACT).as_tuple().exponent
    return f"{amount:.{max(2, -int(exponent))}f}"


def has_weights(content: TableContent) -> bool:
    """Whether the grid needs a column of weights."""
    return any(row.weight is not None for row in content.indicators)


def columns(weights: bool) -> tuple[str, ...]:
    """The header of the grid."""
    return (*COLUMNS, WEIGHT) if weights else COLUMNS


def values(row: IndicatorContent, weights: bool) -> tuple[str, ...]:
    """The cells of a grid row behind its levels."""
    cells = (row.level3, row.description, row.target)
    return (*cells, weight_text(row.weight)) if weights else cells


def weight_text(weight: Decimal | None) -> str:
    """A weight as it is written: no exponent."""
    return "" if weight is None else format(weight, "f")
