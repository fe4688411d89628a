// Somebody else has saved meanwhile: says who and what, lets one choose where both changed the same, and puts it together.
(function (editor) {
  "use strict";
  const model = editor.model;
  const element = editor.element;
  const GONE = "（已删除）";

  // The merged content with the choices taken: "theirs" where they are chosen; what says nothing else is mine.
  function settled(merged, conflicts, choices) {
    const json = JSON.parse(JSON.stringify(merged));
    const gone = new Set();
    conflicts.forEach(function (each, index) {
      const theirs = choices[index] === "theirs";
      const row = each.row === null ? null : json.indicators[each.row];
      if (each.field === "row") {
        if ((theirs ? each.theirs : each.mine) === GONE) gone.add(each.row);
      } else if (theirs) {
        (row || json)[each.field] = each.theirs || null;
      }
    });
    json.indicators = json.indicators.filter(function (row, index) { return !gone.has(index); });
    return json;
  }

  // Rows that are still the same row keep their key, so that the screen and the focus stay.
  function withKeys(content, before) {
    const sent = model.toJson(before);
    const partners = editor.difference.partners(content.rows, sent.json.indicators);
    content.rows.forEach(function (row, index) {
      if (partners[index] >= 0) row.key = sent.keys[partners[index]];
    });
    return content;
  }

  editor.Merge = class {
    // apply(content, answer) is called with what was put together; later() where one does not want to now.
    constructor(doc, apply, later) {
      this.doc = doc;
      this.apply = apply;
      this.later = later;
      this.dialog = element("dialog", "merge", document.body);
      this.dialog.setAttribute("aria-labelledby", "merge-title");
      this.dialog.addEventListener("cancel", function () { this.later(this.answer); }.bind(this));
    }

    show(answer) {
      this.answer = answer;
      this.choices = answer.conflicts.map(function (each) { return each.mine === GONE ? "theirs" : "mine"; });
      this.dialog.textContent = "";
      const title = element("h2", "", this.dialog);
      title.id = "merge-title";
      title.textContent = answer.who + " 于 " + answer.when + " 保存过这张表";
      element("p", "", this.dialog).textContent = "对方的改动：" + (answer.changes || "没有看得见的改动") + "。";
      element("p", "", this.dialog).textContent = answer.conflicts.length
        ? "两边的改动已合在一起。下面 " + answer.conflicts.length + " 处两边都改过，请选择用哪一个："
        : "两边的改动没有冲突，已合在一起，请确认。";
      const list = element("div", "conflicts", this.dialog);
      answer.conflicts.forEach(this.conflict.bind(this, list));
      this.buttons();
      if (!this.dialog.open) this.dialog.showModal();
      this.dialog.querySelector("input, button").focus();
    }

    conflict(list, each, index) {
      const box = element("fieldset", "conflict", list);
      element("legend", "", box).textContent = each.where;
      if (each.base) element("p", "small", box).textContent = "原来：" + each.base;
      [["mine", "我的"], ["theirs", "对方的"]].forEach(function (side) {
        const label = element("label", "", box);
        const radio = element("input", "", label);
        radio.type = "radio";
        radio.name = "conflict-" + index;
        radio.value = side[0];
        radio.checked = this.choices[index] === side[0];
        radio.addEventListener("change", function () { this.choices[index] = side[0]; }.bind(this));
        element("b", "", label).textContent = side[1] + "：";
        element("span", "lines", label).textContent = each[side[0]] || "（空白）";
      }, this);
    }

    buttons() {
      const row = element("div", "buttons", this.dialog);
      const apply = element("button", "btn btn-primary", row);
      apply.type = "button";
      apply.textContent = "应用合并";
      apply.addEventListener("click", this.take.bind(this));
      const later = element("button", "btn btn-plain", row);
      later.type = "button";
      later.textContent = "先不合并";
      later.addEventListener("click", function () {
        this.dialog.close();
        this.later(this.answer);
      }.bind(this));
      element("p", "small", this.dialog).textContent = "应用后可以撤销。先不合并时，您的内容留在本页和浏览器里，但不会保存。";
    }

    take() {
      const content = model.fromJson(settled(this.answer.merged, this.answer.conflicts, this.choices));
      this.dialog.close();
      this.apply(withKeys(content, this.doc.content), this.answer);
    }
  };
  editor.settled = settled;
})(window.editor = window.editor || {});
