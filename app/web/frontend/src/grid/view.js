// The table of one sheet: what is shown, where one stands, what is chosen. A small text field sits in
// the active cell and takes the keys, so that an input method works from the first letter.

import { address, each } from "./book.js";
import { letters } from "./runs.js";
import { h } from "../player/dom.js";

const SIDES = ["left", "right", "top", "bottom"];
const WIDTH = 9; // letters, the usual width of a column
const REFERS = /[=+\-*/^&,(:<>;\s]$/;

/** Shows a sheet of a book and lets one move, choose and type in it. */
export class View {
  constructor({ book, t, isLocked, onChange, onMove }) {
    Object.assign(this, { book, t, isLocked, onChange, onMove });
    this.sheet = 0;
    this.at = [1, 1];
    this.anchor = [1, 1];
    this.editing = null;
    this.editor = h("input", { class: "grid-editor", type: "text", autocomplete: "off", spellcheck: "false", "aria-label": t("grid.cell") });
    this.handle = h("span", { class: "grid-handle", "aria-hidden": "true" });
    this.table = h("table", { class: "grid-table" });
    this.node = h("div", { class: "grid-scroll" }, this.table);
    this.said = h("p", { class: "sr", role: "status" });
    this.draw();
    this.listen();
  }

  get own() {
    return this.book.sheets[this.sheet];
  }

  /** The chosen area: [top, left, bottom, right]. */
  get area() {
    const [row, column] = this.at;
    const [fromRow, fromColumn] = this.anchor;
    return [Math.min(row, fromRow), Math.min(column, fromColumn), Math.max(row, fromRow), Math.max(column, fromColumn)];
  }

  td(row, column) {
    return this.cells.get(`${row},${column}`);
  }

  // ------------------------------------------------------------------ showing

  draw() {
    const { rows, columns, merges } = this.own;
    const hidden = new Set();
    const spans = new Map();
    for (const area of merges) {
      spans.set(`${area[0]},${area[1]}`, area);
      each(area, (row, column) => (row === area[0] && column === area[1] ? null : hidden.add(`${row},${column}`)));
    }
    this.cells = new Map();
    const head = h("tr", {}, h("th", { class: "grid-corner" }, h("span", { class: "sr" }, this.t("grid.rows"))), each([1, 1, 1, columns], (_row, column) => h("th", { scope: "col" }, letters(column))));
    const body = each([1, 1, rows, 1], (row) => {
      const line = h("tr", {}, h("th", { scope: "row" }, String(row)));
      for (let column = 1; column <= columns; column += 1) {
        const key = `${row},${column}`;
        if (hidden.has(key)) continue;
        const span = spans.get(key);
        const cell = h("td", { "data-row": String(row), "data-column": String(column), rowspan: span && span[2] - span[0] + 1, colspan: span && span[3] - span[1] + 1 });
        this.cells.set(key, cell);
        line.append(cell);
      }
      return line;
    });
    this.table.replaceChildren(h("thead", {}, head), h("tbody", {}, body));
    this.heads = head.children;
    this.drawn = { rows, columns, sheet: this.sheet };
    this.refresh();
  }

  /** Show values and looks as they are now. */
  refresh() {
    const { rows, columns, freeze } = this.own;
    if (rows !== this.drawn.rows || columns !== this.drawn.columns || this.drawn.sheet !== this.sheet) return this.draw();
    for (const [key, cell] of this.cells) this.paint(cell, ...key.split(",").map(Number));
    for (let column = 1; column <= columns; column += 1) this.heads[column].style.minWidth = `${this.own.widths.get(column) ?? WIDTH}ch`;
    this.table.classList.toggle("frozen-row", freeze[0] > 0);
    this.mark();
  }

  paint(cell, row, column) {
    const { book, sheet } = this;
    const look = book.look(sheet, row, column);
    const over = book.marked(sheet, row, column);
    const { style } = cell;
    const text = book.shown(sheet, row, column);
    if (cell.dataset.text !== text) {
      cell.dataset.text = text;
      cell.textContent = text;
    }
    style.fontWeight = look.bold || over.bold ? "600" : "";
    style.fontStyle = look.italic ? "italic" : "";
    style.textDecoration = [look.underline && "underline", look.strike && "line-through"].filter(Boolean).join(" ");
    style.fontSize = look.size ? `${look.size}pt` : "";
    style.color = over.color ?? look.color ?? "";
    style.backgroundColor = over.fill ?? look["fill.color"] ?? "";
    style.textAlign = look["align.horizontal"] ?? (book.isNumber(sheet, row, column) ? "right" : "");
    style.verticalAlign = { center: "middle", top: "top" }[look["align.vertical"]] ?? "";
    style.whiteSpace = look.wrap ? "normal" : "";
    for (const side of SIDES) {
      const edge = look[`edge.${side}`];
      cell.classList.toggle(`edge-${side}`, Boolean(edge) && edge !== "none");
    }
    cell.classList.toggle("frozen-end", this.own.freeze[0] === row);
  }

  mark() {
    const [top, left, bottom, right] = this.area;
    for (const [key, cell] of this.cells) {
      const [row, column] = key.split(",").map(Number);
      const isIn = row >= top && row <= bottom && column >= left && column <= right;
      cell.classList.toggle("chosen", isIn);
    }
    const active = this.td(...this.at);
    this.table.querySelector(".active")?.classList.remove("active");
    active?.classList.add("active");
    this.td(bottom, right)?.append(this.handle);
    this.handle.hidden = this.isLocked;
    if (active && this.editor.parentNode !== active) active.append(this.editor);
  }

  // ------------------------------------------------------------------ moving

  move(row, column, isChoosing = false) {
    const { rows, columns } = this.own;
    this.at = [Math.min(Math.max(1, row), rows), Math.min(Math.max(1, column), columns)];
    if (!isChoosing) this.anchor = [...this.at];
    this.mark();
    this.focus();
    this.td(...this.at)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.tell();
    this.onMove();
  }

  focus() {
    this.editor.value = "";
    this.editor.focus({ preventScroll: true });
  }

  /** What a screen reader hears after a move. */
  tell() {
    const [top, left, bottom, right] = this.area;
    const [row, column] = this.at;
    const content = this.book.shown(this.sheet, row, column) || this.t("grid.empty");
    this.said.textContent = `${address(top, left, bottom, right)} ${content}`;
    this.editor.setAttribute("aria-label", `${this.own.name} ${address(row, column)} ${content}`);
  }

  open(sheet) {
    this.commit();
    this.sheet = sheet;
    this.at = [1, 1];
    this.anchor = [1, 1];
    this.draw();
    this.onMove();
  }

  // ------------------------------------------------------------------ typing

  edit(text, { field = this.editor, isTyped = false } = {}) {
    if (this.isLocked) return;
    this.editing = { field, isTyped, reference: null };
    this.td(...this.at).classList.add("editing");
    if (field.value !== text) field.value = text;
  }

  commit(rows = 0, columns = 0) {
    const { editing } = this;
    if (editing) {
      const text = editing.field.value;
      const [row, column] = this.at;
      this.stop();
      this.book.do(this.book.type(this.sheet, row, column, text.trim() === "" ? "" : text));
      this.changed();
    }
    if (rows || columns) this.move(this.at[0] + rows, this.at[1] + columns);
  }

  stop() {
    this.td(...this.at)?.classList.remove("editing");
    this.editing = null;
    this.editor.value = "";
  }

  cancel() {
    this.stop();
    this.focus();
    this.onMove();
  }

  changed() {
    this.refresh();
    this.onMove();
    this.onChange();
  }

  /** While a formula is typed, a click names a cell in it. */
  refer(row, column, isDragging) {
    const { editing } = this;
    const { field } = editing;
    if (isDragging && !editing.reference) return false;
    if (!isDragging) {
      const before = field.value.slice(0, field.selectionStart);
      if (!field.value.startsWith("=") || !(REFERS.test(before) || editing.reference)) return false;
      if (!editing.reference || REFERS.test(before)) editing.reference = { start: field.selectionStart, end: field.selectionStart, from: [row, column] };
      else editing.reference.from = [row, column];
    }
    const { start, end, from } = editing.reference;
    const area = [Math.min(row, from[0]), Math.min(column, from[1]), Math.max(row, from[0]), Math.max(column, from[1])];
    const name = address(...area);
    field.setRangeText(name, start, end, "end");
    editing.reference.end = start + name.length;
    return true;
  }

  // ------------------------------------------------------------------ keys and mouse

  listen() {
    this.editor.addEventListener("input", () => {
      if (this.isLocked) this.editor.value = "";
      else if (!this.editing) this.edit(this.editor.value, { isTyped: true });
      else this.editing.reference = null;
      this.onMove(this.editor.value);
    });
    this.editor.addEventListener("compositionstart", () => this.editing ?? this.edit("", { isTyped: true }));
    this.editor.addEventListener("keydown", (event) => this.press(event));
    this.node.addEventListener("pointerdown", (event) => this.down(event));
    this.node.addEventListener("pointerover", (event) => this.over(event));
    addEventListener("pointerup", () => this.up());
    this.node.addEventListener("dblclick", (event) => this.twice(event));
    this.editor.addEventListener("copy", (event) => this.copy(event));
    this.editor.addEventListener("cut", (event) => this.copy(event, true));
    this.editor.addEventListener("paste", (event) => this.paste(event));
  }

  press(event) {
    if (event.isComposing) return;
    const action = this.editing ? this.editingKey(event) : this.idleKey(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  editingKey({ key, shiftKey }) {
    const moves = { Enter: [shiftKey ? -1 : 1, 0], Tab: [0, shiftKey ? -1 : 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (key === "Escape") return () => this.cancel();
    if (key.startsWith("Arrow") && (!this.editing.isTyped || this.editor.value.startsWith("="))) return null;
    return moves[key] ? () => this.commit(...moves[key]) : null;
  }

  idleKey(event) {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const [row, column] = this.at;
    if (ctrlKey || metaKey) return this.commandKey(key.toLowerCase(), event);
    const { rows, columns } = this.own;
    const moves = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [row, 1], End: [row, columns], PageUp: [row - 10, column], PageDown: [Math.min(rows, row + 10), column],
    };
    if (moves[key]) return () => this.move(...moves[key], shiftKey);
    if (key === "Enter") return () => this.move(row + (shiftKey ? -1 : 1), column);
    if (key === "Tab" && !(shiftKey ? column === 1 : column === columns)) return () => this.move(row, column + (shiftKey ? -1 : 1));
    if (key === "F2") return () => this.edit(this.book.content(this.sheet, row, column));
    if (key === "Delete" || key === "Backspace") return () => this.clear();
    return null;
  }

  commandKey(key, { shiftKey }) {
    const [row, column] = this.at;
    const commands = {
      z: () => this.travel(shiftKey ? "redo" : "undo"),
      y: () => this.travel("redo"),
      d: () => this.apply((area) => this.book.fillArea(this.sheet, area)),
      r: () => this.apply((area) => this.book.fillArea(this.sheet, area, true)),
      b: () => this.toggle("bold"),
      i: () => this.toggle("italic"),
      u: () => this.toggle("underline"),
      a: () => this.all(),
      home: () => this.move(1, 1, shiftKey),
      arrowdown: () => this.move(this.edge(row, column, 1), column, shiftKey),
      arrowup: () => this.move(this.edge(row, column, -1), column, shiftKey),
    };
    return commands[key] ?? null;
  }

  /** The end of a block of filled cells, as Ctrl with an arrow goes to it. */
  edge(row, column, step) {
    const isFull = (at) => this.book.content(this.sheet, at, column) !== "";
    let at = row;
    while (at + step >= 1 && at + step <= this.own.rows && isFull(at + step)) at += step;
    return at === row ? row + step : at;
  }

  all() {
    const { contents } = this.book.starter[this.sheet];
    const places = [...contents.keys()].map((key) => key.split(",").map(Number));
    this.anchor = [1, 1];
    this.move(Math.max(1, ...places.map(([row]) => row)), Math.max(1, ...places.map(([, column]) => column)), true);
  }

  place(event) {
    const cell = event.target.closest?.("td[data-row]");
    return cell ? [Number(cell.dataset.row), Number(cell.dataset.column)] : null;
  }

  down(event) {
    if (event.button || event.target === this.editor) return;
    const place = this.place(event);
    if (!place) return;
    event.preventDefault();
    if (event.target === this.handle) return void (this.dragging = { fill: this.area });
    if (this.editing && this.refer(...place, false)) return void (this.dragging = { refer: true });
    this.commit();
    this.dragging = { choose: true };
    this.move(...place, event.shiftKey);
  }

  over(event) {
    const place = this.dragging && this.place(event);
    if (!place) return;
    if (this.dragging.refer) this.refer(...place, true);
    else if (this.dragging.choose) this.move(...place, true);
    else this.stretch(...place);
  }

  /** Pull the corner of the chosen area down, or to the right. */
  stretch(row, column) {
    const [top, left, bottom, right] = this.dragging.fill;
    const isAcross = column - right > row - bottom;
    this.dragging.isAcross = isAcross;
    this.anchor = [top, left];
    this.at = isAcross ? [bottom, Math.max(right, column)] : [Math.max(bottom, row), right];
    this.mark();
  }

  up() {
    const { dragging } = this;
    this.dragging = null;
    if (!dragging) return;
    if (dragging.refer) this.editing?.field.focus();
    if (dragging.fill && String(dragging.fill) !== String(this.area)) {
      this.apply((area) => this.book.fillArea(this.sheet, area, dragging.isAcross));
      this.focus();
    }
  }

  twice(event) {
    if (event.target === this.handle) return this.fillDown();
    const place = this.place(event);
    if (place && !this.editing) this.edit(this.book.content(this.sheet, ...place));
  }

  /** Fill down as far as the column beside it reaches. */
  fillDown() {
    const [top, left, bottom, right] = this.area;
    const beside = left > 1 ? left - 1 : right + 1;
    let last = bottom;
    while (last < this.own.rows && this.book.content(this.sheet, last + 1, beside) !== "") last += 1;
    if (last === bottom) return;
    this.anchor = [top, left];
    this.at = [last, right];
    this.apply((area) => this.book.fillArea(this.sheet, area));
  }

  // ------------------------------------------------------------------ changing

  /** Change the chosen area: `make` returns changes for it. */
  apply(make) {
    if (this.isLocked) return;
    this.commit();
    if (this.book.do(make(this.area))) this.changed();
  }

  look(more) {
    this.apply((area) => this.book.paint(this.sheet, area, more));
  }

  toggle(key) {
    const isOn = Boolean(this.book.look(this.sheet, ...this.at)[key]);
    this.look({ [key]: isOn ? null : true });
  }

  clear() {
    this.apply((area) => each(area, (row, column) => this.book.type(this.sheet, row, column, "")).flat());
  }

  travel(way) {
    if (this.isLocked) return;
    this.commit();
    if (this.book[way]()) this.changed();
  }

  // ------------------------------------------------------------------ clipboard

  copy(event, isCut = false) {
    if (this.editing) return;
    event.preventDefault();
    const { area, sheet } = this;
    const [top, left, bottom, right] = area;
    const lines = [];
    for (let row = top; row <= bottom; row += 1) lines.push(each([row, left, row, right], (r, c) => this.book.shown(sheet, r, c)).join("\t"));
    const text = lines.join("\n");
    event.clipboardData.setData("text/plain", text);
    this.kept = { text, area, sheet, cells: each(area, (row, column) => [row, column, this.book.content(sheet, row, column), this.book.look(sheet, row, column)]) };
    if (isCut) this.clear();
  }

  paste(event) {
    if (this.editing || this.isLocked) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    const [row, column] = this.at;
    this.apply(() => (this.kept?.text === text ? this.pasteOwn(this.area) : this.pasteText(text, row, column)));
  }

  /** Paste what was copied here: formulas move along, one cell fills the whole chosen area. */
  pasteOwn([top, left, bottom, right]) {
    const { area, cells, sheet } = this.kept;
    const isOne = cells.length === 1;
    const targets = isOne ? each([top, left, bottom, right], (row, column) => [row - area[0], column - area[1]]) : [[top - area[0], left - area[1]]];
    return targets.flatMap(([down, across]) => cells.flatMap(([row, column, content, look]) => this.book.copy(sheet, row, column, this.sheet, row + down, column + across, content, look)));
  }

  pasteText(text, row, column) {
    return text.split("\n").flatMap((line, down) => line.split("\t").flatMap((value, across) => this.book.type(this.sheet, row + down, column + across, value)));
  }
}
