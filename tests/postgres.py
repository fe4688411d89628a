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

from tests.tools import find_postgres

# Nothing here must survive a power cut, so nothing waits for the disk.
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off"
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
        """The DATABASE_URL."""
        return f"postgres://tester@/postgres?host={self.folder}"

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


@contextmanager
def postgres(lasting: bool = False) -> Iterator[Server]:
    """A running server, gone afterwards; a `lasting` one keeps every commit when it is killed."""
    binaries = find_postgres()
    assert binaries, "initdb was not found"
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="perfgoals-pg-"))
    if account:
        shutil.chown(folder, account)
    server = Server(binaries, folder, account, OPTIONS if lasting else f"{OPTIONS} {FORGETFUL}")
    try:
        server.run("initdb", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
