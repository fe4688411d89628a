// Notes of reviewers beside the editor lead to their rows, also after rows have moved: each link knows its row's key.
(function (editor) {
  "use strict";
  const keys = new WeakMap();

  function remember() {
    if (!editor.page) return;
    const rows = editor.page.doc.content.rows;
    document.querySelectorAll(".editor-beside a[data-jump]").forEach(function (link) {
      const row = rows[Number(link.dataset.jump) - 1];
      if (row && !keys.has(link)) keys.set(link, row.key);
    });
  }

  document.addEventListener("htmx:load", remember);
  remember(); // the notes may have come before this script

  document.addEventListener("click", function (event) {
    const link = event.target.closest(".editor-beside a[data-jump]");
    if (!link || !editor.page) return;
    event.preventDefault();
    if (!editor.page.grid.go(keys.get(link), "level3", "end")) editor.page.announce("这一行已经不在表里");
  });
})(window.editor = window.editor || {});
