"""How hard the property tests look: quick and the same every time by default, HYPOTHESIS_PROFILE=deep to search.

No deadline: no test of ours has a clock.
"""

import os

from hypothesis import HealthCheck, settings

_UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("quick", max_examples=30, deadline=None, derandomize=True, suppress_health_check=_UNHURRIED)
settings.register_profile("deep", max_examples=600, deadline=None, suppress_health_check=_UNHURRIED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
