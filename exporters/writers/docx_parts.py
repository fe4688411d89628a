"""The parts of a Word package that are the same in every export: styles, settings, the page number at the foot."""

from __future__ import annotations

from exporters.writers.package import Package, content_types, relationships

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "word/document.xml": f"{_TYPE}.document.main+xml",
    "word/styles.xml": f"{_TYPE}.styles+xml",
    "word/settings.xml": f"{_TYPE}.settings+xml",
    "word/footer1.xml": f"{_TYPE}.footer+xml",
}
FOOTER = "rId3"
LINE = 300  # twips from line to line in a cell, at 10.5 points; the same whatever font stands in for 仿宋
CELL_MARGIN = 100  # twips, left and right

_SONG, _FANG = "宋体", "仿宋"


def _style(key: str, name: str, paragraph: str, run: str, more: str = '<w:basedOn w:val="a"/>') -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{name}" w:cs="Times New Roman"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="atLeast"/>'


def _centred(line: int = LINE) -> str:
    return f'{_spacing(0, 0, line)}<w:jc w:val="center"/>'


def _border(side: str) -> str:
    return f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'


_BORDERS = "".join(map(_border, ("top", "left", "bottom", "right", "insideH", "insideV")))
_MARGINS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 30), ("left", CELL_MARGIN), ("bottom", 30), ("right", CELL_MARGIN))
)
# The heading has the key and name that Word itself gives it, so that the table of contents finds it.
_STYLES = "".join(
    (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_font(_FANG)}{_size(21)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>',
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        _style(
            "1", "heading 1", f'<w:keepNext/>{_spacing(0, 160, 400)}<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            f"{_font(_SONG)}<w:b/><w:bCs/>{_size(32)}", '<w:basedOn w:val="a"/><w:next w:val="a"/><w:qFormat/>',
        ),
        _style("TOC1", "toc 1", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9630"/></w:tabs>'
               f"{_spacing(0, 0, 400)}", _size(24)),
        _style("Contents", "目录标题", f'{_spacing(0, 240, 480)}<w:jc w:val="center"/>',
               f"{_font(_SONG)}<w:b/>{_size(36)}"),
        _style("Label", "表内栏目", _centred(), f"{_font(_SONG)}<w:b/>"),
        _style("Middle", "表内居中", _centred(), ""),
        _style("Text", "表内文字", _spacing(0, 0, LINE), ""),
        _style("Unit", "金额单位", f'{_spacing(0, 0, LINE)}<w:jc w:val="right"/>', ""),
        _style("Gap", "表间", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', _size(4)),
        _style("Foot", "footer", _centred(), _size(21)),
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:styleId="Form"><w:name w:val="绩效目标表"/><w:basedOn w:val="TableNormal"/><w:tblPr>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr></w:style></w:styles>",
    )
)  # fmt: skip
_SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
_FOOTER = (
    f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)


def write_parts(package: Package) -> None:
    """All parts but word/document.xml."""
    package.write("[Content_Types].xml", content_types(_PARTS))
    package.write("_rels/.rels", relationships([("officeDocument", "word/document.xml")]))
    links = [("styles", "styles.xml"), ("settings", "settings.xml"), ("footer", "footer1.xml")]
    package.write("word/_rels/document.xml.rels", relationships(links))
    package.write("word/styles.xml", _STYLES)
    package.write("word/settings.xml", _SETTINGS)
    package.write("word/footer1.xml", _FOOTER)
