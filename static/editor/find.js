// Finding in the grid: a bar of its own with count, next and previous; a second Ctrl+F opens the browser's.
(function (editor) {
  "use strict";
  const element = editor.element;

  editor.Find = class {
    constructor(grid) {
      this.grid = grid;
      this.hits = [];
      this.at = -1;
      this.build();
      grid.doc.on(function () {
        if (!this.bar.hidden) this.search(false);
      }.bind(this));
    }

    build() {
      this.bar = element("div", "find-bar", document.body);
      this.bar.setAttribute("role", "search");
      this.bar.setAttribute("aria-label", "在指标表中查找");
      this.bar.hidden = true;
      this.input = element("input", "form-control", this.bar);
      this.input.setAttribute("aria-label", "查找");
      this.input.placeholder = "在指标表中查找";
      this.count = element("span", "small", this.bar);
      this.count.setAttribute("role", "status");
      this.button("上一处", this.step.bind(this, -1));
      this.button("下一处", this.step.bind(this, 1));
      this.button("关闭", this.close.bind(this));
      this.input.addEventListener("input", function (event) {
        if (!event.isComposing) this.search(true);
      }.bind(this));
      this.input.addEventListener("compositionend", this.search.bind(this, true));
      this.bar.addEventListener("keydown", this.key.bind(this));
    }

    button(words, act) {
      const made = element("button", "btn btn-plain small", this.bar);
      made.type = "button";
      made.textContent = words;
      made.addEventListener("click", act);
    }

    open() {
      const area = document.activeElement;
      const inGrid = this.grid.body.contains(area) && area.tagName === "TEXTAREA";
      const chosen = inGrid && !this.grid.fresh ? area.value.slice(area.selectionStart, area.selectionEnd) : "";
      if (chosen && chosen.indexOf("\n") < 0) this.input.value = chosen;
      this.bar.hidden = false;
      this.input.focus();
      this.input.select();
      this.search(true);
    }

    key(event) {
      if (editor.isComposing(event)) return;
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.input) this.step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    // All places in reading order; a merged cell counts once.
    places(words) {
      const found = [];
      if (!words) return found;
      this.grid.rows().forEach(function (row) {
        this.grid.fields().forEach(function (field) {
          if (this.grid.cell(row.key, field).reach === 0) return;
          const text = row[field].toLowerCase();
          for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
            found.push({ key: row.key, field: field, at: at });
          }
        }, this);
      }, this);
      return found;
    }

    search(fromStart) {
      this.clear();
      this.words = this.input.value.trim().toLowerCase();
      this.hits = this.places(this.words);
      this.hits.forEach(function (hit) { this.grid.cell(hit.key, hit.field).td.classList.add("found"); }, this);
      this.at = this.hits.length ? (fromStart ? 0 : Math.min(Math.max(this.at, 0), this.hits.length - 1)) : -1;
      this.show(fromStart);
    }

    clear() {
      this.grid.body.querySelectorAll(".found").forEach(function (td) { td.classList.remove("found", "found-now"); });
    }

    step(by) {
      if (!this.hits.length) return;
      this.at = (this.at + by + this.hits.length) % this.hits.length;
      this.show(true);
    }

    show(scroll) {
      const hit = this.hits[this.at];
      this.count.textContent = !this.words ? "" : hit ? this.at + 1 + " / " + this.hits.length : "没有找到";
      this.grid.body.querySelectorAll(".found-now").forEach(function (td) { td.classList.remove("found-now"); });
      if (!hit) return;
      const td = this.grid.cell(hit.key, hit.field).td;
      td.classList.add("found-now");
      if (scroll) td.scrollIntoView({ block: "center" });
    }

    // Back into the cell that was found, with the words selected there.
    close() {
      const hit = this.hits[this.at];
      const here = this.grid.here;
      this.bar.hidden = true;
      this.clear();
      if (hit) {
        this.grid.go(hit.key, hit.field, "end");
        this.grid.cell(hit.key, hit.field).area.setSelectionRange(hit.at, hit.at + this.words.length);
      } else if (here) {
        this.grid.go(here.key, here.field, "end");
      }
      this.hits = [];
    }
  };
})(window.editor = window.editor || {});
