"""How much of the processor some processes have had, from /proc: so that a load says what it was that was busy."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid: str) -> list[str]:
    """The fields of /proc/PID/stat behind the name; empty where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def processor_seconds(pid: int) -> float:
    """What a process, its children that ended and its living descendants have used."""
    parents: dict[str, list[str]] = {}
    known = {each.name: _fields(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()}
    for name, fields in known.items():
        if fields:
            parents.setdefault(fields[1], []).append(name)

    def used(name: str) -> float:
        fields = known.get(name)
        own = sum(map(int, fields[11:15])) / _TICKS if fields else 0.0
        return own + sum(used(child) for child in parents.get(name, []))

    return used(str(pid))


def machine_seconds() -> float:
    """What all processes of the machine have used, on all cores."""
    user, nice, system, _idle, _waiting, *rest = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system + sum(rest[:2])) / _TICKS
