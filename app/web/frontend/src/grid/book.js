// The workbook behind the page: values and formulas in the calculation engine, looks and rules here,
// one history over all. What differs from the starter is the work that is handed in.

import { address, cellRuns, corners, lookRuns, shifted } from "./runs.js";

const OPERATORS = { "<": "LessThan", "<=": "LessThanOrEqual", ">": "GreaterThan", ">=": "GreaterThanOrEqual", "==": "Equal", "!=": "NotEqual" };
const DAY_ZERO = Date.UTC(1899, 11, 30);
const SPARE_ROWS = 6;
const SPARE_COLUMNS = 3;
const FEWEST = { rows: 18, columns: 9 };
const GENERAL = "General";

const keyOf = (row, column) => `${row},${column}`;
const placeOf = (key) => key.split(",").map(Number);

/** Sheets of a starter with what a person did to them. */
export class Book {
  constructor(engine, scene) {
    this.model = new engine.Model("book", "en", "UTC", "en");
    this.sheets = scene.sheets.map((sheet) => ({
      name: sheet.name,
      merges: sheet.merges,
      looks: new Map(sheet.looks.map(([row, column, look]) => [keyOf(row, column), look])),
      widths: new Map(Object.entries(sheet.widths).map(([column, width]) => [Number(column), width])),
      freeze: [...sheet.freeze],
      rules: [],
      ...sizeOf(sheet.cells),
    }));
    this.past = [];
    this.future = [];
    this.fill(scene);
    this.starter = this.sheets.map((sheet, index) => this.snapshot(sheet, index));
  }

  fill(scene) {
    const { model } = this;
    model.pauseEvaluation();
    scene.sheets.forEach((sheet, index) => {
      if (index) model.newSheet();
      model.renameSheet(index, sheet.name);
    });
    scene.sheets.forEach((sheet, index) => {
      for (const [row, column, look] of sheet.looks) this.code(index, row, column, look["numfmt.code"]);
      for (const [row, column, kind, text] of sheet.cells) this.enter(index, row, column, typed(kind, text));
    });
    model.resumeEvaluation();
    model.evaluate();
  }

  snapshot(sheet, index) {
    const contents = new Map();
    for (let row = 1; row <= sheet.rows; row += 1) {
      for (let column = 1; column <= sheet.columns; column += 1) {
        const content = this.content(index, row, column);
        if (content) contents.set(keyOf(row, column), content);
      }
    }
    return { contents, looks: new Map(sheet.looks), widths: new Map(sheet.widths), freeze: [...sheet.freeze] };
  }

  enter(index, row, column, text) {
    this.model.setUserInput(index, row, column, text);
  }

  code(index, row, column, code) {
    this.model.updateRangeStyle({ sheet: index, row, column, width: 1, height: 1 }, "num_fmt", code ?? "general");
  }

  content(index, row, column) {
    return this.model.getCellContent(index, row, column);
  }

  shown(index, row, column) {
    return this.model.getFormattedCellValue(index, row, column);
  }

  isNumber(index, row, column) {
    return this.model.getCellType(index, row, column) === 1;
  }

  look(index, row, column) {
    return this.sheets[index].looks.get(keyOf(row, column)) ?? {};
  }

  /** What the rules lay over a cell: only they set colours inside the engine. */
  marked(index, row, column) {
    if (!this.sheets[index].rules.length) return {};
    const { font, fill } = this.model.getCellStyle(index, row, column).style;
    return { color: typeof font.color === "string" && font.color !== "#000000" ? font.color : null, fill: fill.color ?? null, bold: font.b };
  }

  /** Do something that can be undone: `before` and `after` are lists of changes of one kind. */
  do(changes) {
    const real = changes.filter(Boolean);
    if (!real.length) return false;
    this.past.push(real);
    this.future = [];
    this.run(real, "after");
    return true;
  }

  undo() {
    return this.travel(this.past, this.future, "before");
  }

  redo() {
    return this.travel(this.future, this.past, "after");
  }

  travel(from, to, which) {
    const changes = from.pop();
    if (!changes) return false;
    to.push(changes);
    this.run(which === "before" ? [...changes].reverse() : changes, which);
    return true;
  }

  run(changes, which) {
    this.model.pauseEvaluation();
    for (const change of changes) this[change.what](change, change[which]);
    this.model.resumeEvaluation();
    this.model.evaluate();
  }

