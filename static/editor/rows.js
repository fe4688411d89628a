// What can be done with whole rows. Every act is one step that can be undone, and is announced.
(function (editor) {
  "use strict";
  const model = editor.model;

  editor.Rows = class {
    // `announce(words)` tells what was done.
    constructor(doc, grid, announce) {
      this.doc = doc;
      this.grid = grid;
      this.announce = announce;
    }

    index(key) { return model.indexOf(this.doc.content, key); }

    act(content, words, place) {
      if (!this.doc.change(content, { words: words, place: place })) return;
      this.announce(words);
    }

    insert(key, below, count) {
      const at = this.index(key) + (below ? 1 : 0);
      const near = this.doc.content.rows[this.index(key)];
      const rows = Array.from({ length: count || 1 }, function () { return model.beside(near); });
      const words = "插入 " + rows.length + " 行，在第 " + (at + 1) + " 行";
      this.act(model.insert(this.doc.content, at, rows), words, { key: rows[0].key, field: "level3" });
      this.grid.go(rows[0].key, "level3", "all");
    }

    // At the end of the table, in the groups of its last row.
    add(field) {
      const rows = this.doc.content.rows;
      const made = model.beside(rows[rows.length - 1]);
      this.act(model.insert(this.doc.content, rows.length, [made]), "添加第 " + (rows.length + 1) + " 行", { key: made.key, field: field });
      this.grid.go(made.key, field, "all");
    }

    duplicate(keys) {
      const chosen = this.doc.content.rows.filter(function (row) { return keys.indexOf(row.key) >= 0; });
      const at = this.index(chosen[chosen.length - 1].key) + 1;
      const made = model.copies(chosen);
      const place = { key: made[0].key, field: "level3" };
      this.act(model.insert(this.doc.content, at, made), "复制 " + made.length + " 行，在第 " + (at + 1) + " 行", place);
      this.grid.go(made[0].key, "level3", "all");
    }

    remove(keys) {
      const at = this.index(keys[0]);
      const here = this.grid.here || { field: "level3" };
      const content = model.remove(this.doc.content, keys);
      this.act(content, "删除 " + keys.length + " 行，可以撤销", { key: keys[0], field: here.field });
      const next = content.rows[Math.min(at, content.rows.length - 1)];
      if (next) this.grid.go(next.key, here.field, "all");
      else this.add("level1");
    }

    // One place up or down; the rows of a merged cell go past the whole group beside them.
    shift(keys, step, field) {
      const first = this.index(keys[0]);
      const last = this.index(keys[keys.length - 1]);
      const beyond = step < 0 ? first - 1 : last + 1;
      const rows = this.doc.content.rows;
      if (!rows[beyond]) return;
      let to = step < 0 ? beyond : beyond + 1;
      const grouped = editor.spans.LEVELS.indexOf(field) >= 0 && this.grid.shownAt(beyond, field);
      if (grouped && step < 0) to = grouped.index;
      if (grouped && step > 0) to = beyond + Math.max(1, this.grid.cell(rows[beyond].key, field).reach);
      this.move(keys, to, field);
    }

    move(keys, to, field) {
      const content = model.move(this.doc.content, keys, to);
      const at = model.indexOf(content, keys[0]) + 1;
      const what = keys.length > 1 ? keys.length + " 行移到第 " + at + " 至 " + (at + keys.length - 1) + " 行" : "移到第 " + at + " 行";
      const range = document.activeElement && document.activeElement.tagName === "TEXTAREA";
      this.act(content, what, { key: keys[0], field: field || "level3" });
      if (!range || !this.grid.body.contains(document.activeElement)) this.grid.go(keys[0], field || "level3", "end");
    }

    // Makes the rows' own cell of a merged level, so that another name can be written there.
    split(keys, level) {
      const rows = this.doc.content.rows;
      const after = rows[this.index(keys[keys.length - 1]) + 1];
      this.grid.breaks[level].add(keys[0]);
      if (after) this.grid.breaks[level].add(after.key);
      this.grid.lay();
      this.grid.go(keys[0], level, "all");
      this.announce("可以为所选 " + keys.length + " 行另写" + model.WORDS[level]);
    }

    clear(keys, fields, words) {
      const changes = [];
      keys.forEach(function (key) {
        fields.forEach(function (field) { changes.push({ key: key, field: field, text: "" }); });
      });
      this.act(model.setCells(this.doc.content, changes), words, { key: keys[0], field: fields[0] });
    }
  };
})(window.editor = window.editor || {});
