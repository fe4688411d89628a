"""Paper → .docx, as raw XML: nothing stands between the test and what the file says."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from tests.making.packing import Package
from tests.making.paper import Box, Grid, Line, Paper

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def docx(paper: Paper) -> bytes:
    """The paper as a Word file."""
    return package(document_xml(paper).encode())


def document_xml(paper: Paper) -> str:
    """The main part."""
    body = "".join(_table(block) if isinstance(block, Grid) else _line(block) for block in paper)
    start = f'{_DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{_RELATIONS}"><w:body>'
    return f"{start}{body}<w:sectPr/></w:body></w:document>"


def package(document: bytes, main: str = "word/document.xml", strict: bool = False) -> bytes:
    """A main part in its package. Strict files differ in the relationship's type too."""
    relations = _STRICT_RELATIONS if strict else _RELATIONS
    parts = {
        "[Content_Types].xml": f"""{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/{main}" ContentType="{_MAIN_TYPE}"/></Types>""",
        "_rels/.rels": f"""{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{relations}/officeDocument" Target="{main}"/></Relationships>""",
    }
    stream = io.BytesIO()
    with Package(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr(main, document)
    return stream.getvalue()


def _line(line: Line) -> str:
    style = '<w:pPr><w:pStyle w:val="2"/></w:pPr>' if line.heading else ""
    return f"<w:p>{style}{_run(line.text)}</w:p>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _table(grid: Grid) -> str:
    columns = '<w:gridCol w:w="1200"/>' * grid.width
    rows = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in grid.rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'


def _cell(box: Box) -> str:
    span = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
    merge = {"": "", "start": '<w:vMerge w:val="restart"/>', "covered": "<w:vMerge/>"}[box.down]
    paragraphs = "".join(f"<w:p>{_run(line)}</w:p>" for line in box.text.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{1200 * box.span}" w:type="dxa"/>{span}{merge}</w:tcPr>{paragraphs}</w:tc>'
