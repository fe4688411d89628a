"""Addresses of the interface for other systems."""

from typing import Any

urlpatterns: list[Any] = []
