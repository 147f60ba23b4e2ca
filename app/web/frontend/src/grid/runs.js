// Cells as few runs: a formula filled down is one run, and so is a block of one look. The server
// fills a run again from its first cell (app/engines/practicals/sheet/page.py).

const REF = /(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w(.!])/g;
const LAST_COLUMN = 16384;

/** 1 → A, 27 → AA. */
export function letters(column) {
  let name = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** AA → 27. */
export function columnOf(name) {
  return [...name.toUpperCase()].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0);
}

/** The address of a cell, or of an area of more than one. */
export function address(top, left, bottom = top, right = left) {
  const first = `${letters(left)}${top}`;
  return top === bottom && left === right ? first : `${first}:${letters(right)}${bottom}`;
}

/** The corners of "A1" or "A1:B2": [top, left, bottom, right]; null if it is neither. */
export function corners(text) {
  const found = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$/.exec(text.trim());
  if (!found) return null;
  const [, left, top, right, bottom] = found;
  return [Number(top), columnOf(left), Number(bottom ?? top), columnOf(right ?? left)];
}

/** Replace the references of a formula, outside of texts and names of sheets in quotes. */
function mapReferences(formula, change) {
  return formula
    .split(/("(?:[^"]|"")*"|'(?:[^']|'')*')/)
    .map((part, index) => (index % 2 ? part : part.replace(REF, (whole, ...found) => (isInWord(part, found[4]) ? whole : change(...found)))))
    .join("");
}

function isInWord(text, at) {
  return at > 0 && /[\w.一-鿿]/.test(text[at - 1]);
}

/** A formula as if filled from its cell to another. */
export function shifted(formula, rows, columns) {
  if (!rows && !columns) return formula;
  return mapReferences(formula, (fixedColumn, column, fixedRow, row) => {
    const newColumn = fixedColumn ? columnOf(column) : columnOf(column) + columns;
    const newRow = fixedRow ? Number(row) : Number(row) + rows;
    if (newRow < 1 || newColumn < 1 || newColumn > LAST_COLUMN) return "#REF!";
    return `${fixedColumn}${letters(newColumn)}${fixedRow}${newRow}`;
  });
}

/** What two cells with the same formula relative to their places have in common. */
function relative(formula, row, column) {
  return mapReferences(formula, (fixedColumn, name, fixedRow, number) => {
    const c = fixedColumn ? name : `[${columnOf(name) - column}]`;
    const r = fixedRow ? number : `[${number - row}]`;
    return `R${r}C${c}`;
  });
}

/** Cells `[row, column, kind, text]` as runs `[area, kind, text]`, column by column. */
export function cellRuns(cells) {
  const runs = [];
  let last = null;
  for (const [row, column, kind, text] of [...cells].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const same = kind === "f" ? relative(text, row, column) : text;
    if (last && last.column === column && last.bottom === row - 1 && last.kind === kind && last.same === same) last.bottom = row;
    else runs.push((last = { top: row, column, bottom: row, kind, text, same }));
  }
  return runs.map(({ top, column, bottom, kind, text }) => [address(top, column, bottom, column), kind, text]);
}

/** Looks `[row, column, look]` as runs `[area, look]`: down the columns, then across. */
export function lookRuns(looks) {
  const columns = [];
  let last = null;
  for (const [row, column, look] of [...looks].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const same = JSON.stringify(look, Object.keys(look).sort());
    if (last && last.right === column && last.bottom === row - 1 && last.same === same) last.bottom = row;
    else columns.push((last = { top: row, left: column, bottom: row, right: column, same, look }));
  }
  const blocks = [];
  for (const one of columns) {
    const before = blocks.find((b) => b.right === one.left - 1 && b.top === one.top && b.bottom === one.bottom && b.same === one.same);
    if (before) before.right = one.right;
    else blocks.push({ ...one });
  }
  return blocks.map(({ top, left, bottom, right, look }) => [address(top, left, bottom, right), look]);
}
