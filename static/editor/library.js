// The indicator library in the editor: asks the server, takes an indicator into a row as one step, and shows below an
// empty target what is usual there. The target itself is never filled: it is what the agency promises.
(function (editor) {
  "use strict";
  const model = editor.model;
  const SILENT = "指标库没有应答，请稍后再试。";

  editor.Library = class {
    constructor(page, form) {
      this.page = page;
      this.address = form.dataset.library;
      this.answers = new Map(); // the same question is asked once
      this.usual = new Map(); // key of a row → what was taken into it
      page.doc.on(this.show.bind(this));
    }

    // {suggestions} or {error}.
    async ask(question) {
      const asked = new URLSearchParams(question).toString();
      if (this.answers.has(asked)) return this.answers.get(asked);
      try {
        const response = await fetch(this.address + "?" + asked, { credentials: "same-origin", headers: { Accept: "application/json" } });
        const answer = await response.json();
        if (!response.ok) return { error: answer.error || SILENT };
        this.answers.set(asked, answer);
        return answer;
      } catch (error) {
        return { error: SILENT };
      }
    }

    static meaning(one) {
      const words = [one.standard ? "标准" : "", one.count ? "用过 " + one.count + " 次" : "", one.target ? "常用：" + one.target : ""];
      return words.filter(Boolean).join(" · ");
    }

    // 三级 anew, description and levels where they are blank, all as one step.
    take(key, one) {
      const doc = this.page.doc;
      const row = doc.content.rows[model.indexOf(doc.content, key)];
      if (!row) return;
      const changes = [{ key: key, field: "level3", text: one.name }];
      ["level1", "level2", "description"].forEach(function (field) {
        if (!row[field].trim() && one[field]) changes.push({ key: key, field: field, text: one[field] });
      });
      this.usual.set(key, one);
      doc.change(model.setCells(doc.content, changes), { words: "从指标库取用", place: { key: key, field: "level3" } });
      this.show();
      const hint = row.target.trim() || !one.target ? "" : "，指标值请填写，常用 " + one.target;
      this.page.announce("已取用“" + one.name + "”" + hint);
    }

    // Where a row of these levels ends its group: at the end of its 二级, else of its 一级, else of the table.
    end(rows, one) {
      const first = rows.filter(function (row) { return row.level1 === one.level1; });
      const second = first.filter(function (row) { return row.level2 === one.level2; });
      const group = second.length ? second : first;
      return group.length ? rows.indexOf(group[group.length - 1]) + 1 : rows.length;
    }

    // New rows, each at the end of its group, all as one step.
    add(chosen) {
      const doc = this.page.doc;
      let content = doc.content;
      const made = chosen.map(function (one) {
        const row = model.row({ level1: one.level1, level2: one.level2, level3: one.name, description: one.description });
        content = model.insert(content, this.end(content.rows, one), [row]);
        this.usual.set(row.key, one);
        return row.key;
      }, this);
      if (!made.length) return;
      const words = "从指标库添加 " + made.length + " 行";
      doc.change(content, { words: words, place: { key: made[0], field: "target" } });
      this.show();
      this.page.announce(words + "，可以撤销");
      this.page.grid.go(made[0], "target", "all");
    }

    // What is usual stands below a target as long as that is blank and its indicator is the one that was taken, so it
    // comes and goes with every step that is undone or done again.
    show() {
      const content = this.page.doc.content;
      this.usual.forEach(function (one, key) {
        const row = content.rows[model.indexOf(content, key)];
        const cell = this.page.grid.cell(key, "target");
        if (!cell) return;
        const wanted = row && one.target && row.level3 === one.name && !row.target.trim();
        const line = cell.td.querySelector(".usual-line");
        if (line && !wanted) this.forget(cell, line);
        if (wanted && !line) this.line(key, cell, one.target);
      }, this);
    }

    line(key, cell, target) {
      const made = editor.element("div", "usual-line", cell.td);
      made.id = "usual-" + key;
      made.textContent = "常用：" + target;
      cell.area.setAttribute("aria-describedby", made.id);
    }

    forget(cell, line) {
      line.remove();
      cell.area.removeAttribute("aria-describedby");
    }
  };
})(window.editor = window.editor || {});
