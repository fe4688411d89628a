// Who else is at this table. Says so every twenty seconds while the page is looked at, and once more when it is left.
(function (editor) {
  "use strict";
  const EVERY = 20000; // milliseconds

  editor.Presence = class {
    constructor(address, place, serial) {
      this.address = address;
      this.place = place;
      this.serial = serial; // serial() of what this page has
      this.timer = window.setInterval(this.say.bind(this), EVERY);
      window.addEventListener("focus", this.say.bind(this));
      window.addEventListener("pagehide", this.leave.bind(this));
    }

    async say() {
      if (document.hidden || this.asking) return;
      this.asking = true;
      const got = await editor.post(this.address, { serial: this.serial() });
      this.asking = false;
      if (got.status === 200) this.show(got.answer.others, got.answer.serial > this.serial());
    }

    leave() { editor.post(this.address, { leave: true }, true); }

    show(others, newer) {
      const words = (others || []).map(function (other) { return [other.name + "也在编辑", other.since + " 起"]; });
      if (newer) words.push(["有人保存了新的内容", "您保存时会提示合并"]);
      const now = JSON.stringify(words);
      if (now === this.shown) return;
      this.shown = now;
      this.place.textContent = "";
      words.forEach(function (word) {
        const chip = editor.element("span", "chip warn", this.place);
        chip.textContent = word[0];
        chip.title = word[1];
      }, this);
    }
  };
})(window.editor = window.editor || {});
