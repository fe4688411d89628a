// The content with its past and its future. Contents are never changed, so a step is two of them: going back gives exactly
// what was there. Typing in one visit to a cell is one step until there is a pause.
(function (editor) {
  "use strict";
  const PAUSE = 1500; // milliseconds without a key that begin a new step
  const MOST = 500; // steps; each shares with its neighbours all rows that did not change

  editor.Doc = class {
    constructor(content) {
      this.content = content;
      this.past = [];
      this.future = [];
      this.listeners = [];
    }

    on(listener) { this.listeners.push(listener); }

    tell(step, why) {
      const told = { why: why, place: step.place, typing: Boolean(step.group) && why === "change", words: step.words };
      this.listeners.forEach(function (listener) { listener(told); });
    }

    // how: {words, place, group}: what was done, where ({key, field} or {head}), and what it is one step with.
    change(content, how) {
      if (content === this.content) return false;
      const now = Date.now();
      const last = this.past[this.past.length - 1];
      const goesOn = last && how.group && last.group === how.group && now - last.at < PAUSE && !this.future.length;
      if (goesOn) {
        last.after = content;
        last.at = now;
      } else {
        this.past.push(Object.assign({ before: this.content, after: content, at: now }, how));
        if (this.past.length > MOST) this.past.shift();
      }
      this.future = [];
      this.content = content;
      this.tell(how, "change");
      return true;
    }

    // The step that was taken back, or null.
    undo() {
      const step = this.past.pop();
      if (!step) return null;
      this.future.push(step);
      this.content = step.before;
      this.tell(step, "undo");
      return step;
    }

    redo() {
      const step = this.future.pop();
      if (!step) return null;
      this.past.push(step);
      step.at = 0; // typing after it is a new step
      this.content = step.after;
      this.tell(step, "redo");
      return step;
    }

    // Takes back all steps of one visit to a cell (Esc).
    undoGroup(group) {
      let undone = false;
      while (this.past.length && this.past[this.past.length - 1].group === group) undone = Boolean(this.undo());
      return undone;
    }
  };
})(window.editor = window.editor || {});
