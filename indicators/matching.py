"""Names of levels as written → nodes of a framework: 环境效益 is 生态效益指标, 进度 is 时效指标 (DESIGN 4).

What no framework has stays as written, with no category; nothing is guessed from the order of rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from indicators.content import TableContent
from indicators.models import Category, Framework

_SYNONYMS = {
    "进度": "时效",
    "环境效益": "生态效益",
    "可持续发展": "可持续影响",
    "可持续": "可持续影响",
    "可持续性": "可持续影响",
    "效果": "效益",
    "生态成本": "生态环境成本",
    "环境成本": "生态环境成本",
}


@lru_cache(maxsize=4096)
def level_name(text: str) -> str:
    """A level's name as names are compared: without white space, notes in brackets and 指标, synonyms put together."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    name = re.sub(r"[(].*?[)]", "", folded).removesuffix("指标")
    return _SYNONYMS.get(name, name)


def second_name(text: str) -> str:
    """All kinds of 满意度 are one 二级."""
    name = level_name(text)
    return "服务对象满意度" if "满意度" in name else name


@dataclass(slots=True)
class Tree:
    """One framework, ready to look names up in."""

    framework: Framework
    firsts: dict[str, Category] = field(default_factory=dict)
    seconds: dict[tuple[str, str], Category] = field(default_factory=dict)

    def find(self, level1: str, level2: str) -> Category | None:
        """The node that two names mean: the second level where it is known, else the first if only that is named."""
        first = level_name(level1)
        if level2:
            return self.seconds.get((first, second_name(level2)))
        return self.firsts.get(first)

    def fit(self, content: TableContent) -> int:
        """How many rows of a table the framework knows."""
        return sum(self.find(row.level1, row.level2) is not None for row in content.indicators)


def trees() -> list[Tree]:
    """All frameworks in their order, read with two queries."""
    found = {framework.pk: Tree(framework) for framework in Framework.objects.all()}
    for category in Category.objects.select_related("parent"):
        tree = found[category.framework_id]
        if category.parent is None:
            tree.firsts[level_name(category.name)] = category
        else:
            tree.seconds[level_name(category.parent.name), second_name(category.name)] = category
    return list(found.values())


def best_tree(content: TableContent, candidates: Iterable[Tree]) -> Tree:
    """The framework that knows most rows of a table; the first of them where several do."""
    return max(candidates, key=lambda tree: tree.fit(content))
