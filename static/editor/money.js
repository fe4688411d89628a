// Amounts as strings: 元 in the content, 元 or 万元 on the screen. Never floats, so that no 分 is lost.
(function (editor) {
  "use strict";
  const PLACES = { "元": 0, "万元": 4, "亿元": 8 };
  const AMOUNT = /^([+-]?)(\d*)(?:\.(\d*))?$/;

  // The parts of an amount as typed (1,234.5 ¥ １２，３), or null where it is none.
  function parts(text) {
    const plain = editor.text.halfWidth(text).replace(/[\s,，'¥￥]/g, "").replace(/−/g, "-");
    const found = AMOUNT.exec(plain);
    if (!found || !(found[2] || found[3])) return null;
    return { sign: found[1] === "-" ? "-" : "", whole: found[2] || "", decimals: found[3] || "" };
  }

  function joined(sign, whole, decimals) {
    const digits = whole.replace(/^0+(?=\d)/, "") || "0";
    const rest = decimals.replace(/0+$/, "").padEnd(2, "0");
    return (/[1-9]/.test(digits + rest) ? sign : "") + digits + "." + rest;
  }

  // The unit at the end of a typed amount wins over the table's: 360万 is 3,600,000 元 in either.
  function ownUnit(text) {
    const found = /\s*(亿元?|万元?|元)\s*$/.exec(text);
    return found ? { text: text.slice(0, found.index), unit: found[1].replace(/元?$/, "元") } : null;
  }

  // As typed → 元 as the server writes it: "3600000.00"; "" where blank; null where it is no amount.
  function toYuan(text, unit) {
    if (!text.trim()) return "";
    const own = ownUnit(text);
    const found = parts(own ? own.text : text);
    if (!found) return null;
    const places = PLACES[own ? own.unit : unit] || 0;
    const decimals = found.decimals.padEnd(places, "0");
    return joined(found.sign, found.whole + decimals.slice(0, places), decimals.slice(places));
  }

  // 元 → in the unit, without separators, all digits kept; what is no amount comes back as it is.
  function inUnit(yuan, unit) {
    const found = yuan && parts(yuan);
    if (!found) return yuan || "";
    const places = PLACES[unit] || 0;
    const whole = found.whole.padStart(places + 1, "0");
    return joined(found.sign, whole.slice(0, whole.length - places), whole.slice(whole.length - places) + found.decimals);
  }

  // For reading: 3,600,000.00.
  function shown(yuan, unit) {
    const plain = inUnit(yuan, unit);
    if (!parts(plain)) return plain;
    const point = plain.indexOf(".");
    return plain.slice(0, point).replace(/\B(?=(\d{3})+$)/g, ",") + plain.slice(point);
  }

  editor.money = { toYuan: toYuan, inUnit: inUnit, shown: shown };
})(window.editor = window.editor || {});
