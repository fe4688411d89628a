"""Names of files that every system can keep: cleaned, at most 200 bytes, and unique where many lie in one zip.

Windows takes the fewest: no separators, none of its own devices, no dot or blank at the end, no difference of case.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200  # bytes in UTF-8, with the ending
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f"<>|:*?/\\]+')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # among them what turns the direction of a name round
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL)


def clean(stem: str, suffix: str = "", longest: int = LONGEST) -> str:
    """A file's name of a stem in people's words and an ending such as ".docx"."""
    stem = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", " ".join(stem.split())))
    stem = "".join(each for each in stem if unicodedata.category(each) not in _UNSEEN)
    stem = " ".join(stem.split()).strip(" .")
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    return f"{_cut(stem, longest - len(suffix.encode())) or '未命名'}{suffix}"


def _cut(stem: str, most: int) -> str:
    """At most so many bytes, no character in two."""
    return stem.encode()[:most].decode(errors="ignore").rstrip(" .")


class Names:
    """The names in one zip: each is given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, stem: str, suffix: str) -> str:
        """A clean name that no other has, with a number where another would have it."""
        name = clean(stem, suffix)
        count = 1
        while name.casefold() in self._taken:
            count += 1
            ending = f"（{count}）{suffix}"
            name = clean(clean(stem, "", LONGEST - len(ending.encode())), ending)
        self._taken.add(name.casefold())
        return name
