"""Which submissions go straight to the finance bureau."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Agency, Membership, Role
from reviews.models import ReviewRules
from reviews.routing import goes_straight, is_own_department, waits_for_nobody
from reviews.states import Action
from tests.conftest import People
from tests.reviews.stage import set_stage


def officer(agency: Agency) -> User:
    user, _ = User.objects.get_or_create(username=f"officer-{agency.pk}")
    Membership.objects.get_or_create(user=user, role=Role.OFFICER, agency=agency)
    return user


@pytest.mark.parametrize(("code", "straight"), [("319101", False), ("319", True), ("667201", True), ("511101", True)])
def test_by_agency(people: People, code: str, straight: bool) -> None:
    """319101 has a department with a reviewer, 319 is one itself, for the others nobody reviews."""
    agency = people.agencies[code]
    assert goes_straight(agency, officer(agency)) is straight


@pytest.mark.parametrize(("rule", "code"), [("pass_without_reviewer", "667201"), ("pass_own_department", "319")])
def test_a_region_may_want_every_table_to_wait(people: People, rule: str, code: str) -> None:
    agency = people.agencies[code]
    ReviewRules.objects.create(region="", **{rule: False})
    assert not goes_straight(agency, officer(agency))
    ReviewRules.objects.update(region="别处")
    assert goes_straight(agency, officer(agency))


def test_a_reviewer_who_can_not_sign_in_is_none(people: People) -> None:
    User.objects.filter(pk=people.department.pk).update(is_active=False)
    assert goes_straight(people.agencies["319101"], people.officer)


def test_the_only_reviewer_does_not_wait_for_himself(people: People) -> None:
    assert goes_straight(people.agencies["319101"], people.department)


@pytest.mark.parametrize("code", ["319202", "319999"])
def test_reviewers_by_parent_and_by_the_first_digits(people: People, code: str) -> None:
    agency, _ = Agency.objects.get_or_create(code=code)
    assert not goes_straight(agency, officer(agency))
    elsewhere = Agency.objects.create(region="别处", code=code)
    assert goes_straight(elsewhere, officer(elsewhere))


def test_a_parent_is_a_department(people: People) -> None:
    assert is_own_department(people.agencies["319"])
    assert not is_own_department(people.agencies["319101"])
    assert not is_own_department(people.agencies["667201"])
    Agency.objects.create(code="667202", parent=people.agencies["667201"])
    assert is_own_department(people.agencies["667201"])


def test_a_table_that_waits_for_nobody_is_known(people: People, client_of: Callable[[User], Client]) -> None:
    stage = set_stage(people)
    stage.perform("officer", Action.SUBMIT)
    address, officer = f"/reviews/{stage.table.pk}/", stage.people["officer"]
    words = "该部门现在没有别的审核人员"
    assert words not in client_of(officer).get(address).content.decode()
    people.department.delete()
    assert waits_for_nobody(stage.fresh(), officer)
    assert waits_for_nobody(stage.fresh(), None)
    assert words in client_of(officer).get(address).content.decode()
    stage.perform("officer", Action.WITHDRAW)
    assert not waits_for_nobody(stage.fresh(), officer)
