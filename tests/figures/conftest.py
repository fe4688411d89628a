"""The made-up years, for all tests of the statistics."""

import pytest

from indicators.models import GoalTable
from tests.conftest import People
from tests.figures.made_up import make_years


@pytest.fixture
def years(people: People) -> list[GoalTable]:
    """All tables of three years."""
    return make_years(people)
