// The ticks of the list of tables: all of the page with one, how many are ticked; and a menu that closes again.
(function () {
  "use strict";
  var form = document.getElementById("export");
  if (form) {
    var all = form.querySelector("input.all");
    var which = form.querySelector("select[name=which]");
    var ticks = Array.prototype.slice.call(form.querySelectorAll("input[name=table]"));
    var said = form.querySelector(".chosen");
    var show = function () {
      var number = ticks.filter(function (tick) { return tick.checked; }).length;
      all.checked = number > 0 && number === ticks.length;
      all.indeterminate = number > 0 && number < ticks.length;
      said.textContent = number && which.value === "ticked" ? "已选 " + number + " 张" : "";
    };
    form.addEventListener("change", function (event) {
      if (event.target === all) ticks.forEach(function (tick) { tick.checked = all.checked; });
      if (event.target === all || event.target.name === "table") which.value = "ticked";
      show();
    });
    // Also after 返回, when the browser puts the ticks back.
    window.addEventListener("pageshow", show);
  }
  // An open menu closes with Escape, with a click elsewhere, and once something was chosen.
  var close = function (menu, back) {
    if (!menu || !menu.open) return;
    menu.open = false;
    if (back) menu.querySelector("summary").focus();
  };
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") close(document.querySelector("details.menu[open]"), true);
  });
  document.addEventListener("click", function (event) {
    var menu = document.querySelector("details.menu[open]");
    if (menu && (!menu.contains(event.target) || event.target.closest("a"))) close(menu, false);
  });
})();
