"""`make setup` on a machine that lacks something: one sentence, no traceback. And it does nothing twice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "requirements.txt", "requirements-redis.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    # Not as a part of the `make test` that may be running these tests.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    return subprocess.run(["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def program(folder: Path, script: str) -> str:
    path = folder / "fake-python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 1", "需要 Python 3.11 或更高版本"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "Python 缺少 venv 模块"),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(tmp_path: Path, script: str, sentence: str) -> None:
    done = make(tmp_path, "setup", f"PYTHON={program(tmp_path, script)}")
    assert done.returncode
    told, made = done.stderr.splitlines()
    assert told.startswith(sentence)
    assert made.startswith("make: ***")
    assert not (tmp_path / ".venv").exists()


def test_nothing_is_installed_again_while_the_pins_are_the_same(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    program(tmp_path, 'case "$*" in *pip*) echo "$@" >> pip-was-called;; esac')
    (tmp_path / "fake-python").rename(python)
    for _ in range(2):
        assert make(tmp_path, "setup", "PYTHON=/bin/true").returncode == 0
    assert len((tmp_path / "pip-was-called").read_text().splitlines()) == 1
