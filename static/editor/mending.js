// What was found, made useful: rows by their keys, going to the cell, mending as one step that can be undone, readings.
(function (editor) {
  "use strict";
  const model = editor.model;

  editor.Mending = class {
    constructor(parts) {
      Object.assign(this, parts); // doc, grid, head, announce, cost (element), panel (element), keep(finding)
      this.marks = new editor.Marks(this.grid, this.head, this.mend.bind(this));
      this.findings = new editor.Findings(this.panel, {
        go: this.go.bind(this), mend: this.mend.bind(this), keep: this.keep, place: this.marks.place.bind(this.marks),
      });
      this.readings = new Map();
    }

    // An answer about the rows with these keys.
    show(answer, keys) {
      const findings = answer.findings.map(function (each) {
        return Object.assign({}, each, { key: each.row === null ? null : keys[each.row] });
      });
      this.marks.show(findings);
      this.findings.show(findings);
      if (answer.cost) this.cost.textContent = answer.cost.words;
      this.readings = new Map((answer.readings || []).map(function (each, index) { return [keys[index], each]; }));
    }

    go(finding) {
      if (!finding.key) return this.head.go(finding.field);
      const gone = this.grid.go(finding.key, finding.field || "level3", "end");
      if (gone) document.activeElement.scrollIntoView({ block: "center" });
      return gone;
    }

    text(finding, content) {
      if (!finding.key) return content.head[finding.field];
      const row = content.rows[model.indexOf(content, finding.key)];
      return row && row[finding.field];
    }

    // Only where the text is still the one that was judged.
    mend(findings) {
      let content = this.doc.content;
      let mended = 0;
      findings.forEach(function (each) {
        if (editor.text.normal(this.text(each, content) || "") !== each.found) return;
        content = each.key
          ? model.setCells(content, [{ key: each.key, field: each.field, text: each.mend }])
          : model.setHead(content, each.field, each.mend);
        mended += 1;
      }, this);
      if (!mended) {
        this.announce("原文已被改过，没有改动");
        return;
      }
      const first = findings[0];
      const words = mended > 1 ? "已改正 " + mended + " 处" : "已改为“" + first.mend + "”";
      this.doc.change(content, { words: words, place: first.key ? { key: first.key, field: first.field } : { head: first.field } });
      this.announce(words + "，可以撤销");
      if (mended === 1) this.go(first); // the button that was pressed goes with its line
    }

    // What the target of a row says, as the server reads it; asked for first where it is not known yet.
    async reading(key, checking) {
      if (checking.known !== this.doc.content) await checking.ask();
      const index = model.indexOf(this.doc.content, key);
      const at = index < 0 ? null : this.grid.cell(key, "target");
      const found = this.readings.get(key);
      if (!at) return;
      const words = found && found.words ? "读作 " + found.words : "没有指标值";
      this.announce("第 " + (index + 1) + " 行指标值" + words);
      this.told(at.td, words);
    }

    told(td, words) {
      document.querySelectorAll(".reading").forEach(function (old) { old.remove(); });
      const line = editor.element("div", "reading", td);
      line.textContent = words;
      const gone = function () {
        line.remove();
        this.grid.body.removeEventListener("input", gone);
        this.grid.body.removeEventListener("focusin", gone);
      }.bind(this);
      this.grid.body.addEventListener("input", gone);
      this.grid.body.addEventListener("focusin", gone);
    }
  };
})(window.editor = window.editor || {});
