"""The site bar: which pages exist for whom."""

from typing import Any

from django.http import HttpRequest

from budget.access import roles_of
from budget.models import Role

# (name of the address, words on screen, roles; no roles: everybody who is signed in)
PAGES: list[tuple[str, str, tuple[str, ...]]] = [
    ("table_list", "绩效目标表", ()),
    ("admin:index", "系统管理", (Role.ADMINISTRATOR,)),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: the links of the site bar that this user may follow, and the user's roles in words."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"pages": [], "role_words": ""}
    roles = roles_of(user)
    pages = [(name, words) for name, words, needed in PAGES if not needed or roles & set(needed)]
    return {"pages": pages, "role_words": "、".join(label for value, label in Role.choices if value in roles)}
