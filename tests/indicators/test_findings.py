"""indicators/findings.py: places in words."""

import pytest

from indicators.findings import Finding, Place


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        (Place("a.docx"), ""),
        (Place("a.docx", 4), "第4个表格"),
        (Place("a.docx", 4, 2, 3), "第4个表格第2行第3格"),
        (Place("a.xlsx", 1, 5, 3, "表1"), "工作表“表1” C5"),
        (Place("a.xlsx", 1, 5, 28, "表1"), "工作表“表1” AB5"),
        (Place("a.xlsx", 1, 5, None, "表1"), "工作表“表1” 第5行"),
        (Place("a.xlsx", 1, None, None, "表1"), "工作表“表1”"),
    ],
)
def test_places_in_words(place: Place, inside: str) -> None:
    assert place.inside == inside
    assert str(place) == f"{place.file} {inside}".strip()
    assert place.to_json()["text"] == str(place)


def test_a_finding_as_json() -> None:
    values = Finding("x", "warn", "某处不对。", Place("a.xlsx", 1, 5, 3, "表1"), found="甲").to_json()
    assert values["place"]["cell"] == "C5"
    assert (values["code"], values["found"], values["expected"]) == ("x", "甲", None)
