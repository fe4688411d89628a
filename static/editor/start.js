// Puts the editor together on its page. Where anything fails before the end, the plain form stays as it is.
(function (editor) {
  "use strict";
  const model = editor.model;
  const form = document.getElementById("editor");
  const byId = function (id) { return document.getElementById(id); };

  function read(id) { return JSON.parse(byId(id).textContent); }

  // Everything that the parts need of each other.
  function parts() {
    const page = { notices: new editor.Notices() };
    page.announce = page.notices.announce.bind(page.notices);
    page.doc = new editor.Doc(model.fromJson(read("editor-content")));
    page.grid = new editor.Grid(byId("grid"), page.doc);
    page.selection = new editor.Selection(page.grid);
    page.head = new editor.Head(form, page.doc, page.grid);
    page.rows = new editor.Rows(page.doc, page.grid, page.announce);
    page.tree = read("editor-categories");
    page.find = new editor.Find(page.grid);
    return page;
  }

  function findings(page) {
    page.mending = new editor.Mending({
      doc: page.doc, grid: page.grid, head: page.head, announce: page.announce, cost: byId("cost-sum"), panel: byId("editor-findings"),
      keep: function (finding) { page.keeping.ask(finding); },
    });
    const show = page.mending.show.bind(page.mending);
    page.checking = new editor.Checking(page.doc, page.grid, form.dataset.check, show);
    page.reading = function (key) { page.mending.reading(key, page.checking); };
  }

  function hands(page) {
    page.menuOf = new editor.Menu(page);
    page.menu = function (key) { page.menuOf.open(key, true); };
    new editor.Categories(page);
    new editor.Keys(page);
    new editor.Drag(page);
    new editor.Exchange(page);
  }

  // Back to where the step was done; where its row is gone, to the row that is nearest.
  function goTo(page, step) {
    const place = step.place || {};
    if (place.head) page.head.go(place.head);
    else if (place.key && !page.grid.go(place.key, place.field, "end")) {
      const here = page.grid.here && page.grid.go(page.grid.here.key, page.grid.here.field, "end");
      const rows = page.doc.content.rows;
      if (!here && rows.length) page.grid.go(rows[rows.length - 1].key, "level3", "end");
    }
  }

  function travel(page, way) {
    const step = page.doc[way]();
    const word = way === "undo" ? "撤销" : "重做";
    page.announce(step ? "已" + word + "：" + step.words : "没有可以" + word + "的操作");
    if (step) goTo(page, step);
  }

  function buttons(page) {
    const acts = {
      add: function () { page.rows.add("level3"); },
      undo: function () { travel(page, "undo"); },
      redo: function () { travel(page, "redo"); },
      find: function () { page.find.open(); },
      // The library answers by adding rows: see editor.page.
      library: function () { form.dispatchEvent(new CustomEvent("editor:library", { bubbles: true })); },
    };
    form.addEventListener("click", function (event) {
      const button = event.target.closest("[data-do]");
      if (button && acts[button.dataset.do]) acts[button.dataset.do]();
    });
    const show = function () {
      form.querySelector("[data-do=undo]").disabled = !page.doc.past.length;
      form.querySelector("[data-do=redo]").disabled = !page.doc.future.length;
    };
    page.doc.on(show);
    show();
  }

  // The browser's own undo of a textarea would know nothing of the other cells.
  function keys(page) {
    document.addEventListener("keydown", function (event) {
      if (editor.isComposing(event) || !(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
      const inFind = page.find.bar.contains(event.target);
      const key = event.key.toLowerCase();
      if (key === "s") page.work.save();
      else if (key === "f" && !inFind && page.grid.body.contains(event.target)) page.find.open();
      else if (inFind || event.target.closest("aside, .note")) return;
      else if (key === "z") travel(page, event.shiftKey ? "redo" : "undo");
      else if (key === "y") travel(page, "redo");
      else return;
      event.preventDefault();
    });
    form.addEventListener("beforeinput", function (event) {
      if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
      event.preventDefault();
      travel(page, event.inputType === "historyUndo" ? "undo" : "redo");
    });
  }

  // The head of the grid stays below the page bar, which is higher where names are long.
  function below(bar) {
    const tell = function () { document.documentElement.style.setProperty("--bar-height", bar.offsetHeight - 1 + "px"); };
    new ResizeObserver(tell).observe(bar);
    tell();
  }

  function start() {
    const page = parts();
    findings(page);
    hands(page);
    buttons(page);
    keys(page);
    page.work = editor.work(page, form);
    page.keeping = new editor.Keeping(page, form.dataset.save.replace("save/", ""));
    page.grid.takePlace();
    below(document.querySelector(".bar"));
    // The findings that the server has sent along are about what is on the page.
    const found = read("editor-found");
    const sent = model.toJson(page.doc.content);
    page.mending.show({ findings: found }, sent.keys);
    editor.page = page;
    document.documentElement.classList.add("editor-ready");
  }

  try {
    start();
  } catch (error) {
    document.documentElement.classList.remove("js");
    throw error;
  }
})(window.editor = window.editor || {});
