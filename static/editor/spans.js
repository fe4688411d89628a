// Merged level cells as a view of equal neighbouring values: how many rows each cell covers. Nothing is merged in the content.
(function (editor) {
  "use strict";
  const LEVELS = ["level1", "level2"];

  // A 二级 cell never reaches over the end of its 一级 cell. Blank cells stay apart: each waits for its own text.
  // `breaks` are keys of rows above which the given level is kept apart although the values are equal.
  function joins(above, below, level, breaks) {
    if (!above[level] || above[level] !== below[level]) return false;
    if (level === "level2" && above.level1 !== below.level1) return false;
    return !LEVELS.slice(0, LEVELS.indexOf(level) + 1).some(function (each) { return breaks[each].has(below.key); });
  }

  // One {level1, level2} for each row: the number of rows that its cell covers, 0 where the cell above covers it.
  function spans(rows, breaks) {
    const kept = breaks || { level1: new Set(), level2: new Set() };
    const made = rows.map(function () { return { level1: 1, level2: 1 }; });
    LEVELS.forEach(function (level) {
      let head = 0;
      for (let index = 1; index < rows.length; index += 1) {
        if (joins(rows[index - 1], rows[index], level, kept)) {
          made[head][level] += 1;
          made[index][level] = 0;
        } else {
          head = index;
        }
      }
    });
    return made;
  }

  // The first row of the cell that covers this one.
  function owner(made, index, field) {
    let at = index;
    while (LEVELS.indexOf(field) >= 0 && at > 0 && made[at][field] === 0) at -= 1;
    return at;
  }

  // How many rows the cell covers that is shown at this row.
  function reach(made, index, field) {
    return LEVELS.indexOf(field) < 0 ? 1 : made[index][field];
  }

  editor.spans = { of: spans, owner: owner, reach: reach, LEVELS: LEVELS };
})(window.editor = window.editor || {});
