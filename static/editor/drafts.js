// What is typed is also kept in the browser until the server has it: a reload, a crash or a lost session takes nothing.
(function (editor) {
  "use strict";
  const PAUSE = 250; // milliseconds after the last key, so that no key waits for the disk

  editor.Drafts = class {
    constructor(doc, name, state) {
      this.doc = doc;
      this.name = name; // the table and the user
      this.state = state; // state() → {serial, base} of what the changes are made on
      this.offered = this.read(); // what was left here last time
      this.undecided = false; // it was offered and not answered yet: then it is not written over
      this.works = true;
      doc.on(this.later.bind(this));
      window.addEventListener("pagehide", this.write.bind(this));
    }

    read() {
      try {
        return JSON.parse(window.localStorage.getItem(this.name));
      } catch (error) {
        return null;
      }
    }

    later() {
      this.unwritten = true;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.write.bind(this), PAUSE);
    }

    write() {
      window.clearTimeout(this.timer);
      if (!this.unwritten || this.undecided) return;
      this.unwritten = false;
      const state = this.state();
      const content = editor.model.toJson(this.doc.content).json;
      const draft = { content: content, base: state.base, serial: state.serial, at: new Date().toISOString() };
      try {
        window.localStorage.setItem(this.name, JSON.stringify(draft));
        this.works = true;
      } catch (error) {
        this.works = false; // full or forbidden: the server has to do
      }
    }

    // The server has everything.
    forget() {
      window.clearTimeout(this.timer);
      this.unwritten = false;
      if (this.undecided) return;
      try {
        window.localStorage.removeItem(this.name);
      } catch (error) {
        this.works = false;
      }
    }
  };
})(window.editor = window.editor || {});
