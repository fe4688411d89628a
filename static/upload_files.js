// The files that were chosen or dropped, before and while they are sent: a row for each, with its size and its state.
(function () {
  "use strict";
  const HIDDEN = /^(~\$|\.)/; // what Office and operating systems leave in folders

  function sizeWords(bytes) {
    if (bytes < 1024) return bytes + " 字节";
    if (bytes < 1024 * 1024) return (bytes / 1024).toFixed(0) + " KB";
    return (bytes / 1024 / 1024).toFixed(1) + " MB";
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function button(words, name) {
    const made = element("button", "btn btn-plain small", words);
    made.type = "button";
    made.appendChild(element("span", "visually-hidden", " " + name));
    return made;
  }

  // `body` is the tbody of the rows; `allowed` the endings of documents; `changed` is called when files come or go.
  function ChosenFiles(body, allowed, max, changed) {
    this.body = body;
    this.allowed = allowed;
    this.max = max;
    this.changed = changed;
    this.items = [];
    this.leftOut = [];
  }

  ChosenFiles.prototype.add = function (files) {
    this.leftOut = [];
    Array.prototype.forEach.call(files, this.addOne, this);
    this.nameTwins();
    this.changed();
  };

  ChosenFiles.prototype.addOne = function (file) {
    if (HIDDEN.test(file.name)) return;
    const why = this.refusal(file);
    if (why) this.leftOut.push(file.name + "：" + why);
    else this.items.push(this.newItem(file));
  };

  ChosenFiles.prototype.refusal = function (file) {
    const dot = file.name.lastIndexOf(".");
    const ending = dot < 0 ? "" : file.name.slice(dot).toLowerCase();
    if (this.allowed.indexOf(ending) < 0) return ending ? "不能导入 " + ending + " 文件" : "没有扩展名，不知道是什么文件";
    if (file.size > this.max) return "有 " + sizeWords(file.size) + "，超过单个文件 " + sizeWords(this.max) + " 的上限";
    const same = this.items.some(function (item) {
      const other = item.file;
      return other.name === file.name && other.size === file.size && other.lastModified === file.lastModified;
    });
    return same ? "已经在列表里" : "";
  };

  ChosenFiles.prototype.newItem = function (file) {
    const row = element("tr");
    const name = element("th", "", file.name);
    name.scope = "row";
    const size = element("td", "n", sizeWords(file.size));
    const state = element("td");
    state.setAttribute("data-label", "状态");
    const acts = element("td", "acts-cell");
    const item = { file: file, row: row, note: element("div", "small"), state: "waiting", sent: 0 };
    item.cell = state;
    item.remove = button("移除", file.name);
    item.retry = button("重试", file.name);
    item.retry.hidden = true;
    item.remove.addEventListener("click", this.removeItem.bind(this, item));
    name.appendChild(item.note);
    [item.retry, item.remove].forEach(acts.appendChild, acts);
    [name, size, state, acts].forEach(row.appendChild, row);
    this.body.appendChild(row);
    this.show(item, "waiting", "待上传");
    return item;
  };

  // The state of a file on screen: a bar while it is sent, else words.
  ChosenFiles.prototype.show = function (item, state, words) {
    item.state = state;
    item.row.className = "upload-" + state;
    item.retry.hidden = state !== "failed";
    item.remove.hidden = state !== "waiting" && state !== "failed";
    item.cell.textContent = "";
    if (state === "sending") {
      item.bar = element("progress", "bar-of");
      item.bar.max = 100;
      item.bar.value = 0;
      item.bar.setAttribute("aria-label", words);
      item.cell.appendChild(item.bar);
    } else {
      item.cell.appendChild(element("span", state === "failed" ? "bad" : "small", words));
    }
  };

  ChosenFiles.prototype.removeItem = function (item) {
    const next = item.row.nextElementSibling || item.row.previousElementSibling;
    const focus = next && next.querySelector("button:not([hidden])");
    this.items.splice(this.items.indexOf(item), 1);
    item.row.remove();
    if (focus) focus.focus();
    this.leftOut = [];
    this.nameTwins();
    this.changed();
  };

  ChosenFiles.prototype.removeAll = function () {
    this.items.forEach(function (item) { item.row.remove(); });
    this.items = [];
    this.leftOut = [];
    this.changed();
  };

  // What failed comes first: among hundreds nobody should have to look for it.
  ChosenFiles.prototype.failedFirst = function () {
    this.items.filter(function (item) { return item.state === "failed"; }).reverse().forEach(function (item) {
      this.body.insertBefore(item.row, this.body.firstChild);
    }, this);
  };

  // Files of one name and size are most likely one file; the server knows by their content and reads it once.
  ChosenFiles.prototype.nameTwins = function () {
    const seen = {};
    this.items.forEach(function (item) {
      const key = item.file.size + "/" + item.file.name;
      item.note.textContent = seen[key] ? "与前面的一个文件同名、同大小；内容也相同时只读取一次" : "";
      seen[key] = true;
    });
  };

  ChosenFiles.prototype.bytes = function () {
    return this.items.reduce(function (sum, item) { return sum + item.file.size; }, 0);
  };

  // Files and folders that were dropped → a promise of all files in them. Entries must be taken before any waiting.
  function droppedFiles(transfer) {
    const entries = Array.prototype.map.call(transfer.items || [], function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    if (!entries.length) return Promise.resolve(Array.from(transfer.files));
    return Promise.all(entries.map(filesOf)).then(function (lists) { return [].concat.apply([], lists); });
  }

  function filesOf(entry) {
    if (HIDDEN.test(entry.name)) return Promise.resolve([]);
    if (entry.isFile) {
      return new Promise(function (done) {
        entry.file(function (file) { done([file]); }, function () { done([]); });
      });
    }
    return entriesOf(entry.createReader(), []).then(function (found) {
      return Promise.all(found.map(filesOf)).then(function (lists) { return [].concat.apply([], lists); });
    });
  }

  // A browser hands out the entries of a folder in portions, until an empty one.
  function entriesOf(reader, found) {
    return new Promise(function (done) {
      reader.readEntries(function (portion) {
        if (!portion.length) done(found);
        else entriesOf(reader, found.concat(Array.from(portion))).then(done);
      }, function () { done(found); });
    });
  }

  window.uploads = window.uploads || {};
  Object.assign(window.uploads, { ChosenFiles: ChosenFiles, droppedFiles: droppedFiles, sizeWords: sizeWords });
})();
