// Saves by itself two seconds after the last change, one request at a time, and goes on trying while the server is away.
// Says what it knows by `tell(state, words)`; decides nothing about conflicts: that is merge.js.
(function (editor) {
  "use strict";
  const PAUSE = 2000; // milliseconds after the last change
  const LONGEST = 15000; // while somebody types without a pause
  const AGAIN = [2000, 4000, 8000, 15000, 30000, 60000]; // between tries while the server is away
  const WORDS = {
    0: "离线：恢复连接后自动保存", 401: "登录已过期，内容还在本页", 403: "没有保存：没有权限修改这张表",
    404: "没有保存：这张表已不存在或不再可见", 423: "没有保存：这张表已不能修改",
  };

  editor.Saving = class {
    // parts: doc, grid, address, serial, base (JSON), tell, saved(answer, content, keys), conflict(answer, sent), refused(errors)
    constructor(parts) {
      Object.assign(this, parts);
      this.busy = false;
      this.tries = 0;
      this.stopped = false; // by a conflict that is not settled, or for good
      this.closed = false; // for good: the table can't be changed any more
      this.clean = JSON.stringify(this.base);
      this.known = this.doc.content; // the content that the server has
      this.doc.on(this.changed.bind(this));
      window.addEventListener("online", this.soon.bind(this));
      window.addEventListener("focus", function () { if (this.status === 401) this.soon(); }.bind(this));
      document.addEventListener("visibilitychange", this.soon.bind(this));
      window.addEventListener("beforeunload", this.leaving.bind(this));
    }

    isUnsaved() { return this.doc.content !== this.known; }

    leaving(event) {
      if (!this.isUnsaved() && !this.busy) return;
      event.preventDefault();
      event.returnValue = ""; // what older browsers look at
    }

    changed() {
      if (this.closed) return;
      if (!this.isUnsaved()) {
        window.clearTimeout(this.timer);
        this.began = 0;
        this.tell("clean", "");
        return;
      }
      this.refusal = false;
      if (!this.stopped && this.status !== 401 && this.status !== 0) this.tell("changed", "有改动未保存");
      const now = Date.now();
      this.began = this.began || now;
      if (this.tries) return; // the next try is on its way
      this.later(Math.min(PAUSE, Math.max(0, this.began + LONGEST - now)));
    }

    later(wait) {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.soon.bind(this), wait);
    }

    // Now, if there is anything to save and nothing composes.
    soon() {
      if (this.isUnsaved() && !this.stopped && !this.refusal) this.grid.whenIdle(this.save.bind(this, true));
    }

    async save(auto) {
      if (this.stopped) return false;
      if (this.busy) {
        this.again = true; // what was typed meanwhile goes next
        if (auto) return false;
        await this.sending; // who saves by hand or leaves waits for it, and is answered about what is on the screen
        return this.save(false);
      }
      window.clearTimeout(this.timer);
      const content = this.doc.content;
      const sent = editor.model.toJson(content);
      if (JSON.stringify(sent.json) === this.clean) {
        this.settle(content);
        this.tell("clean", auto ? "" : "已保存，没有新的改动");
        return true;
      }
      this.busy = true;
      this.tell("saving", "正在保存…");
      this.sending = this.send(content, sent, auto);
      return this.sending;
    }

    async send(content, sent, auto) {
      const got = await editor.post(this.address, { serial: this.serial, content: sent.json, base: this.base, auto: auto });
      this.busy = false;
      this.answered(got, content, sent, auto);
      return got.status === 200;
    }

    answered(got, content, sent, auto) {
      this.status = got.status;
      if (got.status === 200) this.took(got.answer, content, sent, auto);
      else if (got.status === 409) this.conflicts(got.answer, content, sent);
      else if (got.status === 400) this.refuse(got.answer, sent);
      else if (got.status === 403 || got.status === 404 || got.status === 423) this.close(got);
      else this.wait(got);
    }

    took(answer, content, sent, auto) {
      this.tries = 0;
      this.serial = answer.serial;
      this.base = sent.json;
      this.clean = JSON.stringify(sent.json);
      this.settle(content);
      this.saved(answer, content, sent.keys);
      if (this.isUnsaved()) {
        this.tell("changed", "有改动未保存");
        this.began = Date.now();
        this.later(this.again ? 0 : PAUSE);
      } else {
        this.tell("saved", (auto ? "已自动保存 " : "已保存 ") + answer.saved_at);
      }
      this.again = false;
    }

    settle(content) {
      this.known = content;
      this.began = 0;
    }

    conflicts(answer, content, sent) {
      this.tries = 0;
      this.stopped = true;
      this.tell("conflict", (answer.who || "有人") + "也改过这张表，需要合并");
      this.conflict(answer, content, sent);
    }

    // After a merge: on top of theirs.
    goOn(serial, base) {
      this.serial = serial;
      this.base = base;
      this.clean = JSON.stringify(base);
      this.known = null;
      this.stopped = false;
    }

    refuse(answer, sent) {
      this.tries = 0;
      this.refusal = true; // until something is changed
      this.refused(answer.errors || [], sent.keys);
      this.tell("refused", "没有保存：请先改正标出的内容");
    }

    // The text stays on the page and can be copied out.
    close(got) {
      this.stopped = this.closed = true;
      this.tell("closed", got.answer.error || WORDS[got.status], got.status);
    }

    wait(got) {
      const away = got.status === 0 && navigator.onLine === false;
      const words = WORDS[got.status] || "服务器没有应答，会自动重试";
      this.tell(got.status === 401 ? "expired" : "offline", got.status === 0 && !away ? "离线：连接恢复后自动保存" : words, got.answer.login);
      this.later(AGAIN[Math.min(this.tries, AGAIN.length - 1)]);
      this.tries += 1;
    }
  };
})(window.editor = window.editor || {});
