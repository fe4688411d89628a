"""How a file is refused: one clear sentence that names the file, what was found and what to do.

Every refusal of the guard, the sniffer and the readers is made here, so that all of them are told alike.
"""

from __future__ import annotations

from importers.cells import Unreadable
from indicators.findings import Finding, Place

ASK_FOR_ORIGINAL = "请重新取得原文件，或在 Word、WPS 中打开并另存后再导入"


def refusal(code: str, name: str, problem: str, advice: str, found: str = "", expected: str = "") -> Unreadable:
    """The exception for a file that can't be read: 文件“name”problem，advice。"""
    message = f"文件“{shown_name(name)}”{problem}，{advice}。"
    return Unreadable(Finding(code, "block", message, Place(name), found, expected))


def damaged(name: str, what: str) -> Unreadable:
    """A file that is broken: `what` says which part of it, in Chinese."""
    return refusal("damaged-file", name, f"已损坏或不完整（{what}）", ASK_FOR_ORIGINAL, what, "完整的文件")


def too_large(name: str, what: str, limit: str) -> Unreadable:
    """A file over one of the limits that keep the reader's time and memory bounded."""
    advice = "请拆成几个较小的文件后再导入"
    return refusal("too-large", name, f"过大（{what}，上限为{limit}）", advice, what, limit)


def shown_name(name: str) -> str:
    """A file's name fit for a sentence: on one line, and not longer than a line."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 120 else f"{plain[:80]}…{plain[-30:]}"
