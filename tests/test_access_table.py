"""Every address × every role, in one table. An address that is missing here fails the test.

The addresses of the admin pages are one entry: they are Django's, and `may_administer` decides about all of them.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from exporters.claims import KEPT
from exporters.models import Export, ExportTable, Shape, State
from hooks.models import Hook
from importers.models import ImportBatch, ImportFile, ImportTable, SourceFile, TableSource
from indicators.models import GoalTable
from indicators.revisions import freeze
from tests.conftest import People
from tests.tables import make_table

ROLES = ("officer", "department", "finance", "administrator", "reader", "stranger", "nobody", "signed out")
SIGN_IN = "sign-in"
# What each role gets at each address, in the order of ROLES: the status, or "sign-in" where it is sent there.
# The table is the officer's; the department, the reader and the stranger belong to other agencies.
TABLE: dict[str, tuple[str, tuple[int | str, ...]]] = {
    "home": ("/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "healthz": ("/healthz", (200, 200, 200, 200, 200, 200, 200, 200)),
    "readyz": ("/readyz", (200, 200, 200, 200, 200, 200, 200, 200)),
    # Only where a token is set, and then only with it (tests/perfgoals/test_metrics.py).
    "metrics": ("/metrics", (404, 404, 404, 404, 404, 404, 404, 404)),
    "login": ("/accounts/login/", (302, 302, 302, 302, 302, 302, 302, 200)),
    "logout": ("/accounts/logout/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "password_change": ("/accounts/password/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "password_change_done": ("/accounts/password/done/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "admin": ("/admin/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "search": ("/search/?q=%E7%9B%91%E7%AE%A1", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "table_list": ("/tables/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "table_detail": ("/tables/{table}/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "table_history": ("/tables/{table}/history/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "table_new": ("/tables/new/", (200, 403, 403, 200, 403, 200, 403, SIGN_IN)),
    "table_edit": ("/tables/{table}/edit/", (200, 404, 403, 200, 404, 404, 404, SIGN_IN)),
    "table_save": ("/tables/{table}/save/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "table_check": ("/tables/{table}/check/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "table_presence": ("/tables/{table}/presence/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "library": ("/library/", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "library_indicator": ("/library/indicator/?key={key}", (200, 404, 200, 200, 404, 404, 403, SIGN_IN)),
    "library_mark": ("/library/mark/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "library_suggest": ("/library/suggest/", (200, 200, 200, 200, 200, 200, 403, 401)),
    "library_write": ("/library/write/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "checks": ("/checks/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "check_again": ("/checks/again/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "check_severity": ("/checks/generic-name/severity/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "finding_mend": ("/tables/{table}/findings/mend/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "finding_keep": ("/tables/{table}/findings/1/keep/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "finding_drop": ("/tables/{table}/kept/1/drop/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "table_source": ("/tables/{table}/source/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "table_document": ("/tables/{table}/document/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "import_list": ("/imports/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_new": ("/imports/new/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_template": ("/imports/template.xlsx", (200, 403, 403, 200, 403, 200, 403, SIGN_IN)),
    "import_batch": ("/imports/{batch}/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_progress": ("/imports/{batch}/progress/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_choose": ("/imports/{batch}/choose/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "import_table": ("/imports/{batch}/tables/{staged}/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_action": ("/imports/{batch}/confirm/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "import_upload": ("/imports/{batch}/upload/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "import_uploaded": ("/imports/{batch}/uploaded/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "import_files": ("/imports/{batch}/files/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_retry": ("/imports/{batch}/files/{file}/retry/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "import_document": ("/imports/{batch}/files/{file}/document/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_problems": ("/imports/{batch}/problems/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "import_result": ("/imports/{batch}/result.xlsx", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "table_review": ("/reviews/{table}/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "table_process": ("/tables/{table}/review/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "review_act": ("/reviews/{table}/act/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "review_opinion": ("/reviews/{table}/opinion/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "review_comment": ("/reviews/{table}/comments/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "review_settle": ("/reviews/{table}/comments/1/settle/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "review_reopen": ("/reviews/{table}/comments/1/reopen/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "review_list": ("/reviews/", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "review_batch": ("/reviews/batch/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "review_log": ("/reviews/log/", (403, 200, 200, 200, 403, 403, 403, SIGN_IN)),
    "review_log_export": ("/reviews/log.xlsx", (403, 200, 200, 200, 403, 403, 403, SIGN_IN)),
    "review_rules": ("/reviews/rules/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "review_progress": ("/reviews/progress/", (403, 200, 200, 200, 403, 403, 403, SIGN_IN)),
    "master_log": ("/reviews/changes/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "table_export": ("/tables/{table}/export/docx/", (200, 404, 200, 200, 404, 404, 404, SIGN_IN)),
    "export_list": ("/exports/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "export_new": ("/exports/new/", (405, 405, 405, 405, 405, 405, 405, 405)),
    # A package that the officer asked for.
    "export_detail": ("/exports/{export}/", (200, 404, 404, 200, 404, 404, 404, SIGN_IN)),
    "export_progress": ("/exports/{export}/progress/", (302, 404, 404, 302, 404, 404, 404, SIGN_IN)),
    "export_download": ("/exports/{export}/download/", (200, 404, 404, 200, 404, 404, 404, SIGN_IN)),
    "export_cancel": ("/exports/{export}/cancel/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "statistics": ("/statistics/", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "statistics_section": ("/statistics/money/", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "statistics_export": ("/statistics/money-years.csv", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "finding_list": ("/findings/", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "finding_export": ("/findings.csv", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "indicator_list": ("/indicators/", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "indicator_export": ("/indicators.csv", (200, 200, 200, 200, 200, 200, 403, SIGN_IN)),
    "hook_list": ("/hooks/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "hook_new": ("/hooks/new/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "hook_detail": ("/hooks/{hook}/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "hook_edit": ("/hooks/{hook}/edit/", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "hook_act": ("/hooks/{hook}/delete/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "delivery_again": ("/hooks/{hook}/deliveries/1/again/", (405, 405, 405, 405, 405, 405, 405, 405)),
    "master_log_export": ("/reviews/changes.xlsx", (403, 403, 403, 200, 403, 403, 403, SIGN_IN)),
    "token_list": ("/accounts/tokens/", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "token_revoke": ("/accounts/tokens/1/revoke/", (405, 405, 405, 405, 405, 405, 405, 405)),
    # The interface, read with a session; what tokens may write is in tests/api/test_roles.py.
    "api_docs": ("/api/docs", (200, 200, 200, 200, 200, 200, 200, SIGN_IN)),
    "api_unknown": ("/api/nothing/", (404, 404, 404, 404, 404, 404, 404, 401)),
    "api-root": ("/api/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_description": ("/api/openapi.json", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_agencies": ("/api/agencies/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_projects": ("/api/projects/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_tables": ("/api/tables/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_totals": ("/api/tables/totals/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_table": ("/api/tables/{table}/", (200, 404, 200, 200, 404, 404, 404, 401)),
    "api_table_indicators": ("/api/tables/{table}/indicators/", (200, 404, 200, 200, 404, 404, 404, 401)),
    "api_table_findings": ("/api/tables/{table}/findings/", (200, 404, 200, 200, 404, 404, 404, 401)),
    "api_table_revisions": ("/api/tables/{table}/revisions/", (200, 404, 200, 200, 404, 404, 404, 401)),
    "api_revision": ("/api/tables/{table}/revisions/1/", (200, 404, 200, 200, 404, 404, 404, 401)),
    "api_table_events": ("/api/tables/{table}/events/", (200, 404, 200, 200, 404, 404, 404, 401)),
    "api_indicators": ("/api/indicators/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_findings": ("/api/findings/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_events": ("/api/events/", (403, 200, 200, 200, 403, 403, 403, 401)),
    "api_statistics": ("/api/statistics/", (200, 200, 200, 200, 200, 200, 403, 401)),
    "api_statistic": ("/api/statistics/money-years/", (200, 200, 200, 200, 200, 200, 403, 401)),
    "api_exports": ("/api/exports/", (200, 200, 200, 200, 200, 200, 200, 401)),
    "api_export": ("/api/exports/{export}/", (200, 404, 404, 200, 404, 404, 404, 401)),
    "api_export_file": ("/api/exports/{export}/file/", (200, 404, 404, 200, 404, 404, 404, 401)),
    "api_imports": ("/api/imports/", (403, 403, 403, 200, 403, 403, 403, 401)),
    "api_import": ("/api/imports/{batch}/", (403, 403, 403, 200, 403, 403, 403, 401)),
}


def names(patterns: list[Any]) -> Iterator[str]:
    """The names of all addresses; the admin is one."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            yield "admin"
        elif isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_every_address_is_in_the_table() -> None:
    assert set(names(get_resolver().url_patterns)) == set(TABLE)


