"""Filters above a list, from its address: a wrong value there is left out and named, never an error page."""

from __future__ import annotations

from typing import Any

from django import forms


class FilterForm(forms.Form):
    """What the filters of every list have in common; none of their fields is required."""

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set and make sense, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def ignored(self) -> list[str]:
        """The words of the filters whose values make no sense."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]
