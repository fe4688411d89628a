// What the page says: the state of saving in its bar, notes above the form, and words for those who hear the page.
(function (editor) {
  "use strict";
  const LOUD = ["expired", "offline", "conflict", "refused", "closed"];

  editor.Notices = class {
    constructor() {
      this.state = document.getElementById("save-state");
      this.state.setAttribute("aria-live", "off"); // it changes with every pause; what matters is announced
      this.spoken = document.getElementById("editor-announce");
      this.place = editor.element("div", "editor-notes");
      document.querySelector(".two").insertAdjacentElement("beforebegin", this.place);
    }

    announce(words) {
      this.spoken.textContent = "";
      window.setTimeout(function () { this.spoken.textContent = words; }.bind(this), 30);
    }

    // action: {words, act} or {words, href}
    saving(state, words, action) {
      const was = this.state.dataset.state;
      this.state.dataset.state = state;
      this.state.textContent = words;
      if (action) this.state.appendChild(document.createTextNode(" "));
      if (action) this.state.appendChild(this.action(action));
      if (LOUD.indexOf(state) >= 0 && was !== state) this.announce(words);
    }

    action(action) {
      const made = document.createElement(action.href ? "a" : "button");
      made.className = "link";
      made.textContent = action.words;
      if (action.href) {
        made.href = action.href;
        made.target = "_blank";
        made.rel = "noopener";
      } else {
        made.type = "button";
        made.addEventListener("click", action.act);
      }
      return made;
    }

    // A note above the form; one for each name. Without words it goes.
    note(name, words, actions, kind) {
      const old = this.place.querySelector("[data-note=" + name + "]");
      if (old) old.remove();
      if (!words) return;
      const note = editor.element("div", "note " + (kind || "warning"), this.place);
      note.dataset.note = name;
      note.setAttribute("role", "alert");
      note.appendChild(document.createTextNode(words + " "));
      (actions || []).forEach(function (action) {
        note.appendChild(this.action(action));
        note.appendChild(document.createTextNode(" "));
      }, this);
    }
  };
})(window.editor = window.editor || {});
