"""schemathesis over the whole description, as each role: no error of ours, and every answer is what is described.

It makes its requests from the description alone: values at the borders, wrong types, methods that are not there, tokens
that are wrong, and keys taken from earlier answers. Derandomized, so that it asks the same every time.
"""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from accounts.models import User
from tests.api.conftest import token_for
from tests.api.world import World, operations, world  # noqa: F401

# What a description can't say: whether a year has tables, an agency is one's own, a cursor was made by us.
KNOWN_ONLY_HERE = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422"]
# Whose requests, and how many examples of each operation: the one who may everything gets most.
ROLES = {"administrator": 20, "finance": 5, "department": 3, "officer": 5, "reader": 3, "stranger": 5, "nobody": 3}


def config_for(token: str, examples: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {token}"},
            "seed": 1,
            "workers": 1,
            "continue-on-failure": True,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {
                "coverage": {"enabled": examples >= 20, "generate-duplicate-query-parameters": True},
                "stateful": {"enabled": examples >= 5, "max-steps": 8},
            },
            "checks": {"positive_data_acceptance": {"expected-statuses": KNOWN_ONLY_HERE}},
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
def test_what_is_described_is_what_is_there(role: str, world: World, settings: Any) -> None:  # noqa: F811
    settings.API_PER_MINUTE = settings.API_GUESSES = 10**8
    user = User.objects.create_user("nobody") if role == "nobody" else world.people[role]
    token = token_for(user, "write")
    schema = schemathesis.openapi.from_wsgi(
        "/api/openapi.json",
        get_wsgi_application(),
        config=config_for(token, ROLES[role]),
        headers={"Authorization": f"Bearer {token}"},
    )
    found, asked = failures_of(schema)
    import sys

    print(role, sum(asked.values()), asked.most_common(), file=sys.stderr)
    assert not found, "\n\n".join(sorted(set(found))[:40])
    described = {f"{method.upper()} {path}" for method in ("get", "post") for path, _ in operations(method)}
    assert described <= set(asked)
