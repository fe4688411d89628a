"""Addresses of the statistics."""

from typing import Any

urlpatterns: list[Any] = []
