// The panel of findings beside the table, as templates/indicators/_findings.html shows it, made anew with each answer.
(function (editor) {
  "use strict";
  const SEVERITIES = [["block", "须改正"], ["warn", "需说明"], ["info", "提示"]];
  const element = editor.element;

  function link(words, parent, act) {
    const made = element("button", "link", parent);
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  // The findings of one check stand together, in the order in which they came.
  function blocks(findings) {
    const byCode = new Map();
    findings.forEach(function (finding) {
      if (!byCode.has(finding.code)) byCode.set(finding.code, []);
      byCode.get(finding.code).push(finding);
    });
    return Array.from(byCode.values());
  }

  editor.Findings = class {
    // acts: go(finding), mend(findings), keep(finding) and place(finding), null where it can't be gone to.
    constructor(panel, acts) {
      this.panel = panel;
      this.acts = acts;
      this.list = [];
    }

    show(findings) {
      this.list = findings;
      const open = findings.filter(function (each) { return !each.kept; });
      const kept = findings.filter(function (each) { return each.kept; });
      const opened = this.panel.querySelector("details.explained[open]") !== null;
      const focus = this.focused();
      this.panel.textContent = "";
      const card = element("section", "card", this.panel);
      this.header(card, open, kept);
      const body = element("div", "in", card);
      SEVERITIES.forEach(function (severity) { this.group(body, severity, open); }, this);
      if (!open.length) element("p", "small", body).textContent = "目前没有" + (kept.length ? "其他" : "") + "疑点。";
      if (kept.length) this.explained(body, kept, opened);
      this.refocus(focus);
    }

    // The panel is made anew under somebody's hands: the focus stays at the same place of it.
    focused() {
      return Array.from(this.panel.querySelectorAll("button, summary")).indexOf(document.activeElement);
    }

    refocus(index) {
      if (index < 0) return;
      const all = this.panel.querySelectorAll("button, summary");
      const next = all[Math.min(index, all.length - 1)];
      if (next) next.focus({ preventScroll: true });
    }

    header(card, open, kept) {
      const header = element("header", "", card);
      element("h2", "", header).textContent = "疑点";
      SEVERITIES.forEach(function (severity) {
        const count = open.filter(function (each) { return each.severity === severity[0]; }).length;
        if (count) element("span", "chip " + severity[0], header).textContent = count + " " + severity[1];
      });
      if (kept.length) element("span", "chip ok", header).textContent = kept.length + " 已说明";
    }

    group(body, severity, open) {
      const findings = open.filter(function (each) { return each.severity === severity[0]; });
      if (!findings.length) return;
      const list = element("ul", "finds", body);
      list.setAttribute("aria-label", severity[1]);
      blocks(findings).forEach(this.block.bind(this, list));
    }

    block(list, findings) {
      const item = element("li", "find " + findings[0].severity, list);
      element("h3", "", item).textContent = findings[0].name;
      const count = findings.length > 1 ? " · " + findings.length + " 处" : "";
      if (findings[0].side || count) element("p", "why", item).textContent = (findings[0].side || "") + count;
      findings.forEach(this.one.bind(this, item));
      const mendable = findings.filter(function (each) { return each.mend !== null; });
      const acts = this.acts;
      if (mendable.length > 1) link(mendable.length + " 处全部改正", item, function () { acts.mend(mendable); });
    }

    one(item, finding) {
      const box = element("div", "item", item);
      element("p", "", box).textContent = finding.message;
      if (finding.kept) element("p", "reason", box).textContent = "理由：" + finding.kept.reason;
      if (finding.kept) element("p", "small", box).textContent = finding.kept.who + " " + finding.kept.when;
      const row = element("div", "acts", box);
      const acts = this.acts;
      if (acts.place(finding)) link("定位", row, function () { acts.go(finding); });
      if (finding.mend !== null && !finding.kept) link("改正", row, function () { acts.mend([finding]); });
      if (finding.keepable && finding.severity === "warn" && !finding.kept && acts.keep) {
        link("说明理由并保留", row, function () { acts.keep(finding); });
      }
      if (!row.children.length) row.remove();
    }

    explained(body, kept, opened) {
      const details = element("details", "explained", body);
      details.open = opened;
      element("summary", "", details).textContent = "已说明 " + kept.length + " 条";
      const list = element("ul", "finds", details);
      list.setAttribute("aria-label", "已说明");
      blocks(kept).forEach(this.block.bind(this, list));
    }
  };
})(window.editor = window.editor || {});
