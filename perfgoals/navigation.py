"""The site bar: which pages exist for whom."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from budget.access import administers_everything, may_administer, roles_of
from budget.models import Role


class Page(NamedTuple):
    """A link of the site bar; `here` marks the one that the user is on."""

    address: str
    words: str
    here: bool


# (name of the address, words on screen, roles; no roles: everybody who is signed in)
PAGES: list[tuple[str, str, tuple[str, ...]]] = [
    ("home", "工作台", ()),
    ("table_list", "绩效目标表", ()),
    ("review_list", "审核", tuple(Role.values)),
    ("library", "指标库", tuple(Role.values)),
    ("checks", "检查", ()),
    ("statistics", "统计", tuple(Role.values)),
    ("export_list", "导出", tuple(Role.values)),
]


def _pages_of(request: HttpRequest, roles: set[str]) -> list[Page]:
    links = [(reverse(name), words) for name, words, needed in PAGES if not needed or roles & set(needed)]
    if administers_everything(request.user):  # the role alone is not enough: imports bring tables of any agency
        links.append((reverse("import_list"), "导入"))
    if may_administer(request.user):
        links.append((reverse("admin:index"), "系统管理"))
    elif administers_everything(request.user):  # others find it on the admin pages
        links.append((reverse("hook_list"), "消息推送"))
    return [Page(address, words, _is_here(address, request.path)) for address, words in links]


def _is_here(address: str, path: str) -> bool:
    """Whether a page belongs to a link: by how its address begins, but every address begins with the home page's.

    What the statistics count is listed under addresses of its own.
    """
    if path.startswith((reverse("finding_list"), reverse("indicator_list"))):
        return address == reverse("statistics")
    return path == address or (address != reverse("home") and path.startswith(address))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: the links of the site bar that this user may follow, and the user's roles in words."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"pages": [], "role_words": ""}
    roles = roles_of(user)
    return {
        "pages": _pages_of(request, roles),
        "role_words": "、".join(str(label) for value, label in Role.choices if value in roles),
    }
