"""The official form as HTML for print: what weasyprint lays out on pages. All text is escaped; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from exporters import form
from exporters.entry import Entry
from indicators.content import TableContent
from indicators.layout import grid

# The widths are those of the Word form, in percent.
_STYLE = """
@page { size: A4; margin: 20mm; @bottom-center { content: "— " counter(page) " —"; font: 10.5pt serif } }
body { font: 10.5pt/1.43 "Times New Roman", 仿宋, FangSong, "Noto Serif CJK SC", serif; margin: 0 }
h1 { font: bold 16pt 宋体, SimSun, "Noto Serif CJK SC", serif; text-align: center; margin: 0 0 8pt }
section { break-before: page }
nav h1 { font-size: 18pt; bookmark-level: none }
nav a { display: block; color: inherit; text-decoration: none; font-size: 12pt; line-height: 20pt }
nav a::after { content: leader(".") target-counter(attr(href), page) }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-bottom: 6pt }
td, th { border: .5pt solid; padding: 1.5pt 5pt; white-space: pre-line; overflow-wrap: anywhere; height: 16pt }
tr { break-inside: avoid } tr.long { break-inside: auto }
th, td.middle { text-align: center } th { font-family: 宋体, SimSun, "Noto Serif CJK SC", serif }
tr.above td { border-width: 0 0 .5pt } td.unit { text-align: right }
"""
_HEAD = (13.5, 10.2, 17, 14.1, 17, 11.2, 17)
_GRID, _WEIGHTED = (13.5, 15.4, 22.8, 31.7, 16.6), (13, 15.4, 20.8, 28.5, 15, 7.3)
_LONG = 600  # characters of a row that may be broken over pages


def page(entries: Iterable[Entry], title: str, numbered: bool) -> str:
    """The whole document, with a table of contents where there is more than one form."""
    forms = [(form.title(entry, n if numbered else None), entry.content) for n, entry in enumerate(entries, 1)]
    links = "".join(f'<a href="#f{n}">{escape(words)}</a>' for n, (words, _) in enumerate(forms, 1))
    contents = f"<nav><h1>{escape(title or '目录')}</h1>{links}</nav>" if len(forms) > 1 else ""
    body = "".join(_form(n, words, content) for n, (words, content) in enumerate(forms, 1))
    head = f'<meta charset="utf-8"><title>{escape(title or (forms[0][0] if forms else ""))}</title>'
    start = f'<!doctype html><html lang="zh-CN"><head>{head}<style>{_STYLE}</style></head>'
    return f"{start}<body>{contents}{body}</body></html>"


def _form(number: int, title: str, content: TableContent) -> str:
    weights = form.has_weights(content)
    tables = _table(_HEAD, _head(content)) + _table(_WEIGHTED if weights else _GRID, _grid(content, weights))
    return f'<section><h1 id="f{number}">{escape(title)}</h1>{tables}</section>'


def _table(widths: tuple[float, ...], rows: Iterable[str]) -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    return f"<table><colgroup>{columns}</colgroup>{''.join(rows)}</table>"


def _cell(text: str, kind: str = "td", span: int = 1, down: int = 1, name: str = "") -> str:
    sides = (("colspan", span), ("rowspan", down))
    spans = "".join(f' {side}="{count}"' for side, count in sides if count > 1)
    named = f' class="{name}"' if name else ""
    return f"<{kind}{spans}{named}>{escape(text)}</{kind}>"


def _row(*cells: str) -> str:
    broken = ' class="long"' if sum(map(len, cells)) > _LONG else ""
    return f"<tr{broken}>{''.join(cells)}</tr>"


def _head(content: TableContent) -> Iterator[str]:
    agency, unit = " ".join(form.agency(content)), form.unit_line(content)
    yield f'<tr class="above">{_cell(agency, span=5)}{_cell(unit, span=2, name="unit")}</tr>'
    yield _row(_cell(form.PROJECT, "th"), _cell(content.project_name, span=6))
    amounts = zip(form.AMOUNTS, form.amounts(content), strict=True)
    parts = (_cell(label, "th") + _cell(form.amount_text(amount), name="middle") for label, amount in amounts)
    yield _row(_cell(form.FUNDS, "th", down=2), *parts)
    yield _row(_cell(content.purpose, span=6))
    yield _row(_cell(form.GOAL, "th"), _cell(content.goal, span=6))


def _grid(content: TableContent, weights: bool) -> Iterator[str]:
    yield f"<thead>{_row(*(_cell(text, 'th') for text in form.columns(weights)))}</thead>"
    for laid in grid(content.indicators):
        row = laid.row
        levels = ((row.level1, laid.level1_span), (row.level2, laid.level2_span))
        name, description, *others = form.values(row, weights)
        yield _row(
            *(_cell(level, down=span, name="middle") for level, span in levels if span),
            *(_cell(text) for text in (name, description)),
            *(_cell(text, name="middle") for text in others),
        )
