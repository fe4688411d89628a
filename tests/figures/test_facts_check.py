"""check_data finds facts that say something else than the tables, and nothing where all is well."""

from typing import Any

import pytest

from budget.models import Agency
from figures.facts import count_facts
from figures.facts_check import flaws_of_facts
from figures.models import AgencyYear, FindingFact, LevelFact, Mark, StageFact, TableReview, TableStay
from indicators.models import GoalTable
from tests.figures.lives import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(years: list[GoalTable]) -> Agency:
    live(years)
    count_facts(60)
    assert not list(flaws_of_facts())
    fact = FindingFact.objects.filter(year=2025).select_related("agency").first()
    assert fact
    return fact.agency


def test_a_fact_that_says_something_else_is_found(agency: Agency) -> None:
    """Each by itself, and put right again."""
    wrong: list[tuple[type[Any], str]] = [
        (AgencyYear, "clean_tables"), (FindingFact, "open"), (FindingFact, "removed"), (LevelFact, "texts"),
        (LevelFact, "whole"), (StageFact, "seconds"), (StageFact, "now"),
        (TableStay, "seconds"), (TableReview, "first"),
    ]  # fmt: skip
    for model, name in wrong:
        rows = model.objects.filter(agency=agency, year=2025)
        if name == "whole":
            rows = rows.filter(category__level=2)  # of first levels there is one of each
        row = rows.first()
        right = getattr(row, name)
        model.objects.filter(pk=row.pk).update(**{name: not right if name == "whole" else 77})
        assert list(flaws_of_facts()) == [f"1 个单位年度的统计与表不一致，如单位 {agency.pk} 的 2025 年度"], name
        model.objects.filter(pk=row.pk).update(**{name: right})
    assert not list(flaws_of_facts())


def test_missing_and_additional_facts_are_found(agency: Agency) -> None:
    FindingFact.objects.filter(agency=agency, year=2025).delete()
    StageFact.objects.create(agency=agency, year=2024, stage="x", now=1)
    AgencyYear.objects.filter(agency=agency, year=2023).delete()
    (flaw,) = flaws_of_facts()
    assert flaw.startswith(("3 个", "2 个"))


def test_what_is_marked_is_known_to_be_out_of_date(agency: Agency) -> None:
    AgencyYear.objects.filter(agency=agency, year=2025).update(tables=99)
    Mark.objects.create(agency=agency, year=2025)
    assert not list(flaws_of_facts())
