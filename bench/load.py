"""python -m bench.load [--seconds 120] [--officers 200] [--with-import]: many people on one installation, counted.

A PostgreSQL of its own that waits for the disk, two web processes with the production's settings, locust as the
officers (bench/officers.py); with --with-import workers and a batch beside them. In the midst a backup is taken. In the
end it is counted whether any save is lost, in the database and in the restored backup. All on one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.load_report import report
from bench.usage import machine_seconds, processor_seconds
from perfgoals.processes import is_answering
from tests.ports import free_port
from tests.postgres import Server, postgres

ROOT = Path(__file__).resolve().parent.parent
TABLES, FILES, WORKERS = 20_000, 2_000, 2
WEB, THREADS = "2", "4"
DURABLE = "-c listen_addresses='' -c shared_buffers=512MB -c max_wal_size=4GB -c random_page_cost=1.1"
POLITE = 10  # what `nice` gives to the workers
STARTING = 60  # seconds
IMPORTING = 1800  # seconds that the rest of the batch may take afterwards


@dataclass
class Site:
    """The installation: its database, its folder, its processes by name."""

    server: Server
    folder: Path
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self, url: str) -> dict[str, str]:
        """The variables of every process."""
        return os.environ | {
            "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.load_settings", "PERFGOALS_DATA": str(self.folder),
            "PERFGOALS_ENV": "production", "PERFGOALS_SECRET_KEY": "only-for-this-measurement-" * 3, "PYTHONUTF8": "1",
            "PERFGOALS_HOSTS": "127.0.0.1", "PERFGOALS_HTTPS": "0", "PERFGOALS_BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": WEB, "PERFGOALS_THREADS": THREADS, "LOAD_DESKS": str(self.desks),
            "LOAD_NOTES": str(self.notes), "PERFGOALS_LOG_LEVEL": "INFO",
        }  # fmt: skip

    @property
    def desks(self) -> Path:
        """Who sits where (bench/desks.py)."""
        return self.folder / "desks.json"

    @property
    def notes(self) -> Path:
        """What locust has noted (bench/officers.py)."""
        return self.folder / "notes.jsonl"

    def run(self, *command: str, url: str = "") -> str:
        """Run something of ours to its end; what it prints."""
        environment = self.environment(url or self.server.url)
        command = (sys.executable, *command)
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start something that goes on; its output is in a file of its name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment(self.server.url), stdout=log, stderr=log
            )
        return self.processes[name]

    def end(self) -> None:
        """End all that is still running."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STARTING)
            except subprocess.TimeoutExpired:
                process.kill()

    def postmaster(self) -> int:
        """The process that all connections descend from."""
        return int((self.server.folder / "data" / "postmaster.pid").read_text().split("\n")[0])

    def used(self) -> dict[str, float]:
        """Seconds of the processor by name, until now."""
        found = {name: processor_seconds(each.pid) for name, each in self.processes.items()}
        return found | {"database": processor_seconds(self.postmaster()), "machine": machine_seconds()}


@contextmanager
def site(tables: int, officers: int) -> Iterator[Site]:
    """An installation with that many tables, waiting for its officers."""
    with postgres(lasting=True) as server, tempfile.TemporaryDirectory(prefix="perfgoals-load-") as folder:
        made = Site(server, Path(folder))
        made.run("-m", "bench.province", str(tables), "migrate", "library")
        made.desks.write_text(made.run("-m", "bench.desks", str(officers)))
        made.run("manage.py", "collectstatic", "--noinput", "-v0")
        server.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(server.folder / "data"))
        server.options = DURABLE  # it was filled without waiting for the disk
        server.start()
        try:
            yield made
        finally:
            made.end()
            if keep := os.environ.get("LOAD_KEEP"):  # for looking at logs
                subprocess.run(["cp", "-r", folder, keep], check=True)


def serve(made: Site) -> None:
    """Start the web processes and wait until they answer."""
    made.start("web", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "perfgoals.wsgi")
    end = time.monotonic() + STARTING
    while not is_answering("127.0.0.1", made.port):
        assert time.monotonic() < end, (made.folder / "web.log").read_text()[-2000:]
        time.sleep(0.1)


