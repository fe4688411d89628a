"""Whatever a table holds, the checks come to an end, say it in Chinese, and say the same again."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.checks import CHECKS, VERSION, Context, mend, run_checks
from indicators.content import IndicatorContent, TableContent

SCRAPS = [
    *(
        "",
        "目标",
        "XX",
        "≥",
        "≤",
        "100%",
        "0.5个",
        "-3人",
        "12月",
        "2024年",
        "2025年1月-12月",
        "万元",
        "元/人/月",
        "满意度",
    ),
    *(
        "数量",
        "成本",
        "单个",
        "”",
        "“",
        "  ",
        "％",
        "０",
        "1e9",
        "…",
        "\u3000",
        "99999999999999元/台/次/人",
        "0",
        "及时",
        "、",
        "》",
    ),
]
texts = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(SCRAPS), max_size=6).map("".join))
levels = st.sampled_from(
    ["", "产出指标", "效益指标", "数量指标", "质量指标", "成本指标", "社会效益指标", "满意度指标", "?"]
)
money = st.none() | st.decimals(min_value=-(10**12), max_value=10**15, places=2, allow_nan=False)
rows = st.builds(IndicatorContent, levels, levels, texts, texts, texts)
tables = st.builds(
    TableContent,
    project_name=texts,
    agency_code=texts,
    agency_name=texts,
    budget_total=money,
    fiscal_funds=money,
    other_funds=money,
    purpose=texts,
    goal=texts,
    indicators=st.lists(rows, max_size=12).map(tuple),
)
contexts = st.builds(
    Context,
    st.none() | st.integers(1990, 2100),
    st.lists(tables, max_size=3).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
    st.lists(levels, max_size=3).map(tuple),
)


@given(tables, contexts)
def test_any_content_gives_the_same_findings_twice(content: TableContent, context: Context) -> None:
    first = run_checks(content, context)
    run_checks(TableContent(), Context())  # what was kept of this table must not be taken for the next
    assert run_checks(content, context) == first
    assert all(one.code in CHECKS and one.message.endswith(("。", "”")) for one in first)
    names = {row.level3 for row in content.indicators} | {""}
    assert {one.level3 for one in first} <= names


@given(st.sampled_from(sorted(CHECKS)), texts)
def test_what_is_mended_is_right(code: str, text: str) -> None:
    assert mend(code, mend(code, text)) == mend(code, text)


def test_every_check_says_what_and_why() -> None:
    assert len(CHECKS) == 26
    assert VERSION >= 1
    for one in CHECKS.values():
        assert one.severity in ("block", "warn", "info")
        assert one.side in ("完整性", "相关性", "适当性", "可行性")
        assert 2 <= len(one.name) <= 16
        assert one.why.endswith("。")


def test_amounts_of_any_size() -> None:
    row = IndicatorContent("产出指标", "成本指标", "工程费", "", "≤99999999999999999999亿元")
    content = TableContent(budget_total=Decimal("0.01"), indicators=(row,))
    assert "cost-budget-gap" in {one.code for one in run_checks(content, Context())}
