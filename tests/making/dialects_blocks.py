"""Dialects of paragraphs, cells, rows and tables: wrapped, deleted, nested, merged in older ways."""

from __future__ import annotations

from random import Random

from lxml import etree

from tests.making.markup import AUTHOR, E, control, joined, make_run, name, properties, wrap

_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_VML = "urn:schemas-microsoft-com:vml"


def _cells(root: etree._Element, random: Random, share: float = 0.15) -> list[etree._Element]:
    """Some cells with text that no dialect has nested yet."""
    found = [cell for cell in root.iter(name("tc")) if any(word.text for word in cell.iter(name("t")))]
    return [cell for cell in found if cell.find(f".//{name('tc')}") is None and random.random() < share]


def _contents(cell: etree._Element) -> list[etree._Element]:
    return [child for child in cell if child.tag != name("tcPr")]


def text_boxes(root: etree._Element, random: Random) -> None:
    """A cell's text in a text box: it stands in Choice and in Fallback, and counts once."""
    for cell in _cells(root, random):
        box = E("txbxContent", *_contents(cell))
        choice = etree.Element(f"{{{_MC}}}Choice", {"Requires": "wps"}, nsmap={"mc": _MC, "wps": _WPS})
        shape = etree.SubElement(E("drawing"), f"{{{_WPS}}}txbx")
        choice.append(shape.getparent())
        shape.append(box)
        fallback = etree.Element(f"{{{_MC}}}Fallback")
        pict = E("pict")
        etree.SubElement(pict, f"{{{_VML}}}textbox", nsmap={"v": _VML}).append(etree.fromstring(etree.tostring(box)))
        fallback.append(pict)
        both = etree.Element(f"{{{_MC}}}AlternateContent", nsmap={"mc": _MC})
        both.extend([choice, fallback])
        cell.append(E("p", E("r", both)))


def deleted_marks(root: etree._Element, random: Random) -> None:
    """A paragraph whose mark is deleted goes on in the next one."""
    for paragraph in list(root.iter(name("p"))):
        children = [child for child in paragraph if child.tag != name("pPr")]
        if len(children) > 1 and paragraph.getparent().tag == name("tc") and random.random() < 0.3:
            cut = random.randint(1, len(children) - 1)
            first = E("p", E("pPr", E("rPr", E("del", AUTHOR))), *children[:cut])
            paragraph.addprevious(first)


def deleted_last_marks(root: etree._Element, random: Random) -> None:
    """The mark of a cell's last paragraph, deleted: there is no next one to go on in, and Word keeps the cell."""
    for cell in _cells(root, random):
        last = _contents(cell)[-1]
        if last.tag == name("p") and last.find(name("pPr")) is None:
            last.insert(0, E("pPr", E("rPr", E("del", AUTHOR))))


def deleted_cells(root: etree._Element, random: Random) -> None:
    """A cell whose deletion is tracked, at the end of its row."""
    for row in root.iter(name("tr")):
        if random.random() < 0.2:
            gone = E("p", E("del", AUTHOR, make_run("已删的一格", "delText")))
            row.append(E("tc", E("tcPr", E("cellDel", AUTHOR)), gone))


def inserted_marks(root: etree._Element, random: Random) -> None:
    """A paragraph whose mark was inserted is a paragraph."""
    for paragraph in root.iter(name("p")):
        if paragraph.find(name("pPr")) is None and random.random() < 0.2:
            properties(paragraph, "pPr").append(E("rPr", E("ins", AUTHOR)))


def deleted_paragraphs(root: etree._Element, random: Random) -> None:
    """A paragraph that is deleted with its mark before one that stays."""
    for cell in _cells(root, random):
        tag, words = random.choice([("del", "delText"), ("moveFrom", "t")])
        gone = E("p", E("pPr", E("rPr", E(tag, AUTHOR))), E(tag, AUTHOR, make_run("已删的一段", words)))
        _contents(cell)[0].addprevious(gone)


def deleted_rows(root: etree._Element, random: Random) -> None:
    """A row whose deletion is tracked."""
    for row in list(root.iter(name("tr"))):
        if random.random() < 0.2:
            mark = E("pPr", E("rPr", E("del", AUTHOR)))
            cell = E("tc", E("p", mark, E("del", AUTHOR, make_run("已删的一行", "delText"))))
            row.addnext(E("tr", E("trPr", E("del", AUTHOR)), cell))


def nested_tables(root: etree._Element, random: Random) -> None:
    """A cell's paragraphs in a table of its own inside the cell, a row for each."""
    for cell in _cells(root, random):
        if any(joined(paragraph) for paragraph in _contents(cell)):
            continue
        rows = [E("tr", E("tc", paragraph)) for paragraph in _contents(cell)]
        cell.append(E("tbl", E("tblPr"), E("tblGrid", E("gridCol")), *rows))
        cell.append(E("p"))


def grid_before(root: etree._Element, random: Random) -> None:
    """Covered cells at a row's beginning left out, the row begins further right."""
    for row in root.iter(name("tr")):
        first = row.find(name("tc"))
        merge = first.find(f"{name('tcPr')}/{name('vMerge')}") if first is not None else None
        if merge is not None and not merge.get(name("val")) and random.random() < 0.5:
            width = first.find(f"{name('tcPr')}/{name('gridSpan')}")
            span = "1" if width is None else width.get(name("val"))
            row.remove(first)
            properties(row, "trPr").append(E("gridBefore", {name("val"): span}))


def old_merges(root: etree._Element, random: Random) -> None:
    """Cells merged to the right the old way: one w:hMerge restart, the others go on."""
    for span in list(root.iter(name("gridSpan"))):
        if span.getparent().getparent().tag == name("tc") and random.random() < 0.3:
            cell, count = span.getparent().getparent(), int(span.get(name("val")))
            merge = span.getparent().find(name("vMerge"))
            span.getparent().replace(span, E("hMerge", {name("val"): "restart"}))
            for _ in range(count - 1):
                more = E("tcPr", E("hMerge"))
                if merge is not None:
                    more.append(E("vMerge", dict(merge.attrib)))
                cell.addnext(E("tc", more, E("p")))


def controls_around_paragraphs(root: etree._Element, random: Random) -> None:
    """Content controls around paragraphs."""
    for paragraph in list(root.iter(name("p"))):
        if random.random() < 0.2 and not joined(paragraph):
            control(paragraph)


def controls_around_cells(root: etree._Element, random: Random) -> None:
    """Content controls around cells."""
    for cell in list(root.iter(name("tc"))):
        if random.random() < 0.2:
            control(cell)


def controls_around_rows(root: etree._Element, random: Random) -> None:
    """Content controls around rows, as a repeating section has them."""
    for row in list(root.iter(name("tr"))):
        if random.random() < 0.2:
            control(row)


def controls_around_tables(root: etree._Element, random: Random) -> None:
    """Content controls around tables."""
    for table in list(root.iter(name("tbl"))):
        if random.random() < 0.5:
            control(table)


def layout_table(root: etree._Element, random: Random) -> None:
    """The whole document inside one cell of a table, as pages copied from a browser are."""
    body = root[0]
    cell = E("tc", *[child for child in body if child.tag != name("sectPr")], E("p"))
    body.insert(0, E("tbl", E("tblPr"), E("tblGrid", E("gridCol")), E("tr", cell)))


def custom_xml(root: etree._Element, random: Random) -> None:
    """Custom XML around rows, cells and paragraphs."""
    for element in list(root.iter(name("tr"), name("tc"), name("p"))):
        if random.random() < 0.1 and not joined(element):
            wrap(element, "customXml", element="x", uri="urn:x")
