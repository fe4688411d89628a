"""The samples' known defects: all of them are found, and what must not fire does not."""

import json
from typing import Any

import pytest

from indicators.checks import Context, run_checks
from indicators.content import TableContent
from indicators.findings import Finding
from tests.conftest import SAMPLES

DEFECTS = json.loads((SAMPLES / "defects.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def findings() -> dict[tuple[str, int | None], list[Finding]]:
    result = {}
    for file, tables in json.loads((SAMPLES / "expected.json").read_text("utf-8")).items():
        contents = [TableContent.from_json(one) for one in tables]
        for content in contents:
            siblings = tuple(one for one in contents if one.agency_code == content.agency_code)
            result[file, content.number] = run_checks(content, Context(2025, siblings))
    return result


def name(defect: dict[str, Any]) -> str:
    return f"{defect['code']}-{defect['file'][:3]}-{defect['table']}-{defect['level3'] or ''}"


@pytest.mark.parametrize("defect", DEFECTS["must_find"], ids=name)
def test_a_known_defect_is_found(defect: dict[str, Any], findings: dict[tuple[str, int], list[Finding]]) -> None:
    places = [(one.code, one.level3 or None, one.field or None) for one in findings[defect["file"], defect["table"]]]
    assert places.count((defect["code"], defect["level3"], defect["field"])) == 1


@pytest.mark.parametrize("defect", DEFECTS["must_not_fire"], ids=name)
def test_what_is_right_is_left_alone(defect: dict[str, Any], findings: dict[tuple[str, int], list[Finding]]) -> None:
    assert defect["code"] not in {one.code for one in findings[defect["file"], defect["table"]]}
    assert findings[defect["file"], defect["table"]]  # other checks did look at it
