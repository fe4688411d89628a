// Asks the server for the findings once typing pauses. An answer to a content that is no longer there is dropped.
(function (editor) {
  "use strict";
  const PAUSE = 400; // milliseconds after the last change

  editor.Checking = class {
    // show(answer, keys) takes {findings, cost, readings}; `keys` are the rows that their numbers mean.
    constructor(doc, grid, address, show) {
      this.doc = doc;
      this.grid = grid;
      this.address = address;
      this.show = show;
      this.asked = null; // the content that the last question was about
      this.known = null; // the content that the last answer was about
      doc.on(this.later.bind(this));
    }

    later() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(function () { this.grid.whenIdle(this.ask.bind(this)); }.bind(this), PAUSE);
    }

    async ask() {
      const content = this.doc.content;
      if (this.asked === content) return;
      this.asked = content;
      const sent = editor.model.toJson(content);
      const got = await editor.post(this.address, { content: sent.json });
      if (got.status === 200) this.take(content, got.answer, sent.keys);
      else if (this.asked === content) this.asked = null;
    }

    // Also from a save, which answers the same.
    take(content, answer, keys) {
      if (content !== this.doc.content || !answer.findings) return;
      this.known = this.asked = content;
      this.grid.whenIdle(this.show.bind(null, answer, keys));
    }
  };
})(window.editor = window.editor || {});
