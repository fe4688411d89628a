// How many fields two contents (as JSON) differ in, to be told; rows are compared by their names first, then by their place.
(function (editor) {
  "use strict";
  const FIELDS = editor.model.FIELDS;

  function text(value) { return value === null || value === undefined ? "" : String(value); }

  function differing(one, other, names) {
    return names.filter(function (name) { return text(one[name]) !== text(other[name]); }).length;
  }

  // The rows of `other` that the rows of `one` are: the same name, each at most once; the rest by place.
  function partners(one, other) {
    const free = new Set(other.map(function (row, index) { return index; }));
    const found = one.map(function (row, index) {
      const same = function (at) { return free.has(at) && text(other[at].level3) === text(row.level3); };
      const at = other[index] && same(index) ? index : other.findIndex(function (each, at) { return same(at); });
      free.delete(at);
      return at;
    });
    return found.map(function (at, index) {
      if (at >= 0 || !free.has(index)) return at;
      free.delete(index);
      return index;
    });
  }

  function rows(one, other) {
    const pairs = partners(one, other);
    const paired = pairs.filter(function (at) { return at >= 0; });
    const alone = one.length + other.length - 2 * paired.length;
    const moved = paired.filter(function (at, index) { return index > 0 && at < paired[index - 1]; }).length;
    return pairs.reduce(function (sum, at, index) {
      return sum + (at < 0 ? 0 : differing(one[index], other[at], FIELDS));
    }, alone + moved);
  }

  function heads(one, other) {
    const names = Object.keys(one).filter(function (name) { return name !== "indicators"; });
    return differing(one, other, names);
  }

  editor.difference = {
    count: function (one, other) { return heads(one, other) + rows(one.indicators, other.indicators); },
    partners: partners,
  };
})(window.editor = window.editor || {});
