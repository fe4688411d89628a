"""What helps while a workbook is filled in: drop-down lists, limits of numbers, and a line on what belongs in a cell.

As data validations in the sheet itself: a list on a hidden sheet would be a sheet that the import has to tell of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from exporters.writers.package import xml_text

LONGEST_LIST = 255  # characters that Excel takes in a list
UNITS = ("元", "万元", "亿元")
_UNLISTED = frozenset(',"')  # what a list can't hold in one of its names
_NOT_MONEY = "请只填数字，例如 455000.00，不写单位和文字。"

COPYING = (
    "一个项目填一张工作表，没有用到的空白工作表不用删除。工作表不够时，"
    "右键点下方的工作表标签，选“移动或复制”，勾选“建立副本”。"
)
TITLES = {"title": "表的标题"}
HINTS = {
    "title": COPYING,
    "单位代码": "预算单位的代码，例如 667201。",
    "单位名称": "预算单位的全称。",
    "项目名称": "必填。与预算里的项目名称一致；同一单位同一年度不重名。不填的工作表不会导入。",
    "金额单位": "从下拉列表选择，对下面的三个金额都有效。",
    "预算数": "只填数字，按左边的金额单位；等于财政资金与其他资金之和。",
    "其中：财政资金": "只填数字，按上面的金额单位；没有可以留空。",
    "其他资金": "只填数字，按上面的金额单位；没有可以留空。",
    "资金用途": "写明资金用在哪些方面。同一格里换行按 Alt+Enter。",
    "绩效目标": "写明本年度要达到的目标和效果。同一格里换行按 Alt+Enter。",
    "一级指标": "从下拉列表选择，也可以自己填写；留空表示与上一行相同。",
    "二级指标": "从下拉列表选择，也可以自己填写；留空表示与上一行相同。",
    "三级指标": "一行填一个指标，例如 验收合格率。行数不够时在下面接着填，空行不用删除。",
    "绩效指标描述": "说明指标怎么计算、包括哪些内容。",
    "指标值": "写明符号、数值和单位，例如 ≥95%、≤6.5万元、12月底前；不能量化的写效果，例如 有效提升。",
    "权重": "只填数字，例如 10；没有权重可以留空。",
}


class Guide(NamedTuple):
    """One validation: the cells, what they hold ("" for any text), its formulas, and the words of a refusal."""

    cells: str
    name: str
    kind: str = ""
    formula: str = ""
    refusal: str = ""
    may_differ: bool = False

    def xml(self) -> str:
        """The element `dataValidation`; what `may_differ` is asked about and not refused."""
        rule = f'type="{self.kind}" ' if self.kind else ""
        if self.kind == "decimal":
            rule += 'operator="greaterThanOrEqual" '
        if self.may_differ:
            rule += 'errorStyle="warning" '
        error = f'errorTitle="请核对" error={quoteattr(self.refusal)} ' if self.refusal else ""
        formula = f"<formula1>{xml_text(self.formula)}</formula1>" if self.formula else ""
        title = TITLES.get(self.name, self.name)
        return (
            f'<dataValidation {rule}allowBlank="1" showInputMessage="1" showErrorMessage="1" {error}'
            f'promptTitle={quoteattr(title)} prompt={quoteattr(HINTS[self.name])} sqref="{self.cells}">'
            f"{formula}</dataValidation>"
        )


def listed(names: Iterable[str]) -> str:
    """The formula of a list of names: as many, in their order, as Excel takes; "" where there are none."""
    fitting: list[str] = []
    for name in dict.fromkeys(names):
        more = ",".join([*fitting, name])
        if name and _UNLISTED.isdisjoint(name) and len(more.encode("utf-16-le")) <= 2 * LONGEST_LIST:
            fitting.append(name)
    return f'"{",".join(fitting)}"' if fitting else ""


def text(cells: str, name: str) -> Guide:
    """Any text."""
    return Guide(cells, name)


def level(cells: str, name: str, names: Iterable[str]) -> Guide:
    """The name of a level: one of the list, or another one after a question."""
    formula = listed(names)
    refusal = f"下拉列表里没有这个{name}。确实需要时可以继续。"
    return Guide(cells, name, "list", formula, refusal, may_differ=True) if formula else Guide(cells, name)


def unit(cells: str) -> Guide:
    """The unit of the amounts."""
    return Guide(cells, "金额单位", "list", listed(UNITS), "请从下拉列表选择：元、万元或亿元。")


def number(cells: str, name: str) -> Guide:
    """A number of 0 or more."""
    refusal = "请只填数字，例如 10。" if name == "权重" else _NOT_MONEY
    return Guide(cells, name, "decimal", "0", refusal)


def validations(guides: Iterable[Guide]) -> str:
    """The element `dataValidations`."""
    written = [guide.xml() for guide in guides]
    return f'<dataValidations count="{len(written)}">{"".join(written)}</dataValidations>'
