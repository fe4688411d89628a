"""Times and memory, so that two things can be compared: taken in turns (A B A B), medians of several runs.

The garbage collector is on, as it is in the running program; it is emptied before each run, so that none pays for
another's garbage. A result is kept until the clock has stopped.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Action = Callable[[], Any]


def once(action: Action) -> float:
    """Seconds that one call takes."""
    gc.collect()
    start = time.perf_counter()
    result = action()
    taken = time.perf_counter() - start
    del result
    return taken


def in_turns(actions: Mapping[str, Action], runs: int) -> dict[str, float]:
    """The median of each action's seconds, one run of each after the other; a first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    if runs > 1:
        for action in actions.values():
            once(action)
    for _ in range(runs):
        for name, action in actions.items():
            times[name].append(once(action))
    return {name: statistics.median(taken) for name, taken in times.items()}


def in_child(*arguments: str) -> Any:
    """What bench/child.py prints for these arguments, from JSON; None where it prints nothing."""
    command = [sys.executable, "-m", "bench.child", *arguments]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(printed) if printed else None
