"""Names stand in lists, subjects of mails and headers: one line of signs that can be seen, whatever was sent."""

from __future__ import annotations

from django.core.exceptions import ValidationError


def one_line(text: str) -> None:
    """A validator: refuses line breaks and other signs that nobody sees."""
    if not text.isprintable():
        raise ValidationError("只能是一行文字，不能有换行或看不见的字符。", code="not-one-line")
