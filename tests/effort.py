"""How hard the property tests look: quick and the same every time by default, HYPOTHESIS_PROFILE=deep to search and to
make a failing example small (which can take minutes, as forms are large).

The same search on the second database finds what is different there: that needs fewer examples (`tries`).

No deadline: no test of ours has a clock. No explanation of failures: with whole documents it takes many minutes.
"""

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
DEEP = PROFILE == "deep"
SECOND = os.environ.get("DATABASE_URL", "").startswith("postgres")


def tries(number: int) -> int:
    """How many of an expensive search: all on SQLite, a third on PostgreSQL."""
    return max(3, number // 3) if SECOND else number


def seeds(number: int) -> range:
    """Which random walks are taken: all on SQLite, the first on PostgreSQL; each takes many seconds."""
    return range(1 if SECOND else number)


_UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
_PHASES = [phase for phase in Phase if phase is not Phase.explain]
_BOTH = settings(deadline=None, suppress_health_check=_UNHURRIED, phases=_PHASES)
settings.register_profile("quick", _BOTH, max_examples=20, derandomize=True)
settings.register_profile("deep", _BOTH, max_examples=600)
settings.load_profile(PROFILE)
