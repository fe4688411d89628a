"""Who may see and touch what: the only place that decides (DESIGN 9).

Lists are filtered by `visible_agencies`; objects are fetched through such a list, so a stranger gets a 404, and
`role_required` gives a member with another role a 403. Superusers count as administrators of everything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from budget.models import Agency, Membership, Role

View = Callable[..., HttpResponse]


def roles_of(user: Any) -> set[str]:
    """The roles that a user has anywhere; empty for who is signed out."""
    if not user.is_authenticated:
        return set()
    if user.is_superuser:
        return {Role.ADMINISTRATOR.value}
    if not hasattr(user, "_roles"):  # asked many times a page, the same for the length of a request
        user._roles = set(user.memberships.values_list("role", flat=True))
    return set(user._roles)


def has_role(user: Any, *roles: str) -> bool:
    """Whether the user has one of the roles anywhere."""
    return not roles_of(user).isdisjoint(roles)


def _agencies_of(membership: Membership) -> Q:
    """The agencies that one membership opens."""
    agency = membership.agency
    if agency is None:
        return Q()
    opened = Q(pk=agency.pk)
    if membership.role in (Role.DEPARTMENT, Role.FINANCE, Role.READER, Role.ADMINISTRATOR):
        opened |= Q(parent=agency)
    if membership.role == Role.DEPARTMENT:
        opened |= Q(region=agency.region, code__startswith=agency.department_code)
    return opened


def visible_agencies(user: Any, *roles: str) -> QuerySet[Agency]:
    """The agencies whose tables the user may see, or may touch in one of `roles` where some are given."""
    if not user.is_authenticated:
        return Agency.objects.none()
    if user.is_superuser:
        return Agency.objects.all()
    memberships = user.memberships.select_related("agency")
    if roles:
        memberships = memberships.filter(role__in=roles)
    opened = [_agencies_of(membership) for membership in memberships]
    if not opened:
        return Agency.objects.none()
    if any(not condition for condition in opened):
        return Agency.objects.all()
    combined = opened[0]
    for condition in opened[1:]:
        combined |= condition
    return Agency.objects.filter(combined)


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
