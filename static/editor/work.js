// Saving, drafts, merging and who else is here, put together: how the page keeps what is typed.
(function (editor) {
  "use strict";
  const model = editor.model;

  function clock(text) {
    const at = new Date(text);
    const two = function (number) { return String(number).padStart(2, "0"); };
    const day = at.toDateString() === new Date().toDateString() ? "今天" : at.getMonth() + 1 + "月" + at.getDate() + "日";
    return day + " " + two(at.getHours()) + ":" + two(at.getMinutes());
  }

  editor.work = function (page, form) {
    const notices = page.notices;
    const base = model.toJson(page.doc.content).json;
    const saving = new editor.Saving({
      doc: page.doc, grid: page.grid, address: form.dataset.save, serial: Number(form.dataset.serial), base: base,
      tell: tell, saved: saved, conflict: conflict, refused: refused,
    });
    const merge = new editor.Merge(page.doc, apply, later);
    const name = "perfgoals:draft:" + form.dataset.table + ":" + form.dataset.user;
    const drafts = new editor.Drafts(page.doc, name, function () { return { serial: saving.serial, base: saving.base }; });
    const presence = new editor.Presence(form.dataset.presence, document.getElementById("others"), function () { return saving.serial; });

    function tell(state, words, more) {
      let action = null;
      if (state === "expired") action = { words: "重新登录", href: more || "/accounts/login/" };
      if (state === "conflict") action = { words: "合并", act: askAgain };
      notices.saving(state, words || "没有未保存的改动", action);
      if (state === "clean") {
        drafts.forget();
        accepted(); // what was refused has been taken back
      }
      const kept = drafts.works ? "内容也保存在本机浏览器里。" : "本机浏览器没有空间保存，请不要关闭本页。";
      const lost = state === "closed" ? words.replace(/。$/, "") + "。本页的内容还在，可以选中后复制出去。" : state === "expired" ? words + "。" + kept + "登录后会自动继续保存。" : "";
      notices.note("state", lost, action && state === "expired" ? [action] : [], state === "closed" ? "error" : "warning");
    }

    // Nothing is wrong any more with what was refused.
    function accepted() {
      notices.note("problems", "");
      document.querySelectorAll("[data-refused]").forEach(mark.bind(null, false));
    }

    function saved(answer, content, keys) {
      accepted();
      if (content === page.doc.content) drafts.forget();
      else drafts.later();
      form.elements.serial.value = answer.serial; // should the form ever be sent as it is
      presence.show(answer.others, false);
      page.checking.take(content, answer, keys);
    }

    function mark(wrong, control) {
      control.setAttribute("aria-invalid", String(wrong));
      if (wrong) control.dataset.refused = "";
      else delete control.dataset.refused;
    }

    function refused(errors, keys) {
      const actions = errors.map(function (each) {
        const key = each.row === null || each.row === undefined ? null : keys[each.row];
        const place = page.mending.marks.place({ key: key, field: each.field });
        if (place) mark(true, place.area);
        return { words: each.message, act: function () { page.mending.go({ key: key, field: each.field }); } };
      });
      notices.note("problems", "没有保存，请先改正 " + errors.length + " 处：", actions, "error");
    }

    // While the dialog is open nothing is typed. What was typed since the request was sent goes into a new one first, so that
    // the merge is of what is on the screen.
    function conflict(answer, content) {
      page.grid.whenIdle(function () {
        if (page.doc.content === content) {
          merge.show(answer);
          return;
        }
        askAgain();
      });
    }

    // What is merged is always what is on the screen: more may have been typed since the answer came.
    function askAgain() {
      saving.stopped = false;
      saving.save(false);
    }

    function apply(content, answer) {
      saving.goOn(answer.serial, model.toJson(model.fromJson(answer.content)).json);
      page.doc.change(content, { words: "合并", place: page.grid.here || {} });
      page.announce("已合并，可以撤销");
      drafts.later();
      saving.save(true);
    }

    function later(answer) {
      tell("conflict", (answer.who || "有人") + "也改过这张表，还没有合并，没有保存");
    }

    // What was typed here last time and never reached the server.
    function offer() {
      const draft = drafts.offered;
      if (!draft || !draft.content) return;
      const content = model.fromJson(draft.content);
      const count = editor.difference.count(base, model.toJson(content).json);
      if (!count) {
        drafts.forget();
        return;
      }
      drafts.undecided = true;
      const decide = function (take) {
        drafts.undecided = false;
        notices.note("draft", "");
        if (take) restore(draft, content);
        else if (!saving.isUnsaved()) drafts.forget();
        else drafts.later();
      };
      notices.note("draft", "浏览器里有 " + clock(draft.at) + " 没有保存的改动，与现在的内容有 " + count + " 处不同。", [
        { words: "恢复", act: decide.bind(null, true) }, { words: "放弃", act: decide.bind(null, false) },
      ]);
    }

    // On top of the writing that it was typed on: where somebody has saved since, the save ends in a merge.
    function restore(draft, content) {
      if (draft.serial !== saving.serial) saving.goOn(draft.serial, draft.base);
      page.doc.change(content, { words: "恢复没有保存的改动", place: {} });
      page.announce("已恢复，可以撤销");
    }

    // Saving by hand asks again about a merge that was put off, else the button would do nothing.
    function byHand() {
      saving.refusal = false;
      if (!saving.closed) saving.stopped = false;
      return saving.save(false);
    }

    // Where nothing can be saved any more there is nothing to wait for: the browser asks before it leaves.
    async function leave(address) {
      if (saving.closed || !saving.isUnsaved() || await byHand()) window.location.assign(address);
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      byHand();
    });
    document.querySelectorAll("[data-leave]").forEach(function (link) {
      link.addEventListener("click", function (event) {
        if (!saving.isUnsaved()) return;
        event.preventDefault();
        leave(link.href);
      });
    });
    offer();
    return { saving: saving, drafts: drafts, leave: leave, save: byHand };
  };
})(window.editor = window.editor || {});