  // ------------------------------------------------------------------ the kinds of change

  cell({ sheet, row, column }, text) {
    this.grow(sheet, row, column);
    this.enter(sheet, row, column, text);
    this.code(sheet, row, column, this.look(sheet, row, column)["numfmt.code"]); // typing "50%" must not hide the look
  }

  setLook({ sheet, row, column }, look) {
    this.grow(sheet, row, column);
    this.sheets[sheet].looks.set(keyOf(row, column), look);
    this.code(sheet, row, column, look["numfmt.code"]);
  }

  setFreeze({ sheet }, freeze) {
    this.sheets[sheet].freeze = freeze;
  }

  setWidth({ sheet, column }, width) {
    if (width === undefined) this.sheets[sheet].widths.delete(column);
    else this.sheets[sheet].widths.set(column, width);
  }

  setRules({ sheet }, rules) {
    const own = this.sheets[sheet];
    for (const { index } of [...this.model.getConditionalFormattingList(sheet)].sort((a, b) => b.index - a.index)) this.model.deleteConditionalFormatting(sheet, index);
    own.rules = rules;
    for (const [area, criteria, value, look] of rules) this.model.addConditionalFormatting(sheet, area, ruleOf(criteria, value, look));
  }

  grow(index, row, column) {
    const sheet = this.sheets[index];
    sheet.rows = Math.max(sheet.rows, row + SPARE_ROWS);
    sheet.columns = Math.max(sheet.columns, column + SPARE_COLUMNS);
  }

  // ------------------------------------------------------------------ what people do

  /** Type into a cell; a percentage or a date brings its number format along. */
  type(index, row, column, text) {
    const before = this.content(index, row, column);
    if (text === before) return [];
    const changes = [{ what: "cell", sheet: index, row, column, before, after: text }];
    const code = formatOf(text);
    const look = this.look(index, row, column);
    if (code && !look["numfmt.code"]) changes.push(this.relook(index, row, column, { "numfmt.code": code }));
    return changes;
  }

  relook(index, row, column, more) {
    const before = this.look(index, row, column);
    const after = { ...before, ...more };
    for (const [key, value] of Object.entries(after)) if (value === null) delete after[key];
    return { what: "setLook", sheet: index, row, column, before, after };
  }

  /** Change a property in an area; `more` may depend on the place. */
  paint(index, area, more) {
    return each(area, (row, column) => this.relook(index, row, column, typeof more === "function" ? more(row, column) : more));
  }

  /** Fill from the first row (or column) of an area to the rest, formulas moved along. */
  fillArea(index, [top, left, bottom, right], isAcross = false) {
    return each([top, left, bottom, right], (row, column) => {
      const [fromRow, fromColumn] = isAcross ? [row, left] : [top, column];
      if (row === fromRow && column === fromColumn) return [];
      return this.copy(index, fromRow, fromColumn, index, row, column, this.content(index, fromRow, fromColumn), this.look(index, fromRow, fromColumn));
    }).flat();
  }

  copy(_from, fromRow, fromColumn, index, row, column, content, look) {
    const after = content.startsWith("=") ? `=${shifted(content.slice(1), row - fromRow, column - fromColumn)}` : content;
    const changes = [{ what: "setLook", sheet: index, row, column, before: this.look(index, row, column), after: { ...look } }];
    const before = this.content(index, row, column);
    if (after !== before) changes.push({ what: "cell", sheet: index, row, column, before, after });
    return changes;
  }

  // ------------------------------------------------------------------ the work

  work() {
    return { sheets: this.sheets.map((sheet, index) => this.difference(sheet, index)) };
  }

  difference(sheet, index) {
    const before = this.starter[index];
    const cells = [];
    const looks = [];
    for (let row = 1; row <= sheet.rows; row += 1) {
      for (let column = 1; column <= sheet.columns; column += 1) {
        const key = keyOf(row, column);
        const content = this.content(index, row, column);
        if (content !== (before.contents.get(key) ?? "")) cells.push([row, column, ...this.kind(index, row, column, content)]);
        const look = changed(before.looks.get(key) ?? {}, sheet.looks.get(key) ?? {});
        if (look) looks.push([row, column, look]);
      }
    }
    const widths = [...sheet.widths].filter(([column, width]) => before.widths.get(column) !== width);
    const found = { cells: cellRuns(cells), looks: lookRuns(looks), widths, rules: sheet.rules, freeze: sheet.freeze };
    if (String(sheet.freeze) === String(before.freeze)) delete found.freeze;
    return Object.fromEntries(Object.entries(found).filter(([name, value]) => name === "freeze" || value.length));
  }

