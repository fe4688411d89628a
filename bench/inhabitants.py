"""The agencies of the benchmark's province, and who works for them: users of every role, with one known password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from bench.rows import Rows
from budget.models import Agency, Membership, Role

PASSWORD = "province-2025"  # of accounts in a database of the benchmark's own
REGIONS = ("", "滨海新区", "武清区", "宝坻区", "蓟州区")
SHARES = (50, 20, 15, 10, 5)  # of a hundred agencies
IN_A_DEPARTMENT = 12
TABLES_OF_AN_AGENCY = 150
MANY = 600  # memberships of the reader who was given every agency one by one


class Member(NamedTuple):
    """An agency by its key, and the users who write and review for it, by key and name."""

    agency: int
    region: str
    code: str
    name: str
    officer: tuple[int, str]
    department: tuple[int, str]


class Inhabitants(NamedTuple):
    """All agencies, and the two who decide about all of them."""

    members: list[Member]
    finance: tuple[int, str]
    administrator: tuple[int, str]


def settle(rows: Rows, tables: int) -> Inhabitants:
    """Agencies in departments, officers and department reviewers, and the few who see everything or some."""
    password = make_password(PASSWORD)
    number = max(30, tables // TABLES_OF_AN_AGENCY)
    members: list[Member] = []
    for region, share in zip(REGIONS, SHARES, strict=True):
        members += _region(rows, region, max(2, number * share // 100), password)
    finance = _user(rows, "finance", "财政审核员", password, Role.FINANCE, [None])
    administrator = _user(rows, "admin", "管理员", password, Role.ADMINISTRATOR, [None], is_staff=True)
    _user(rows, "reader", "只读员", password, Role.READER, [None])
    everyone = [each.agency for each in members]
    _user(rows, "finance-some", "财政业务科", password, Role.FINANCE, everyone[: len(everyone) // 3])
    _user(rows, "reader-many", "审计组", password, Role.READER, everyone[:MANY])
    _user(rows, "nobody", "没有角色", password, None, [])
    rows.flush()  # a table's line needs its agency, and tables are stored as soon as there are many
    return Inhabitants(members, finance, administrator)


def _region(rows: Rows, region: str, number: int, password: str) -> list[Member]:
    """Departments have codes of three digits, their agencies of six that begin with them."""
    found: list[Member] = []
    place = f"r{REGIONS.index(region)}"
    for position in range(number):
        department, inside = 101 + position // IN_A_DEPARTMENT, position % IN_A_DEPARTMENT
        if not inside:
            name = f"{region or '市'}{department}主管局"
            head = rows.add(Agency, region=region, code=str(department), name=name, parent=None)
            reviewer = _user(rows, f"dept-{place}-{department}", f"{name}审核员", password, Role.DEPARTMENT, [head])
        code = f"{department}{inside + 1:03}"
        name = f"{region or '市'}第{department}局所属第{inside + 1}管理服务中心"
        key = rows.add(Agency, region=region, code=code, name=name, parent=head)
        officer = _user(rows, f"officer-{place}-{code}", f"{code}编制员", password, Role.OFFICER, [key])
        found.append(Member(key, region, code, name, officer, reviewer))
    return found


def _user(
    rows: Rows, username: str, name: str, password: str, role: str | None, agencies: Sequence[int | None],
    is_staff: bool = False,
) -> tuple[int, str]:  # fmt: skip
    since = timezone.now()
    key = rows.add(
        User, username=username, name=name, password=password, is_staff=is_staff, is_active=True, date_joined=since
    )
    for agency in agencies:
        rows.add(Membership, user=key, role=role, agency=agency)
    return key, name
