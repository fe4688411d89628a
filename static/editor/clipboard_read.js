// What a copied block of Excel, WPS or Word holds: rows of cells {text, from}. `from` says what covers a blank cell of a merged
// one: the cell "above" or "left" of it, else it is "".
(function (editor) {
  "use strict";
  const BLOCKS = /^(P|DIV|LI|TR|H[1-6]|UL|OL)$/;
  const LEFT_OUT = /^(STYLE|SCRIPT|TEMPLATE|RT|RP)$/;
  const WIDE = "\u1100-\uffef";

  function isHidden(element) {
    const style = element.getAttribute("style") || "";
    return /display\s*:\s*none/i.test(style) || /mso-hide\s*:\s*(all|screen)/i.test(style);
  }

  // Source lines are wrapped: in Word anywhere between two characters, in Excel only where a space stands.
  function flowing(text, byWord) {
    const joined = byWord ? text.replace(new RegExp("([" + WIDE + "])\\s*\\n\\s*(?=[" + WIDE + "])", "g"), "$1") : text;
    return joined.replace(/[ \t\r\n\f]+/g, " ").replace(/\u00a0/g, " ");
  }

  function collect(node, lines, byWord) {
    if (node.nodeType === 3) {
      const text = flowing(node.nodeValue, byWord);
      const last = lines[lines.length - 1];
      lines[lines.length - 1] = last + (last ? text : text.replace(/^ /, ""));
    }
    if (node.nodeType !== 1 || LEFT_OUT.test(node.tagName) || isHidden(node)) return;
    if (node.tagName === "BR") lines.push("");
    const block = BLOCKS.test(node.tagName);
    if (block && lines[lines.length - 1].trim()) lines.push("");
    node.childNodes.forEach(function (child) { collect(child, lines, byWord); });
    if (block && lines[lines.length - 1].trim()) lines.push("");
  }

  function cellText(cell, byWord) {
    const lines = [""];
    cell.childNodes.forEach(function (child) { collect(child, lines, byWord); });
    return editor.text.normal(lines.join("\n"));
  }

  // Lays one row of the table into the grid of cells; what reaches down is left in `below` for the rows after it.
  function layRow(cells, below, byWord) {
    const laid = [];
    function covered() {
      while (below[laid.length] && below[laid.length].rows > 0) {
        const over = below[laid.length];
        over.rows -= 1;
        laid.push({ text: "", from: over.from });
      }
    }
    cells.forEach(function (cell) {
      covered();
      // Excel writes this where a long text only flows over its empty neighbours: they are cells of their own.
      const flows = /mso-ignore\s*:\s*colspan/i.test(cell.getAttribute("style") || "");
      const text = cellText(cell, byWord);
      for (let column = 0; column < cell.colSpan; column += 1) {
        const from = column && !flows ? "left" : "";
        below[laid.length] = { rows: cell.rowSpan - 1, from: column ? "left" : "above" };
        laid.push({ text: column ? "" : text, from: from });
      }
    });
    covered();
    return laid;
  }

  function tableRows(table, byWord) {
    const below = [];
    const rows = [];
    Array.from(table.rows).forEach(function (row) {
      // A hidden row still counts for what reaches over it.
      const cells = Array.from(row.cells).filter(function (cell) { return !isHidden(cell); });
      const laid = layRow(cells, below, byWord);
      if (!isHidden(row) && laid.length) rows.push(laid);
    });
    return rows;
  }

  // The one table that the HTML is; null where it is something else, such as a passage of text with a table in it.
  function fromHtml(html) {
    if (!/<table/i.test(html)) return null;
    const page = new DOMParser().parseFromString(html, "text/html");
    const table = page.querySelector("table");
    if (!table || page.querySelectorAll("table").length !== 1) return null;
    const byWord = /content="?Word\.Document|microsoft-com:office:word/i.test(html);
    const rows = tableRows(table, byWord);
    table.remove();
    page.querySelectorAll("style, script, title").forEach(function (other) { other.remove(); });
    return page.body.textContent.trim() || !rows.length ? null : rows;
  }

  // One cell of TSV from `at`: quoted as Excel does, or as it stands. Returns its text and where it ends.
  function tsvCell(text, at) {
    const quoted = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
    quoted.lastIndex = at;
    const found = quoted.exec(text);
    if (found) return { text: found[1].replace(/""/g, "\""), end: quoted.lastIndex };
    let end = at;
    while (end < text.length && text[end] !== "\t" && text[end] !== "\n") end += 1;
    return { text: text.slice(at, end), end: end };
  }

  function fromTsv(source) {
    const text = source.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [[]];
    let at = 0;
    while (at <= text.length) {
      const cell = tsvCell(text, at);
      rows[rows.length - 1].push({ text: editor.text.normal(cell.text), from: "" });
      if (text[cell.end] === "\n") rows.push([]);
      at = cell.end + 1;
    }
    return rows;
  }

  // The block of cells on the clipboard, or null where it holds mere text.
  function read(data) {
    const html = fromHtml(data.getData("text/html"));
    if (html) return html;
    const text = data.getData("text/plain");
    return text.indexOf("\t") >= 0 ? fromTsv(text) : null;
  }

  editor.clipboard = { read: read, fromHtml: fromHtml, fromTsv: fromTsv };
})(window.editor = window.editor || {});
