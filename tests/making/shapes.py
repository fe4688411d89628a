"""Hypothesis strategies for Form: every mixture of layout choices that a reader is asked to understand."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.making import wording
from tests.making.forms import Form

_orders = st.permutations(["description", "target", "weight"]).map(tuple)


@st.composite
def columns(draw: st.DrawFn) -> tuple[str, ...]:
    """The columns: levels first, the others in any order, some left out, the target whole or in three."""
    rest = [key for key in draw(_orders) if key == "target" or draw(st.booleans())]
    if draw(st.booleans()):
        at = rest.index("target")
        parts = draw(st.sampled_from([["sign", "target", "unit"], ["target", "unit"], ["sign", "target"]]))
        rest[at : at + 1] = parts
    return ("level1", "level2", "level3", *rest)


words = st.fixed_dictionaries(
    {key: st.sampled_from(choices) for key, choices in {**wording.HEAD_WORDS, **wording.COLUMN_WORDS}.items()}
)


def _choices(**changed: Any) -> dict[str, Any]:
    choices: dict[str, Any] = {
        "tables": st.sampled_from(("two", "single")),
        "words": words,
        "noise": st.sampled_from(wording.LABEL_NOISE),
        "level_noise": st.sampled_from(wording.NAME_NOISE),
        "columns": columns(),
        "levels": st.sampled_from(("merged", "blank", "repeated")),
        "title": st.sampled_from(("heading", "paragraph", "row", "none")),
        "agency": st.sampled_from(("joined", "labelled", "name", "none")),
        "unit": st.sampled_from(("cell", "paragraph", "label", "none")),
        "money": st.sampled_from(("row", "stacked")),
        "thousands": st.booleans(),
        "fillers": st.booleans(),
    }
    return choices | changed


forms = st.builds(Form, **_choices())
# A dump has no row ends and no paragraph marks: titles are known by their bookmarks, and 元 stands in a cell.
dumped_forms = st.builds(Form, **_choices(title=st.just("heading"), unit=st.sampled_from(("cell", "label", "none"))))
