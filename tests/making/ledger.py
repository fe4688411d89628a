"""The ledger of a reading: which texts ended where, so that a test can ask for each cell of the source.

A cell is accounted for when its text is a field, a part of one (code and name in one cell, sign and value and unit
in three), a known label, or told in a finding. Texts that stand once pay for one cell only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal, InvalidOperation

from importers.reading import FileReading
from indicators.content import MONEY_FIELDS, TableContent
from indicators.text import compact
from tests.making import wording
from tests.making.contents import FRAMEWORKS
from tests.making.indicator_grid import split_target

UNPLACED = "unplaced-text"
# Labels of whole blocks and of things that we have no field for; their values must be told.
OTHER_LABELS = {
    "备注", "填表人", "长期目标", "中期目标", "中期目标（2025年—2027年）", "年度目标", "长期绩效指标",
    "年度绩效指标", "绩效指标", "中期指标", "年度指标", "部门名称", "年度主要任务", "任务名称",
    "主要内容", "预期目标", "实际完成情况", "实际完成值",
    "得分", "年度总体目标", "偏差原因分析及改进措施", "1-7月执行情况", "全年预计完成情况", "项目属性", "主管部门",
    "中央主管部门", "项目负责人", "联系电话", "实施单位（盖章）", "其中：中央补助", "年度金额：",
}  # fmt: skip
# The levels of a block that isn't read (长期, 中期) are known words too.
LEVELS = {name for framework in FRAMEWORKS for level1, under in framework.items() for name in (level1, *under)}
_UNIT = re.compile(r"(?:金额)?单位[:：](?:万元|元)")


def folded(text: str) -> str:
    """A text as the ledger compares it: no white space, full-width signs as half-width ones."""
    return unicodedata.normalize("NFKC", compact(text))


class Ledger:
    """What a reading has told of its source."""

    def __init__(self, reading: FileReading) -> None:
        self.once: Counter[str] = Counter()
        self.often: set[str] = {""} | {
            folded(text) for text in {*OTHER_LABELS, *LEVELS, *wording.spellings(), *wording.FILLERS}
        }
        self.amounts: set[Decimal] = set()
        self.wholes: list[str] = []  # texts that may have been put together from several cells
        # A table that is no form at all is told in one finding, its texts below each other.
        self.pool: list[str] = []
        for finding in reading.all_findings:
            self.once[folded(finding.found)] += 1
            self.pool.append(folded(finding.found))
        for table in reading.tables:
            self._enter(table.content)

    def _enter(self, content: TableContent) -> None:
        self.once[folded(content.purpose)] += 1
        self.often |= {folded(content.project_name), folded(content.goal)}  # a list may repeat them in each row
        self.wholes.append(folded(content.goal))
        agency = content.agency_code + content.agency_name
        number = f"{content.number}." if content.number else ""
        self.often |= {folded(text) for text in (agency, content.agency_code, content.agency_name, content.title)}
        self.often.add(folded(number + content.title))
        amounts = [amount for name in MONEY_FIELDS if (amount := getattr(content, name)) is not None]
        self.amounts |= {amount / scale for amount in amounts for scale in (1, 10000)}
        for row in content.indicators:
            self.once.update(folded(text) for text in (row.level3, row.description, row.target))
            self.often |= {folded(text) for text in (row.level1, row.level2)}
            sign, value, unit = split_target(row.target)
            self.often |= {folded(text) for text in (sign, value, unit, sign + value, value + unit)}
            self.wholes.append(folded(row.target))
            if row.weight is not None:
                self.amounts.add(row.weight)

    def missing(self, cells: list[str]) -> list[str]:
        """The cells whose text ended nowhere."""
        left, pool = self.once.copy(), "\n".join(self.pool)
        lost = []
        for cell in map(folded, cells):
            if left[cell] > 0:
                left[cell] -= 1
            elif self._known(cell):
                continue
            elif cell in pool:
                pool = pool.replace(cell, "", 1)
            else:
                lost.append(cell)
        return lost

    def _known(self, cell: str) -> bool:
        """Whether the cell is a label, an amount, or one of the cells that a field was put together from."""
        if cell in self.often or _UNIT.fullmatch(cell) or self._amount(cell) in self.amounts:
            return True
        return any(whole.startswith(cell) or whole.endswith(cell) for whole in self.wholes)

    @staticmethod
    def _amount(cell: str) -> Decimal | None:
        try:
            return Decimal(cell.replace(",", ""))
        except InvalidOperation:
            return None


def told(reading: FileReading) -> list[str]:
    """The texts of the unplaced-text findings, without white space."""
    return [folded(finding.found) for finding in reading.all_findings if finding.code == UNPLACED]
