"""A choice of hundreds, such as the agencies of a province. Django looks at each for groups of choices, twice, and
renders a template for each option: that takes longer than everything else on a page."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe


class QuickSelect(forms.Select):
    """The same as forms.Select shows, for flat choices; the options are written at once."""

    choices: Any = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """All options in one string; the chosen one is marked."""
        chosen = "" if value is None else escape(str(value))
        # Escaped as one text, since it goes through a text five times; no name holds what parts them.
        texts = escape("\0".join(str(text) for choice in self.choices for text in choice)).split("\0")
        options = "".join(
            f'<option value="{key}"{" selected" if key == chosen else ""}>{words}</option>\n'
            for key, words in zip(texts[::2], texts[1::2], strict=False)  # of no choices there is one empty text
        )
        given = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return mark_safe(f"<select{given}>\n{options}</select>")  # noqa: S308 - every part of it is escaped above


class QuickChoiceField(forms.ChoiceField):
    """The same as forms.ChoiceField, for flat choices that are a list: it takes them as they are."""

    widget = QuickSelect

    @property
    def choices(self) -> Any:
        """The choices: values and words."""
        return self._choices

    @choices.setter
    def choices(self, value: Any) -> None:
        self._choices = self.widget.choices = value
