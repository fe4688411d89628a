// Copying a block out of the grid and pasting one into it. A single text is left to the browser, which pastes it at the caret.
(function (editor) {
  "use strict";

  editor.Exchange = class {
    constructor(parts) {
      Object.assign(this, parts); // doc, grid, selection, rows, announce
      document.addEventListener("copy", this.copy.bind(this));
      document.addEventListener("cut", this.cut.bind(this));
      this.grid.body.addEventListener("paste", this.paste.bind(this));
    }

    // What is to be copied: the block, or the cell that one has come to by a key; null where it is a passage of text.
    chosen() {
      const active = document.activeElement;
      if (!active || !this.grid.body.contains(active)) return null;
      return this.selection.exists() || this.grid.fresh ? this.selection.block() : null;
    }

    write(event) {
      const block = this.chosen();
      if (!block) return null;
      const keys = this.selection.exists() ? block.keys : block.keys.slice(0, 1);
      const rows = this.grid.rows().filter(function (row) { return keys.indexOf(row.key) >= 0; });
      const single = rows.length === 1 && block.fields.length === 1;
      event.clipboardData.setData("text/plain", single ? rows[0][block.fields[0]] : editor.blocks.tsv(rows, block.fields));
      event.clipboardData.setData("text/html", editor.blocks.html(rows, block.fields));
      event.preventDefault();
      this.words = rows.length + " 行 " + block.fields.length + " 列";
      return block;
    }

    copy(event) {
      if (this.write(event)) this.announce("已复制 " + this.words);
    }

    cut(event) {
      const block = this.write(event);
      if (block) this.rows.clear(block.keys, block.fields, "已剪切 " + this.words);
    }

    paste(event) {
      const at = this.grid.cellAt(event.target);
      const block = at && editor.clipboard.read(event.clipboardData);
      if (!block) return;
      event.preventDefault();
      if (block.length === 1 && block[0].length === 1) this.insert(block[0][0].text);
      else this.lay(at, block);
    }

    // Excel copies one cell as a table too: it is a text, and goes where the caret is.
    insert(text) { document.execCommand("insertText", false, text); }

    lay(at, block) {
      const chosen = this.selection.block();
      const from = this.selection.exists() ? chosen.from : editor.model.indexOf(this.doc.content, at.key);
      const field = this.selection.exists() ? chosen.fields[0] : at.field;
      const laid = editor.blocks.paste(this.doc.content, from, field, block, this.grid.fields());
      if (!laid.count) return;
      const first = laid.content.rows[from];
      const last = laid.content.rows[from + laid.count - 1];
      const words = "粘贴 " + laid.count + " 行" + (laid.added ? "，其中新增 " + laid.added + " 行" : "")
        + (laid.byLabels ? "，按表头对应 " + laid.fields.length + " 列" : "")
        + (laid.leftOut ? "，右边 " + laid.leftOut + " 列放不下，没有粘贴" : "");
      this.doc.change(laid.content, { words: words, place: { key: first.key, field: field } });
      this.weights(laid.content);
      this.grid.go(first.key, field, "end");
      const fields = laid.fields.length ? laid.fields : [field];
      this.selection.set({ key: first.key, field: fields[0] }, { key: last.key, field: fields[fields.length - 1] });
      this.announce(words);
    }

    // The column of weights shows itself once somebody uses it.
    weights(content) {
      const used = content.rows.some(function (row) { return row.weight; });
      if (used) this.grid.table.classList.remove("no-weights");
    }
  };
})(window.editor = window.editor || {});
