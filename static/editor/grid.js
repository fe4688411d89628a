// The grid: shows the rows of the document, turns typing into changes of it, and knows which cell one is in.
// The rows on the screen are kept and only moved and filled, since a textarea that is rebuilt breaks input methods.
(function (editor) {
  "use strict";
  const model = editor.model;

  editor.Grid = class {
    constructor(table, doc) {
      this.table = table;
      this.body = document.createElement("tbody"); // comes to its place when everything else is ready
      this.doc = doc;
      this.views = new Map();
      this.breaks = { level1: new Set(), level2: new Set() };
      this.here = null; // {key, field} of the cell that has or had the focus
      this.visit = 0; // counts the visits to cells: typing in one visit is one step
      this.fresh = false; // come to by a key with the whole text selected: arrows go on, typing replaces
      this.composing = false;
      this.waiting = []; // what must not happen while an input method composes
      this.listen();
      doc.on(this.changed.bind(this));
      this.render();
    }

    // The table is changed while it is out of the page: browsers paint collapsed borders wrongly where a column comes later.
    takePlace() {
      const next = this.table.nextSibling;
      const parent = this.table.parentNode;
      parent.removeChild(this.table);
      this.table.replaceChild(this.body, this.table.tBodies[0]);
      const corner = document.createElement("th");
      corner.className = "nr";
      editor.element("span", "visually-hidden", corner).textContent = "行号";
      this.table.tHead.rows[0].insertBefore(corner, this.table.tHead.rows[0].cells[0]);
      parent.insertBefore(this.table, next);
    }

    listen() {
      this.body.addEventListener("input", this.input.bind(this));
      this.body.addEventListener("focusin", this.enter.bind(this));
      this.body.addEventListener("focusout", this.leave.bind(this));
      this.body.addEventListener("mousedown", this.pointed.bind(this));
      document.addEventListener("compositionstart", this.compose.bind(this, true));
      document.addEventListener("compositionend", this.compose.bind(this, false));
    }

    // The cell of an event's target: {key, field, view}, or null.
    cellAt(target) {
      const td = target.closest && target.closest("td[data-field]");
      const tr = td && td.parentNode;
      if (!tr || !this.body.contains(tr)) return null;
      const key = Number(tr.dataset.key);
      return { key: key, field: td.dataset.field, view: this.views.get(key) };
    }

    rows() { return this.doc.content.rows; }

    fields() {
      return this.table.classList.contains("no-weights") ? model.FIELDS.slice(0, -1) : model.FIELDS;
    }

    cell(key, field) {
      const view = this.views.get(key);
      return view ? view.cells[field] : null;
    }

    // The keys of all rows that the cell covers: more than one where it is merged.
    covered(key, field) {
      const at = model.indexOf(this.doc.content, key);
      const cell = this.cell(key, field);
      return this.rows().slice(at, at + Math.max(1, cell ? cell.reach : 1)).map(function (row) { return row.key; });
    }

    compose(starts, event) {
      this.composing = starts;
      if (starts) return;
      if (this.body.contains(event.target)) this.take(event.target);
      const waiting = this.waiting;
      this.waiting = [];
      waiting.forEach(function (act) { act(); });
    }

    whenIdle(act) {
      if (this.composing) this.waiting.push(act);
      else act();
    }

    input(event) {
      const at = this.cellAt(event.target);
      if (!at) return;
      this.fresh = false;
      if (event.isComposing || this.composing) at.view.typed(at.field);
      else this.take(event.target);
    }

    // What stands in a textarea goes into the document, for all rows that its cell covers.
    take(area) {
      const at = this.cellAt(area);
      if (!at) return;
      const text = at.view.typed(at.field);
      const changes = this.covered(at.key, at.field).map(function (key) { return { key: key, field: at.field, text: text }; });
      this.doc.change(model.setCells(this.doc.content, changes), {
        words: "输入", place: { key: at.key, field: at.field }, group: "visit-" + this.visit,
      });
    }

    changed(told) {
      if (!told.typing) this.render();
      else if (told.place.key) this.follow(told.place);
    }

    // The covered cells of a merged one that is typed into.
    follow(place) {
      const text = this.cell(place.key, place.field).text;
      this.covered(place.key, place.field).forEach(function (key) { this.views.get(key).show(place.field, text); }, this);
    }

    enter(event) {
      const at = this.cellAt(event.target);
      if (!at || event.target.tagName !== "TEXTAREA") return;
      const same = this.here && this.here.key === at.key && this.here.field === at.field;
      if (!same) {
        this.visit += 1;
        this.fresh = false;
        this.before = event.target.value;
      }
      this.here = { key: at.key, field: at.field };
      // From a merged cell one comes back to the row one came from.
      if (this.covered(at.key, at.field).indexOf(this.lane) < 0) this.lane = at.key;
    }

    // Leaving a cell brings its text into the stored form, and equal neighbours together.
    leave(event) {
      const at = this.cellAt(event.target);
      if (!at || this.composing || event.target.tagName !== "TEXTAREA") return;
      const area = event.target;
      const text = model.stored(at.field, area.value);
      if (text !== area.value) {
        area.value = text;
        this.take(area);
      }
      if (editor.spans.LEVELS.indexOf(at.field) >= 0) window.setTimeout(this.settle.bind(this), 0);
    }

    // After the focus has gone where it goes: level cells are merged anew.
    settle() {
      const now = document.activeElement && this.cellAt(document.activeElement);
      if (now && this.breaking(now)) return;
      this.breaks.level1.clear();
      this.breaks.level2.clear();
      this.whenIdle(this.lay.bind(this));
    }

    breaking(at) { return editor.spans.LEVELS.indexOf(at.field) >= 0 && this.breaks[at.field].has(at.key); }

    pointed(event) {
      const at = this.cellAt(event.target);
      this.fresh = false;
      if (!at || event.button || event.target.tagName === "TEXTAREA" || event.target.closest("button, a")) return;
      event.preventDefault(); // the empty part of a merged cell is the cell too
      const area = at.view.cells[at.field].area;
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    }

    render() {
      this.fill();
      this.lay();
    }

    fill() {
      this.rows().forEach(function (row) {
        const view = this.views.get(row.key) || this.add(row.key);
        model.FIELDS.forEach(function (field) { view.show(field, row[field]); });
      }, this);
    }

    add(key) {
      const view = new editor.RowView(key);
      this.views.set(key, view);
      return view;
    }

    // Order, merged cells, numbers. The focus is put back where moving its row has taken it away.
    lay() {
      const focused = document.activeElement;
      const held = this.body.contains(focused) && focused.tagName === "TEXTAREA" ? focused : null;
      const range = held && [held.selectionStart, held.selectionEnd];
      const spans = editor.spans.of(this.rows(), this.breaks);
      const kept = new Set(this.rows().map(function (row) { return row.key; }));
      this.views.forEach(function (view, key) {
        if (kept.has(key)) return;
        view.tr.remove();
        this.views.delete(key);
      }, this);
      this.rows().forEach(function (row, index) {
        const view = this.views.get(row.key);
        if (this.body.rows[index] !== view.tr) this.body.insertBefore(view.tr, this.body.rows[index] || null);
        view.lay(index, spans);
      }, this);
      if (held && document.activeElement !== held && held.isConnected && held.offsetParent) {
        held.focus({ preventScroll: true });
        held.setSelectionRange(range[0], range[1]);
      }
    }

    // The cell that shows this field of this row: in a merged one that of its first row.
    shownAt(index, field) {
      const row = this.rows()[index];
      if (!row) return null;
      let at = index;
      while (at > 0 && this.views.get(this.rows()[at].key).cells[field].reach === 0) at -= 1;
      return { index: at, key: this.rows()[at].key, field: field };
    }

    // Goes to a cell. how: "all" selects its text (as Excel's cells that one comes to), "start", "end".
    go(key, field, how) {
      const index = model.indexOf(this.doc.content, key);
      const at = this.shownAt(index, field);
      if (!at) return false;
      const area = this.views.get(at.key).cells[field].area;
      this.lane = key;
      area.focus();
      const length = area.value.length;
      area.setSelectionRange(how === "end" ? length : 0, how === "start" ? 0 : length);
      this.fresh = how === "all";
      return true;
    }
  };
})(window.editor = window.editor || {});
