// The sum of the points follows what is typed; the server checks it all the same.
(function () {
  "use strict";
  var sum = document.getElementById("sum");
  var fields = Array.prototype.slice.call(document.querySelectorAll("input.points-of"));
  function show() {
    var total = fields.reduce(function (whole, field) { return whole + (parseInt(field.value, 10) || 0); }, 0);
    sum.textContent = total;
    sum.classList.toggle("bad", String(total) !== sum.dataset.full);
  }
  fields.forEach(function (field) { field.addEventListener("input", show); });
  if (sum) show();
})();
