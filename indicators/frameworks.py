"""The two indicator frameworks that forms in use follow (财预〔2015〕88号, 财预〔2021〕101号), as plain data.

Read once, by the migration that puts them into the database; from then on the database is the truth and the admin
pages change it. Hence no list here may be changed later: add a migration instead.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class First:
    """One 一级指标: its weight in a goal table (they sum up to 90, the other 10 are the rate of execution)."""

    name: str
    weight: int | None
    seconds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameworkData:
    """One tree of names. `required` are the 二级 that a table must have in principle."""

    code: str
    name: str
    firsts: tuple[First, ...]
    required: tuple[str, ...] = ("数量指标", "质量指标")


FRAMEWORKS = (
    FrameworkData(
        "2015",
        "2015年指标体系（成本指标在产出指标下）",
        (
            First("产出指标", 50, ("数量指标", "质量指标", "时效指标", "成本指标")),
            First("效益指标", 30, ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
            First("满意度指标", 10, ("服务对象满意度指标",)),
        ),
    ),
    FrameworkData(
        "2021",
        "2021年指标体系（成本指标为一级指标）",
        (
            First("成本指标", 20, ("经济成本指标", "社会成本指标", "生态环境成本指标")),
            First("产出指标", 40, ("数量指标", "质量指标", "时效指标")),
            First("效益指标", 20, ("经济效益指标", "社会效益指标", "生态效益指标")),
            First("满意度指标", 10, ("服务对象满意度指标",)),
        ),
    ),
)
