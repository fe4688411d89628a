// The names of levels to choose from, below a level cell: opened by a click, by typing or by F4. Any other name may be typed.
(function (editor) {
  "use strict";
  const LEVELS = editor.spans.LEVELS;

  editor.Categories = class {
    constructor(parts) {
      Object.assign(this, parts); // grid, doc, tree: [{name, children}]
      this.list = editor.element("ul", "editor-menu names", document.body);
      this.list.id = "level-list";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "可选的名称");
      this.list.hidden = true;
      const body = this.grid.body;
      body.addEventListener("click", function (event) { this.offer(event.target, ""); }.bind(this));
      body.addEventListener("input", function (event) { this.offer(event.target, event.target.value); }.bind(this));
      body.addEventListener("focusout", this.close.bind(this));
      body.addEventListener("keydown", this.key.bind(this), true);
      this.list.addEventListener("mousedown", this.press.bind(this));
      window.addEventListener("scroll", this.close.bind(this), { passive: true });
    }

    // 二级 of the row's 一级; all of them where it is not one of ours.
    names(at) {
      if (at.field === "level1") return this.tree.map(function (each) { return each.name; });
      const row = this.grid.rows()[editor.model.indexOf(this.doc.content, at.key)];
      const first = this.tree.filter(function (each) { return each.name === row.level1; });
      const chosen = first.length ? first : this.tree;
      return chosen.reduce(function (all, each) { return all.concat(each.children); }, []);
    }

    offer(area, typed) {
      const at = this.grid.cellAt(area);
      if (!at || area.tagName !== "TEXTAREA" || LEVELS.indexOf(at.field) < 0) return;
      const part = editor.text.compact(typed);
      const names = this.names(at).filter(function (name) { return name.indexOf(part) >= 0 && name !== part; });
      if (!names.length) {
        this.close();
        return;
      }
      this.open(area, names, editor.text.compact(area.value));
    }

    open(area, names, now) {
      this.close();
      this.area = area;
      this.list.textContent = "";
      names.forEach(function (name, index) {
        const item = editor.element("li", "", this.list);
        item.id = "level-" + index;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(name === now));
        item.textContent = name;
      }, this);
      const box = area.getBoundingClientRect();
      this.list.hidden = false;
      const height = this.list.getBoundingClientRect().height;
      const below = box.bottom + height < document.documentElement.clientHeight;
      this.list.style.left = box.left + "px";
      this.list.style.top = (below ? box.bottom + 2 : Math.max(8, box.top - height - 2)) + "px";
      area.setAttribute("aria-controls", this.list.id);
      area.setAttribute("aria-autocomplete", "list");
      this.at = -1;
    }

    close() {
      this.list.hidden = true;
      if (this.area) this.area.removeAttribute("aria-activedescendant");
    }

    // Before the grid's own keys: with the list open the arrows choose in it.
    key(event) {
      if (editor.isComposing(event)) return;
      if (this.list.hidden) {
        const at = this.grid.cellAt(event.target);
        if (event.key !== "F4" || !at || LEVELS.indexOf(at.field) < 0) return;
        this.offer(event.target, "");
        if (!this.list.hidden) this.point(0);
      } else if (event.key === "ArrowDown" && !event.altKey) this.point(this.at + 1);
      else if (event.key === "ArrowUp" && !event.altKey) this.point(this.at - 1);
      else if (event.key === "Enter" && this.at >= 0) this.take(this.list.children[this.at].textContent);
      else if (event.key === "Escape") this.close();
      else {
        if (event.key === "Tab" || event.key === "Enter") this.close();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    point(index) {
      const items = Array.from(this.list.children);
      this.at = (index + items.length) % items.length;
      items.forEach(function (item, each) { item.classList.toggle("on", each === this.at); }, this);
      items[this.at].scrollIntoView({ block: "nearest" });
      this.area.setAttribute("aria-activedescendant", items[this.at].id);
    }

    press(event) {
      const item = event.target.closest("li");
      event.preventDefault(); // the cell keeps the focus
      if (item && !event.button) this.take(item.textContent);
    }

    take(name) {
      const area = this.area;
      area.select();
      document.execCommand("insertText", false, name);
      this.close();
    }
  };
})(window.editor = window.editor || {});
