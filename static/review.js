// The review page: the total while grades are chosen, what is filled in kept by itself, notes written beside their row.
(function () {
  "use strict";
  const form = document.getElementById("judge");
  const SHARES = { "优": 100, "良": 85, "中": 70, "差": 50 };
  const PAUSE = 700; // milliseconds without typing before what stands there is kept
  const RETRY = 10000; // milliseconds until it is tried again where the server could not be reached

  function gradeOf(score) {
    return score >= 90 ? "优" : score >= 80 ? "良" : score >= 60 ? "中" : "差";
  }

  // As reviews/assessment.py counts it: scaled to 100, to one decimal, halves up. In whole numbers, so that both agree.
  function showTotal() {
    let got = 0, most = 0, graded = 0, asSuggested = true;
    const differing = [];
    form.querySelectorAll("[data-points]").forEach(function (question) {
      const chosen = question.querySelector("input:checked"), machine = question.dataset.machine;
      if (machine && (!chosen || chosen.value !== machine)) asSuggested = false;
      if (!chosen) return;
      const points = Number(question.dataset.points);
      got += points * SHARES[chosen.value];
      most += points;
      graded += 1;
      if (machine && machine !== chosen.value) differing.push(question.dataset.words + "：机器建议" + machine + "，您评" + chosen.value + "。");
    });
    const total = document.getElementById("total");
    const tenths = most ? Math.floor((got * 20 + most) / (most * 2)) : 0;
    const part = graded < 8 ? "，已选 " + graded + " / 8 项" : "";
    total.textContent = most ? gradeOf(tenths / 10) + "（" + tenths / 10 + " 分）" + part : "还没有评";
    const told = document.getElementById("differing");
    told.textContent = "";
    if (asSuggested) differing.push("有机器建议的各项，现在都与建议相同。");
    differing.forEach(function (words) { told.appendChild(document.createElement("span")).textContent = words; });
  }

  // What is filled in is sent some time after the last change, and when the page is left.
  function keeping() {
    const state = document.getElementById("kept-state");
    let timer = 0, changed = false, deciding = false, turn = 0;

    function send(leaving) {
      clearTimeout(timer);
      if (!changed || deciding) return;
      changed = false;
      turn += 1;
      const mine = turn;
      fetch(form.dataset.keep, {
        method: "POST", body: new FormData(form), keepalive: leaving, credentials: "same-origin", headers: { Accept: "application/json" },
      }).then(function (answer) {
        if (answer.redirected) throw new Error("登录已过期，请重新登录后再写");
        return answer.json().then(function (told) {
          if (!answer.ok) throw new Error(told.error);
          if (mine === turn && !changed) state.textContent = "已暂存 " + told.saved_at + "，通过或退回时才记入";
        });
      }).catch(function (error) {
        if (mine !== turn) return;
        changed = true;
        const offline = error instanceof TypeError;
        if (offline) timer = setTimeout(send, RETRY, false);
        const why = offline ? "连接不上服务器，稍后再试" : error instanceof SyntaxError ? "请刷新页面" : error.message;
        state.textContent = "没有暂存：" + why;
      });
    }

    function touch() {
      changed = true;
      state.textContent = "正在暂存…";
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE, false);
    }

    form.addEventListener("input", function (event) {
      if (event.target.type === "radio") showTotal();
      touch();
    });
    form.addEventListener("submit", function (event) {
      if (deciding) event.preventDefault(); // the second click of a double click
      deciding = true;
    });
    window.addEventListener("pageshow", function () { deciding = false; });
    window.addEventListener("pagehide", function () { send(true); });
    document.addEventListener("visibilitychange", function () { if (document.hidden) send(true); });
  }

  // The form of a note comes to the row that it is about, and goes home again.
  function notes() {
    const noteForm = document.getElementById("note-form");
    if (!noteForm) return;
    const home = noteForm.parentNode, select = noteForm.elements.row, text = noteForm.elements.text;
    const away = noteForm.querySelector("[data-note-away]");
    let opener = null;

    function goHome() {
      if (!opener) return;
      home.appendChild(noteForm);
      away.hidden = true;
      opener.focus();
      opener = null;
    }

    function goTo(row, link) {
      opener = link;
      row.querySelector('td[data-label="描述"]').appendChild(noteForm);
      select.value = link.dataset.note;
      away.hidden = false;
      text.focus();
    }

    document.addEventListener("click", function (event) {
      const link = event.target.closest("a[data-note]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      goTo(link.closest("tr"), link);
    });
    away.addEventListener("click", goHome);
    noteForm.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !event.isComposing) goHome();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) noteForm.requestSubmit();
    });
  }

  // Forms behind a button close as menus do.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.sure[open]").forEach(function (each) {
      each.open = false;
      each.querySelector("summary").focus();
    });
  });

  notes();
  const wrong = document.querySelector('[aria-invalid="true"]');
  if (wrong) {
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  }
  if (form) keeping();
})();