@pytest.fixture
def table(people: People) -> GoalTable:
    made = make_table(people.agencies["667201"])
    document = SourceFile.objects.create(sha256="0" * 64, name="a.txt", size=1, content=b"a")
    file = ImportFile.objects.create(batch=ImportBatch.objects.create(year=2025), source=document, name="a.txt", new=1)
    TableSource.objects.create(table=made, file=file, ordinal=1, place="a.txt", digest="")
    ImportTable.objects.create(file=file, ordinal=1, state="new", table=made)
    freeze(made, people.officer)
    return made


def made_for(user: User, table: GoalTable) -> Export:
    """A finished package with the table; it has no bytes, and needs none to be handed out."""
    values = {"title": "导出", "format": "docx", "shape": Shape.ONE, "total": 1, "name": "导出.docx"}
    export = Export.objects.create(by=user, state=State.DONE, expires_at=timezone.now() + KEPT, **values)
    ExportTable.objects.create(export=export, position=1, table=table, agency=table.project.agency)
    return export


@pytest.fixture
def client_as(people: People, client_of: Callable[[User], Client]) -> Callable[[str], Client]:
    def make(role: str) -> Client:
        if role == "signed out":
            return Client(raise_request_exception=False)
        client = client_of(User.objects.create_user("nobody") if role == "nobody" else getattr(people, role))
        client.raise_request_exception = False
        return client

    return make


@pytest.fixture
def keys(people: People, table: GoalTable) -> dict[str, int | str]:
    """What stands in the addresses."""
    file = table.source.file
    staged = file.tables.get().pk
    export = made_for(people.officer, table).pk
    made = {"table": table.pk, "batch": file.batch_id, "file": file.pk, "staged": staged, "export": export}
    made["hook"] = Hook.objects.create(name="一体化", address="https://budget.example/").pk
    return made | {"key": "数量|监管属地网站"}


def answer_to(client: Client, address: str) -> int | str:
    response = client.get(address)
    if response.headers.get("Location", "").startswith("/admin/login/"):
        response = client.get(response.headers["Location"])  # the admin's own way to say who may not enter
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/?next="):
        return SIGN_IN
    return response.status_code


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_access(role: str, keys: dict[str, int | str], client_as: Callable[[str], Client]) -> None:
    """All addresses for one role in one test: none of them changes anything, and the data takes longest to make."""
    client = client_as(role)
    answers = {name: answer_to(client, address.format(**keys)) for name, (address, _) in TABLE.items()}
    assert answers == {name: expected[ROLES.index(role)] for name, (_, expected) in TABLE.items()}
