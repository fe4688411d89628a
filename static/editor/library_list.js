// Suggestions below a 三级 cell while it is typed. The cell keeps the focus; nothing is chosen before an arrow key says so,
// so that who just goes on typing, with or without an input method, never meets the list.
(function (editor) {
  "use strict";
  const PAUSE = 250; // milliseconds without a key
  const FEWEST = 2; // letters

  editor.LibraryList = class {
    constructor(page, library) {
      this.grid = page.grid;
      this.library = library;
      this.build();
      const body = this.grid.body;
      body.addEventListener("input", this.typed.bind(this));
      body.addEventListener("compositionstart", this.close.bind(this));
      body.addEventListener("compositionend", this.typed.bind(this));
      body.addEventListener("focusout", this.close.bind(this));
      body.addEventListener("keydown", this.key.bind(this), true);
      window.addEventListener("scroll", this.close.bind(this), { passive: true });
    }

    build() {
      this.list = editor.element("ul", "editor-menu library-list", document.body);
      this.list.id = "library-list";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "指标库里的指标");
      this.list.hidden = true;
      this.list.addEventListener("mousedown", this.press.bind(this));
    }

    typed(event) {
      window.clearTimeout(this.timer);
      const at = this.grid.cellAt(event.target);
      const composing = event.isComposing || (this.grid.composing && event.type !== "compositionend");
      if (!at || at.field !== "level3" || composing) return;
      this.close();
      const text = editor.text.compact(event.target.value);
      if (text.length >= FEWEST) this.timer = window.setTimeout(this.offer.bind(this, event.target, at.key), PAUSE);
    }

    async offer(area, key) {
      const text = area.value;
      const row = this.grid.rows()[editor.model.indexOf(this.grid.doc.content, key)];
      if (!row) return;
      const answer = await this.library.ask({ q: text.trim(), level1: row.level1, level2: row.level2 });
      // Meanwhile one may have typed on, gone elsewhere, or begun to compose.
      if (document.activeElement !== area || area.value !== text || this.grid.composing) return;
      const found = (answer.suggestions || []).filter(function (one) { return one.name !== text.trim() || one.description !== row.description; });
      if (found.length) this.open(area, key, found);
    }

    open(area, key, found) {
      this.area = area;
      this.rowKey = key;
      this.found = found;
      this.at = -1;
      this.list.textContent = "";
      found.forEach(this.item, this);
      this.list.hidden = false;
      const box = area.getBoundingClientRect();
      const size = this.list.getBoundingClientRect();
      const below = box.bottom + size.height < document.documentElement.clientHeight;
      this.list.style.left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - size.width - 8)) + "px";
      this.list.style.top = (below ? box.bottom + 2 : Math.max(8, box.top - size.height - 2)) + "px";
      area.setAttribute("aria-controls", this.list.id);
      area.setAttribute("aria-autocomplete", "list");
      this.library.page.announce("指标库里有 " + found.length + " 个相近的指标，按向下键选择");
    }

    item(one, index) {
      const item = editor.element("li", "", this.list);
      item.id = "library-" + index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      editor.element("span", "", item).textContent = one.name;
      editor.element("span", "small", item).textContent = editor.Library.meaning(one);
    }

    close() {
      window.clearTimeout(this.timer);
      if (this.list.hidden) return;
      this.list.hidden = true;
      this.area.removeAttribute("aria-activedescendant");
      this.area.removeAttribute("aria-controls");
      this.area.removeAttribute("aria-autocomplete");
    }

    // Before the grid's own keys. Enter and Tab are the grid's as long as nothing is chosen.
    key(event) {
      if (this.list.hidden || editor.isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown") this.point(this.at + 1);
      else if (event.key === "ArrowUp") this.point(this.at < 0 ? this.found.length - 1 : this.at - 1);
      else if (event.key === "Escape") this.close();
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.at >= 0) this.take(this.at);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    point(index) {
      const items = Array.from(this.list.children);
      this.at = (index + items.length) % items.length;
      items.forEach(function (item, each) {
        item.classList.toggle("on", each === this.at);
        item.setAttribute("aria-selected", String(each === this.at));
      }, this);
      items[this.at].scrollIntoView({ block: "nearest" });
      this.area.setAttribute("aria-activedescendant", items[this.at].id);
    }

    press(event) {
      const item = event.target.closest("li");
      event.preventDefault(); // the cell keeps the focus
      if (item && !event.button) this.take(Array.from(this.list.children).indexOf(item));
    }

    take(index) {
      const one = this.found[index];
      this.close();
      this.library.take(this.rowKey, one);
    }
  };
})(window.editor = window.editor || {});
