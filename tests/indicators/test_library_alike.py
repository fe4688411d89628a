"""Which names of indicators are one indicator in the library, and which stay apart."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from indicators.library.alike import LONGEST, key_of, name_key
from indicators.models import Indicator
from tests.conftest import People
from tests.tables import make_table


@pytest.mark.parametrize(
    "name",
    [
        "验收合格率",
        "1.验收合格率", "（二）验收合格率", "③验收合格率", "指标4：验收合格率", "验收 合格率", "“验收”合格率",
        "2025年验收合格率", "2024-2025年度验收合格率", "验收合格率指标", "验收合格率\n", "三、验收合格率",
    ],
)  # fmt: skip
def test_alike(name: str) -> None:
    assert name_key(name) == "验收合格率"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("培训人数", "培训人次"), ("培训数量", "培训"), ("12345热线接通率", "热线接通率"), ("5.5米道路", "55米道路"),
        ("网站监管率", "网站监管"), ("第1季度检查", "第2季度检查"),
    ],
)  # fmt: skip
def test_not_alike(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_width_and_case_are_no_difference() -> None:
    assert name_key("ＷｉＦｉ覆盖率") == name_key("WIFI覆盖率") == "wifi覆盖率"


def test_an_ending_that_is_the_name_stays() -> None:
    assert (name_key("监管工作"), name_key("工作"), name_key("项目工作"), name_key("A项目")) == (
        "监管", "工作", "项目工作", "a项目",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["", "数", "指标1：", "2025年", "……", "（1）"])
def test_names_that_say_nothing_are_left_out(name: str) -> None:
    assert key_of("产出指标", "数量指标", name) == ""


def test_the_second_level_is_part_of_the_key() -> None:
    assert key_of("产出指标", "质量 指标", "合格率") == "质量|合格率"
    assert key_of("满意度指标", "受益群众满意度", "满意度") == key_of("满意度", "服务对象满意度指标", "满意度")
    assert key_of("成本指标", "", "监管费") == "成本|监管费"
    assert len(key_of("产出指标", "数量指标", "很" * 500)) == LONGEST


def test_keys_of_rows_that_are_there_are_filled_in(people: People) -> None:
    made = make_table(people.agencies["667201"], rows=[("产出指标", "数量指标", f"网站{i}") for i in "甲乙丙"])
    make_table(people.agencies["667201"], "乙", rows=[("产出指标", "数量指标", "指标1：")])
    expected = list(made.indicators.values_list("library_key", flat=True))
    Indicator.objects.update(library_key="")
    migration: Any = importlib.import_module("indicators.migrations.0009_library_keys")
    migration.BATCH = 2
    with connection.schema_editor(atomic=False) if connection.vendor == "postgresql" else _Plain() as editor:
        migration.fill(apps, editor)
    assert (
        list(made.indicators.values_list("library_key", flat=True))
        == expected
        == ["数量|网站甲", "数量|网站乙", "数量|网站丙"]
    )
    assert Indicator.objects.filter(library_key="").count() == 1


class _Plain:
    """In place of a schema editor, which SQLite does not open inside a test's transaction."""

    connection = connection

    def __enter__(self) -> "_Plain":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""
