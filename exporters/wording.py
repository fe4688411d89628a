"""Filters in words, as they are kept with a package: what it holds must be told a day later too."""

from __future__ import annotations

from indicators.filters import TableFilter


def filter_words(form: TableFilter) -> str:
    """The filters that are set, such as 2025 年、667201 网格中心、已批复."""
    return "、".join(_words(form, name, value) for name, value in form.chosen.items())


def _words(form: TableFilter, name: str, value: str) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices[value]) if value in choices else f"搜索“{value}”"
