"""Projects of two years beside each other: same name, moved year, amounts that are missing, and any names at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.pairing import Change, Funded, Pair, pairs_of


def funded(name: str, total: str | None = "1", table: int = 1) -> Funded:
    return Funded(table, name, None if total is None else Decimal(total), 3)


def names(pairs: list[Pair]) -> list[tuple[str | None, str | None]]:
    return [(each.before and each.before.name, each.now and each.now.name) for each in pairs]


def test_by_name_and_by_the_year_in_it() -> None:
    before = [funded(name) for name in ("网格管理", "2024年度大厅运行", "停办的", "2024年评价")]
    now = [funded(name) for name in ("2025年度大厅运行", "网格管理", "新办的", "2024年评价")]
    assert names(pairs_of(before, now, 2025)) == [
        ("2024年度大厅运行", "2025年度大厅运行"),
        ("网格管理", "网格管理"),
        (None, "新办的"),
        ("2024年评价", "2024年评价"),
        ("停办的", None),
    ]


def test_the_same_name_wins_over_a_moved_year() -> None:
    before = [funded("2024年评价"), funded("2025年评价")]
    now = [funded("2025年评价"), funded("2024年评价")]
    assert names(pairs_of(before, now, 2025)) == [("2025年评价", "2025年评价"), ("2024年评价", "2024年评价")]
    assert names(pairs_of(before, now[:1], 2025)) == [("2025年评价", "2025年评价"), ("2024年评价", None)]


def test_another_year_in_a_name_stays() -> None:
    assert names(pairs_of([funded("2022年债券")], [funded("2023年债券")], 2025)) == [
        (None, "2023年债券"),
        ("2022年债券", None),
    ]


@pytest.mark.parametrize(
    ("before", "now", "change", "difference"),
    [
        ("5", "7.5", Change.MORE, "2.5"),
        ("7", "5", Change.LESS, "-2"),
        ("5", "5.000", Change.SAME, "0"),
        ("0", "0", Change.SAME, "0"),
        (None, None, Change.SAME, None),
        (None, "0", Change.UNKNOWN, None),
        ("5", None, Change.UNKNOWN, None),
    ],
)
def test_what_became_of_an_amount(before: str | None, now: str | None, change: Change, difference: str | None) -> None:
    pair = Pair(funded("甲", before), funded("甲", now))
    assert pair.change == change
    assert pair.difference == (None if difference is None else Decimal(difference))


def test_what_is_new_or_gone_counts_with_all_of_its_amount() -> None:
    assert (Pair(None, funded("甲", "5")).change, Pair(None, funded("甲", "5")).difference) == (Change.NEW, 5)
    assert (Pair(funded("甲", "5"), None).change, Pair(funded("甲", "5"), None).difference) == (Change.GONE, -5)
    assert Pair(funded("甲", None), None).difference is None


NAMES = st.lists(
    st.sampled_from([f"{year}{name}" for year in ("", "2024年", "2025年") for name in "甲乙丙"]), unique=True
)


@given(NAMES, NAMES)
def test_every_project_of_both_years_is_there_once(before: list[str], now: list[str]) -> None:
    pairs = names(pairs_of([funded(name) for name in before], [funded(name) for name in now], 2025))
    assert sorted(name for name, _ in pairs if name) == sorted(before)
    assert sorted(name for _, name in pairs if name) == sorted(now)
    assert all(old == new or old.replace("2024年", "2025年") == new for old, new in pairs if old and new)
