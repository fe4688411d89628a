"""Small hands for taking WordprocessingML apart: names, wrapping, copies of runs."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from tests.making.word import W

AUTHOR = {f"{{{W}}}id": "1", f"{{{W}}}author": "a", f"{{{W}}}date": "2025-01-01T00:00:00Z"}
E = ElementMaker(namespace=W, nsmap={"w": W})
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def name(tag: str) -> str:
    """The full name of a w: element or attribute."""
    return f"{{{W}}}{tag}"


def wrap(element: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    """Put an element around this one, in its place."""
    around = E(tag, {name(key): value for key, value in attributes.items()})
    element.getparent().replace(element, around)
    around.append(element)
    return around


def control(element: etree._Element) -> None:
    """Put a content control (w:sdt) around this element."""
    content = wrap(element, "sdtContent")
    wrap(content, "sdt").insert(0, E("sdtPr", E("id", {name("val"): "1"})))


def mark_deleted(paragraph: etree._Element | None) -> bool:
    """The paragraph's mark is deleted: it and the next one are one paragraph and must stay together."""
    return paragraph is not None and paragraph.find(f"{name('pPr')}/{name('rPr')}/{name('del')}") is not None


def joined(element: etree._Element) -> bool:
    """The element is a paragraph that a deleted mark ties to a neighbour."""
    return mark_deleted(element) or mark_deleted(element.getprevious())


def text_runs(root: etree._Element) -> Iterator[etree._Element]:
    """Runs that stand right in a paragraph and hold one w:t and nothing else."""
    for run in list(root.iter(name("r"))):
        if run.getparent().tag == name("p") and [child.tag for child in run] == [name("t")]:
            yield run


def make_run(text: str, tag: str = "t") -> etree._Element:
    """A run with this text."""
    words = E(tag, {SPACE: "preserve"})
    words.text = text
    return E("r", words)


def run_text(run: etree._Element) -> str:
    """The text of a run that text_runs gave."""
    return run[0].text or ""


def twin(element: etree._Element) -> etree._Element:
    """A deep copy without the tail."""
    other = copy.deepcopy(element)
    other.tail = None
    return other


def properties(element: etree._Element, tag: str) -> etree._Element:
    """The properties element of this one (w:pPr, w:trPr, …), made where it is missing."""
    found = element.find(name(tag))
    if found is None:
        found = E(tag)
        element.insert(0, found)
    return found
