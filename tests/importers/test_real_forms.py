"""Layouts as agencies really use them, one small invented form each: what once was read wrongly stays right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from importers.reading import FileReading
from importers.reading_types import ReadTable
from tests.making.ledger import folded, told
from tests.making.sketch import read

GRID = """
    |一级指标|二级指标|三级指标|指标值|
    |产出指标|数量指标|栽树数量|≥300棵|
"""


def _only(reading: FileReading) -> ReadTable:
    (table,) = reading.tables
    return table


def _tells(reading: FileReading, *texts: str) -> bool:
    return {folded(text) for text in texts} <= set(told(reading))


def test_amounts_of_the_year_beside_those_of_all_years() -> None:
    """The form of 2015: the left side is of three years, the right one of the year."""
    readings = read(
        """
        项目支出绩效目标申报表
        |项目名称|湿地植物名录|<|<|<|
        |项目资金（万元）|中期资金总额：|300|年度资金总额：|120|
        |^|其中：财政拨款|280|其中：财政拨款|100|
        |^|其他资金|20|其他资金|20.5|
        |年度目标|编成名录|<|<|<|
        |绩效指标|一级指标|二级指标|三级指标|指标值|
        |^|产出指标|数量指标|名录|1册|
        """
    )
    for reading in readings:
        content = _only(reading).content
        assert (content.budget_total, content.fiscal_funds, content.other_funds) == (1_200_000, 1_000_000, 205_000)
        assert _tells(reading, "300", "280", "20")


def test_budget_of_the_year_beside_that_of_the_project() -> None:
    for reading in read(f"|项目名称|河岸栽树|项目总额|500|\n|本年预算|200|单位：元|<|{GRID}"):
        assert _only(reading).content.budget_total == 200
        assert _tells(reading, "500")
    for reading in read(f"|项目名称|河岸栽树|项目总投资（万元）|50|{GRID}"):
        assert _only(reading).content.budget_total == 500_000


@pytest.mark.parametrize("year", ["（2025年度）", "(2025年)", "2025 年度", "（2025—2027年）"])
def test_a_year_below_the_title_is_no_agency(year: str) -> None:
    """In a workbook the year is a cell like any other."""
    for reading in read(f"项目绩效目标表\n{year}\n|项目名称|河岸栽树|实施单位|园林所|{GRID}"):
        assert (_only(reading).content.agency_code, _only(reading).content.agency_name) == ("", "园林所")


def test_self_evaluation_with_rates_and_scores() -> None:
    """A share in the block of funds is no 资金用途, and no score is taken for the number of a row."""
    readings = read(
        """
        项目支出绩效自评表
        |项目名称|<|儿童图书|实施单位|书馆|<|<|
        |项目资金（万元）||全年预算数|全年执行数|执行率|分值|得分|
        |^|年度资金总额|50|49|98.5%|10|9.8|
        |^|其中：财政拨款|50|49|98.5%|—|—|
        |年度总体目标|采购图书|<|<|<|<|<|
        |一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|
        |产出指标|数量指标|图书|≥900册|880册|20|17|
        """
    )
    for reading in readings:
        table = _only(reading)
        assert (table.kind, table.content.purpose, table.content.budget_total) == ("self-evaluation", "", 500_000)
        assert table.content.indicators[0].weight == 20
        assert _tells(reading, "98.5%", "880册", "17")


def test_blocks_of_long_term_and_annual_indicators_under_names_of_their_own() -> None:
    readings = read(
        """
        |项目名称|妇女体检|<|<|<|<|
        |资金总额（万元）|88|上级财政|30|<|<|
        |项目概况|免费体检|<|<|<|<|
        |实施进度计划|内容|宣传在先，体检在后|<|<|<|
        |项目绩效目标|长期目标|<|年度目标|<|<|
        |^|人人体检|<|体检两万人|<|<|
        |项目长期绩效指标|一级指标|二级指标|指标内容|指标值|备注|
        |^|产出指标|数量指标|累计体检|10万人||
        |项目年度绩效指标|一级指标|二级指标|指标内容|指标值|备注|
        |^|产出指标|数量指标|体检人数|≥2万人|分两批|
        """
    )
    for reading in readings:
        content = _only(reading).content
        assert [(row.level3, row.target, row.description) for row in content.indicators] == [
            ("体检人数", "≥2万人", "分两批")
        ]
        assert (content.goal, content.purpose) == ("体检两万人", "")
        assert _tells(reading, "累计体检", "10万人", "人人体检", "30", "宣传在先，体检在后")


def test_title_of_the_form_below_that_of_the_document() -> None:
    drawing = f"2025年项目绩效目标公开表\n|7.河岸栽树绩效目标表|<|<|<|\n|项目名称|河岸栽树|<|<|{GRID}"
    for reading in read(drawing):
        assert (_only(reading).content.number, _only(reading).content.title) == (7, "河岸栽树绩效目标表")
    assert _tells(read(drawing)[1], "2025年项目绩效目标公开表")


def test_department_and_unit_in_one_cell() -> None:
    for reading in read(f"|预算单位|105园林局/105003苗圃|项目名称|河岸栽树|{GRID}"):
        content = _only(reading).content
        assert (content.agency_code, content.agency_name) == ("105003", "苗圃")
        assert _tells(reading, "105园林局")


def test_categories_without_names_behind_the_number_of_the_row() -> None:
    readings = read(
        """
        |项目名称|职工体检|<|<|<|<|
        |行号|指标类别|<|指标名称|指标值|指标权重（%）|
        |1|产出指标|数量指标|体检人数|≥500人|30|
        |2|^|质量指标|完成率|≥95%|60|
        """
    )
    for reading in readings:
        rows = _only(reading).content.indicators
        assert [(row.level1, row.level2, row.weight) for row in rows] == [
            ("产出指标", "数量指标", Decimal(30)),
            ("产出指标", "质量指标", Decimal(60)),
        ]
        assert told(reading) == []


def test_standard_before_what_became_of_it() -> None:
    readings = read(
        """
        |项目名称|电动车抽查|<|<|<|
        |一级指标|二级指标|三级指标|目标值（标准）|指标值|
        |产出|数量|抽查批次|≥200批次|210批次|
        """
    )
    for reading in readings:
        assert _only(reading).content.indicators[0].target == "≥200批次"
        assert _tells(reading, "210批次")


def test_tables_of_a_budget_are_no_forms() -> None:
    for reading in read("部门收支总表\n|项目|预算数|项目|预算数|\n|拨款收入|500|教育支出|480|\n|合计|500|合计|480|"):
        assert reading.tables == []


def test_agency_and_unit_in_paragraphs() -> None:
    for reading in read(f"3.河岸栽树绩效目标表\n501001某园林局\n单位：万元\n|项目名称|河岸栽树|预算数|5|{GRID}"):
        content = _only(reading).content
        assert (content.agency_code, content.agency_name, content.budget_total) == ("501001", "某园林局", 50_000)


def test_unit_of_money_beside_the_title() -> None:
    for reading in read(f"河岸栽树绩效目标表（单位：万元）\n|项目名称|河岸栽树|预算数|5|{GRID}"):
        content = _only(reading).content
        assert (content.title, content.agency_name, content.budget_total) == ("河岸栽树绩效目标表", "", 50_000)


def test_unit_of_money_in_a_label_of_unknown_meaning() -> None:
    drawing = "整体支出绩效目标表\n|部门名称|统计局|<|<|\n|年度收支安排（万元）|按来源分：|资金总额|500|"
    for reading in read(f"{drawing}\n|年度绩效目标|完成统计|<|<|{GRID}"):
        table = _only(reading)
        assert (table.kind, table.content.budget_total, table.content.purpose) == ("overall", 5_000_000, "")


def test_values_of_all_years_beside_those_of_the_year() -> None:
    readings = read(
        """
        |项目名称|路灯|<|<|<|
        |一级指标|二级指标|三级指标|指标值|<|
        |^|^|^|中期|2025年|
        |产出指标|数量指标|路灯|900盏|300盏|
        """
    )
    readings += read(
        """
        |项目名称|路灯|<|<|<|
        |一级指标|二级指标|三级指标|2025年目标值|上年完成值|
        |产出指标|数量指标|路灯|300盏|200盏|
        """
    )
    for reading in readings:
        assert [row.target for row in _only(reading).content.indicators] == ["300盏"]


def test_number_before_the_name_of_an_indicator() -> None:
    readings = read(
        """
        |项目名称|村道养护|<|<|<|
        |一级指标|二级指标|三级指标|<|指标值|
        |产出指标|数量指标|1|养护里程|50公里|
        """
    )
    for reading in readings:
        assert [row.level3 for row in _only(reading).content.indicators] == ["养护里程"]


def test_signs_and_units_in_columns_of_their_own() -> None:
    readings = read(
        """
        |项目名称|社区矫正|<|<|<|<|
        |一级指标|二级指标|三级指标|绩效指标性质|指标值|度量单位|
        |产出指标|数量指标|对象|≥（大于等于）|20|人|
        |产出指标|时效指标|完成时间|定性|12月底前|年|
        """
    )
    for reading in readings:
        assert [row.target for row in _only(reading).content.indicators] == ["≥20人", "12月底前"]
        assert told(reading) == ["年"]


def test_goals_of_stages_are_told() -> None:
    for reading in read(f"|项目名称|电子屏|<|<|\n|绩效目标|总目标|装十块|<|\n|^|阶段性目标|一季度招标|<|{GRID}"):
        assert _only(reading).content.goal == "装十块"
        assert _tells(reading, "一季度招标")
