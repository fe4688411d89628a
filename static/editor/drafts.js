// What is typed is also kept in the browser until the server has it: a reload, a crash or a lost session takes nothing.
(function (editor) {
  "use strict";
  const PAUSE = 250; // milliseconds after the last key, so that no key waits for the disk

  editor.Drafts = class {
    constructor(doc, name, state) {
      this.doc = doc;
      this.name = name; // the table and the user
      this.state = state; // state() → {serial, base} of what the changes are made on
      this.kept = null; // what this page has read or written there; anything else is another page's
      this.offered = this.read(); // what was left here last time
      this.undecided = false; // it was offered and not answered yet: then it is not written over
      this.works = true;
      doc.on(this.later.bind(this));
      window.addEventListener("pagehide", this.write.bind(this));
    }

    read() {
      try {
        const names = Object.keys(window.localStorage);
        this.name = names.find(function (name) { return name === this.name || name.startsWith(this.name + ":"); }, this) || this.name;
        this.kept = window.localStorage.getItem(this.name);
        return JSON.parse(this.kept);
      } catch (error) {
        return null;
      }
    }

    // The table may be open in two tabs: what one of them could not save yet is not written over or dropped by the other.
    isOthers() {
      const now = window.localStorage.getItem(this.name);
      return now !== null && now !== this.kept;
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
        if (this.isOthers()) this.name += ":" + Date.now();
        const text = JSON.stringify(draft);
        window.localStorage.setItem(this.name, text);
        this.kept = text;
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
        if (!this.isOthers()) window.localStorage.removeItem(this.name);
      } catch (error) {
        this.works = false;
      }
    }
  };
})(window.editor = window.editor || {});
