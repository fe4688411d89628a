// Notes of reviewers beside the editor lead to their rows, also after rows have moved: each link keeps its row's key.
(function (editor) {
  "use strict";
  function links() { return document.querySelectorAll(".editor-beside a[data-jump]"); }

  document.addEventListener("htmx:load", function () {
    if (!editor.page) return;
    const rows = editor.page.doc.content.rows;
    links().forEach(function (link) {
      const row = rows[Number(link.dataset.jump) - 1];
      if (row && !link.dataset.key) link.dataset.key = row.key;
    });
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest(".editor-beside a[data-jump]");
    if (!link || !editor.page) return;
    event.preventDefault();
    if (!editor.page.grid.go(link.dataset.key, "level3", "end")) editor.page.announce("这一行已经不在表里");
  });
})(window.editor = window.editor || {});
