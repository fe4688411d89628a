"""The same form in any dialect of Word, in any mixture of dialects, is the same content."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reading import read_document
from indicators.content import IndicatorContent, TableContent
from tests.making import dialects, dialects_package, forms, shapes
from tests.making.comparing import contents_of
from tests.making.contents import contents
from tests.making.forms import Form

CONTENT = TableContent(
    project_name="年度目标管理-2025年",
    agency_code="667201",
    agency_name="天津市滨海新区网格化管理中心",
    title="年度目标管理-2025年绩效目标表",
    number=3,
    budget_total=Decimal("27269029.60"),
    fiscal_funds=Decimal("455000"),
    purpose="目标",
    goal="1.保障派遣员工的 基本合法权益；\n2.工作-顺利推进。",
    indicators=(
        IndicatorContent("产出指标", "数量指标", "发放人数", "通过考量\n实际人数", "≥7人"),
        IndicatorContent("产出指标", "数量指标", "发放 次数", "", "4次/天"),
        IndicatorContent("产出指标", "质量指标", "准确率", "按-时", "=100%"),
        IndicatorContent("效益指标", "社会效益指标", "到岗率", "&<>", "≤6.5万元/年/人"),
    ),
)
NAMES = [dialect.__name__ for dialect in dialects.ALL]


@pytest.mark.parametrize("tables", ["two", "single"])
@pytest.mark.parametrize("dialect", dialects.ALL, ids=NAMES)
def test_one_dialect(dialect: dialects.Dialect, tables: str) -> None:
    made = forms.make(CONTENT, Form(tables=tables))  # type: ignore[arg-type]
    for seed in range(8):
        data = dialects.docx(made.paper, [dialect], Random(seed))
        assert contents_of(read_document("表.docx", data), made.expected) == made.expected


@pytest.mark.parametrize("finish", dialects_package.FINISHES)
def test_one_way_of_packing(finish: str) -> None:
    made = forms.make(CONTENT)
    data = dialects.docx(made.paper, [], Random(0), finish)
    assert contents_of(read_document("表.docx", data), made.expected) == made.expected


def test_formulas_of_the_other_variant_of_the_format_are_read() -> None:
    made = forms.make(CONTENT)
    formulas = next(dialect for dialect in dialects.ALL if dialect.__name__ == "mathematics")
    for seed in range(8):
        data = dialects.docx(made.paper, [formulas], Random(seed), "strict")
        assert contents_of(read_document("表.docx", data), made.expected) == made.expected


@pytest.mark.parametrize("tables", ["two", "single"])
def test_form_inside_a_layout_table(tables: str) -> None:
    made = forms.make(CONTENT, Form(tables=tables))  # type: ignore[arg-type]
    made += forms.make(dataclasses.replace(CONTENT, number=4, project_name="另一个项目"), Form(tables=tables))  # type: ignore[arg-type]
    data = dialects.docx(made.paper, [dialects.LAYOUT], Random(0))
    assert contents_of(read_document("表.docx", data), made.expected) == made.expected


@given(
    contents(most_rows=6),
    shapes.forms,
    st.lists(st.sampled_from(dialects.ALL), unique=True),
    st.integers(0, 10**6),
    st.sampled_from(sorted(dialects_package.FINISHES)),
)
def test_mixed_dialects(
    content: TableContent, form: Form, chosen: list[dialects.Dialect], seed: int, finish: str
) -> None:
    made = forms.make(content, form)
    data = dialects.docx(made.paper, chosen, Random(seed), finish)
    assert contents_of(read_document("表.docx", data), made.expected) == made.expected
