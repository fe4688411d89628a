"""`python -m tests`: every test, on SQLite, on PostgreSQL and in a browser; says in one line what was left out.

On a developer's machine a missing program leaves a part out; where CI=true is set, that is a failure. `--coverage` also
measures, on SQLite only, which lines were run: that nearly doubles the time, so it is not part of every run. `--faults`
runs only the tests of what happens when something breaks (make faults).
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests import prepared
from tests.postgres import MIGRATED, postgres
from tests.tools import find_chromium, find_libreoffice, find_postgres

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ["--cov", "--cov-report=", "--cov-fail-under=0"]
SLOWEST = ["--durations=5", "--durations-min=2"]  # seconds
PARALLEL = ["-n", "2", "--dist", "worksteal"]


def run(title: str, *arguments: str, **environment: str) -> bool:
    """One pytest run; whether it passed. Says which tests took longest, and how long the whole took."""
    print(f"\n== {title} ==", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *SLOWEST, *arguments]
    began = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT, env=os.environ | environment).returncode == 0
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    print(f"{title}：{minutes} 分 {seconds:02} 秒", flush=True)
    return passed


def run_on_postgres(*arguments: str) -> bool:
    """The tests that use the database, or those that are named, on a server started for them."""
    with postgres(migrated=True) as server:
        usual = (*PARALLEL, "-m", "not browser", "--only-database")
        there = {"DATABASE_URL": server.url, prepared.TEMPLATE: MIGRATED}
        return run("PostgreSQL", *(arguments or usual), **there)


def run_all(with_coverage: bool) -> Iterator[bool]:
    """All runs that this machine allows."""
    yield run("SQLite", *(MEASURED if with_coverage else ()), *PARALLEL, "-m", "not browser")
    if find_postgres():
        yield run_on_postgres()
    if find_chromium():
        yield run("Chromium", *PARALLEL, "-m", "browser")


def missing_parts() -> list[str]:
    """What can't be run here, each with the reason."""
    needed = {
        "PostgreSQL（没有 initdb）": find_postgres(),
        "浏览器（没有 Chromium）": find_chromium(),
        ".doc 文件（没有 LibreOffice）": find_libreoffice(),
    }
    return [reason for reason, found in needed.items() if not found]


def skipped_parts(path: Path) -> list[str]:
    """Reasons that skipped tests gave themselves (tests/conftest.py)."""
    return sorted(set(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def coverage_is_enough() -> bool:
    """Print what is not covered; the least share is in pyproject.toml."""
    print("\n== 覆盖率 ==", flush=True)
    return subprocess.run([sys.executable, "-m", "coverage", "report"], cwd=ROOT).returncode == 0


def main() -> int:
    """The exit status: 0 where everything that could run passed. Who is told to stop tidies up first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with prepared.folder_for_the_run():
        if "--faults" in sys.argv[1:]:
            return 0 if run_on_postgres("tests/faults") else 1
        return test_everything()


def test_everything() -> int:
    """All parts, what they cover where that is asked for, and what was left out."""
    with_coverage = "--coverage" in sys.argv[1:]
    if with_coverage:
        subprocess.run([sys.executable, "-m", "coverage", "erase"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        reasons = Path(folder) / "left-out"
        os.environ["PERFGOALS_LEFT_OUT"] = str(reasons)
        passed = list(run_all(with_coverage))
        missing = missing_parts()
        left_out = missing + [reason for reason in skipped_parts(reasons) if reason not in missing]
    if with_coverage:
        passed.append(coverage_is_enough())
    print(f"\n未运行：{'；'.join(left_out)}" if left_out else "\n全部运行，没有遗漏。")
    if left_out and os.environ.get("CI") == "true":
        print("CI 上不能有遗漏。")
        passed.append(False)
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
