"""Plain-text dumps of other forms: unknown columns, titles in cells, prose around the tables."""

from __future__ import annotations

from importers.reading import read_document
from indicators.content import TableContent
from tests.making.ledger import told
from tests.making.sketch import read_dump

HEAD = "\t项目名称\n\t河岸栽树\n\n\t绩效目标\n\t栽树\n\n"
GRID = "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n\t产出指标\n\t数量指标\n\t栽树数量\n\t≥300棵\n"
GRID_ROWS = "|一级指标|二级指标|三级指标|指标值|\n|产出指标|数量指标|里程|8公里|"


def _contents(text: str) -> list[TableContent]:
    return [table.content for table in read_document("表.txt", text.encode()).tables]


def test_unknown_columns_behind_the_known_ones() -> None:
    reading = read_dump(
        """
        |项目名称|河岸栽树|<|<|<|<|
        |一级指标|二级指标|三级指标|指标值|责任科室|进度安排|
        |产出指标|数量指标|栽树数量|≥300棵|绿化科|三月|
        |^|质量指标|成活率|≥90%|养护科|全年|
        """
    )
    (table,) = reading.tables
    assert [row.target for row in table.content.indicators] == ["≥300棵", "≥90%"]
    assert told(reading) == ["责任科室", "进度安排", "绿化科", "三月", "养护科", "全年"]


def test_levels_of_their_own_and_a_heading_above_the_header() -> None:
    reading = read_dump(
        """
        |项目名称|社区食堂|<|<|
        |年度目标|建成食堂|<|<|
        |绩效指标分解|<|<|<|
        |项目绩效指标|<|<|<|
        |一级指标|二级指标|三级指标|指标目标值|
        |产出目标|数量|食堂|2处|
        |影响力目标|长效机制建设|制度健全性|健全|
        """
    )
    (table,) = reading.tables
    assert [(row.level1, row.level2) for row in table.content.indicators] == [
        ("产出目标", "数量"),
        ("影响力目标", "长效机制建设"),
    ]
    assert table.content.goal == "建成食堂"


def test_titles_in_cells_begin_the_next_form() -> None:
    form = """
        |{0}.{1}绩效目标表|<|<|<|
        |401001某办公室|<|<|单位：元|
        |项目名称|{1}|<|<|
        |绩效目标|办好{1}|<|<|
        |一级指标|二级指标|三级指标|指标值|
        |产出指标|数量指标|次数|≥10次|
    """
    reading = read_dump(form.format(1, "会议") + form.format(2, "调研"))
    contents = [table.content for table in reading.tables]
    assert [(content.number, content.title, len(content.indicators)) for content in contents] == [
        (1, "会议绩效目标表", 1),
        (2, "调研绩效目标表", 1),
    ]


def test_prose_below_a_table_is_no_part_of_its_last_cell() -> None:
    prose = "\n\n十、名词解释\n\n财政拨款：指当年拨付的资金。\n"
    for text in (HEAD + GRID + prose, HEAD + GRID + prose + HEAD + GRID):
        for content in _contents(text):
            assert [row.target for row in content.indicators] == ["≥300棵"]


def test_blank_line_inside_a_cell() -> None:
    text = HEAD.replace("栽树\n\n", "一是栽树\n\n二是浇水\n\n") + GRID
    assert [content.goal for content in _contents(text)] == ["一是栽树\n二是浇水"]


def test_values_below_two_labels() -> None:
    reading = read_dump(f"|项目名称|绿道|\n|实施期目标|年度目标|\n|建成二十公里|建成八公里|\n{GRID_ROWS}")
    assert [table.content.goal for table in reading.tables] == ["建成八公里"]


def test_level_in_a_row_of_its_own_is_told() -> None:
    reading = read_dump(
        """
        |项目名称|绿道|<|<|
        |二级指标|三级指标|指标值|备注|
        |产出指标|<|<|<|
        |数量指标|里程|8公里|全年|
        """
    )
    (table,) = reading.tables
    assert [(row.level2, row.level3, row.target) for row in table.content.indicators] == [("数量指标", "里程", "8公里")]
    assert "产出指标" in told(reading)


def test_notes_in_cells_below_the_grid() -> None:
    reading = read_dump(f"|项目名称|绿道|\n{GRID_ROWS}\n|备注：以验收为准|<|填表人：王五|电话：123|")
    (table,) = reading.tables
    assert [row.level3 for row in table.content.indicators] == ["里程"]
    assert told(reading) == ["以验收为准", "王五", "123"]


def test_amounts_in_thousands() -> None:
    (table,) = read_dump(f"|项目名称|绿道|预算数|1.5|\n|单位：千元|<|财政资金（千元）|1.5|\n{GRID_ROWS}").tables
    content = table.content
    assert (content.budget_total, content.fiscal_funds, content.currency_unit) == (1500, 1500, "元")


def test_code_behind_the_name_and_a_remark_in_the_header() -> None:
    grid = GRID_ROWS.replace("指标值", "指标值（计划）")
    (table,) = read_dump(f"|项目编码及名称|P01-绿道|实施单位|苗圃（207002）|\n{grid}").tables
    content = table.content
    assert (content.agency_code, content.agency_name, content.project_name) == ("207002", "苗圃", "P01-绿道")
    assert content.indicators[0].target == "8公里"
