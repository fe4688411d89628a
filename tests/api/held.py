"""Answers held to their shapes: what is described is what is sent, no key more and no key less."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from api.problems import PROBLEM
from api.shapes import ProblemShape


def held(response: Any, shape: type[BaseModel], status: int = 200) -> Any:
    """The JSON of an answer with this status, which must have the shape."""
    assert response.status_code == status, (response.status_code, response.content.decode())
    assert response["Content-Type"] == "application/json"
    shape.model_validate_json(response.content)
    return response.json()


def problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """The problem document of an answer with this status."""
    assert response.status_code == status, (response.status_code, response.content.decode())
    assert response["Content-Type"] == PROBLEM
    ProblemShape.model_validate_json(response.content)
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert not code or found["type"] == f"urn:perfgoals:{code}"
    return found
