// The little that CSS cannot do: say that scripts run, and print. No inline handlers, the CSP refuses them.
document.documentElement.classList.add("js");
document.addEventListener("click", function (event) {
  if (event.target.closest("[data-print]")) window.print();
});
