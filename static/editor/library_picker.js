// 从指标库选: a dialog with search and 二级, from which some indicators become rows at once.
(function (editor) {
  "use strict";
  const element = editor.element;
  const PAUSE = 250; // milliseconds without a key
  const MOST = 10; // as many as the server answers

  editor.LibraryPicker = class {
    constructor(page, library, form) {
      this.page = page;
      this.library = library;
      this.chosen = new Map(); // name and 二级 → indicator; what was chosen stays chosen when one searches on
      this.build();
      form.addEventListener("editor:library", this.open.bind(this));
    }

    build() {
      this.dialog = element("dialog", "merge library-picker", document.body);
      this.dialog.setAttribute("aria-labelledby", "library-title");
      const title = element("h2", "", this.dialog);
      title.id = "library-title";
      title.textContent = "从指标库选";
      const filters = element("div", "filters", this.dialog);
      this.words = this.control("input", "搜索", "form-control", filters);
      this.words.placeholder = "指标名称";
      this.second = this.control("select", "二级指标", "form-select", filters);
      this.note = element("p", "small", this.dialog);
      this.note.setAttribute("role", "status");
      this.results = element("div", "library-results", this.dialog);
      this.results.setAttribute("role", "group");
      this.results.setAttribute("aria-label", "指标");
      this.acts = element("div", "acts", this.dialog);
      this.addButton = this.button("添加", "btn btn-primary", this.add.bind(this));
      this.button("取消", "btn btn-plain", this.close.bind(this));
      this.listen();
    }

    control(tag, words, className, parent) {
      const label = element("label", "", parent);
      label.textContent = words;
      return element(tag, className, label);
    }

    button(words, className, act) {
      const made = element("button", className, this.acts);
      made.type = "button";
      made.textContent = words;
      made.addEventListener("click", act);
      return made;
    }

    listen() {
      this.words.addEventListener("input", function (event) {
        if (!event.isComposing) this.later();
      }.bind(this));
      this.words.addEventListener("compositionend", this.later.bind(this));
      this.second.addEventListener("change", this.search.bind(this));
      this.dialog.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" || editor.isComposing(event) || event.target !== this.words) return;
        event.preventDefault();
        this.search();
      }.bind(this));
      // However it was closed, back into the cell that one came from; who has added rows is in the first of them.
      this.dialog.addEventListener("close", function () {
        const here = this.page.grid.here;
        if (here && !this.added) this.page.grid.go(here.key, here.field, "end");
      }.bind(this));
    }

    open() {
      const here = this.page.grid.here;
      const row = here && this.page.grid.rows()[editor.model.indexOf(this.page.doc.content, here.key)];
      this.chosen.clear();
      this.added = false;
      this.words.value = "";
      this.offerSeconds(row ? row.level2 : "");
      this.dialog.showModal();
      this.words.focus();
      this.search();
    }

    close() { this.dialog.close(); }

    offerSeconds(now) {
      this.second.textContent = "";
      const names = this.page.tree.reduce(function (all, each) { return all.concat(each.children); }, []);
      if (now && names.indexOf(now) < 0) names.unshift(now);
      [""].concat(names).forEach(function (name) {
        const option = element("option", "", this.second);
        option.value = name;
        option.textContent = name || "全部二级";
        option.selected = name === now;
      }, this);
    }

    later() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.search.bind(this), PAUSE);
    }

    async search() {
      window.clearTimeout(this.timer);
      const question = { q: this.words.value.trim(), level2: this.second.value };
      this.asked = question;
      const answer = question.q || question.level2 ? await this.library.ask(question) : { suggestions: [] };
      if (this.asked !== question) return;
      const found = answer.suggestions || [];
      this.note.textContent = answer.error || this.told(question, found.length);
      this.results.textContent = "";
      const shown = Array.from(this.chosen.values()).concat(found.filter(function (one) { return !this.chosen.has(this.id(one)); }, this));
      shown.forEach(this.result, this);
      this.count();
    }

    told(question, count) {
      if (!question.q && !question.level2) return "写几个字，或者选一个二级指标。";
      if (!count) return "指标库里没有这样的指标。";
      return count < MOST ? "找到 " + count + " 个" : "用得最多的 " + MOST + " 个，多写几个字可以找得更准";
    }

    id(one) { return one.level2 + "|" + one.name; }

    result(one) {
      const label = element("label", "library-result", this.results);
      const box = element("input", "form-check-input", label);
      box.type = "checkbox";
      box.checked = this.chosen.has(this.id(one));
      const words = element("span", "", label);
      element("b", "", words).textContent = one.name;
      element("span", "small", words).textContent = [one.level2, editor.Library.meaning(one)].filter(Boolean).join(" · ");
      if (one.description) element("span", "describe", words).textContent = one.description;
      box.addEventListener("change", function () {
        if (box.checked) this.chosen.set(this.id(one), one);
        else this.chosen.delete(this.id(one));
        this.count();
      }.bind(this));
    }

    count() {
      this.addButton.disabled = !this.chosen.size;
      this.addButton.textContent = this.chosen.size ? "添加 " + this.chosen.size + " 行" : "添加";
    }

    add() {
      const chosen = Array.from(this.chosen.values());
      this.added = true;
      this.dialog.close();
      this.library.add(chosen);
    }
  };

  // The last script of the page: where the editor has not come up, there is nothing to add to.
  const form = document.getElementById("editor");
  if (editor.page && form && form.dataset.library) {
    const library = new editor.Library(editor.page, form);
    editor.page.library = library;
    new editor.LibraryList(editor.page, library);
    new editor.LibraryPicker(editor.page, library, form);
  }
})(window.editor = window.editor || {});
