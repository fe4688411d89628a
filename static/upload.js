// The page of a new import: files come into the list, the batch is made, the files are sent two at a time, and when
// all are there the batch is read. Without this script the form does all of it in one request.
(function () {
  "use strict";
  const AT_ONCE = 2;
  const form = document.getElementById("upload-form");
  const byId = function (id) { return document.getElementById(id); };
  const input = byId("id_documents");
  const year = byId("id_year");
  const go = byId("upload-go");
  const size = window.uploads.sizeWords;
  const post = window.uploads.post;
  let batch = null; // the addresses of the batch once it is made
  let busy = false; // something is on its way
  let yearTyped = false;
  let quarter = 0;

  const chosen = new window.uploads.ChosenFiles(byId("chosen-files"), input.accept.split(","), Number(form.dataset.max), changed);

  function announce(words) { byId("announced").textContent = words; }

  function changed() {
    const number = chosen.items.length;
    byId("chosen").hidden = !number && !chosen.leftOut.length;
    byId("chosen-total").textContent = "共 " + number + " 个，" + size(chosen.bytes());
    showLeftOut();
    if (number) showErrors({});
    suggest();
    announce("已选 " + number + " 个文件" + (chosen.leftOut.length ? "，" + chosen.leftOut.length + " 个没有加入" : ""));
    if (batch && !busy && !inState("waiting").length) settle();
  }

  function showLeftOut() {
    const box = byId("left-out");
    box.hidden = !chosen.leftOut.length;
    box.textContent = "";
    if (box.hidden) return;
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = chosen.leftOut.length + " 个文件没有加入";
    details.open = chosen.leftOut.length < 6;
    details.appendChild(summary);
    chosen.leftOut.forEach(function (words) {
      const line = document.createElement("div");
      line.textContent = words;
      details.appendChild(line);
    });
    box.appendChild(details);
  }

  // The year follows the names of the files as long as nobody has typed one; the reason is always told.
  function suggest() {
    if (batch) return;
    const names = chosen.items.map(function (item) { return item.file.name; });
    const found = window.suggestYear(names, Number(form.dataset.latest)) || { year: form.dataset.year, why: form.dataset.why };
    if (!yearTyped) year.value = found.year;
    byId("id_suggested").value = yearTyped ? "" : found.year;
    byId("year-why").textContent = "建议 " + found.year + "：" + found.why;
  }

  function showErrors(errors) {
    let first = null;
    ["name", "year", "region", "documents"].forEach(function (field) {
      const place = byId("error-" + field);
      const control = byId("id_" + field);
      place.textContent = "";
      control.removeAttribute("aria-invalid");
      if (!errors[field]) return;
      const list = document.createElement("ul");
      list.className = "errorlist";
      errors[field].forEach(function (words) { list.appendChild(document.createElement("li")).textContent = words; });
      place.appendChild(list);
      control.setAttribute("aria-invalid", "true");
      first = first || (field === "documents" ? byId("choose-files") : control);
    });
    if (first) first.focus();
  }

  function setBusy(now) {
    busy = now;
    go.disabled = now || batch !== null;
    go.textContent = now ? "正在上传……" : "上传并读取";
    byId("remove-all").hidden = now || batch !== null;
    ["choose-files", "choose-folder"].forEach(function (id) { byId(id).disabled = now; });
    ["id_name", "id_year", "id_region"].forEach(function (id) { byId(id).disabled = now || batch !== null; });
  }

  function start(event) {
    event.preventDefault();
    if (busy || batch) return;
    if (!chosen.items.length) {
      showErrors({ documents: ["请选择要导入的文件。"] });
      return;
    }
    const data = new FormData();
    ["name", "year", "suggested", "region"].forEach(function (field) { data.append(field, byId("id_" + field).value); });
    setBusy(true);
    post(form.action, data, function (answer) {
      batch = answer;
      setBusy(true);
      byId("overall").hidden = false;
      sendMore();
    }, function (words, errors) {
      setBusy(false);
      showErrors(errors || { documents: [words] });
    });
  }

  function inState(state) { return chosen.items.filter(function (item) { return item.state === state; }); }

  function sendMore() {
    inState("waiting").slice(0, AT_ONCE - inState("sending").length).forEach(send);
    showOverall();
    if (!inState("sending").length) settle();
  }

  function send(item) {
    const data = new FormData();
    data.append("file", item.file, item.file.name);
    chosen.show(item, "sending", "正在上传 " + item.file.name);
    item.sent = 0;
    post(batch.upload, data, function (answer) {
      item.sent = item.file.size;
      chosen.show(item, "done", answer.repeated ? "已上传；与本批次的另一个文件内容相同，只读取一次" : "已上传");
      sendMore();
    }, function (words) {
      item.sent = 0;
      chosen.show(item, "failed", words);
      sendMore();
    }, function (event) {
      item.sent = Math.min(event.loaded, item.file.size);
      item.bar.value = 100 * event.loaded / Math.max(1, event.total);
      showOverall();
    });
  }

  function showOverall() {
    const sent = chosen.items.reduce(function (sum, item) { return sum + item.sent; }, 0);
    const done = inState("done").length;
    const failed = inState("failed").length;
    const percent = 100 * sent / Math.max(1, chosen.bytes());
    const words = "已上传 " + done + " / " + chosen.items.length + " 个文件，" + size(sent) + " / " + size(chosen.bytes());
    byId("overall-bar").value = percent;
    byId("overall-words").textContent = words + (failed ? "，" + failed + " 个失败" : "");
    if (busy) go.textContent = "正在上传 " + done + " / " + chosen.items.length; // the page bar stays in sight
    if (Math.floor(percent / 25) > quarter) {
      quarter = Math.floor(percent / 25);
      announce(words);
    }
  }

  // Nothing is on its way any more: go on to the batch, or say what failed and what can be done about it.
  function settle() {
    const failed = inState("failed").length;
    const done = inState("done").length;
    byId("retry-all").hidden = !failed;
    byId("go-without").hidden = !failed || !done;
    setBusy(false);
    showOverall();
    chosen.failedFirst();
    if (failed) announce(failed + " 个文件没有传上去，可以重试。");
    else if (done) finish();
  }

  function finish() {
    setBusy(true);
    byId("overall-words").textContent = "全部传完，正在打开批次……";
    post(batch.uploaded, new FormData(), function (answer) {
      busy = false;
      location.assign(answer.batch);
    }, function (words) {
      setBusy(false);
      byId("overall-words").textContent = words + "。文件都已收到，可以在“导入”页打开这一批继续。";
    });
  }

  function again(items) {
    items.forEach(function (item) { chosen.show(item, "waiting", "待上传"); });
    byId("retry-all").hidden = byId("go-without").hidden = true;
    setBusy(true);
    sendMore();
  }

  // Where some failed, others may be added instead; they are sent at once, the batch is there already.
  function take(files) {
    if (busy) return;
    chosen.add(files);
    if (batch && inState("waiting").length) again([]);
  }

  function takeFrom(chooser) {
    take(chooser.files);
    chooser.value = ""; // so that the same file can be chosen again after it was removed
  }

  ["id_documents", "folder"].forEach(function (id) {
    const chooser = byId(id);
    chooser.tabIndex = -1;
    chooser.addEventListener("change", function () { takeFrom(chooser); });
    if (chooser.files.length) takeFrom(chooser); // somebody, or a browser that remembers, was quicker than this script
  });
  byId("choose-files").addEventListener("click", function () { input.click(); });
  byId("choose-folder").addEventListener("click", function () { byId("folder").click(); });
  byId("remove-all").addEventListener("click", function () { chosen.removeAll(); });
  byId("retry-all").addEventListener("click", function () { again(inState("failed")); });
  byId("go-without").addEventListener("click", finish);
  byId("chosen-files").addEventListener("click", function (event) {
    const item = chosen.items.find(function (each) { return each.retry === event.target; });
    if (item) again([item]);
  });
  year.addEventListener("input", function () { yearTyped = true; byId("id_suggested").value = ""; });
  form.addEventListener("submit", start);
  window.addEventListener("beforeunload", function (event) {
    if (!busy) return;
    event.preventDefault();
    event.returnValue = ""; // what older browsers look at
  });
  // Coming back to the page from the batch: it starts afresh, the files were sent.
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  // Files may be dropped anywhere on the page; beside the zone a browser would otherwise open them.
  ["dragover", "dragenter"].forEach(function (name) {
    document.addEventListener(name, function (event) { event.preventDefault(); byId("drop").classList.add("over"); });
  });
  document.addEventListener("dragleave", function (event) { if (!event.relatedTarget) byId("drop").classList.remove("over"); });
  document.addEventListener("drop", function (event) {
    event.preventDefault();
    byId("drop").classList.remove("over");
    window.uploads.droppedFiles(event.dataTransfer).then(take);
  });
})();
