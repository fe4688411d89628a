"""Names stand in lists, subjects of mails and headers: one line of signs that can be seen, whatever was sent."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

# Breaks, control characters, marks of direction and the like. Not blanks of other widths (张　三), nor rare characters
# that Python does not know: str.isprintable refuses both.
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def one_line(text: str) -> None:
    """A validator: refuses line breaks and other signs that nobody sees."""
    if any(unicodedata.category(sign) in _UNSEEN for sign in text):
        raise ValidationError("只能是一行文字，不能有换行或看不见的字符。", code="not-one-line")
