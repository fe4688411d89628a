"""Acting in a role for an agency, and who has a role there: seeing turned round."""

import itertools

import pytest

from accounts.models import User
from budget.access import may_act, members_for, visible_agencies
from budget.models import Agency, Membership, Role
from tests.conftest import People


@pytest.mark.parametrize(
    ("who", "code", "roles", "may"),
    [
        ("department", "319101", (Role.DEPARTMENT,), True),
        ("department", "319101", (Role.FINANCE,), False),
        ("department", "319101", (Role.FINANCE, Role.DEPARTMENT), True),
        ("department", "667201", (Role.DEPARTMENT,), False),
        ("officer", "667201", (Role.OFFICER,), True),
        ("officer", "319101", (Role.OFFICER,), False),
        ("finance", "319101", (Role.FINANCE,), True),
        ("reader", "319202", (Role.OFFICER, Role.DEPARTMENT), False),
    ],
)
def test_by_role_and_agency(people: People, who: str, code: str, roles: tuple[str, ...], may: bool) -> None:
    assert may_act(getattr(people, who), people.agencies[code], *roles) is may


def test_a_superuser_acts_as_administrator_alone(people: People) -> None:
    root = User.objects.create_superuser("root")
    assert may_act(root, people.agencies["319101"], Role.ADMINISTRATOR)
    for role in (Role.OFFICER, Role.DEPARTMENT, Role.FINANCE, Role.READER):
        assert not may_act(root, people.agencies["319101"], role)


def test_members_are_those_who_see_it_in_that_role(people: People) -> None:
    """The law: a user is among the members for an agency exactly where the agency is among what the user sees."""
    for number, (role, agency) in enumerate(itertools.product(Role, [*people.agencies.values(), None])):
        if agency is not None or role in (Role.FINANCE, Role.ADMINISTRATOR, Role.READER):
            Membership.objects.create(user=User.objects.create_user(f"m{number}"), role=role, agency=agency)
    Agency.objects.create(region="别处", code="319101")
    Agency.objects.create(code="31")
    users = [user for user in User.objects.all() if not user.is_superuser]
    for agency, role in itertools.product(Agency.objects.all(), Role):
        members = set(members_for(agency, role))
        assert members == {user for user in users if visible_agencies(user, role).filter(pk=agency.pk).exists()}, (
            agency,
            role,
        )


def test_who_can_not_sign_in_is_no_member(people: People) -> None:
    User.objects.filter(pk=people.finance.pk).update(is_active=False)
    assert not members_for(people.agencies["319101"], Role.FINANCE).exists()
