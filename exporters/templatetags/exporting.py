"""Exports on the pages of the tables: which formats there are. The pages themselves stand in apps below."""

from __future__ import annotations

from django import template

from exporters.formats import FORMATS, Format
from exporters.forms import LIST_SHAPES

register = template.Library()


@register.simple_tag
def export_formats() -> list[Format]:
    """The formats that this machine has."""
    return list(FORMATS.values())


@register.simple_tag
def export_shapes() -> list[tuple[str, str]]:
    """How a choice of tables may be laid into files: values and words."""
    return [(shape.value, str(shape.label)) for shape in LIST_SHAPES]
