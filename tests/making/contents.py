"""Hypothesis strategies for TableContent: realistic forms, with the texts that trip readers up mixed in.

What a source can't tell apart is left out: nothing else is. (A cell that holds nothing but the label of its
neighbour, a name that begins with a digit right after its code, a dump's own `[bookmark: …]`, a form that is blank all
over.)
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from indicators.content import IndicatorContent, TableContent

FRAMEWORKS: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
        "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
        "满意度指标": ("服务对象满意度指标",),
    },
    {
        "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
        "产出指标": ("数量指标", "质量指标", "时效指标"),
        "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标"),
        "满意度指标": ("服务对象满意度指标", "社会公众或服务对象满意度指标"),
    },
    {
        "履职效能": ("重点工作任务完成", "部门效果目标"),
        "管理效率": ("预算管理", "资产管理"),
        "社会效应": ("群众满意度",),
    },
)
PHRASES = (
    "通过开展网格化管理工作", "保障", "派遣员工的基本合法权益", "，", "；", "。", "系统", "运维", "2025年",
    "等级保护测评", "（行政政法室）", "“高效办成一件事”", "”倒过来的“", "App", "365天", "100%", "÷", "×", "㎡", "①",
    "一、", "1.", "-", "—", "～", "𠮷野家", "龘", "😀", "ABC", " ", "/", "及时率", "满意度", "人数", "经费", "&<>",
    "'\"", "％", "Ⅱ", "、", "：", "万元/年/人",
)  # fmt: skip
LOOK_LIKE_LABELS = (
    "年度目标管理", "项目名称变更登记", "资金总额核对", "绩效目标编制", "指标值测算", "一级指标体系建设",
    "单位：机关食堂", "预算数据治理",
)  # fmt: skip
TARGETS = (
    "≥10000个", "100%", "=100%", "+1", "-5%", "@x", "007", "0.21万元", "≤6.5万元/年/人", "2025年12月底前",
    "2025年上半年", "9月", "4次/天", "有效保障", "1-2天，急件优先", "＞＝90%", "》 5亩", "不少于3次", "≥85百分比",
    "3级", "12", "90.5%", "≥95.5%", "显著提升", "=SUM(A1:A9)", "是", "≥90%\n其中：一类≥95%", "达到“优”", "0", "0次",
    "1/3", "2024-2025年", "无", "'=1",
)  # fmt: skip
AGENCIES = ("天津市滨海新区网格化管理中心", "市政务服务办公室（本级）", "区妇联", "单位事务管理局")


def _usable(text: str) -> bool:
    """No text at all is another case, and a dump can't tell its own marks from a text's."""
    return any(character.isalnum() for character in text) and "[" not in text


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


phrases = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=8).map("".join).map(str.strip).filter(_usable)
wild = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20).filter(_usable)
lines = phrases | phrases | wild
paragraphs = st.lists(lines, min_size=1, max_size=4).map("\n".join)
indented = paragraphs.map(lambda text: "\u3000\u3000" + text)
very_long = st.integers(300, 3000).map(lambda size: ("保障网格化管理工作正常开展，" * size)[:size] + "。")
names = (phrases | st.sampled_from(LOOK_LIKE_LABELS)).filter(lambda text: not text[0].isdigit())
long_texts = st.one_of(paragraphs, paragraphs, paragraphs, indented, very_long)


def _indicator(pair: tuple[str, str]) -> st.SearchStrategy[IndicatorContent]:
    level3 = phrases | st.sampled_from(("资金总额", "其他资金", "预算数", "目标值", *LOOK_LIKE_LABELS))
    return st.builds(
        IndicatorContent,
        st.just(pair[0]),
        st.just(pair[1]),
        level3,
        st.just("") | paragraphs | st.sampled_from(("=100%", "+1", "-5%", "@x", "0012", "目标")),
        st.sampled_from(TARGETS) | phrases,
        st.none() | st.sampled_from([Decimal(text) for text in ("10", "7.5", "22.5", "5", "0", "100")]),
    )


@st.composite
def indicators(draw: st.DrawFn, most: int = 12) -> tuple[IndicatorContent, ...]:
    """Rows in the order of a framework, as forms are; now and then very many."""
    framework = draw(st.sampled_from(FRAMEWORKS))
    pairs = [(level1, level2) for level1, under in framework.items() for level2 in under]
    picked = sorted(draw(st.lists(st.integers(0, len(pairs) - 1), max_size=most)))
    rows = tuple(draw(_indicator(pairs[number])) for number in picked)
    return rows * 30 if len(rows) > 9 and draw(st.integers(0, 9)) == 0 else rows


money = st.none() | st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100) | st.just(Decimal("2100"))


@st.composite
def contents(draw: st.DrawFn, most_rows: int = 12, blank_names: bool = True) -> TableContent:
    """One table's content. Titles are what titles of such forms are; the rest is free."""
    project = draw(names | st.just("") if blank_names else names)
    titles = (f"{project or '项目'}绩效目标表", "2025年项目支出绩效目标表", "项目支出绩效目标申报表")
    content = TableContent(
        project_name=project,
        agency_code=draw(st.sampled_from(("667201", "511101", "001001", "319"))),
        agency_name=draw(st.sampled_from(AGENCIES)),
        title=draw(st.sampled_from(titles)),
        number=draw(st.none() | st.integers(1, 999)),
        currency_unit=draw(st.sampled_from(("元", "万元"))),
        budget_total=draw(money),
        fiscal_funds=draw(money),
        other_funds=draw(money),
        # A purpose has no label on most forms: a mere number there is told, since it may be an amount.
        purpose=draw(long_texts.filter(_has_letters) | st.just("") | st.sampled_from(("目标", *LOOK_LIKE_LABELS))),
        goal=draw(long_texts | st.just("") | st.sampled_from(("目标", "无", *LOOK_LIKE_LABELS))),
        indicators=draw(indicators(most_rows)),
    )
    assume(project or content.budget_total is not None or content.purpose or content.goal or content.indicators)
    return content
