"""The stylesheet that turns WordprocessingML into flat text with marks, run by libxslt in C.

Marks are C1 control characters: XML may hold them, and the normal form of text has none, so a document's own ones are
taken out first (plain_utf8). A cell is CELL, its merges each followed by HEAD, and its text; a paragraph
ends with a line feed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache

from lxml import etree

TABLE, TABLE_END, ROW, CELL, HEAD, PICTURE, CHUNK, JOINED = MARKS = tuple(map(chr, range(0x80, 0x88)))
SYMBOL = "\ufffd"
_MARK_BYTES = re.compile(rb"\xc2[\x80-\x87]|&#(?:x0*8[0-7]|0*1(?:2[89]|3[0-5]));")
_DECLARATION = re.compile(rb"\s*<\?xml(?:[^>]*?encoding=[\"']([A-Za-z0-9._-]+)[\"'])?[^>]*\?>")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    _TRANSITIONAL: (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    _STRICT: (
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    ),
}

# Signs that Word stores as characters of a symbol font: (font, code, sign). Others become U+FFFD and a finding.
_SYMBOLS = [
    ("Symbol", "B3", "≥"), ("Symbol", "A3", "≤"), ("Symbol", "B1", "±"), ("Symbol", "B4", "×"),
    ("Symbol", "B8", "÷"), ("Symbol", "B0", "°"), ("Symbol", "B7", "·"), ("Symbol", "3D", "="),
    ("Symbol", "3E", ">"), ("Symbol", "3C", "<"), ("Symbol", "25", "%"), ("Symbol", "B9", "≠"), ("Symbol", "BB", "≈"),
    ("Wingdings 2", "52", "☑"), ("Wingdings 2", "A3", "□"), ("Wingdings 2", "50", "√"),
    ("Wingdings", "FE", "☑"), ("Wingdings", "FC", "√"), ("Wingdings", "A8", "□"), ("Wingdings", "6F", "□"),
]  # fmt: skip

# Each rule costs about as much as walking five elements, so what occurs in every cell has as few as it can.
# apply-imports, here where nothing is imported, is the built-in rule: the children, without a list made of them first.
_STYLESHEET = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:w="{w}" xmlns:m="{m}" xmlns:o="{o}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<xsl:output method="text"/>
<xsl:template match="/"><xsl:apply-templates select="w:document/w:body/*"/></xsl:template>
<xsl:template match="text()"/>
<xsl:template match="w:t|m:t|o:t"><xsl:apply-templates mode="as-it-is"/></xsl:template>
<xsl:template match="w:rPr|w:tabs|w:tblPr|w:tblGrid|w:sectPr|w:sdtPr|w:tblPrEx"/>
<xsl:template match="w:pPrChange|w:rPrChange|w:trPrChange|w:tcPrChange"/>
<xsl:template match="w:del|w:moveFrom|mc:Fallback|w:rt"/>
<xsl:template match="w:p"><xsl:apply-imports/><xsl:text>&#10;</xsl:text></xsl:template>
<xsl:template match="w:pPr/w:rPr"><xsl:apply-templates/></xsl:template>
<xsl:template match="w:rPr/w:del">{joined}</xsl:template>
<xsl:template match="w:br|w:cr"><xsl:text>&#10;</xsl:text></xsl:template>
<xsl:template match="w:txbxContent"><xsl:text>&#10;</xsl:text><xsl:apply-templates/></xsl:template>
<xsl:template match="w:tab|w:ptab"><xsl:text> </xsl:text></xsl:template>
<xsl:template match="w:noBreakHyphen"><xsl:text>-</xsl:text></xsl:template>
<xsl:template match="m:den|o:den"><xsl:text>/</xsl:text><xsl:apply-templates/></xsl:template>
<xsl:template match="w:drawing|w:pict|w:object">
  <xsl:choose><xsl:when test=".//w:txbxContent"><xsl:apply-templates/></xsl:when>
  <xsl:otherwise>{picture}</xsl:otherwise></xsl:choose>
</xsl:template>
<xsl:template match="w:altChunk|w:subDoc">{chunk}</xsl:template>
<xsl:template match="w:sym">{symbol}</xsl:template>
{symbols}
<xsl:template match="w:tbl">{table}<xsl:apply-templates/>{table_end}</xsl:template>
<xsl:template match="w:tr">
  <xsl:if test="not(w:trPr/w:del)">{row}<xsl:apply-imports/></xsl:if>
</xsl:template>
<xsl:template match="w:gridBefore"><xsl:value-of select="@w:val"/></xsl:template>
<xsl:template match="w:tc">{cell}<xsl:apply-imports/></xsl:template>
<xsl:template match="w:gridSpan"><xsl:value-of select="@w:val"/>{head}</xsl:template>
<xsl:template match="w:vMerge"><xsl:if test="not(@w:val = 'restart')">v{head}</xsl:if></xsl:template>
<xsl:template match="w:hMerge"><xsl:if test="not(@w:val = 'restart')">h{head}</xsl:if></xsl:template>
<xsl:template match="w:cellDel">x{head}</xsl:template>
</xsl:stylesheet>"""

_SYMBOL_RULE = (
    "<xsl:template match=\"w:sym[@w:font='{font}' and (@w:char='F0{code}' or @w:char='00{code}'"
    " or @w:char='f0{lower}')]\">{sign}</xsl:template>"
)


def _encoding(xml: bytes) -> str:
    """The encoding that a part says it has."""
    if xml[:2] in _UTF_16:
        return "utf-16"
    declared = _DECLARATION.match(xml[:300])
    return declared[1].decode("ascii").lower() if declared and declared[1] else "utf-8"


def plain_utf8(xml: bytes) -> bytes:
    """The part in UTF-8 and without the characters that the marks are; as a rule, that is the part itself."""
    encoding = _encoding(xml)
    if encoding not in ("utf-8", "us-ascii", "ascii"):
        with suppress(LookupError):  # an unknown one is left to the parser, which refuses it
            xml = _DECLARATION.sub(b"", xml.decode(encoding, errors="replace").encode("utf-8"), count=1)
    # Far cheaper than the expression, and nearly always enough; a single byte is found fastest.
    if b"\xc2" not in xml and (b"&" not in xml or b"&#" not in xml):
        return xml
    return _MARK_BYTES.sub(b"", xml)


@cache
def _stylesheet(family: str) -> etree.XSLT:
    w, m = _NAMESPACES[family]
    (o,) = (formulas for _, formulas in _NAMESPACES.values() if formulas != m)  # some programs convert only the text
    rules = [
        _SYMBOL_RULE.format(font=font, code=code, lower=code.lower(), sign={"<": "&lt;", ">": "&gt;"}.get(sign, sign))
        for font, code, sign in _SYMBOLS
    ]
    text = _STYLESHEET.format(
        w=w, m=m, o=o, picture=PICTURE, chunk=CHUNK, joined=JOINED, symbol=SYMBOL, symbols="".join(rules),
        table=TABLE, table_end=TABLE_END, row=ROW, cell=CELL, head=HEAD,
    )  # fmt: skip
    return etree.XSLT(etree.fromstring(text))


def to_text(root: etree._Element) -> str:
    """The marked text of a document's body."""
    family = _STRICT if etree.QName(root).namespace == _NAMESPACES[_STRICT][0] else _TRANSITIONAL
    return str(_stylesheet(family)(root))
