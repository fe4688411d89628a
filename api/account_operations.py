"""Where one begins: whose token it is, and the description of everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from api import shapes
from api.answers import answer, moment
from api.models import ApiToken, Scope
from budget.access import roles_of

router = Router(tags=["账号"])


@router.get("/", response=shapes.AccountShape, url_name="api-root", summary="这个令牌")
def account(request: HttpRequest) -> HttpResponse:
    """这个令牌属于谁、有哪些角色、范围和有效期：用来试一个令牌能不能用。"""
    token: ApiToken | None = request.token  # type: ignore[attr-defined]
    values = {
        "account": request.user.get_username(),
        "name": str(request.user),
        "roles": sorted(roles_of(request.user)),
        "scope": token.scope if token else Scope.READ.value,
        "token": token.name if token else None,
        "expires_at": moment(token.expires_at) if token else None,
    }
    return answer(request, values)


@router.get("/openapi.json", include_in_schema=False, url_name="api_description")
def description(request: HttpRequest) -> HttpResponse:
    """What there is, for programs."""
    from api.interface import interface  # it is made of these operations

    return answer(request, interface.get_openapi_schema())