def import_beside(made: Site, files: int) -> str:
    """A batch that workers take; its key."""
    agencies = sorted({str(each["agency"]) for each in json.loads(made.desks.read_text())})
    worker = made.start("worker", "manage.py", "work", "--processes", str(WORKERS))
    os.setpriority(os.PRIO_PROCESS, worker.pid, POLITE)  # its processes inherit it; on one machine people come first
    return made.run("-m", "bench.beside", str(files), *agencies).strip()


def load(made: Site, officers: int, seconds: int) -> dict[str, Any]:
    """Let the officers work, and take a backup in the midst; what the processes used, and when the backup was."""
    before, start = made.used(), time.time()
    locust = made.start(
        "locust", "-m", "locust", "-f", "bench/officers.py", "--headless", "-u", str(officers), "-r",
        str(max(1, officers // 10)), "-t", f"{seconds}s", "--stop-timeout", "40", "-H", f"http://127.0.0.1:{made.port}",
        "--only-summary",
    )  # fmt: skip
    time.sleep(seconds / 2)
    began = time.time()
    made.run("manage.py", "backup", str(made.folder))
    backup = {"began": began, "ended": time.time()}
    used, end = made.used(), time.time()
    while locust.poll() is None:
        used, end = made.used(), time.time()
        time.sleep(0.2)
    assert made.notes.exists(), (made.folder / "locust.log").read_text()[-3000:]
    busy = {name: (value - before.get(name, 0)) / (end - start) for name, value in used.items()}
    return {"busy": busy, "backup": backup, "seconds": end - start, "load": os.getloadavg()[0]}


def states(made: Site, batch: str) -> dict[str, int]:
    """How many documents of the batch are in each state."""
    program = (
        "import json; from collections import Counter; from importers.models import ImportFile as F; "
        f"print(json.dumps(Counter(F.objects.filter(batch={batch}).values_list('state', flat=True))))"
    )
    found: dict[str, int] = json.loads(made.run("manage.py", "shell", "-v0", "-c", program))
    return found


def wait_for_import(made: Site, batch: str) -> dict[str, int]:
    """The states when nobody works at it any more."""
    end = time.monotonic() + IMPORTING
    while set(found := states(made, batch)) - {"done", "failed", "skipped", "ready"} and time.monotonic() < end:
        time.sleep(5)
    return found


def judge(made: Site, backup: dict[str, float]) -> dict[str, Any]:
    """Restore the backup into another database, and count in both."""
    (dump,) = made.folder.glob("*.dump")
    made.server.run("createdb", "-h", str(made.server.folder), "-U", "tester", "restored")
    url = f"postgres://tester@/restored?host={made.server.folder}"
    given = ("-m", "bench.reconciling", str(made.desks), str(made.notes))
    return {
        "restored": made.run("manage.py", "restore", str(dump), url=url).strip().splitlines(),
        "in_backup": json.loads(made.run(*given, str(backup["began"]), str(backup["ended"]), url=url)),
        "in_database": json.loads(made.run(*given)),
    }


def deadlocks(made: Site) -> int:
    """How many PostgreSQL has had to break since it started."""
    asked = "SELECT sum(deadlocks) FROM pg_stat_database"
    program = f"from django.db import connection as c; k = c.cursor(); k.execute('{asked}'); print(k.fetchone()[0])"
    return int(made.run("manage.py", "shell", "-v0", "-c", program))


def measure(seconds: int, officers: int, tables: int, files: int) -> str:
    """The report of one run; `files` is 0 for one without an import."""
    with site(tables, officers) as made:
        serve(made)
        batch = import_beside(made, files) if files else ""
        found = load(made, officers, seconds)
        found |= {"import": states(made, batch)} if batch else {}
        found["deadlocks"] = deadlocks(made)
        found["web_errors"] = (made.folder / "web.log").read_text().count('"level": "ERROR"')
        if batch:
            found["import_afterwards"] = wait_for_import(made, batch)
            made.end()  # nobody writes while it is counted
        found |= judge(made, found["backup"])
        notes = [json.loads(line) for line in made.notes.read_text().splitlines()]
        return report(notes, found, officers, tables)


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--tables", type=int, default=TABLES, help="how many the database is filled with")
    parser.add_argument("--with-import", action="store_true", help="a batch is imported beside the officers")
    parser.add_argument("--files", type=int, default=FILES, help="how many documents the batch has")
    given = parser.parse_args()
    print(measure(given.seconds, given.officers, given.tables, given.files if given.with_import else 0))


if __name__ == "__main__":
    main()
