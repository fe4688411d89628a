"""Which agencies a membership opens, and who is an administrator."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from budget.access import (
    AdministratorBackend,
    has_role,
    may_administer,
    may_edit,
    role_required,
    roles_of,
    sees_everything,
    visible_agencies,
)
from budget.models import Agency, Membership, Role
from indicators.models import GoalTable, TableLine
from tests.conftest import People
from tests.tables import make_table


def codes(user: object, *roles: str) -> set[str]:
    return set(visible_agencies(user, *roles).values_list("code", flat=True))


def test_each_role_sees_its_agencies(people: People) -> None:
    everything = set(people.agencies)
    assert codes(people.officer) == {"667201"}
    assert codes(people.department) == {"319", "319101", "319202"}
    assert codes(people.finance) == everything
    assert codes(people.administrator) == everything
    assert codes(people.reader) == {"319202"}


def test_who_is_nobody_sees_nothing(people: People) -> None:
    assert codes(User.objects.create_user("nobody")) == set()
    assert codes(AnonymousUser()) == set()
    assert roles_of(AnonymousUser()) == set()


def test_an_officer_does_not_see_the_agencies_below(people: People) -> None:
    user = User.objects.create_user("head office")
    Membership.objects.create(user=user, role=Role.OFFICER, agency=people.agencies["319"])
    assert codes(user) == {"319"}


def test_a_department_reviewer_at_one_agency_sees_the_whole_department(people: People) -> None:
    user = User.objects.create_user("reviewer")
    Membership.objects.create(user=user, role=Role.DEPARTMENT, agency=people.agencies["319101"])
    assert codes(user) == {"319", "319101", "319202"}


def test_a_department_ends_at_its_region(people: People) -> None:
    Agency.objects.create(region="滨海新区", code="319101", name="another")
    assert visible_agencies(people.department).filter(region="滨海新区").count() == 0


def test_a_code_without_department_digits_opens_no_other_department(people: People) -> None:
    short = Agency.objects.create(code="3", name="short")
    user = User.objects.create_user("reviewer")
    Membership.objects.create(user=user, role=Role.DEPARTMENT, agency=short)
    assert codes(user) == {"3"}


def test_a_parent_opens_children_with_other_digits(people: People) -> None:
    Agency.objects.filter(code="511101").update(parent=people.agencies["319"])
    assert "511101" in codes(people.department)


def test_only_the_roles_asked_for_count(people: People) -> None:
    Membership.objects.create(user=people.officer, role=Role.READER, agency=people.agencies["511101"])
    user = User.objects.get(pk=people.officer.pk)
    assert codes(user) == {"667201", "511101"}
    assert codes(user, Role.OFFICER) == {"667201"}
    assert codes(user, Role.FINANCE) == set()


def test_a_superuser_is_an_administrator_of_everything(people: People) -> None:
    user = User.objects.create_superuser("root")
    assert roles_of(user) == {"administrator"}
    assert codes(user) == set(people.agencies)
    assert may_administer(user)
    assert sees_everything(user)


def test_who_sees_everything(people: People) -> None:
    assert sees_everything(people.finance)
    assert sees_everything(people.administrator)
    assert not sees_everything(people.officer)
    assert not sees_everything(people.department)
    assert not sees_everything(AnonymousUser())


def test_has_role(people: People) -> None:
    assert has_role(people.officer, Role.FINANCE, Role.OFFICER)
    assert not has_role(people.officer, Role.FINANCE)


def test_an_administrator_of_one_agency_does_not_enter_the_admin_pages(people: People) -> None:
    user = User.objects.create_user("local", is_staff=True)
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR, agency=people.agencies["319"])
    assert not may_administer(user)


def test_an_administrator_who_is_not_staff_or_was_closed_does_not_enter(people: People) -> None:
    people.administrator.is_staff = False
    assert not may_administer(people.administrator)
    people.administrator.is_staff = True
    people.administrator.is_active = False
    assert not may_administer(people.administrator)


@pytest.mark.parametrize(
    ("permission", "given"),
    [
        ("budget.change_agency", True),
        ("accounts.add_user", True),
        ("indicators.delete_category", True),
        ("indicators.view_goaltable", True),
        ("indicators.change_goaltable", False),
        ("importers.delete_sourcefile", False),
        ("auth.change_permission", False),
        ("nonsense", False),
    ],
)
def test_permissions_of_administrators(people: People, permission: str, given: bool) -> None:
    assert people.administrator.has_perm(permission) is given
    assert not people.finance.has_perm(permission)


def test_modules_of_administrators(people: People) -> None:
    backend = AdministratorBackend()
    assert backend.has_module_perms(people.administrator, "budget")
    assert not backend.has_module_perms(people.administrator, "sessions")
    assert not backend.has_module_perms(people.officer, "budget")


def test_officers_and_administrators_of_the_agency_may_edit(people: People) -> None:
    agency = people.agencies["667201"]
    allowed = {name for name in vars(people) if name != "agencies" and may_edit(getattr(people, name), agency)}
    assert allowed == {"officer", "administrator"}
    assert not may_edit(people.officer, people.agencies["511101"])
    assert not may_edit(AnonymousUser(), agency)


def test_a_view_for_some_roles_refuses_others_and_sends_strangers_to_sign_in(
    people: People, rf: RequestFactory
) -> None:
    @role_required(Role.FINANCE, Role.ADMINISTRATOR)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("done")

    def ask(user: object) -> HttpResponse:
        request = rf.get("/somewhere/")
        request.user = user
        return view(request)

    assert ask(people.finance).content == b"done"
    assert ask(AnonymousUser()).url == "/accounts/login/?next=/somewhere/"
    with pytest.raises(PermissionDenied):
        ask(people.officer)


def test_the_site_bar_leads_administrators_to_the_admin_pages(
    people: People, client_of: Callable[[User], Client]
) -> None:
    for role, led in (("administrator", True), ("finance", False), ("officer", False)):
        page = client_of(getattr(people, role)).get("/tables/").content.decode()
        assert ("系统管理" in page) is led
        assert f"{getattr(people, role).name} · " in page


@pytest.mark.parametrize("role", [Role.READER, Role.FINANCE, Role.DEPARTMENT])
def test_a_user_may_have_any_number_of_memberships(people: People, role: Role) -> None:
    """SQLite refuses conditions of a thousand parts, and statements with too many values."""
    codes = [f"{number:03}{inside:03}" for number in range(300, 900) for inside in (1, 2)]
    agencies = Agency.objects.bulk_create(Agency(code=code, region="甲区", name=code) for code in codes)
    Membership.objects.bulk_create(
        Membership(user=people.stranger, agency=agency, role=role) for agency in agencies if agency.code[-1] == "1"
    )
    seen = set(visible_agencies(people.stranger, role).values_list("code", flat=True))
    assert seen == {code for code in codes if code[-1] == "1" or role == Role.DEPARTMENT}
    table = make_table(agencies[0])
    assert list(GoalTable.objects.visible_to(people.stranger)) == [table]
    assert [line.pk for line in TableLine.objects.visible_to(people.stranger)] == [table.pk]
