// The year that the names of files speak of, and why. The rule is that of suggested_beforehand in importers/years.py;
// a test in the browser compares the two.
(function () {
  "use strict";
  window.suggestYear = function (names, latest) {
    const told = new Map();
    names.forEach(function (name) {
      const years = /(?:^|\D)(20\d\d)(?!\d)/g;
      const here = new Set();
      for (let found = years.exec(name); found; found = years.exec(name)) here.add(found[1]);
      here.forEach(function (year) {
        if (Number(year) <= latest) told.set(year, (told.get(year) || 0) + 1);
      });
    });
    let best = "";
    told.forEach(function (times, year) {
      if (!best || times > told.get(best)) best = year;
    });
    return best ? { year: best, why: told.get(best) + "个文件名里写着" + best } : null;
  };
})();
