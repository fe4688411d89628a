"""Documents of any number of tables, the same on every machine: realistic names, amounts and 5 to 12 rows a table.

`lean` is the XML of the sample documents, where parsing costs least and so leaves a reader the least time;
`dressed` has the fonts, sizes and revision marks that Word itself writes around every text.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from random import Random

from indicators.content import IndicatorContent, TableContent
from tests.making import forms, word
from tests.making.forms import Form
from tests.making.paper import Line, Paper

SEED = 20250108
_AGENCIES = [(f"{code}", f"天津市滨海新区第{code[-2:]}管理中心") for code in map(str, range(667201, 667261))]
_WHAT = ("网格化服务管理平台", "等级保护测评", "信息系统运维", "编制外长聘人员经费", "一般债券利息", "能源托管及维保")
_DOES = ("开展", "保障", "提升", "完成", "采购", "维护", "优化", "监管")
_FACTS = ("数量", "合格率", "完成时间", "费用", "满意度", "覆盖率", "响应时间", "次数", "人数", "准确率")
_LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("产出指标", "质量指标"),
    ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("产出指标", "成本指标"), ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"), ("效益指标", "社会效益指标"), ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip
_DRESS = (
    ("<w:p>", '<w:p w:rsidR="00A77B3E" w:rsidRDefault="00000000" w:rsidP="002F6C1A"><w:pPr><w:widowControl/>'
     '<w:spacing w:line="280" w:lineRule="exact"/><w:jc w:val="left"/></w:pPr>'),
    ("<w:r>", '<w:r w:rsidRPr="002F6C1A"><w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体" '
     'w:hint="eastAsia"/><w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>'),
    ("</w:tcPr>", '<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" '
     'w:sz="4" w:space="0" w:color="auto"/></w:tcBorders><w:vAlign w:val="center"/></w:tcPr>'),
)  # fmt: skip


def _sentence(random: Random, words: int) -> str:
    parts = (random.choice(_DOES) + random.choice(_WHAT) + random.choice(_FACTS) for _ in range(words))
    return "，".join(parts) + "。"


def _target(random: Random) -> str:
    number = random.randint(1, 9999)
    forms_of_targets = (
        f"≥{number}个",
        f"{number % 100 + 1}%",
        "100%",
        "2025年12月31日前",
        f"≤{number}万元",
        "有效保障",
    )
    return random.choice(forms_of_targets)


def content(number: int, random: Random) -> TableContent:
    """The table with this number."""
    code, name = _AGENCIES[number // 20 % len(_AGENCIES)]
    project = f"2025年{random.choice(_WHAT)}{number}"
    total = Decimal(random.randint(10**5, 10**10)) / 100
    rows = sorted(random.sample(range(len(_LEVELS)), random.randint(5, len(_LEVELS))))
    indicators = [
        IndicatorContent(
            *_LEVELS[row], random.choice(_WHAT) + random.choice(_FACTS), _sentence(random, 2), _target(random)
        )
        for row in rows
    ]
    head = (project, code, name, f"{project}绩效目标表", number + 1, "元", total, total, None)
    return TableContent(*head, _sentence(random, 2), f"1.{_sentence(random, 4)}", tuple(indicators))


def contents(tables: int) -> list[TableContent]:
    """The first tables of the series."""
    random = Random(SEED)
    return [content(number, random) for number in range(tables)]


@cache
def document(tables: int, dressed: bool = False) -> bytes:
    """A .docx with that many tables in the usual two-table form."""
    return _packed(contents(tables), dressed)


def part(first: int, tables: int) -> bytes:
    """A .docx with so many tables of another part of the series."""
    return _packed([content(number, Random(number)) for number in range(first, first + tables)])


def _packed(tables: list[TableContent], dressed: bool = False) -> bytes:
    paper: Paper = []
    for one in tables:
        paper += [*forms.make(one, Form()).paper, Line("")]
    xml = word.document_xml(paper)
    if dressed:
        for plain, rich in _DRESS:
            xml = xml.replace(plain, rich)
    return word.package(xml.encode())
