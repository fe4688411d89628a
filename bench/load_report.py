"""What bench/load.py prints: requests with their times, errors, saves counted, what the machine did meanwhile."""

from __future__ import annotations

import statistics
from collections import Counter
from typing import Any

from bench.report import machine, seconds, table

Note = dict[str, Any]


def report(notes: list[Note], found: dict[str, Any], officers: int, tables: int) -> str:
    """All of it."""
    requests = [each for each in notes if each["what"] == "request"]
    saves = [each for each in notes if each["what"] == "save"]
    head = f"{officers} officers, {found['seconds']:.0f} s, {tables:,} tables, two web processes\n{machine()}"
    return "\n\n".join([head, _times(requests, found["seconds"]), _counts(requests, saves, found)])


def _times(requests: list[Note], taken: float) -> str:
    names = [name for name, _ in Counter(each["name"] for each in requests).most_common()]
    rows = [_row(name, [each for each in requests if each["name"] == name]) for name in names]
    rows.append(_row("all", requests))
    return table(
        f"{len(requests) / taken:.1f} requests a second", ("", "number", "median", "p95", "worst", "errors"), rows
    )


def _row(name: str, requests: list[Note]) -> tuple[str, ...]:
    times = sorted(each["ms"] / 1000 for each in requests)
    p95 = times[min(len(times) - 1, len(times) * 95 // 100)]
    errors = sum(bool(each["error"]) for each in requests)
    return name, str(len(times)), seconds(statistics.median(times)), seconds(p95), seconds(times[-1]), str(errors)


def _counts(requests: list[Note], saves: list[Note], found: dict[str, Any]) -> str:
    statuses = Counter(each["status"] for each in saves)
    busy = ", ".join(f"{name} {value:.2f}" for name, value in found["busy"].items())
    each = {name: found["busy"][name] * found["seconds"] / len(requests) for name in ("web", "database")}
    backup = found["backup"]
    told = [
        f"saves: {statuses[200]} taken, {statuses[409]} told of another's, "
        f"{sum(statuses.values()) - statuses[200] - statuses[409]} without an answer or refused",
        f"lost or doubled, in the database: {_flaws(found['in_database'])}",
        f"lost or doubled, in the restored backup: {_flaws(found['in_backup'])}",
        f"backup: taken in {seconds(backup['ended'] - backup['began'])}; restored: {' '.join(found['restored'])}",
        f"errors in the log of the web processes: {found['web_errors']}; deadlocks: {found['deadlocks']}",
        f"processor time for a request: web {seconds(each['web'])}, database {seconds(each['database'])}",
        f"cores busy: {busy}; load average at the end: {found['load']:.1f}",
    ]
    if "import" in found:
        told.append(f"import when the officers stopped: {found['import']}; in the end: {found['import_afterwards']}")
    errors = Counter(f"{each['name']}: {each['error']}" for each in requests if each["error"])
    return "\n".join([*told, *(f"{number} × {error}" for error, number in errors.most_common(10))])


def _flaws(flaws: list[str]) -> str:
    return "\n".join([str(len(flaws)), *flaws[:20]]) if flaws else "0"
