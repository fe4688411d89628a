"""How many requests somebody may make in a window of time, counted in the database: it holds over all web processes.

A process takes some requests at a time out of the count and hands them out by itself, so that most requests write
nothing. What is handed out never exceeds the limit; what a process has taken and not used is lost with the window.
"""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.db.models import F

from api.models import RequestCount

OF_ONE = 64  # bits by which IPv6 addresses are told apart: the rest of them any machine chooses for itself
PORTIONS = 20  # of a limit: so many writings a window
MOST_KEYS = 10_000  # that a process remembers


class Limit(NamedTuple):
    """So many requests in so many seconds. Windows end at whole multiples of their length since 1970."""

    number: int
    seconds: int

    def ends(self) -> int:
        """When the window of this moment ends, in seconds since 1970."""
        return (int(time.time()) // self.seconds + 1) * self.seconds


def for_caller() -> Limit:
    """Of one token, or of one account that is signed in."""
    return Limit(settings.API_PER_MINUTE, 60)


def for_address() -> Limit:
    """Of one address, whoever asks from there: there may be several systems behind it."""
    return Limit(4 * settings.API_PER_MINUTE, 60)


def for_guesses() -> Limit:
    """Of one address, with tokens that never were."""
    return Limit(settings.API_GUESSES, 15 * 60)


def place_of(address: str) -> str:
    """What an address is counted as: an IPv6 network as one, and an IPv4 address the same however it is written."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:  # such as a socket's, which has none
        return address[:60]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, OF_ONE), strict=False))


_taken: dict[str, tuple[int, int]] = {}  # by key: when the window ends, and how many are left to hand out
_lock = Lock()


def ask(key: str, limit: Limit) -> int:
    """Ask for one request: 0 where it may be answered, else the seconds to wait."""
    ends = limit.ends()
    if _from_own(key, ends):
        return 0
    for size in dict.fromkeys((max(1, limit.number // PORTIONS), 1)):
        if _from_count(key, ends, size, limit.number):
            _keep(key, ends, size - 1)
            return 0
    return _rest(ends)


def _rest(ends: int) -> int:
    return max(1, int(ends - time.time()) + 1)


def _from_own(key: str, ends: int) -> bool:
    """One of those that this process has taken already."""
    with _lock:
        until, left = _taken.get(key, (ends, 0))
        if until != ends or not left:
            return False
        _taken[key] = ends, left - 1
        return True


def _keep(key: str, ends: int, number: int) -> None:
    with _lock:
        if len(_taken) >= MOST_KEYS:  # what was taken for so many is lost, which refuses rather than allows
            _taken.clear()
        until, left = _taken.get(key, (ends, 0))
        _taken[key] = ends, number + (left if until == ends else 0)


def _from_count(key: str, ends: int, size: int, most: int) -> bool:
    """Take `size` out of the count in one statement, so that no two take the same; False where it is used up.

    A machine whose clock is ahead has begun the next window: one that is behind takes from that, and never goes back.
    """
    rows = RequestCount.objects.filter(key=key)
    room = rows.filter(ends__gte=ends, number__lte=most - size)
    if room.update(number=F("number") + size) or rows.filter(ends__lt=ends).update(ends=ends, number=size):
        return True
    if rows.exists():
        return False
    RequestCount.objects.bulk_create([RequestCount(key=key, ends=ends, number=0)], ignore_conflicts=True)
    return bool(room.update(number=F("number") + size))


def drop_old_counts() -> int:
    """Delete the counts of windows that ended an hour ago. How many."""
    return RequestCount.objects.filter(ends__lt=int(time.time()) - 3600).delete()[0]


def forget() -> None:
    """Begin anew in this process; for tests."""
    with _lock:
        _taken.clear()
