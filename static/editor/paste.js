// Putting a copied block into the content, and taking one out: pure functions on contents.
(function (editor) {
  "use strict";
  const model = editor.model;

  // Each cell of a block in the form that is stored.
  function storedValues(values) {
    const stored = {};
    Object.keys(values).forEach(function (field) { stored[field] = model.stored(field, values[field]); });
    return stored;
  }

  // Pastes over the rows from `at` on; rows are added where there are none. Returns {content, count, added, byLabels, fields}.
  function paste(content, at, from, block, shown) {
    const told = editor.columns.recognise(block, shown, from);
    const rows = content.rows.slice();
    let above = rows[at - 1];
    let index = at;
    told.rows.forEach(function (cells) {
      const old = rows[index];
      // The first row has nothing of the block above it: what is there stays where the block says nothing.
      const values = storedValues(editor.columns.values(cells, told.fields, index === at && old ? old : above));
      const blank = Object.keys(values).every(function (field) { return !values[field]; });
      if (blank && (told.byLabels || !old)) return;
      rows[index] = old ? Object.assign({}, old, values) : added(values, above);
      above = rows[index];
      index += 1;
    });
    const width = Math.max.apply(null, block.map(function (cells) { return cells.length; }).concat(1));
    const fields = told.fields.slice(0, width).filter(function (field) { return model.FIELDS.indexOf(field) >= 0; });
    return {
      content: { head: content.head, rows: rows }, count: index - at, added: rows.length - content.rows.length,
      byLabels: told.byLabels, fields: fields, leftOut: told.byLabels ? 0 : Math.max(0, width - told.fields.length),
    };
  }

  function added(values, above) {
    const levels = above && values.level1 === undefined ? { level1: above.level1, level2: above.level2 } : {};
    if (values.level1 === undefined && values.level2 !== undefined) delete levels.level2;
    return model.row(Object.assign(levels, values));
  }

  // Quoted as Excel does: only where the text holds a tab, a line break or a quotation mark.
  function quoted(text) {
    return /[\t\n"]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
  }

  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  }

  // How many rows each level cell of the block covers; 1 everywhere else.
  function reaches(rows, fields) {
    const spans = editor.spans.of(rows);
    return rows.map(function (row, index) {
      const first = index === 0;
      return fields.map(function (field) {
        const reach = editor.spans.reach(spans, index, field);
        return first && !reach ? 1 : reach;
      });
    });
  }

  function tsv(rows, fields) {
    const covers = reaches(rows, fields);
    return rows.map(function (row, index) {
      return fields.map(function (field, column) { return covers[index][column] ? quoted(row[field]) : ""; }).join("\t");
    }).join("\r\n");
  }

  // The styles keep a text a text in Excel (1-2 is no date, =1 no formula) and its lines in one cell.
  function html(rows, fields) {
    const covers = reaches(rows, fields);
    const lines = rows.map(function (row, index) {
      const cells = fields.map(function (field, column) {
        const reach = covers[index][column];
        if (!reach) return "";
        const span = reach > 1 ? " rowspan=\"" + reach + "\"" : "";
        const text = escaped(row[field]).replace(/\n/g, "<br style=\"mso-data-placement:same-cell\">");
        return "<td" + span + " style=\"mso-number-format:'\\@';border:.5pt solid;white-space:normal\">" + text + "</td>";
      });
      return "<tr>" + cells.join("") + "</tr>";
    });
    return "<meta charset=\"utf-8\"><table>" + lines.join("") + "</table>";
  }

  editor.blocks = { paste: paste, tsv: tsv, html: html };
})(window.editor = window.editor || {});
