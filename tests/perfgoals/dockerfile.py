"""Reads a Dockerfile and runs its steps in a folder instead of an image: the same commands, files and variables.

Folders of the image (/app, /build, /venv, /tmp) are folders below one of ours. What changes the system itself (apt-get,
accounts) is not run; the tests look at it in other ways. Only the kinds of steps that ours has are known: another one
is an error, so that no step goes untested.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
SYSTEM = ("apt-get ", "groupadd ")
FOLDERS = ("/app", "/build", "/venv", "/tmp")


class Step(NamedTuple):
    """One instruction, its lines joined."""

    name: str
    words: str


def steps(text: str) -> list[Step]:
    """The instructions in their order."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [Step(*line.split(" ", 1)) for line in joined.splitlines()]


def is_ignored(path: Path, patterns: list[str]) -> bool:
    """Whether .dockerignore leaves a file (relative) out: the last pattern that fits it or a folder above decides."""
    ignored = False
    names = [str(path), *map(str, path.parents)]
    for pattern in patterns:
        bare = pattern.lstrip("!")
        if bare.startswith("**/"):
            fits = any(fnmatch(part, bare[3:]) for part in path.parts)
        else:
            fits = any(fnmatch(name, bare) for name in names if name.count("/") == bare.count("/") and name != ".")
        if fits:
            ignored = not pattern.startswith("!")
    return ignored


def context() -> Iterator[Path]:
    """The files of the checkout that an image would be made of."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    for top in sorted(ROOT.iterdir()):
        for path in [top] if top.is_file() else sorted(top.rglob("*")) if top.name[0] != "." else []:
            relative = path.relative_to(ROOT)
            if path.is_file() and not is_ignored(relative, patterns):
                yield relative


class Image:
    """What the steps have made so far: folders, variables and what to start."""

    def __init__(self, folder: Path, wheels: Path, path: str, **arguments: str) -> None:
        self.folder, self.wheels, self.arguments = folder, wheels, arguments
        # Most modules of the packages are never imported: those that are get compiled where static files are collected.
        self.variables = {"PATH": path, "LANG": "C.UTF-8", "PIP_NO_COMPILE": "1"}
        self.at, self.user, self.command = folder, "", [""]
        self.ran: list[str] = []
        for each in FOLDERS:
            (folder / each[1:]).mkdir()

    def inside(self, text: str) -> str:
        """A command or value with our folders in the place of the image's."""
        return re.sub(rf"(?<![\w./-])({'|'.join(FOLDERS)})(?=[/\s:\"]|$)", rf"{self.folder}\1", text)

    def take(self, step: Step) -> None:
        """Do what a step says."""
        getattr(self, f"_{step.name.lower()}")(step.words)

    def _from(self, words: str) -> None:
        self.variables = {name: self.variables[name] for name in ("PATH", "LANG", "PIP_NO_COMPILE")}
        self.at = self.folder

    def _arg(self, words: str) -> None:
        name, _, value = words.partition("=")
        self.variables[name] = self.arguments.get(name, value)

    def _env(self, words: str) -> None:
        for pair in shlex.split(words):
            name, _, value = pair.partition("=")
            self.variables[name] = self.inside(value).replace("$PATH", self.variables["PATH"])

    def _workdir(self, words: str) -> None:
        self.at = Path(self.inside(words))

    def _copy(self, words: str) -> None:
        if words.startswith("--from="):
            return  # the stages are one here, so it is in its place
        *sources, target = words.split()
        found = [path for path in context() if any(self._covers(source, path) for source in sources)]
        assert found, words
        for path in found:
            place = self.at / target / (path.name if "*" in words else path)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, place)
        if "wheels" in sources:
            shutil.copytree(self.wheels, self.at / "wheels", dirs_exist_ok=True)

    @staticmethod
    def _covers(source: str, path: Path) -> bool:
        return source == "." or path.parts[0] == source or fnmatch(str(path), source)

    def _run(self, words: str) -> None:
        if words.startswith(SYSTEM):
            return
        self.run(["/bin/sh", "-c", self.inside(words)])
        self.ran.append(words)

    def _user(self, words: str) -> None:
        self.user = words

    def _expose(self, words: str) -> None:
        assert words == "8000"

    def _cmd(self, words: str) -> None:
        self.command = json.loads(words)

    def run(self, command: list[str], **variables: str) -> str:
        """Run a program as if in a container; what it printed. Raises AssertionError with that where it fails."""
        environment = self.variables | variables
        done = subprocess.run(command, cwd=self.at, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout
