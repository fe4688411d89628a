"""indicators/bulk.py: rows come out as they went in, on either database, and what does not fit is refused."""

from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, transaction

from budget.models import Agency, Project
from indicators.bulk import copied, give_keys, insert, insert_objects, update

pytestmark = pytest.mark.django_db
ODD = ("反\\斜\\N 杠", "两\n行\t格\r", "%s {x} '单' “双” 😀", r"\.", "")


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="1", name="局")


def projects(agency: Agency, *purposes: str) -> list[Project]:
    return [Project(agency=agency, year=2025, name=f"项目{n}", purpose=text) for n, text in enumerate(purposes)]


@pytest.mark.parametrize("count", [1, len(ODD)])
def test_objects_get_keys_and_come_out_as_they_went_in(agency: Agency, count: int) -> None:
    made = projects(agency, *ODD[:count])
    insert_objects(made)
    assert list(Project.objects.order_by("pk").values_list("pk", "purpose")) == [(p.pk, p.purpose) for p in made]
    later = Project.objects.create(agency=agency, year=2025, name="后来的")
    assert later.pk not in {project.pk for project in made}
    made[0].purpose = "改过"
    made[0].save()
    assert Project.objects.count() == count + 1


def test_keys_given_twice_before_anything_is_written_differ_where_rows_follow(agency: Agency) -> None:
    first, second = projects(agency, "一", "二"), projects(agency, "三")
    give_keys(first)
    insert_objects(first)
    give_keys(second)
    assert second[0].pk not in {project.pk for project in first}


@pytest.mark.parametrize("sign", ["", "\x1d", "\x1e", "\x1f"])
def test_a_text_with_a_sign_of_ours_is_a_text(sign: str) -> None:
    rows = [(1, f"甲{sign}\\", None, Decimal("1.50")), (2, "乙\n", "", None)]
    assert copied(rows).decode() == f"1\t甲{sign}\\\\\t\\N\t1.50\n2\t乙\\n\t\t\\N\n"


def test_each_row_gets_its_own_values(agency: Agency) -> None:
    made = projects(agency, *ODD)
    insert_objects(made)
    update(Project, ("name", "purpose", "year"), ((f"新{p.pk}", p.purpose[::-1], 2026, p.pk) for p in made[1:]))
    found = {project.pk: (project.name, project.purpose, project.year) for project in Project.objects.all()}
    assert found.pop(made[0].pk) == ("项目0", ODD[0], 2025)
    assert found == {p.pk: (f"新{p.pk}", p.purpose[::-1], 2026) for p in made[1:]}


def test_nothing_is_nothing(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        insert(Project, ("name",), [])
        insert_objects([])
        update(Project, ("name",), [])


def test_what_breaks_a_rule_is_refused(agency: Agency) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Project, ("agency", "year", "name", "purpose"), [(agency.pk, 2025, "甲", "")] * 2)
    assert not Project.objects.exists()


@pytest.mark.postgresql  # SQLite does not look at lengths
def test_what_is_too_long_is_refused_and_not_cut_off(agency: Agency) -> None:
    made = projects(agency, "一", "二")
    insert_objects(made)
    with pytest.raises(DataError), transaction.atomic():
        update(Project, ("name",), [("长" * 301, made[0].pk)])
