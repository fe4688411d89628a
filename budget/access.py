"""Who may see and touch what: the only place that decides (DESIGN 9).

Lists are filtered by `visible_agencies`; objects are fetched through such a list, so a stranger gets a 404, and
`role_required` gives a member with another role a 403. Superusers count as administrators of everything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.http import HttpRequest, HttpResponse

from budget.models import DEPARTMENT_DIGITS, Agency, Membership, Role

View = Callable[..., HttpResponse]

# What administrators do on the admin pages. Tables are only looked at there: their content changes on their own
# pages, which know about states, so that no path can write to an approved one.
MANAGED = {"accounts.user", "budget.agency", "budget.membership", "indicators.framework", "indicators.category"}
LOOKED_AT = {
    "indicators.goaltable",
    "indicators.indicator",
    "importers.importbatch",
    "importers.importfile",
    "importers.sourcefile",
}


def _memberships(user: Any) -> list[Membership]:
    """The user's memberships, read once: they are asked for many times a page and stay the same for its length."""
    if not hasattr(user, "_memberships"):
        user._memberships = list(user.memberships.select_related("agency"))
    return list(user._memberships)


def roles_of(user: Any) -> set[str]:
    """The roles that a user has anywhere; empty for who is signed out."""
    if not user.is_authenticated:
        return set()
    if user.is_superuser:
        return {Role.ADMINISTRATOR.value}
    return {membership.role for membership in _memberships(user)}


def has_role(user: Any, *roles: str) -> bool:
    """Whether the user has one of the roles anywhere."""
    return not roles_of(user).isdisjoint(roles)


def may_administer(user: Any) -> bool:
    """Whether the user may enter the admin pages: staff who are administrators of all agencies, not of some."""
    return user.is_active and user.is_staff and administers_everything(user)


def administers_everything(user: Any) -> bool:
    """Whether the user is an administrator of all agencies: documents bring tables of any of them."""
    if not user.is_authenticated or user.is_superuser:
        return user.is_authenticated
    return any(each.role == Role.ADMINISTRATOR and each.agency is None for each in _memberships(user))


def administrators_of_everything() -> QuerySet[Any]:
    """The active users who are administrators of all agencies: administers_everything turned round."""
    members = Membership.objects.filter(role=Role.ADMINISTRATOR, agency=None)
    users = get_user_model().objects.filter(is_active=True)
    return users.filter(Q(is_superuser=True) | Q(memberships__in=members)).distinct()


WIDE = (Role.DEPARTMENT, Role.FINANCE, Role.READER, Role.ADMINISTRATOR)  # they see the agencies below theirs too


def _agencies_of(user: Any, opening: list[Membership]) -> Q:
    """The agencies that memberships open. Asked of the database, not listed: a user may have hundreds of them, and
    SQLite refuses a condition for each."""
    given = Membership.objects.filter(user=user, role__in={each.role for each in opening}).order_by()
    opened = Q(pk__in=given.values("agency")) | Q(parent__in=given.filter(role__in=WIDE).values("agency"))
    departments: dict[str, set[str]] = {}
    for each in opening:
        agency = each.agency
        # A shorter code has no department digits: as a prefix it would open other departments too.
        if agency and each.role == Role.DEPARTMENT and len(agency.code) >= DEPARTMENT_DIGITS:
            departments.setdefault(agency.region, set()).add(agency.department_code)
    for region, codes in departments.items():
        opened |= Q(In(Left("code", DEPARTMENT_DIGITS), codes), region=region)
    return opened


def visible_agencies(user: Any, *roles: str) -> QuerySet[Agency]:
    """The agencies whose tables the user may see, or may touch in one of `roles` where some are given."""
    if not user.is_authenticated:
        return Agency.objects.none()
    if user.is_superuser:
        return Agency.objects.all()
    opening = [each for each in _memberships(user) if not roles or each.role in roles]
    if not opening:
        return Agency.objects.none()
    if any(each.agency is None for each in opening):
        return Agency.objects.all()
    return Agency.objects.filter(_agencies_of(user, opening))


EDITORS = (Role.OFFICER, Role.ADMINISTRATOR)


def editable_agencies(user: Any) -> QuerySet[Agency]:
    """The agencies whose tables the user may make and change, as long as their state allows it."""
    return visible_agencies(user, *EDITORS)


def may_edit(user: Any, agency: Agency) -> bool:
    """Whether the user may change tables of the agency, as long as their state allows it."""
    return editable_agencies(user).filter(pk=agency.pk).exists()


def may_act(user: Any, agency: Agency, *roles: str) -> bool:
    """Whether the user has one of the roles for this agency. Unlike seeing, acting is not for superusers as such."""
    return has_role(user, *roles) and visible_agencies(user, *roles).filter(pk=agency.pk).exists()


def members_for(agency: Agency, role: str) -> QuerySet[Any]:
    """The active users who have a role for an agency, by any of their memberships: visible_agencies turned round."""
    where = Q(agency=agency) | Q(agency=None)
    if role != Role.OFFICER:
        where |= Q(agency=agency.parent_id)
    members = Membership.objects.filter(where, role=role)
    if role == Role.DEPARTMENT and len(agency.code) >= DEPARTMENT_DIGITS:
        same = Membership.objects.filter(
            role=role, agency__region=agency.region, agency__code__startswith=agency.department_code
        )
        members = members | same
    return get_user_model().objects.filter(is_active=True, is_superuser=False, memberships__in=members).distinct()


def sees_everything(user: Any, *roles: str) -> bool:
    """Whether no agency is closed to the user (in one of `roles`), also none that does not exist yet."""
    if not user.is_authenticated:
        return False
    own = (each for each in _memberships(user) if not roles or each.role in roles)
    return user.is_superuser or any(membership.agency is None for membership in own)


def role_required(*roles: str) -> Callable[[View], View]:
    """A view for signed-in members with one of `roles`; others get a 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def administrator_required(view: View) -> View:
    """A view for administrators of all agencies; other members get a 403."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not administers_everything(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


class AdministratorBackend(BaseBackend):
    """Gives administrators Django's permissions, which the admin pages ask for: membership decides, not groups."""

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        """`perm` is "app.action_model"."""
        app, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        name = f"{app}.{model}"
        known = name in MANAGED or (name in LOOKED_AT and action == "view")
        return known and may_administer(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether any of the app's pages is open."""
        known = any(name.startswith(f"{app_label}.") for name in MANAGED | LOOKED_AT)
        return known and may_administer(user_obj)
