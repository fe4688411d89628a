// The content of a table as the editor holds it, and the operations on it: pure functions, each returns a new content.
// A content is {head, rows}; everything is text, "" where blank. A row has a `key` of its own that outlives every move.
(function (editor) {
  "use strict";
  const FIELDS = ["level1", "level2", "level3", "description", "target", "weight"];
  const WORDS = {
    level1: "一级指标", level2: "二级指标", level3: "三级指标", description: "绩效指标描述", target: "指标值", weight: "权重",
    project_name: "项目名称", title: "表名", budget_total: "预算数", fiscal_funds: "财政资金", other_funds: "其他资金",
    purpose: "资金用途", goal: "绩效目标", currency_unit: "金额单位",
  };
  const TEXTS = ["title", "project_name", "purpose", "goal", "agency_code", "agency_name"];
  let keys = 0;

  function row(values) {
    const made = { key: ++keys };
    FIELDS.forEach(function (field) {
      const value = values[field];
      made[field] = value === null || value === undefined ? "" : String(value);
    });
    return made;
  }

  function fromJson(json) {
    const head = {};
    Object.keys(json).forEach(function (name) {
      if (name !== "indicators") head[name] = json[name] === null ? "" : json[name];
    });
    return { head: head, rows: json.indicators.map(row) };
  }

  // The text as it is stored: levels without white space, a weight as a plain number, all others in the normal form.
  function stored(field, text) {
    if (field === "level1" || field === "level2") return editor.text.compact(editor.text.normal(text));
    if (field === "weight") return editor.text.halfWidth(text).replace(/[\s%分]/g, "");
    return editor.text.normal(text);
  }

  function isBlank(one) {
    return FIELDS.every(function (field) { return !one[field].trim(); });
  }

  // For the server, with the keys of the rows that are sent, so that its row numbers can be understood.
  function toJson(content) {
    const rows = content.rows.filter(function (one) { return !isBlank(one); });
    const json = {};
    Object.keys(content.head).forEach(function (name) {
      const value = content.head[name];
      const text = TEXTS.indexOf(name) >= 0 ? editor.text.normal(value) : value;
      json[name] = text === "" ? null : text;
    });
    json.indicators = rows.map(function (one) {
      const sent = {};
      FIELDS.forEach(function (field) { sent[field] = stored(field, one[field]) || null; });
      return sent;
    });
    return { json: json, keys: rows.map(function (one) { return one.key; }) };
  }

  function withRows(content, rows) { return { head: content.head, rows: rows }; }

  // `changes` is a list of {key, field, text}; the same content comes back where nothing differs.
  function setCells(content, changes) {
    const byKey = new Map();
    changes.forEach(function (change) {
      if (!byKey.has(change.key)) byKey.set(change.key, {});
      byKey.get(change.key)[change.field] = change.text;
    });
    let differs = false;
    const rows = content.rows.map(function (one) {
      const values = byKey.get(one.key);
      if (!values || Object.keys(values).every(function (field) { return values[field] === one[field]; })) return one;
      differs = true;
      return Object.assign({}, one, values);
    });
    return differs ? withRows(content, rows) : content;
  }

  function setHead(content, name, text) {
    if (content.head[name] === text) return content;
    return { head: Object.assign({}, content.head, { [name]: text }), rows: content.rows };
  }

  function insert(content, at, rows) {
    return withRows(content, content.rows.slice(0, at).concat(rows, content.rows.slice(at)));
  }

  function remove(content, gone) {
    return withRows(content, content.rows.filter(function (one) { return gone.indexOf(one.key) < 0; }));
  }

  // The rows go to stand before what is now at index `to`; their order among themselves is kept.
  function move(content, moved, to) {
    const taken = content.rows.filter(function (one) { return moved.indexOf(one.key) >= 0; });
    const before = content.rows.slice(0, to).filter(function (one) { return moved.indexOf(one.key) < 0; });
    const after = content.rows.slice(to).filter(function (one) { return moved.indexOf(one.key) < 0; });
    const rows = before.concat(taken, after);
    const same = rows.every(function (one, index) { return one === content.rows[index]; });
    return same ? content : withRows(content, rows);
  }

  function copies(rows) { return rows.map(row); }

  function indexOf(content, key) {
    return content.rows.findIndex(function (one) { return one.key === key; });
  }

  // A new row beside another: in the same groups, else empty.
  function beside(one) { return row(one ? { level1: one.level1, level2: one.level2 } : {}); }

  editor.model = {
    FIELDS: FIELDS, WORDS: WORDS, row: row, fromJson: fromJson, toJson: toJson, stored: stored, isBlank: isBlank, setCells: setCells,
    setHead: setHead, insert: insert, remove: remove, move: move, copies: copies, indexOf: indexOf, beside: beside,
  };
})(window.editor = window.editor || {});
