// The numbers before the rows: a click chooses a row (with Shift: up to it), pulling one moves the chosen rows.
(function (editor) {
  "use strict";
  const FAR = 4; // pixels; less is a click
  const EDGE = 60; // pixels from the window's edge where it scrolls
  const SPEED = 12; // pixels in each frame

  editor.Drag = class {
    constructor(parts) {
      Object.assign(this, parts); // grid, selection, rows
      this.line = editor.element("div", "drop-line", document.body);
      this.line.hidden = true;
      this.grid.body.addEventListener("pointerdown", this.press.bind(this));
      document.addEventListener("pointermove", this.pull.bind(this));
      document.addEventListener("pointerup", this.drop.bind(this));
      document.addEventListener("pointercancel", this.stop.bind(this));
      document.addEventListener("keydown", function (event) {
        if (event.key === "Escape" && this.from) this.stop();
      }.bind(this));
    }

    press(event) {
      const handle = event.target.closest("button.handle");
      if (!handle || event.button) return;
      event.preventDefault(); // no text is chosen, and the focus stays where it is
      const key = Number(handle.closest("tr").dataset.key);
      this.from = { key: key, y: event.clientY, shift: event.shiftKey, moving: false };
    }

    pull(event) {
      if (!this.from) return;
      this.y = event.clientY;
      if (!this.from.moving && Math.abs(event.clientY - this.from.y) > FAR) this.begin();
      if (this.from.moving) this.aim();
    }

    begin() {
      const chosen = this.selection.whole ? this.selection.block().keys : [];
      this.keys = chosen.indexOf(this.from.key) >= 0 ? chosen : [this.from.key];
      this.from.moving = true;
      document.body.classList.add("dragging-row");
      this.scroll();
    }

    // Shows between which rows they would go.
    aim() {
      const rows = Array.from(this.grid.body.rows);
      const boxes = rows.map(function (row) { return row.getBoundingClientRect(); });
      const y = this.y;
      const found = boxes.findIndex(function (box) { return y < box.top + box.height / 2; });
      this.to = found < 0 ? rows.length : found;
      const box = boxes[Math.min(this.to, rows.length - 1)];
      this.line.hidden = false;
      this.line.style.top = (this.to < rows.length ? box.top : box.bottom) - 1 + "px";
      this.line.style.left = box.left + "px";
      this.line.style.width = box.width + "px";
    }

    scroll() {
      if (!this.from || !this.from.moving) return;
      const low = document.documentElement.clientHeight - EDGE;
      const step = this.y < EDGE * 2 ? -SPEED : this.y > low ? SPEED : 0;
      if (step) {
        window.scrollBy(0, step);
        this.aim();
      }
      window.requestAnimationFrame(this.scroll.bind(this));
    }

    drop() {
      if (!this.from) return;
      const from = this.from;
      this.stop();
      if (!from.moving) {
        this.selection.rows(from.key, from.shift);
        return;
      }
      this.rows.move(this.keys, this.to, "level3");
      this.selection.clear();
      this.grid.go(this.keys[0], "level3", "end");
    }

    stop() {
      this.from = null;
      this.line.hidden = true;
      document.body.classList.remove("dragging-row");
    }
  };
})(window.editor = window.editor || {});
