"""Agencies and memberships as lists in files: their columns, and how a row finds what it is about."""

from __future__ import annotations

from typing import Any

from import_export import widgets

from accounts.models import User
from budget.exchange import ListResource, column
from budget.models import Agency, Membership, Role


def agency_by_code(text: str, region: str) -> Agency | None:
    """The agency that "代码" (in the row's own region) or "区划/代码" means; None where blank."""
    if not text:
        return None
    stated, slash, code = text.rpartition("/")
    found = Agency.objects.filter(region=stated if slash else region, code=code).first()
    if found is None:
        raise ValueError(f"找不到单位“{text}”，请先在前面的行里或另一个文件里导入它。")
    return found


class AgencyCode(widgets.Widget):
    """An agency by its code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Agency | None:
        """The agency, looked for in the region that the row names."""
        return agency_by_code(str(value or ""), str((row or {}).get("区划", "")))


class Username(widgets.Widget):
    """A user by the name to sign in with."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> User:
        """The user; accounts are made on their own page, since they need a password."""
        found = User.objects.filter(username=str(value)).first()
        if found is None:
            raise ValueError(f"没有用户名为“{value}”的用户，请先建立账户。")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The name to sign in with."""
        return str(value.username) if value else ""


class RoleWords(widgets.Widget):
    """A role in its Chinese words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The role that the words mean."""
        for role, words in Role.choices:
            if value in (role, words):
                return str(role)
        raise ValueError(f"没有角色“{value}”，可以写：{'、'.join(str(words) for words in Role.labels)}。")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The words."""
        return str(dict(Role.choices).get(value, ""))


class AgencyResource(ListResource):
    """Agencies by region and code."""

    region = column("region", "区划", default="")
    code = column("code", "单位代码")
    name = column("name", "单位名称")
    parent = column("parent", "主管部门", AgencyCode(), default=None)

    class Meta(ListResource.Meta):
        model = Agency
        fields = ("region", "code", "name", "parent")
        import_id_fields = ("region", "code")

    def get_queryset(self) -> Any:
        """With the parents, which every exported row names."""
        return super().get_queryset().select_related("parent")

    def dehydrate_parent(self, agency: Agency) -> str:
        """The parent's code, with its region where that is another one."""
        parent = agency.parent
        if parent is None:
            return ""
        return parent.code if parent.region == agency.region else f"{parent.region}/{parent.code}"


class MembershipResource(ListResource):
    """Who works where, by username, agency and role. A blank agency means all of them."""

    user = column("user", "用户名", Username())
    region = column("agency__region", "区划", default="", readonly=True)
    agency = column("agency", "单位代码", AgencyCode(), default=None)
    role = column("role", "角色", RoleWords())

    class Meta(ListResource.Meta):
        model = Membership
        fields = ("user", "region", "agency", "role")
        import_id_fields = ("user", "agency", "role")

    def dehydrate_agency(self, membership: Membership) -> str:
        """The agency's code; its region has a column of its own."""
        return membership.agency.code if membership.agency else ""
