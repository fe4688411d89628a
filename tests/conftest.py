"""Fixtures that tests of several apps use: people, sample documents, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import is_hypothesis_test
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from budget.models import Agency, Membership, Role
from tests import effort, prepared, pristine, serving  # noqa: F401 - effort for every property test, also of one file alone
from tests.browsing import Window, told, wait_for_loading
from tests.queues import engine, redis  # noqa: F401
from tests.tools import find_chromium

# Playwright keeps an event loop in the thread of the tests, and Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

SAMPLES = Path(__file__).parent / "samples"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--process-per-site",
]  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="only tests that use the database")


def _fixtures(item: pytest.Item) -> list[str]:
    """The list that the item itself uses; a pytest.Item that is no function has none."""
    return getattr(item, "fixturenames", [])


def pytest_configure(config: pytest.Config) -> None:
    """Workers of pytest-xdist find the folder that the first process has made."""
    place = prepared.folder_for_the_run()
    place.__enter__()
    config.add_cleanup(lambda: place.__exit__(None, None, None))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """A new SQLite database is a copy of one with all migrations; on PostgreSQL the template is (tests/settings.py)."""
    if connection.vendor != "sqlite":
        yield
        return
    create = connection.creation._create_test_db

    def create_migrated(*arguments: Any) -> str:
        name: str = create(*arguments)
        shutil.copyfile(prepared.sqlite_file(), name)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.creation, "_create_test_db", create_migrated)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What Django does after a test with real transactions is done by pristine, once the web server is idle."""
    with django_db_blocker.unblock():
        put_back = pristine.kept()

    def after_test(test: TransactionTestCase) -> None:
        serving.wait_until_idle()
        put_back()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", after_test)
        serving.watch(patch)
        yield


def _uses_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or not DATABASE_FIXTURES.isdisjoint(_fixtures(item))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other database; it is not skipped, since it runs over there."""
    others = ("sqlite", "once") if connection.vendor == "postgresql" else ("postgresql",)
    left_out = [item for item in items if any(item.get_closest_marker(other) for other in others)]
    if config.getoption("--only-database"):
        left_out += [item for item in items if not _uses_database(item) and item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    kept = [item for item in items if item not in left_out]
    # What takes minutes in one test begins while there is still enough else to do beside it.
    items[:] = sorted(kept, key=lambda item: item.get_closest_marker("first") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Property tests run unmeasured: measuring makes the search slow, and every line they reach has a test of its own.

    So what the report counts is what examples show that somebody has thought of.
    """
    searching = is_hypothesis_test(getattr(item, "function", None))
    measuring = Coverage.current() if searching else None
    if measuring:
        measuring.stop()
    try:
        return (yield)
    finally:
        if measuring:
            measuring.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where a test in a browser fails, the report shows what was to be seen there."""
    report = yield
    used = getattr(item, "funcargs", {})
    if report.failed and report.when == "call" and "browser" in used:
        report.sections.append(("the browser", told(used["browser"], used.get("window"))))
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Hand the reasons of skipped tests to `python -m tests`, which says at the end what was left out."""
    target = os.environ.get("PERFGOALS_LEFT_OUT")
    if target:
        reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", ())}
        with Path(target).open("a", encoding="utf-8") as file:
            file.writelines(f"{reason}\n" for reason in sorted(reasons))


def sample(name: str) -> Path:
    """A sample document by its path in tests/samples/, such as "docx/000-word.docx"."""
    path = SAMPLES / name
    assert path.exists(), f"no such sample: {name}"
    return path


@pytest.fixture(name="sample")
def sample_fixture() -> Callable[[str], Path]:
    """The function `sample`."""
    return sample


@dataclass(frozen=True)
class People:
    """Agencies by code, and one user for each role (DESIGN 15), with an officer of another agency as the stranger."""

    agencies: dict[str, Agency]
    officer: User
    department: User
    finance: User
    administrator: User
    reader: User
    stranger: User


AGENCIES = {
    "667201": "天津市滨海新区网格化管理中心",
    "319": "市政务服务系统主管部门",
    "319101": "天津市人民政府政务服务办公室",
    "319202": "天津市便民专线服务中心",
    "511101": "中共天津市滨海新区委员会网络安全和信息化委员会办公室",
}


# Who has which role at which agency; the name signs in, and is the password.
MEMBERS = {
    "officer": (Role.OFFICER, "667201"),
    "dept": (Role.DEPARTMENT, "319"),
    "finance": (Role.FINANCE, None),
    "admin": (Role.ADMINISTRATOR, None),
    "reader": (Role.READER, "319202"),
    "stranger": (Role.OFFICER, "511101"),
}


@pytest.fixture
def people(db: None) -> People:
    """The five roles and a stranger, at real agencies of the samples. Made in few commands: most tests begin here."""
    made = bulk_create_with_history([Agency(code=code, name=name) for code, name in AGENCIES.items()], Agency)
    agencies = {agency.code: agency for agency in made}
    Agency.objects.filter(code__in=["319101", "319202"]).update(parent=agencies["319"])
    users = User.objects.bulk_create(
        User(username=name, password=make_password(name), name=f"{role.label}员", is_staff=role == Role.ADMINISTRATOR)
        for name, (role, _) in MEMBERS.items()
    )
    by_name = {user.username: user for user in users}
    members = [
        Membership(user=by_name[name], role=role, agency=agencies[agency] if agency else None)
        for name, (role, agency) in MEMBERS.items()
    ]
    bulk_create_with_history(members, Membership)
    by_name["department"], by_name["administrator"] = by_name.pop("dept"), by_name.pop("admin")
    return People(agencies, **by_name)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A test client signed in as a user."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture(scope="session")
def browser_type_launch_args() -> Iterator[dict[str, Any]]:
    """The system's Chromium instead of one that Playwright would download."""
    chromium = find_chromium()
    if not chromium:
        pytest.skip("浏览器（没有 Chromium）")
    with pytest.MonkeyPatch.context() as patch:
        wait_for_loading(patch)
        yield {"executable_path": chromium, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def window(browser: Any, live_server: Any) -> Iterator[Window]:
    """The window of this process; what stays open in it needs no database."""
    shared = Window(browser, f"{live_server.url}/static/favicon.svg")
    yield shared
    shared.close()


@pytest.fixture
def browser_page(window: Window) -> Iterator[Any]:
    """An empty page. An error in a script of the page fails the test."""
    page = window.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    window.clear()
    assert not errors


@pytest.fixture
def page_at(browser_page: Any, live_server: Any, client_of: Callable[[User], Client]) -> Callable[..., Any]:
    """`page_at("/tables/", people.finance)`: the page at an address, signed in where a user is given."""

    def open_page(address: str, user: User | None = None) -> Any:
        if user:
            session = client_of(user).cookies["sessionid"].value
            browser_page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        browser_page.goto(live_server.url + address)
        return browser_page

    return open_page
