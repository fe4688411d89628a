// The year that the names of files speak of, and why. The rule is that of suggested_beforehand in importers/years.py;
// a test in the browser compares the two.
(function () {
  "use strict";
  window.suggestYear = function (names, latest) {
    const told = new Map();
    names.forEach(function (name) {
      const years = /(?:^|\D)(20\d\d)(?!\d)/g;
      let found = years.exec(name);
      while (found) {
        if (Number(found[1]) <= latest) told.set(found[1], (told.get(found[1]) || 0) + 1);
        found = years.exec(name);
      }
    });
    let best = "";
    told.forEach(function (times, year) {
      if (!best || times > told.get(best)) best = year;
    });
    return best ? { year: best, why: told.get(best) + "个文件名里写着" + best } : null;
  };
})();
