// The little that CSS cannot do: say that scripts run, and print. No inline handlers, the CSP refuses them.
document.documentElement.classList.add("js");
document.addEventListener("click", function (event) {
  if (event.target.closest("[data-print]")) window.print();
});
// A page that asks for a part of itself again and again: where the answer is the sign-in page, go there instead.
document.addEventListener("htmx:beforeSwap", function (event) {
  if (event.detail.xhr.responseURL.indexOf("/accounts/login/") < 0) return;
  event.detail.shouldSwap = false;
  location.reload();
});
// A tick that did not reach the server must not look as if it had: show what is stored.
["htmx:sendError", "htmx:responseError"].forEach(function (name) {
  document.addEventListener(name, function (event) {
    if (event.target.id === "tables") location.reload();
  });
});
// "/" goes to the search, as long as nobody is writing.
document.addEventListener("keydown", function (event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  var field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
