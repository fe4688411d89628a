"""Dialects inside a paragraph: runs cut anywhere, and everything that Word puts around or between them."""

from __future__ import annotations

from random import Random

from lxml import etree

from tests.making.markup import AUTHOR, E, control, make_run, name, properties, run_text, text_runs, twin, wrap

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_JUNK = "已删"


def _some(root: etree._Element, random: Random, share: float = 0.3) -> list[etree._Element]:
    return [run for run in text_runs(root) if random.random() < share]


def split_runs(root: etree._Element, random: Random) -> None:
    """Cut runs anywhere, as an input method and a spelling checker do."""
    for run in text_runs(root):
        text = run_text(run)
        places = range(1, len(text))
        cuts = sorted(random.sample(places, min(len(places), random.randint(0, 4))))
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
            run.addprevious(make_run(text[start:end]))
        run.getparent().remove(run)


def clutter(root: etree._Element, random: Random) -> None:
    """Empty marks between runs: proofing, bookmarks, comments, page breaks that were rendered once."""
    for run in _some(root, random):
        tag = random.choice(["proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "permStart"])
        run.addprevious(E(tag, {name("id"): "7"}))
        run.insert(0, E("lastRenderedPageBreak"))
        run.insert(0, E("rPr", E("rFonts", {name("hint"): "eastAsia"})))


def old_properties(root: etree._Element, random: Random) -> None:
    """Tracked changes of properties: they hold an old gridSpan or vMerge, which no longer counts."""
    for cell in root.iter(name("tc")):
        if random.random() < 0.2:
            old = E("tcPr", E("gridSpan", {name("val"): "5"}), E("vMerge"))
            properties(cell, "tcPr").append(E("tcPrChange", AUTHOR, old))
    for row in root.iter(name("tr")):
        if random.random() < 0.2:
            row.insert(0, E("trPr", E("trPrChange", AUTHOR, E("trPr", E("gridBefore", {name("val"): "2"})))))


def tracked_insertions(root: etree._Element, random: Random) -> None:
    """Inserted runs are text like any other."""
    for run in _some(root, random):
        wrap(run, "ins").attrib.update(AUTHOR)


def tracked_deletions(root: etree._Element, random: Random) -> None:
    """Deleted runs are no text; Word keeps theirs in w:delText, other programs in w:t."""
    for run in _some(root, random):
        run.addnext(E("del", AUTHOR, make_run(_JUNK, random.choice(["delText", "t"]))))


def moves(root: etree._Element, random: Random) -> None:
    """Moved text stands twice, once where it was (still in w:t) and once where it is."""
    for run in _some(root, random):
        run.addprevious(E("moveFromRangeStart", AUTHOR))
        run.addprevious(E("moveFrom", AUTHOR, twin(run)))
        run.addprevious(E("moveFromRangeEnd", {name("id"): "1"}))
        wrap(run, "moveTo").attrib.update(AUTHOR)


def content_controls(root: etree._Element, random: Random) -> None:
    """Content controls around runs, one inside the other too; their placeholder is not what they show."""
    for run in _some(root, random):
        control(run)
        if random.random() < 0.3:
            control(run)


def hyperlinks(root: etree._Element, random: Random) -> None:
    """Links around runs."""
    for run in _some(root, random):
        wrap(run, "hyperlink", anchor="x")


def smart_tags(root: etree._Element, random: Random) -> None:
    """Smart tags and custom XML around runs."""
    for run in _some(root, random):
        wrap(run, random.choice(["smartTag", "customXml"]), element="chsdate", uri="urn:x")


def simple_fields(root: etree._Element, random: Random) -> None:
    """Fields whose result is their content."""
    for run in _some(root, random):
        wrap(run, "fldSimple", instr=" DOCPROPERTY x ")


def complex_fields(root: etree._Element, random: Random) -> None:
    """Fields over several runs: the instruction between begin and separate is no text, the result is."""
    for run in _some(root, random):
        run.addprevious(E("r", E("fldChar", {name("fldCharType"): "begin"})))
        run.addprevious(make_run(" MERGEFIELD 项目名称 ", "instrText"))
        run.addprevious(E("r", E("fldChar", {name("fldCharType"): "separate"})))
        run.addnext(E("r", E("fldChar", {name("fldCharType"): "end"})))


def mathematics(root: etree._Element, random: Random) -> None:
    """A formula: its text stands in m:t."""
    for run in _some(root, random, 0.1):
        words = etree.Element(f"{{{_MATH}}}t", nsmap={"m": _MATH})
        words.text = run_text(run) if run[-1].tag == name("t") and len(run) == 1 else None
        if words.text:
            formula = etree.Element(f"{{{_MATH}}}oMath", nsmap={"m": _MATH})
            etree.SubElement(formula, f"{{{_MATH}}}r").append(words)
            run.getparent().replace(run, formula)
