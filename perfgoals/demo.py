"""What one needs to try the application: an account for each role, and the sample documents (DESIGN 15).

Only `manage.py make_demo` makes them, never a migration, so that no known account gets into production.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from accounts.models import User
from budget.models import Agency, Membership, Role
from importers.batches import create_batch, enqueue
from importers.models import ImportBatch

YEAR = 2025
SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples"
# Each document once, and both forms that can be had without other programs.
DOCUMENTS = ("docx/000-word.docx", "docx/001-word.docx", "txt/003_5eb047f7ee00f1fd.txt")
AGENCIES = {
    "667201": "天津市滨海新区网格化管理中心",
    "319": "市政务服务系统主管部门",
    "319202": "天津市便民专线服务中心",
}
# Without letters and digits that look alike: the password is read from the screen and typed.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Account(NamedTuple):
    """A demo account; no agency means all of them."""

    username: str
    role: Role
    agency: str | None = None

    @property
    def scope(self) -> str:
        """The agency in words."""
        return f"{self.agency} {AGENCIES[self.agency]}" if self.agency else "全部单位"


ACCOUNTS = (
    Account("officer", Role.OFFICER, "667201"),
    Account("dept", Role.DEPARTMENT, "319"),
    Account("finance", Role.FINANCE),
    Account("admin", Role.ADMINISTRATOR),
    Account("reader", Role.READER, "319202"),
)


def _make_account(account: Account, password: str) -> None:
    administrator = account.role == Role.ADMINISTRATOR
    user = User.objects.create_user(
        account.username,
        password=password,
        name=f"演示·{account.role.label}",
        is_staff=administrator,
        is_superuser=administrator,
    )
    agency = None
    if account.agency:
        # The agency may not be imported yet; the importer then finds it by its code.
        agency, _ = Agency.objects.get_or_create(
            region="", code=account.agency, defaults={"name": AGENCIES[account.agency]}
        )
    Membership.objects.create(user=user, role=account.role, agency=agency)


@transaction.atomic
def make_accounts(password: str = "") -> str | None:
    """Make the accounts where there are none, and return their password: `password`, else a random one.

    Where there are some, `password` becomes theirs; without one they stay as they are, and None is returned.
    """
    existing = list(User.objects.filter(username__in=[account.username for account in ACCOUNTS]))
    if existing and not password:
        return None
    for user in existing:
        user.set_password(password)
        user.save(update_fields=["password"])
    if not existing:
        password = password or "".join(secrets.choice(ALPHABET) for _ in range(12))
        for account in ACCOUNTS:
            _make_account(account, password)
    return password


def import_samples() -> ImportBatch | None:
    """Queue the sample documents for the worker; None where something was imported before."""
    if ImportBatch.objects.exists():
        return None
    documents = [(Path(name).name, (SAMPLES / name).read_bytes()) for name in DOCUMENTS]
    administrator = User.objects.filter(username="admin").first()
    batch = create_batch(YEAR, "", "示例文件", documents, administrator, unattended=True)
    enqueue(batch)
    return batch
