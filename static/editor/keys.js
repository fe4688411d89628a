// The keys of the grid, as people know them from Excel and WPS. While an input method composes every key is its own.
(function (editor) {
  "use strict";
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  function isComposing(event) { return event.isComposing || event.keyCode === 229; }

  editor.Keys = class {
    // parts: grid, selection, rows, and the acts of the page: menu(key), suggest(area), reading(key), announce(words).
    constructor(parts) {
      Object.assign(this, parts);
      this.grid.body.addEventListener("keydown", this.down.bind(this));
    }

    down(event) {
      const at = this.grid.cellAt(event.target);
      if (isComposing(event) || event.defaultPrevented || !at || event.target.tagName !== "TEXTAREA") return;
      const name = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + event.key;
      if (this.act(name, event, at)) {
        event.preventDefault();
        event.stopPropagation();
      }
    }

    // Whether the key was ours.
    act(name, event, at) {
      const keys = this.selection.exists() ? this.selection.block().keys : this.grid.covered(at.key, at.field);
      const known = {
        Tab: function () { return this.tab(event, at); },
        Enter: function () { return event.shiftKey ? this.lineBreak(event.target) : this.enter(at); },
        "Alt+Enter": function () { return this.lineBreak(event.target); },
        "Ctrl+Enter": function () { return this.rows.insert(event.shiftKey ? keys[0] : keys[keys.length - 1], !event.shiftKey) || true; },
        "Alt+ArrowUp": function () { return this.rows.shift(keys, -1, at.field) || true; },
        "Alt+ArrowDown": function () { return this.rows.shift(keys, 1, at.field) || true; },
        "Alt+m": function () { return this.menu(at.key) || true; },
        "Alt+r": function () { return this.reading(this.selection.exists() ? keys[0] : this.grid.lane || at.key) || true; },
        F2: function () { return this.edit(event.target); },
        Escape: function () { return this.escape(event.target, at); },
        Delete: function () { return this.erase(); },
        Backspace: function () { return this.erase(); },
        "Ctrl+a": function () { return this.all(event.target); },
      }[name.replace(/\+[A-Z]$/, function (found) { return found.toLowerCase(); })];
      if (known) return known.call(this);
      return ARROWS[name] ? this.arrow(ARROWS[name], event, at) : false;
    }

    areas() {
      return Array.from(this.grid.body.querySelectorAll("td[data-field]:not([hidden]) textarea")).filter(function (area) {
        return area.offsetParent !== null;
      });
    }

    // The last cell leads to a new row; where the last row is blank it leads out of the grid, so that nobody is caught.
    tab(event, at) {
      this.selection.clear();
      const areas = this.areas();
      const next = areas[areas.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
      if (next) {
        const to = this.grid.cellAt(next);
        return this.grid.go(to.key, to.field, "all");
      }
      const last = this.grid.rows()[this.grid.rows().length - 1];
      const blank = !(last.level3 || last.description || last.target);
      if (event.shiftKey || blank || at.key !== last.key) return false;
      this.rows.add(last.level1 ? "level3" : "level1");
      return true;
    }

    enter(at) {
      this.selection.clear();
      const covered = this.grid.covered(at.key, at.field);
      const index = editor.model.indexOf(this.grid.doc.content, covered[covered.length - 1]);
      const next = this.grid.rows()[index + 1];
      if (next) return this.grid.go(next.key, at.field, "all");
      const last = this.grid.rows()[index];
      if (last[at.field]) this.rows.add(at.field);
      return true;
    }

    lineBreak(area) {
      document.execCommand("insertText", false, "\n"); // fires input, and takes the place of what is selected
      return Boolean(area);
    }

    edit(area) {
      area.setSelectionRange(area.value.length, area.value.length);
      this.grid.fresh = false;
      this.selection.clear();
      return true;
    }

    // First the block goes, then what was typed in this visit.
    escape(area, at) {
      if (this.selection.exists()) {
        this.selection.clear();
        return true;
      }
      if (!this.grid.doc.undoGroup("visit-" + this.grid.visit)) return false;
      this.grid.go(at.key, at.field, "all");
      this.announce("已恢复原来的内容");
      return true;
    }

    erase() {
      if (!this.selection.exists()) return false;
      const block = this.selection.block();
      this.rows.clear(block.keys, block.fields, "清除 " + block.keys.length + " 行 " + block.fields.length + " 列的内容");
      return true;
    }

    // First the text of the cell, then the whole table.
    all(area) {
      const whole = area.selectionStart === 0 && area.selectionEnd === area.value.length;
      if (!whole && !this.selection.exists()) return false;
      this.selection.all();
      return true;
    }

    arrow(step, event, at) {
      const area = event.target;
      if (event.shiftKey && (this.selection.exists() || this.grid.fresh || this.atEdge(area, step))) {
        this.selection.extend(step[0], step[1]);
        return true;
      }
      if (event.shiftKey) return false;
      if (!this.selection.exists() && !this.grid.fresh && !this.atEdge(area, step)) return false;
      return this.leave(step, at, this.grid.fresh);
    }

    // Sideways the edge is the end of the text; up and down it is its first and last line as it is laid out.
    atEdge(area, step) {
      const caret = area.selectionStart;
      if (caret !== area.selectionEnd) return false;
      if (step[1]) return step[1] < 0 ? caret === 0 : caret === area.value.length;
      const here = this.height(area, area.value.slice(0, caret));
      return here === this.height(area, step[0] < 0 ? "" : area.value);
    }

    // How high a text is in this cell. Measured only when an arrow goes up or down.
    height(area, text) {
      this.measure = this.measure || editor.element("div", "cell-measure", document.body);
      this.measure.style.font = window.getComputedStyle(area).font;
      this.measure.style.width = area.clientWidth + "px";
      this.measure.textContent = text + "\u200b";
      return this.measure.offsetHeight;
    }

    leave(step, at, fresh) {
      this.selection.clear();
      const fields = this.grid.fields();
      const field = fields[fields.indexOf(at.field) + step[1]];
      const covered = this.grid.covered(at.key, at.field);
      const lane = covered.indexOf(this.grid.lane) >= 0 ? this.grid.lane : at.key;
      const from = step[0] > 0 ? covered[covered.length - 1] : step[0] < 0 ? covered[0] : lane;
      const row = this.grid.rows()[editor.model.indexOf(this.grid.doc.content, from) + step[0]];
      if (!field || !row) return true;
      return this.grid.go(row.key, field, fresh ? "all" : step[0] + step[1] < 0 ? "end" : "start");
    }
  };
  editor.isComposing = isComposing;
})(window.editor = window.editor || {});
