"""schemathesis over the whole description, as each role: no error of ours, and every answer is what is described.

It makes its requests from the description alone: values at the borders, wrong types, methods that are not there, tokens
that are wrong, and keys taken from earlier answers. Derandomized, so that it asks the same every time.

HYPOTHESIS_PROFILE=deep tries all values at the borders of every operation as each role, with all checks: some minutes a
role.
"""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from accounts.models import User
from tests.api.conftest import token_for
from tests.api.world import World, operations, world  # noqa: F401
from tests.effort import DEEP

# What a description can't say: whether a year has tables, an agency is one's own, a cursor was made by us.
KNOWN_ONLY_HERE = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422"]
# Whose requests, and how many examples of each operation; who may everything also gets all values at the borders.
ROLES = {"administrator": 5, "finance": 3, "department": 2, "officer": 4, "reader": 2, "stranger": 2, "nobody": 2}
EVERYTHING = 5
DEEPLY = 20  # examples of each operation in the deep profile
# The list with the most parameters, whose borders alone are most of all requests, and what has nearly the same ones.
FOR_DEEP = [
    "/api/tables/",
    "/api/exports/",
    "/api/events/",
    "/api/tables/totals/",
    "/api/indicators/",
    "/api/findings/",
    "/api/projects/",
]


# In a form every value is a text, so the name 2.5 is not of a wrong type; what else is refused has tests of its own.
UPLOAD = {"include-name": "POST /api/imports/", "checks": {"negative_data_rejection": {"enabled": False}}}


def config_for(token: str, examples: int) -> SchemathesisConfig:
    examples = DEEPLY if DEEP else examples
    without_borders = {"include-path": FOR_DEEP, "phases": {"coverage": {"enabled": False}}}
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {token}"},
            "seed": 1,
            "workers": 1,
            "continue-on-failure": True,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {
                "coverage": {"enabled": examples >= EVERYTHING, "unexpected-methods": ["PUT"]},
                "stateful": {"enabled": examples > 3, "max-steps": 6},
            },
            "operations": [UPLOAD, *([] if DEEP else [without_borders])],
            "checks": {
                "positive_data_acceptance": {"expected-statuses": KNOWN_ONLY_HERE},
                # It asks everything twice more, without a token and with a wrong one: too often for all borders.
                "ignored_auth": {"enabled": DEEP or examples < EVERYTHING},
            },
        }
    )


def failures_of(schema: Any) -> tuple[list[str], Counter[str]]:
    """What was found to be wrong, and how many requests each operation got."""
    found: list[str] = []
    asked: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked.update(node.value.operation.label for node in event.recorder.cases.values())
            found += [
                f"{event.recorder.cases[key].value.as_curl_command()}\n{check.name}: {check.failure_info.failure}"
                for key, checks in event.recorder.checks.items()
                for check in checks
                if check.failure_info
            ]
        elif isinstance(event, (events.NonFatalError, events.FatalError)):
            found.append(str(event))
    return found, asked


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_what_is_described_is_what_is_there(role: str, world: World, live_server: Any, settings: Any) -> None:  # noqa: F811
    settings.API_PER_MINUTE = settings.API_GUESSES = 10**8
    user = User.objects.create_user("nobody") if role == "nobody" else world.people[role]
    token = token_for(user, "write")
    schema = schemathesis.openapi.from_url(
        f"{live_server.url}/api/openapi.json",
        config=config_for(token, ROLES[role]),
        headers={"Authorization": f"Bearer {token}"},
    )
    found, asked = failures_of(schema)
    assert not found, "\n\n".join(sorted(set(found))[:40])
    described = {f"{method.upper()} {path}" for method in ("get", "post") for path, _ in operations(method)}
    assert described <= set(asked)
