"""Spellings with exactly one right answer, so that one click can mend them: units, signs, quotation marks, spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import Row, rows_of, texts_of
from indicators.checks.words import MONEY_NAME
from indicators.content import TableContent

_PERCENT = re.compile(r"(?<=[\d０-９])\s*(?:百分比|百分号|[％﹪℅])")
# 万 behind a number without 元: ≤114万, 3万/年. In 10万人 and 1000万条 it counts something else.
_BARE_TEN_THOUSANDS = re.compile(r"(?<=[\d０-９])\s*([万亿])(?=$|[/。；;）)(（每]|以内|以下|以上|之内)")
# The sign at the head of a target. 》 is no quotation mark there, since nothing was opened.
_SIGN = re.compile(
    r"^(\s*)(>=|=>|≥=|＞＝|＞=|>＝|》[=＝]?|[≧⩾≽⪰≮]|<=|=<|≤=|＜＝|＜=|<＝|[≦⩽≼≯]|《[=＝]?(?!.*》)|[＞﹥〉]|[＜﹤〈]|[＝═])"
)
_SIGNS = {
    "≥": frozenset([">=", "=>", "≥=", "＞＝", "＞=", ">＝", "》", "》=", "》＝", "≧", "⩾", "≽", "⪰", "≮"]),
    "≤": frozenset(["<=", "=<", "≤=", "＜＝", "＜=", "<＝", "《", "《=", "《＝", "≦", "⩽", "≼", "≯"]),
    ">": frozenset("＞﹥〉"),
    "<": frozenset("＜﹤〈"),
    "=": frozenset("＝═"),
}
_RIGHT_SIGN = {wrong: right for right, spellings in _SIGNS.items() for wrong in spellings}
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_ODD = re.compile("[％﹪℅百万亿>=≥＞》≧⩾≽⪰≮<≤＜《≦⩽≼≯﹥〉﹤〈＝═０-９]")

_COUNTS = re.compile("人次|人数|户数|次数|件数|数量|覆盖|惠及|受益|面积")

_QUOTES = {"“": "”", "‘": "’"}
_SPACES = re.compile(r"(?<=\S)[ \u00a0\u3000]{2,}(?=\S)|[ \u00a0\u3000\t]+$", re.MULTILINE)
_MARK = re.compile("[“”‘’]")
_DOUBTFUL = re.compile("[“”‘’ \u3000\u00a0]")  # in most texts there is none
_LATIN = re.compile(r"[!-~]")


def mend(code: str, text: str) -> str:
    """The text as it should be, for the codes of this module; unchanged for others, and where nothing is wrong.

    A bare 万 becomes 万元: call it for texts that have the finding. The finding's `expected` says the same.
    """
    return MENDERS.get(code, str)(text)


def _mended_units(text: str, money: bool = True) -> str:
    text = _PERCENT.sub("%", text)
    text = _SIGN.sub(lambda found: found[1] + _RIGHT_SIGN[found[2]], text)
    text = re.sub("[０-９][０-９．]*", lambda digits: digits[0].translate(_HALF_WIDTH), text)
    return _BARE_TEN_THOUSANDS.sub(r"\1元", text) if money else text


@check("unit-spelling", "info", "完整性", "单位或符号写法不规范", "写法统一，数值才能汇总和比较。")
def check_unit_spelling(content: TableContent, context: Context) -> Iterator[Hit]:
    """百分比 for %, full-width signs and digits, 万 without 元, look-alikes of ≥ and ≤."""
    for row in rows_of(content):
        target = row.source.target
        if not _ODD.search(target):
            continue
        mended = _mended_units(target, money=_is_money(row))
        if mended != target:
            message = f"“{row.source.level3}”的指标值“{target}”写法不规范，建议改为“{mended}”。"
            yield Hit(message, row.source, "target", found=target, expected=mended)


def _is_money(row: Row) -> bool:
    """Whether a bare 万 means 万元: 补贴覆盖10万 are people, whatever money they get."""
    return not _COUNTS.search(row.name) and (row.group == "cost" or bool(MONEY_NAME.search(row.name)))


def _turned_quotes(text: str) -> str:
    """”…“ turned round, and “…“ closed; a mark is only turned together with its partner, or beside it."""
    marks = list("\n".join(map(_closed, text.split("\n"))))
    text = "".join(marks)
    for opening, closing in _QUOTES.items():
        is_open, waiting = False, -1
        for at, mark in enumerate(text):
            if mark == opening and waiting >= 0:
                marks[waiting], marks[at], waiting = opening, closing, -1
            elif mark == opening:
                is_open = True
            elif mark == closing and is_open:
                is_open = False
            elif mark == closing:
                waiting = at
    return "".join(marks)


def _closed(line: str) -> str:
    """A line with “…“ or ”…” and no other mark: the first opens, the second closes. A single ’ may be an apostrophe."""
    for mark, other in ("“”", "”“"):
        if line.count(mark) == 2 and other not in line:
            first, middle, last = line.split(mark)
            return f"{first}“{middle}”{last}"
    return line


def _single_spaces(text: str) -> str:
    """Between letters and digits one space stays, beside Chinese none, at the end of a line none."""

    def one(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return " " if _LATIN.match(before) and _LATIN.match(after) else ""

    return _SPACES.sub(one, text)


def _mended_text(text: str) -> str:
    if _MARK.search(text):
        text = _turned_quotes(text)
    return _single_spaces(text)


@check("reversed-quotes", "info", "完整性", "引号写反或有多余空格", "印发和公开的文本不应有这类笔误。")
def check_reversed_quotes(content: TableContent, context: Context) -> Iterator[Hit]:
    """”…“, several spaces inside a text, spaces at the end of a line."""
    for row, name, text in texts_of(content):
        if not _DOUBTFUL.search(text):
            continue
        mended = _mended_text(text)
        if mended != text:
            what = "引号写反" if mended.count(" ") == text.count(" ") and len(mended) == len(text) else "有多余的空格"
            where = f"指标“{row.level3}”里" if row else ""
            yield Hit(f"{where}“{text[:60]}”{what}，建议改为“{mended[:60]}”。", row, name, found=text, expected=mended)


MENDERS: dict[str, Callable[[str], str]] = {"unit-spelling": _mended_units, "reversed-quotes": _mended_text}
