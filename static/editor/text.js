// The one normal form of text, the same rules as indicators/text.py; a test in the browser compares the two.
(function (editor) {
  "use strict";
  const LINE_ENDS = /\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
  // Control characters and lone surrogates: neither XML nor PostgreSQL can hold them.
  const FORBIDDEN = /[\0-\x08\x0e-\x1f\x7f-\x9f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g;
  const LINE_TAIL = /[\s\x1c-\x1f\x85]+$/;

  // Lines end with \n, no blank lines, no TAB, no white space at line ends; nothing else is changed.
  function normal(text) {
    const plain = text.replace(LINE_ENDS, "\n").replace(/\t/g, " ").replace(FORBIDDEN, "$1");
    return plain.split("\n").map(function (line) { return line.replace(LINE_TAIL, ""); }).filter(Boolean).join("\n");
  }

  // How labels and names of levels are written and compared: without any white space.
  function compact(text) { return text.replace(/\s+/g, ""); }

  // ６，０００．５ as people type it with a Chinese input method.
  function halfWidth(text) {
    return text.replace(/[\uff01-\uff5e]/g, function (letter) {
      return String.fromCharCode(letter.charCodeAt(0) - 0xfee0);
    }).replace(/\u3000/g, " ").replace(/。/g, ".");
  }

  // As labels are compared: one width, no white space.
  function fold(text) { return compact(text.normalize("NFKC")); }

  editor.text = { normal: normal, compact: compact, halfWidth: halfWidth, fold: fold };
})(window.editor = window.editor || {});
