// The block above the grid: texts, the three amounts and their unit. Amounts are shown with separators while one is elsewhere.
(function (editor) {
  "use strict";
  const model = editor.model;

  editor.Head = class {
    constructor(form, doc, grid) {
      this.doc = doc;
      this.grid = grid;
      this.visit = 0;
      this.controls = new Map();
      form.querySelectorAll("[data-head]").forEach(this.take, this);
      doc.on(function (told) {
        if (!told.typing || !told.place.head) this.show();
      }.bind(this));
      this.show();
    }

    take(control) {
      this.controls.set(control.name, control);
      if (control.tagName === "TEXTAREA") this.wrap(control);
      control.addEventListener("focus", function () {
        this.visit += 1;
        if (this.isMoney(control)) control.value = editor.money.inUnit(this.doc.content.head[control.name], this.unit());
      }.bind(this));
      control.addEventListener("blur", this.leave.bind(this, control));
      const typed = function (event) {
        if (event.isComposing || this.grid.composing) this.twin(control);
        else this.typed(control);
      }.bind(this);
      control.addEventListener(control.tagName === "SELECT" ? "change" : "input", typed);
      control.addEventListener("compositionend", this.typed.bind(this, control));
      control.addEventListener("keydown", this.key.bind(this, control));
    }

    // The same trick as in the grid: a hidden twin of the text makes the height.
    wrap(area) {
      const box = document.createElement("div");
      box.className = "cell";
      area.parentNode.insertBefore(box, area);
      box.appendChild(area);
    }

    twin(control) {
      if (control.tagName === "TEXTAREA") control.parentNode.dataset.text = control.value;
    }

    isMoney(control) { return control.hasAttribute("data-money"); }

    unit() { return this.doc.content.head.currency_unit; }

    // An amount that can't be read is kept as it was typed: the server will say what is wrong with it.
    value(control) {
      if (!this.isMoney(control)) return control.value;
      const yuan = editor.money.toYuan(control.value, this.unit());
      control.setAttribute("aria-invalid", String(yuan === null));
      return yuan === null ? control.value : yuan;
    }

    typed(control) {
      this.twin(control);
      this.doc.change(model.setHead(this.doc.content, control.name, this.value(control)), {
        words: control.tagName === "SELECT" ? "改变金额单位" : "输入", place: { head: control.name },
        group: control.tagName === "SELECT" ? "" : "head-" + this.visit, // another unit shows all amounts anew
      });
    }

    leave(control) {
      if (control.tagName === "TEXTAREA") {
        const text = editor.text.normal(control.value);
        if (text !== control.value) {
          control.value = text;
          this.typed(control);
        }
      }
      this.showOne(control, false);
    }

    show() {
      this.controls.forEach(function (control) { this.showOne(control, document.activeElement === control); }, this);
    }

    showOne(control, focused) {
      const value = this.doc.content.head[control.name] || "";
      let text = value;
      if (this.isMoney(control)) text = focused ? editor.money.inUnit(value, this.unit()) : editor.money.shown(value, this.unit());
      if (control.value !== text) control.value = text;
      this.twin(control);
    }

    // Esc brings back what was there on coming; Enter in a one-line field goes on.
    key(control, event) {
      if (editor.isComposing(event)) return;
      if (event.key === "Escape" && this.doc.undoGroup("head-" + this.visit)) event.preventDefault();
      if (event.key === "Enter" && control.tagName === "INPUT") {
        event.preventDefault();
        const all = Array.from(this.controls.values());
        const next = all[all.indexOf(control) + 1];
        if (next) next.focus();
      }
    }

    go(name) {
      const control = this.controls.get(name);
      if (!control) return false;
      control.focus();
      return true;
    }
  };
})(window.editor = window.editor || {});
