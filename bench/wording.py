"""What the tables of the benchmark's province say: names, goals and indicators that read like real ones."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from indicators.content import IndicatorContent

THINGS = (
    "网格化服务管理平台", "信息系统运维", "等级保护测评", "农村公路养护", "义务教育阶段营养改善", "基层医疗设备",
    "水库除险加固", "城乡居民养老保险补助", "老旧小区改造", "公共图书馆免费开放", "森林防火监测", "食品安全抽检",
    "应急物资储备", "河道清淤", "职业技能培训", "文物保护修缮", "环境空气质量监测", "残疾人康复服务", "高标准农田建设",
    "政务服务热线", "气象灾害预警", "人才引进补贴", "公共租赁住房维修", "法律援助", "统计调查", "动物疫病防控",
)  # fmt: skip
DOES = ("开展", "保障", "提升", "完成", "采购", "维护", "优化", "监管", "推进", "落实", "新建", "更新")
PLACES = ("城区", "乡镇", "社区", "园区", "街道", "沿河", "山区", "学校", "机关", "企业", "市场", "村级")
FACTS = (
    "数量", "合格率", "完成时间", "费用", "满意度", "覆盖率", "响应时间", "次数", "人数", "准确率", "面积", "完好率",
    "及时率", "增长率", "投诉率", "利用率",
)  # fmt: skip
LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("产出指标", "成本指标"), ("效益指标", "经济效益指标"), ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"), ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip
NAMES = 30_000  # different indicators; a few of them are used very often, most seldom
# A look into the whole province for one thing: this word stands in a handful of tables.
RARE = "珍稀鸟类观测站"


class Wording(NamedTuple):
    """The indicators that tables choose from, by level."""

    random: Random
    pool: dict[tuple[str, str], list[IndicatorContent]]

    def rows(self) -> tuple[IndicatorContent, ...]:
        """The indicators of one table: 7 to 13, in the order of the levels; the same few are chosen most often."""
        random = self.random
        levels = sorted(random.choices(range(len(LEVELS)), k=random.randint(7, 13)))
        chosen = []
        for level in levels:
            pool = self.pool[LEVELS[level]]
            chosen.append(pool[int(len(pool) * random.random() ** 3)])
        return tuple(chosen)

    def thing(self) -> str:
        """What a project is about."""
        return self.random.choice(PLACES) + self.random.choice(THINGS)

    def sentence(self, parts: int) -> str:
        """A goal or a purpose."""
        random = self.random
        said = (
            f"{random.choice(DOES)}{random.choice(PLACES)}{random.choice(THINGS)}{random.choice(FACTS)}"
            for _ in range(parts)
        )
        return "，".join(said) + "。"


def wording(random: Random) -> Wording:
    """The words, made once for a province."""
    pool: dict[tuple[str, str], list[IndicatorContent]] = {}
    for _ in range(NAMES):
        level = random.choice(LEVELS)
        thing = random.choice(THINGS)
        name = f"{random.choice(PLACES)}{random.choice(DOES)}{thing}{random.choice(FACTS)}"
        said = f"反映{thing}的{random.choice(FACTS)}，按{random.choice(PLACES)}实际{random.choice(FACTS)}考核"
        pool.setdefault(level, []).append(IndicatorContent(*level, name, said, _target(random)))
    return Wording(random, pool)


def _target(random: Random) -> str:
    number = random.randint(1, 999)
    ways = (
        f"≥{number}个", f"{number % 100 + 1}%", "100%", f"≤{number}万元", "有效保障", f"≥{number % 10 + 90}%",
        "2025年12月31日前", f"{number % 20 + 1}次/年", "持续提升", f"≥{number}人次",
    )  # fmt: skip
    return random.choice(ways)
