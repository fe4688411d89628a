// Which field a pasted column is: by the labels of a header row where one comes along, else by its place. The spellings are
// those of importers/words.py that one meets in practice.
(function (editor) {
  "use strict";
  const SPELLINGS = {
    level1: "一级指标 一级绩效指标 一级 一级指标名称",
    level2: "二级指标 二级绩效指标 二级 二级指标名称",
    level3: "三级指标 三级绩效指标 三级 三级指标名称 指标名称 指标内容 绩效指标名称 具体指标 明细指标 三级指标内容",
    description: "绩效指标描述 指标描述 指标解释 指标说明 说明 绩效指标说明 指标内涵 指标定义 指标含义 指标解释说明 绩效指标解释",
    target: "指标值 目标值 年度指标值 绩效指标值 指标目标值 年度目标值 预期指标值 预期值 计划指标值 全年指标值 目标指标值 年度绩效指标值 年初目标值 计划值",
    weight: "权重 分值 指标权重 分值权重 权重分 权重分值 分值/权重 指标分值",
    unit: "计量单位 度量单位 单位 指标单位 指标值单位 绩效度量单位 量纲",
    sign: "指标性质 计算符号 指标方向 绩效指标性质 运算符号 符号 比较符号 性质",
    extra: "序号 行号 绩效指标 年度绩效指标 指标类别 实际完成值 全年完成值 完成值 得分 自评得分 偏差原因分析及改进措施 备注 数据来源 评分标准",
  };
  const FIELDS = new Map();
  Object.keys(SPELLINGS).forEach(function (field) {
    SPELLINGS[field].split(" ").forEach(function (words) { FIELDS.set(words, field); });
  });
  const LOOK = 3; // rows: above the labels there may be a title

  function label(text) {
    const plain = editor.text.fold(text).replace(/[:*★]/g, "");
    return FIELDS.get(plain) || FIELDS.get(plain.replace(/\([^()]*\)$/, "")) || "";
  }

  // The fields by the labels of a row, or null where it is no header row.
  function header(cells) {
    const written = cells.filter(function (cell) { return cell.text; });
    const fields = cells.map(function (cell) { return label(cell.text); });
    const known = new Set(fields.filter(function (field) { return field && field !== "extra"; }));
    const enough = known.size >= 2 && written.length - fields.filter(Boolean).length <= written.length / 2;
    return enough ? fields : null;
  }

  // {fields, rows, byLabels}: what each column is and the rows below the labels. `shown` are the fields of the grid in their
  // order, `from` the one that is pasted into; what stands right of the last one is left out.
  function recognise(block, shown, from) {
    for (let index = 0; index < Math.min(LOOK, block.length); index += 1) {
      const fields = header(block[index]);
      if (fields) return { fields: fields, rows: block.slice(index + 1), byLabels: true };
    }
    return { fields: shown.slice(shown.indexOf(from)), rows: block, byLabels: false };
  }

  // ≥ | 95 | % in three columns is one text: ≥95%. Signs in words stay words that our reading knows.
  function target(sign, text, unit) {
    if (!text) return "";
    const begins = sign && sign !== "定性" && sign !== "其他" && !/^[≥≤<>=＝]/.test(text) ? sign : "";
    return begins + text + (unit && unit !== "无" && !text.endsWith(unit) ? unit : "");
  }

  // The texts of one pasted row by field. `above` is what the row above has, for level cells that are blank below it.
  function values(cells, fields, above) {
    const found = {};
    fields.forEach(function (field, column) {
      const cell = cells[column] || { text: "", from: "" };
      if (field && field !== "extra" && !found[field]) {
        const left = cell.from === "left" && /^level[12]$/.test(field) && column ? cells[column - 1].text : "";
        found[field] = cell.text || left;
      }
    });
    if (found.target !== undefined) found.target = target(found.sign, found.target, found.unit);
    delete found.sign;
    delete found.unit;
    return inherited(found, above);
  }

  // Blanks under a merged level cell mean what stands above; a 二级 only inside the same 一级.
  function inherited(found, above) {
    const blank = Object.keys(found).every(function (field) { return !found[field]; });
    if (blank || !above) return found;
    const same = found.level1 === undefined || !found.level1 || found.level1 === above.level1;
    if (found.level1 === "") found.level1 = above.level1 || "";
    if (found.level2 === "" && same) found.level2 = above.level2 || "";
    return found;
  }

  editor.columns = { recognise: recognise, values: values, label: label };
})(window.editor = window.editor || {});
