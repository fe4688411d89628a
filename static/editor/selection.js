// A block of cells, chosen with the mouse, with Shift, or by the row numbers. It is a view upon the cell that has the focus:
// the textarea stays focused, so that the next letter goes on being typed and the block is gone.
(function (editor) {
  "use strict";
  const model = editor.model;

  editor.Selection = class {
    constructor(grid) {
      this.grid = grid;
      this.anchor = null; // {key, field}, as is `head`; both null where there is no block
      this.head = null;
      this.whole = false; // whole rows, chosen by their numbers
      this.drawn = [];
      this.pulling = null;
      grid.body.addEventListener("mousedown", this.press.bind(this));
      document.addEventListener("mousemove", this.pull.bind(this));
      document.addEventListener("mouseup", this.release.bind(this));
      grid.body.addEventListener("input", this.clear.bind(this));
      grid.body.addEventListener("focusin", this.focused.bind(this));
      grid.doc.on(this.draw.bind(this));
    }

    exists() { return this.anchor !== null; }

    clear() {
      this.anchor = this.head = null;
      this.whole = false;
      this.draw();
    }

    set(anchor, head, whole) {
      this.anchor = anchor;
      this.head = head;
      this.whole = Boolean(whole);
      this.draw();
    }

    // {keys, fields, from} of the block: `from` is the index of its first row. Where there is none: of the cell here.
    block() {
      const here = this.grid.here;
      if (!this.exists()) return here && { keys: this.grid.covered(here.key, here.field), fields: [here.field], from: this.row(here.key) };
      const all = this.grid.fields();
      const lines = [this.row(this.anchor.key), this.row(this.head.key)].sort(function (one, other) { return one - other; });
      const columns = [all.indexOf(this.anchor.field), all.indexOf(this.head.field)].sort(function (one, other) { return one - other; });
      const rows = this.grid.rows().slice(Math.max(0, lines[0]), lines[1] + 1);
      const fields = this.whole ? all : all.slice(Math.max(0, columns[0]), columns[1] + 1);
      return { keys: rows.map(function (row) { return row.key; }), fields: fields, from: lines[0] };
    }

    row(key) { return model.indexOf(this.grid.doc.content, key); }

    draw() {
      this.drawn.forEach(function (td) { td.classList.remove("picked"); });
      this.drawn = [];
      if (this.exists() && (this.row(this.anchor.key) < 0 || this.row(this.head.key) < 0)) this.anchor = this.head = null;
      this.grid.table.classList.toggle("picking", this.exists());
      if (!this.exists()) return;
      const block = this.block();
      block.keys.forEach(function (key, line) {
        block.fields.forEach(function (field) {
          const at = this.grid.shownAt(block.from + line, field);
          const td = this.grid.cell(at.key, field).td;
          td.classList.add("picked");
          this.drawn.push(td);
        }, this);
      }, this);
    }

    // Going to another cell without Shift ends the block; the cell that it began in keeps it.
    focused(event) {
      const at = this.grid.cellAt(event.target);
      if (!this.exists() || !at) return;
      if (at.key !== this.anchor.key && !this.whole) this.clear();
    }

    press(event) {
      const at = this.grid.cellAt(event.target);
      if (!at || event.button) return;
      const here = this.grid.here;
      const other = here && (here.key !== at.key || here.field !== at.field);
      if (event.shiftKey && other) {
        event.preventDefault();
        this.set(this.anchor || here, { key: at.key, field: at.field });
      } else if (!event.shiftKey) {
        this.clear();
        this.pulling = { key: at.key, field: at.field };
      }
    }

    pull(event) {
      if (!this.pulling || !(event.buttons & 1)) return;
      const at = this.grid.cellAt(event.target.closest ? event.target : document.body);
      if (!at) return;
      const started = this.pulling;
      if (!this.exists() && at.key === started.key && at.field === started.field) return;
      this.set(started, { key: at.key, field: at.field });
      window.getSelection().removeAllRanges();
      event.preventDefault();
    }

    release() {
      if (this.pulling && this.exists()) this.grid.go(this.anchor.key, this.anchor.field, "end");
      this.pulling = null;
    }

    // One cell further, from the block or from the cell here.
    extend(rows, columns) {
      const from = this.head || this.grid.here;
      const fields = this.grid.fields();
      const column = Math.min(fields.length - 1, Math.max(0, fields.indexOf(from.field) + columns));
      const cell = this.grid.cell(from.key, from.field);
      const step = rows > 0 ? Math.max(1, cell.reach) : rows;
      const row = Math.min(this.grid.rows().length - 1, Math.max(0, this.row(from.key) + step));
      const at = this.grid.shownAt(row, fields[column]);
      this.set(this.anchor || this.grid.here, { key: rows ? at.key : from.key, field: fields[column] }, this.whole);
    }

    // By their numbers; with Shift from the rows that are chosen already.
    rows(key, extend) {
      const first = extend && this.exists() ? this.anchor.key : key;
      if (!this.exists() || !extend) this.grid.go(first, "level3", "end");
      this.set({ key: first, field: "level3" }, { key: key, field: "level3" }, true);
    }

    all() {
      const rows = this.grid.rows();
      const fields = this.grid.fields();
      this.set({ key: rows[0].key, field: fields[0] }, { key: rows[rows.length - 1].key, field: fields[fields.length - 1] }, true);
    }
  };
})(window.editor = window.editor || {});