  kind(index, row, column, content) {
    if (content.startsWith("=")) return ["f", content.slice(1)];
    const type = this.model.getCellType(index, row, column);
    if (content === "") return ["s", ""];
    if (type === 1) return ["n", numberOf(content)];
    if (type === 4) return ["b", content.toUpperCase()];
    return ["s", content.replace(/^'/, "")];
  }

  /** Put work that was handed in before onto the starter; it cannot be undone piece by piece. */
  restore(work) {
    const changes = [];
    (work.sheets ?? []).slice(0, this.sheets.length).forEach((done, index) => {
      for (const [area, kind, text] of done.cells ?? []) changes.push(...this.put(index, area, kind, text));
      for (const [area, look] of done.looks ?? []) changes.push(...this.paint(index, corners(area), look));
      for (const [column, width] of done.widths ?? []) changes.push({ what: "setWidth", sheet: index, column, after: width });
      if (done.freeze) changes.push({ what: "setFreeze", sheet: index, after: done.freeze });
      if (done.rules) changes.push({ what: "setRules", sheet: index, after: done.rules });
    });
    // Looks first: each is laid over what stands there, whatever came before.
    for (const one of changes) if (one.what === "setLook") this.sheets[one.sheet].looks.set(keyOf(one.row, one.column), one.after);
    this.run(changes, "after");
  }

  put(index, area, kind, text) {
    const [top, left, bottom, right] = corners(area);
    return each([top, left, bottom, right], (row, column) => {
      const own = kind === "f" ? shifted(text, row - top, column - left) : text;
      return { what: "cell", sheet: index, row, column, after: typed(kind, own) };
    });
  }
}

/** Call for every place of an area. */
export function each([top, left, bottom, right], make) {
  const found = [];
  for (let row = top; row <= bottom; row += 1) for (let column = left; column <= right; column += 1) found.push(make(row, column));
  return found;
}

function sizeOf(cells) {
  const rows = Math.max(0, ...cells.map(([row]) => row));
  const columns = Math.max(0, ...cells.map(([, column]) => column));
  return { rows: Math.max(FEWEST.rows, rows + SPARE_ROWS), columns: Math.max(FEWEST.columns, columns + SPARE_COLUMNS) };
}

/** What is typed to get a cell of this kind; a text that looks like something else is marked. */
function typed(kind, text) {
  if (kind === "f") return `=${text}`;
  return kind === "s" && /^[\s'\d.,%¥$€=+\-@]|^(true|false)$/i.test(text) ? `'${text}` : text;
}

function numberOf(content) {
  const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(content);
  if (date) return String((Date.UTC(date[1], date[2] - 1, date[3]) - DAY_ZERO) / 86400000);
  const plain = content.replace(/,/g, "");
  return plain.endsWith("%") ? String(Number(plain.slice(0, -1)) / 100) : plain;
}

function formatOf(text) {
  if (/^-?\d+%$/.test(text)) return "0%";
  if (/^-?\d+\.\d+%$/.test(text)) return "0.00%";
  if (/^\d{4}[-/]\d{1,2}[-/]\d{1,2}$/.test(text)) return "yyyy-mm-dd";
  return null;
}

/** The properties that differ, those taken away as null; null if none does. */
function changed(before, after) {
  const found = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[key] !== after[key]) found[key] = after[key] ?? null;
  }
  return Object.keys(found).length ? found : null;
}

function ruleOf(criteria, value, look) {
  const format = {};
  if (look.color || look.bold !== undefined) format.font = { ...(look.color && { color: look.color }), ...(look.bold !== undefined && { b: look.bold }) };
  if (look["fill.color"]) format.fill = { color: look["fill.color"] };
  const formula = typeof value === "number" ? String(value) : value.startsWith("=") ? value.slice(1) : `"${value.replace(/"/g, '""')}"`;
  return { type: "CellIs", operator: OPERATORS[criteria], formula, formula2: null, format, stop_if_true: false };
}

export { address, placeOf, GENERAL };
