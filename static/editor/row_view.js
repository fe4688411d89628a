// One row of the grid on the screen: its <tr> with a <textarea> per cell. A hidden twin of the text (data-text, see editor.css)
// gives each cell its height, so that no script ever measures one.
(function (editor) {
  "use strict";
  const model = editor.model;
  const CLASSES = { level1: "l1", level2: "l2", level3: "l3", description: "d", target: "t", weight: "wt" };

  function element(tag, className, parent) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (parent) parent.appendChild(made);
    return made;
  }

  function button(className, words, parent) {
    const made = element("button", className, parent);
    made.type = "button";
    made.tabIndex = -1; // Tab goes from cell to cell; the menu has a key of its own
    made.textContent = words;
    return made;
  }

  editor.RowView = class {
    constructor(key) {
      this.key = key;
      this.cells = {};
      this.tr = element("tr");
      this.tr.dataset.key = key;
      this.handle = button("handle", "", element("td", "nr", this.tr));
      model.FIELDS.forEach(this.addCell, this);
      this.menu = button("row-menu", "⋮", element("td", "tools", this.tr));
      this.menu.setAttribute("aria-haspopup", "menu");
    }

    addCell(field) {
      const td = element("td", CLASSES[field], this.tr);
      const box = element("div", "cell", td);
      const area = element("textarea", "", box);
      td.dataset.field = field;
      td.dataset.label = model.WORDS[field]; // shown where the rows are cards, on narrow windows
      area.name = field;
      area.rows = 1;
      area.spellcheck = false;
      area.autocomplete = "off";
      if (field === "weight") area.inputMode = "decimal";
      this.cells[field] = { td: td, box: box, area: area, text: "", reach: 1, why: null };
    }

    // The text of a cell, written only where it differs: a textarea that is being typed into is never touched for nothing.
    // What it shows is known here, since asking a thousand textareas takes longer than a key may.
    show(field, text) {
      const cell = this.cells[field];
      if (cell.text === text) return;
      cell.text = text;
      if (cell.area.value !== text) cell.area.value = text;
      cell.box.dataset.text = text;
    }

    // What was typed: only the twin follows.
    typed(field) {
      const cell = this.cells[field];
      cell.text = cell.area.value;
      cell.box.dataset.text = cell.text;
      return cell.text;
    }

    lay(index, spans) {
      const moved = this.index !== index;
      this.index = index;
      model.FIELDS.forEach(function (field) {
        const reach = editor.spans.reach(spans, index, field);
        const cell = this.cells[field];
        if (!moved && cell.reach === reach) return;
        cell.reach = reach;
        cell.td.hidden = reach === 0;
        cell.td.rowSpan = Math.max(1, reach);
        const rows = reach > 1 ? "第 " + (index + 1) + " 至 " + (index + reach) + " 行 " : "第 " + (index + 1) + " 行 ";
        cell.area.setAttribute("aria-label", rows + model.WORDS[field]);
      }, this);
      if (!moved) return;
      this.handle.textContent = index + 1;
      this.handle.setAttribute("aria-label", "选中第 " + (index + 1) + " 行");
      this.menu.setAttribute("aria-label", "第 " + (index + 1) + " 行的操作");
    }
  };
  editor.element = element;
})(window.editor = window.editor || {});
