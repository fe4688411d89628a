// The menu of a row (⋮, Alt+M): everything that can be done with it, or with all rows that are chosen.
(function (editor) {
  "use strict";

  function entries(count) {
    const these = count > 1 ? "所选 " + count + " 行" : "这一行";
    return [
      ["above", "在上方插入一行", "Ctrl+Shift+Enter"], ["below", "在下方插入一行", "Ctrl+Enter"],
      ["duplicate", "复制" + these, ""], ["up", "上移", "Alt+↑"], ["down", "下移", "Alt+↓"],
      ["level1", "另写" + these + "的一级指标", ""], ["level2", "另写" + these + "的二级指标", ""],
      ["reading", "指标值读作什么", "Alt+R"], ["remove", "删除" + these, ""],
    ];
  }

  editor.Menu = class {
    constructor(parts) {
      Object.assign(this, parts); // grid, selection, rows, reading(key)
      this.list = editor.element("ul", "editor-menu");
      this.list.setAttribute("role", "menu");
      this.list.setAttribute("aria-label", "行的操作");
      this.list.hidden = true;
      document.body.appendChild(this.list);
      this.grid.body.addEventListener("click", this.clicked.bind(this));
      this.list.addEventListener("keydown", this.key.bind(this));
      this.list.addEventListener("click", this.choose.bind(this));
      this.list.addEventListener("focusout", function (event) {
        if (!this.list.contains(event.relatedTarget)) this.close();
      }.bind(this));
    }

    clicked(event) {
      const button = event.target.closest("button.row-menu");
      if (button) this.open(Number(button.closest("tr").dataset.key));
    }

    // The rows that it is about: those chosen, where this one is among them.
    chosen(key) {
      const here = this.grid.here;
      if (this.selection.exists() && this.selection.block().keys.indexOf(key) >= 0) return this.selection.block().keys;
      const merged = here && here.key === key ? this.grid.covered(here.key, here.field) : [key];
      return merged.length > 1 && this.fromKey ? merged : [key];
    }

    // fromKey: opened by the key in a cell; a merged cell stands for all of its rows.
    open(key, fromKey) {
      this.fromKey = fromKey;
      this.keys = this.chosen(key);
      this.back = this.grid.here ? Object.assign({}, this.grid.here) : { key: key, field: "level3" };
      this.list.textContent = "";
      entries(this.keys.length).forEach(this.add, this);
      const button = this.grid.views.get(key).menu.getBoundingClientRect();
      this.list.hidden = false;
      const box = this.list.getBoundingClientRect();
      const room = document.documentElement.clientHeight - box.height - 8;
      this.list.style.top = Math.max(8, Math.min(button.bottom + 2, room)) + "px";
      this.list.style.left = Math.max(8, Math.min(button.left, document.documentElement.clientWidth - box.width - 8)) + "px";
      this.list.firstChild.focus();
    }

    add(entry) {
      const item = editor.element("li", "", this.list);
      item.setAttribute("role", "menuitem");
      item.tabIndex = -1;
      item.dataset.act = entry[0];
      item.appendChild(document.createTextNode(entry[1]));
      if (entry[2]) editor.element("kbd", "", item).textContent = entry[2];
    }

    close() { this.list.hidden = true; }

    key(event) {
      const items = Array.from(this.list.children);
      const at = items.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
      if (to !== undefined) items[to % items.length].focus();
      else if (event.key === "Enter" || event.key === " ") this.choose(event);
      else if (event.key === "Escape" || event.key === "Tab") this.leave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    leave() {
      this.close();
      this.grid.go(this.back.key, this.back.field, "end");
    }

    choose(event) {
      const item = event.target.closest("li");
      if (!item) return;
      const keys = this.keys;
      const rows = this.rows;
      const field = keys.length > 1 && this.fromKey ? this.back.field : "level3";
      this.leave();
      ({
        above: function () { rows.insert(keys[0], false); },
        below: function () { rows.insert(keys[keys.length - 1], true); },
        duplicate: function () { rows.duplicate(keys); },
        up: function () { rows.shift(keys, -1, field); },
        down: function () { rows.shift(keys, 1, field); },
        level1: function () { rows.split(keys, "level1"); },
        level2: function () { rows.split(keys, "level2"); },
        reading: function () { this.reading(keys[0]); }.bind(this),
        remove: function () { rows.remove(keys); },
      })[item.dataset.act]();
    }
  };
})(window.editor = window.editor || {});
