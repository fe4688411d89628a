// The ticks of a review list: all of the page with one, how many are ticked, and a form that is sent once only.
(function () {
  "use strict";
  var form = document.getElementById("batch");
  if (form) {
    var all = form.querySelector("input.all");
    var whole = form.querySelector("input[name=whole]");
    var ticks = Array.prototype.slice.call(form.querySelectorAll("input[name=table]"));
    var said = form.querySelector(".chosen");
    var show = function () {
      var number = ticks.filter(function (tick) { return tick.checked; }).length;
      if (all) {
        all.checked = number > 0 && number === ticks.length;
        all.indeterminate = number > 0 && number < ticks.length;
      }
      if (said) said.textContent = whole && whole.checked ? "" : number ? "已选 " + number + " 张" : "";
    };
    form.addEventListener("change", function (event) {
      if (event.target === all) ticks.forEach(function (tick) { tick.checked = all.checked; });
      if (event.target === whole) ticks.forEach(function (tick) { tick.checked = whole.checked; });
      else if (whole) whole.checked = false;
      show();
    });
    // Also after 返回, when the browser puts the ticks back.
    window.addEventListener("pageshow", show);
  }
  var once = document.querySelector("form.once");
  if (once) {
    var sent = false;
    var button = once.querySelector("button[name=step]");
    var words = button.textContent;
    once.addEventListener("submit", function (event) {
      if (sent) { event.preventDefault(); return; }
      sent = true;
      button.setAttribute("aria-busy", "true");
      button.textContent = "正在处理，请稍候…";
    });
    // Back from the result: the page is as it was left, and may be sent again; nothing is done twice.
    window.addEventListener("pageshow", function () {
      sent = false;
      button.removeAttribute("aria-busy");
      button.textContent = words;
    });
  }
})();
