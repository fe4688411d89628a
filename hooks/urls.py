"""Addresses of what is told to other systems by itself."""

from typing import Any

urlpatterns: list[Any] = []
