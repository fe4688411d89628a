// Keeping a warning with a reason. The table's own page does it: what is on the screen is saved, the finding is looked for there,
// and its form is sent. So there is one way to keep one, with one set of rules.
(function (editor) {
  "use strict";
  const element = editor.element;

  editor.Keeping = class {
    constructor(page, address) {
      this.page = page; // announce, work, checking, notices
      this.address = address; // of the table's page
      this.dialog = element("dialog", "merge", document.body);
      this.dialog.setAttribute("aria-labelledby", "keep-title");
    }

    ask(finding) {
      this.finding = finding;
      this.dialog.textContent = "";
      const form = element("form", "", this.dialog);
      const title = element("h2", "", form);
      title.id = "keep-title";
      title.textContent = "说明理由并保留：" + finding.name;
      element("p", "", form).textContent = finding.message;
      const label = element("label", "keep-reason", form);
      label.textContent = "理由（审核人员会看到）";
      this.reason = element("textarea", "form-control", label);
      this.reason.rows = 4;
      this.reason.required = true;
      this.reason.minLength = 4;
      this.reason.maxLength = 500;
      this.problem = element("p", "bad", form);
      this.problem.setAttribute("role", "alert");
      this.buttons(element("div", "buttons", form));
      form.addEventListener("submit", this.send.bind(this));
      this.dialog.showModal();
    }

    buttons(row) {
      this.button = element("button", "btn btn-primary", row);
      this.button.textContent = "保留";
      const away = element("button", "btn btn-plain", row);
      away.type = "button";
      away.textContent = "取消";
      away.addEventListener("click", function () { this.dialog.close(); }.bind(this));
    }

    async send(event) {
      event.preventDefault();
      this.button.disabled = true;
      const said = await this.keep().catch(function () { return { error: "网络中断，没有保留，请再试。" }; });
      this.button.disabled = false;
      if (said.error) {
        this.problem.textContent = said.error;
        return;
      }
      this.dialog.close();
      this.page.announce(said.done);
      this.page.checking.asked = null;
      this.page.checking.ask();
    }

    async keep() {
      const saving = this.page.work.saving;
      if (saving.isUnsaved() && !await this.page.work.save()) return { error: "还没有保存，先处理保存的问题，再说明理由。" };
      const form = this.form(await this.read(this.address, {}));
      if (!form) return { error: "这条疑点已经变化或不再存在，请看最新的疑点。" };
      const data = new FormData(form);
      data.set("reason", this.reason.value);
      const answer = await this.read(form.getAttribute("action"), { method: "POST", body: data });
      const error = answer.querySelector(".note.error");
      const done = answer.querySelector(".note.success");
      return done ? { done: done.textContent } : { error: error ? error.textContent : "没有保留，请再试。" };
    }

    async read(address, how) {
      const response = await fetch(address, Object.assign({ credentials: "same-origin" }, how));
      return new DOMParser().parseFromString(await response.text(), "text/html");
    }

    // The form of the same finding there: the same check, the same words.
    form(answer) {
      const finding = this.finding;
      const items = Array.from(answer.querySelectorAll("#findings li.find .item"));
      const same = items.find(function (item) {
        const message = item.querySelector("p");
        return message && message.textContent === finding.message
          && item.closest("li").querySelector("h3").textContent === finding.name;
      });
      return same ? same.querySelector(".keep form") : null;
    }
  };
})(window.editor = window.editor || {});
