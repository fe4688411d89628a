// What was found, beside the cells that it is about: their ground, their tooltip, and a line below where there is one right text.
(function (editor) {
  "use strict";
  const RANKS = { info: 1, warn: 2, block: 3 };

  editor.Marks = class {
    constructor(grid, head, mend) {
      this.grid = grid;
      this.head = head;
      this.mend = mend; // mend(list of findings)
      this.marked = [];
      grid.body.addEventListener("click", function (event) {
        const button = event.target.closest("button.mend");
        if (button) this.mend([button.finding]);
      }.bind(this));
      grid.doc.on(this.outdated.bind(this));
    }

    // What is typed into a cell is no longer the text that its mend was for.
    outdated(told) {
      const place = told.place;
      const cell = !told.typing ? null : place.key ? this.grid.cell(place.key, place.field) : null;
      if (cell && cell.td.lastChild !== cell.box) this.line(cell, null);
    }

    // The td of a finding's cell: {td, area}, or null where it is about the table as a whole.
    place(finding) {
      if (finding.key && finding.field) {
        const index = editor.model.indexOf(this.grid.doc.content, finding.key);
        const at = index < 0 ? null : this.grid.shownAt(index, finding.field);
        return at && this.grid.cell(at.key, at.field);
      }
      const control = finding.key ? null : this.head.controls.get(finding.field);
      return control ? { td: control.closest("td, h2") || control.parentNode, area: control } : null;
    }

    show(findings) {
      const places = new Map();
      findings.forEach(function (finding) {
        const cell = finding.kept ? null : this.place(finding);
        if (!cell) return;
        if (!places.has(cell.td)) places.set(cell.td, { cell: cell, findings: [] });
        places.get(cell.td).findings.push(finding);
      }, this);
      this.marked.forEach(function (cell) {
        if (!places.has(cell.td)) this.draw(cell, []);
      }, this);
      this.marked = [];
      places.forEach(function (each) {
        this.draw(each.cell, each.findings);
        this.marked.push(each.cell);
      }, this);
    }

    draw(cell, findings) {
      const rank = Math.max.apply(null, findings.map(function (each) { return RANKS[each.severity] || 0; }).concat(0));
      cell.td.classList.toggle("mark-warn", rank === 2);
      cell.td.classList.toggle("mark-block", rank === 3);
      cell.area.title = findings.map(function (each) { return each.message; }).join("\n");
      this.line(cell, findings.find(function (each) { return each.mend !== null; }));
    }

    line(cell, finding) {
      let line = cell.td.querySelector(".why-line");
      if (!finding) {
        if (line) line.remove();
        return;
      }
      if (!line) {
        line = editor.element("div", "why-line", cell.td);
        const words = editor.element("span", "", line);
        const button = editor.element("button", "link mend", line);
        words.className = "mend-words";
        button.type = "button";
        button.textContent = "改正";
      }
      line.querySelector(".mend-words").textContent = "写作 " + finding.mend + " ";
      const button = line.querySelector("button");
      button.finding = finding;
      button.setAttribute("aria-label", "把“" + finding.found + "”改正为“" + finding.mend + "”");
    }
  };
})(window.editor = window.editor || {});
