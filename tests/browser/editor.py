"""What the tests of the editor do again and again: open it, read what is on the screen and in the database, paste."""

from collections.abc import Sequence
from typing import Any

from indicators.models import GoalTable
from indicators.storing import content_of
from tests.conftest import People
from tests.tables import ROWS, Row, make_table

FIELDS = ("level1", "level2", "level3", "description", "target", "weight")
# Typed and pasted texts are compared as {field: text} of each row; blanks are "".
Shown = list[dict[str, str]]


def a_table(people: People, rows: Sequence[Row] = ROWS, **values: Any) -> GoalTable:
    return make_table(people.agencies["667201"], rows=rows, **values)


def opened(page: Any) -> Any:
    """The page once the script has taken over."""
    page.locator("html.editor-ready").wait_for(state="attached")
    return page


def cell(page: Any, row: int, field: str) -> Any:
    """The textarea of a field in a row, counted from 1."""
    return page.locator(f"#grid tbody tr:nth-child({row}) td[data-field={field}] textarea")


def rows_of(page: Any) -> Shown:
    """All rows as the editor holds them."""
    found: Shown = page.evaluate(
        """() => editor.page.doc.content.rows.map(row => {
        const values = Object.assign({}, row);
        delete values.key;
        return values;
    })"""
    )
    return found


def names(page: Any, field: str = "level3") -> list[str]:
    return [row[field] for row in rows_of(page)]


def on_screen(page: Any) -> Shown:
    """All rows as they stand in the cells: a merged cell stands for each of its rows."""
    found: Shown = page.evaluate(
        """() => {
        const above = {};
        return Array.from(document.querySelectorAll('#grid tbody tr')).map(tr => {
            const values = {};
            tr.querySelectorAll('td[data-field]').forEach(td => {
                const field = td.dataset.field;
                if (!td.hidden) above[field] = td.querySelector('textarea').value;
                values[field] = above[field];
            });
            return values;
        });
    }"""
    )
    return found


def stored(table: GoalTable) -> Shown:
    """All rows as the database has them."""
    rows = content_of(GoalTable.objects.get(pk=table.pk)).indicators
    return [{name: "" if (value := getattr(row, name)) is None else str(value) for name in FIELDS} for row in rows]


def paste(page: Any, text: str = "", html: str = "") -> bool:
    """A paste into the focused cell, as the browser would send it; whether the editor took it."""
    taken: bool = page.evaluate(
        """([text, html]) => {
        const data = new DataTransfer();
        if (text) data.setData('text/plain', text);
        if (html) data.setData('text/html', html);
        const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
        return !document.activeElement.dispatchEvent(event);
    }""",
        [text, html],
    )
    return taken


def copied(page: Any, kind: str = "copy") -> dict[str, str]:
    """What a copy (or cut) from the focused cell puts on the clipboard."""
    found: dict[str, str] = page.evaluate(
        """kind => {
        const data = new DataTransfer();
        const event = new ClipboardEvent(kind, {clipboardData: data, bubbles: true, cancelable: true});
        document.activeElement.dispatchEvent(event);
        return {text: data.getData('text/plain'), html: data.getData('text/html')};
    }""",
        kind,
    )
    return found


def saved(page: Any) -> None:
    """Press Ctrl+S and wait until the server has everything."""
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !editor.page.work.saving.isUnsaved() && !editor.page.work.saving.busy")


def undo(page: Any, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press("Control+z")


def focused(page: Any) -> str:
    """The name of the control that has the focus, as a screen reader says it."""
    name: str = page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
    return name
