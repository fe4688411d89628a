"""A PostgreSQL of our own in a temporary folder, for the length of a test run: no network, no trace left.

PostgreSQL refuses to run as root, so root hands it to an unprivileged account.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import prepared
from tests.tools import find_postgres

# Nothing here must survive a power cut, so nothing waits for the disk.
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off"
MIGRATED = "migrated"  # the database with all migrations, where a server has one
# And most servers need not survive their own death, so a commit does not wait for the log either.
FORGETFUL = "-c synchronous_commit=off"


def unprivileged_account() -> str | None:
    """The account that runs the server, or None for one's own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Server:
    """One server in one folder; it listens on a socket in there only."""

    def __init__(self, binaries: Path, folder: Path, account: str | None, options: str) -> None:
        self.binaries, self.folder, self.account, self.options = binaries, folder, account, options

    @property
    def url(self) -> str:
        """The DATABASE_URL of the empty database that every server has."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """The DATABASE_URL."""
        return f"postgres://tester@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the account; its output is shown only where it fails."""
        identity: dict[str, Any] = {}
        if self.account:
            entry = pwd.getpwnam(self.account)
            identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        log = self.folder / "output.txt"
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with log.open("w") as output:
            done = subprocess.run(
                [self.binaries / program, *arguments], stdout=output, stderr=output, cwd=self.folder, **identity
            )
        if done.returncode:
            raise RuntimeError(f"{program}: {log.read_text()}")

    def start(self) -> None:
        """Start, and wait until it answers."""
        log = str(self.folder / "server.log")
        data = str(self.folder / "data")
        self.run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", f"{self.options} -k '{self.folder}'")

    def stop(self) -> None:
        """Stop at once, whoever is connected."""
        self.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.folder / "data"))

    def close(self) -> None:
        """Stop with everything written to its files."""
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.folder / "data"))

    def create(self) -> None:
        """The files of an empty server."""
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C")


@contextmanager
def postgres(lasting: bool = False, migrated: bool = False) -> Iterator[Server]:
    """A running server, gone afterwards; a `lasting` one keeps every commit when it is killed.

    A `migrated` one has a database of that name with all migrations beside the empty one.
    """
    files = _migrated_files() if migrated else None
    with _server(OPTIONS if lasting else f"{OPTIONS} {FORGETFUL}") as server:
        if files:
            subprocess.run(["cp", "-a", files, server.folder / "data"], check=True)
        else:
            server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _server(options: str) -> Iterator[Server]:
    """A server without files in a folder of its own."""
    binaries = find_postgres()
    assert binaries, "initdb was not found"
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="perfgoals-pg-"))
    if account:
        shutil.chown(folder, account)
    try:
        yield Server(binaries, folder, account, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _migrated_files() -> Path:
    """The files of a server that has the migrated database (tests/prepared.py)."""
    with prepared.alone("postgres") as made:
        if not made.exists():
            with _server(f"{OPTIONS} {FORGETFUL}") as server:
                _fill(server, made.parent)
                growing = made.with_name("growing")
                subprocess.run(["cp", "-a", server.folder / "data", growing], check=True)
                growing.rename(made)
    return made


def _fill(server: Server, folder: Path) -> None:
    server.create()
    server.start()
    try:
        server.run("createdb", "-h", str(server.folder), "-U", "tester", MIGRATED)
        prepared.migrate(server.url_of(MIGRATED), folder)
    finally:
        server.close()
