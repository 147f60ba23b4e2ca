// The tools above the grid: history, looks, number formats, freezing, widths, rules, filling.

import { address, each } from "./book.js";
import { corners } from "./runs.js";
import { h } from "../player/dom.js";

const COLORS = { "": "auto", "#FF0000": "red", "#0070C0": "blue", "#00B050": "green", "#FFC000": "orange", "#7F7F7F": "grey" };
const FILLS = { "": "none", "#DDEBF7": "light_blue", "#D9D9D9": "light_grey", "#FFF2CC": "light_yellow", "#E2EFDA": "light_green", "#FFC7CE": "light_red", "#FFFF00": "yellow" };
const FORMATS = ["General", "0", "0.0", "0.00", "#,##0", "#,##0.00", "0%", "0.0%", "0.00%", "yyyy-mm-dd", "@"];
const FREEZES = { "0,0": "none", "1,0": "row", "0,1": "column", "1,1": "both" };
const BORDERS = ["none", "all", "outer"];
const ALIGNS = ["left", "center", "right"];
const CRITERIA = ["<", "<=", ">", ">=", "==", "!="];
const SIZES = [9, 10, 10.5, 11, 12, 14, 16, 18, 22];

/** The toolbar of a view, the line of the formula, the tabs of the sheets. */
export class Bar {
  constructor(view, t) {
    Object.assign(this, { view, t });
    this.name = h("span", { class: "grid-name num" });
    this.line = h("input", { class: "input grid-line", type: "text", autocomplete: "off", spellcheck: "false", "aria-label": t("grid.formula") });
    this.tabs = h("div", { class: "grid-tabs" });
    this.tools = h("div", { class: "grid-tools", role: "toolbar", "aria-label": t("grid.tools") });
    this.node = h("div", {}, this.tools, h("div", { class: "grid-head" }, this.name, this.line));
    this.fill();
    this.listen();
    this.show();
  }

  fill() {
    const { view, t } = this;
    const look = (key) => (value) => view.look({ [key]: value || null });
    this.tools.append(
      this.button("undo", "↶", () => view.travel("undo")),
      this.button("redo", "↷", () => view.travel("redo")),
      this.toggle("bold", "B"),
      this.toggle("italic", "I"),
      this.toggle("underline", "U"),
      this.select("size", [["", t("grid.size")], ...SIZES.map((one) => [String(one), String(one)])], (value) => view.look({ size: Number(value) || null })),
      this.select("color", this.named("color", COLORS), look("color")),
      this.select("fill", this.named("fill", FILLS), look("fill.color")),
      this.select("align", [["", t("grid.align")], ...ALIGNS.map((one) => [one, t(`grid.align.${one}`)])], look("align.horizontal")),
      this.select("border", [["", t("grid.border")], ...BORDERS.map((one) => [one, t(`grid.border.${one}`)])], (value) => this.border(value)),
      this.select("format", FORMATS.map((one) => [one, t(`grid.format.${one}`)]), (value) => view.look({ "numfmt.code": value === "General" ? null : value })),
      this.button("fewer", ".0", () => this.decimals(-1)),
      this.button("more", ".00", () => this.decimals(1)),
      this.button("wrap", t("grid.wrap.short"), () => view.toggle("wrap")),
      this.button("fill_down", "↓", () => view.apply((area) => view.book.fillArea(view.sheet, area))),
      this.select("freeze", Object.entries(FREEZES).map(([value, name]) => [value, t(`grid.freeze.${name}`)]), (value) => this.freeze(value)),
      this.width(),
      this.button("rule", t("grid.rule.short"), () => this.rule()),
    );
  }

  button(name, text, action) {
    return h("button", { type: "button", class: "btn btn-s", "aria-label": this.t(`grid.${name}`), title: this.t(`grid.${name}`), disabled: this.view.isLocked, onclick: action }, text);
  }

  toggle(key, text) {
    const button = this.button(key, text, () => this.view.toggle(key));
    button.classList.add(`grid-${key}`);
    button.dataset.toggle = key;
    return button;
  }

  named(kind, values) {
    return Object.entries(values).map(([value, name]) => [value, this.t(`grid.${kind}.${name}`)]);
  }

  select(name, options, action) {
    const field = h("select", { class: "select select-s", "aria-label": this.t(`grid.${name}`), title: this.t(`grid.${name}`), disabled: this.view.isLocked, "data-select": name }, options.map(([value, text]) => h("option", { value }, text)));
    field.addEventListener("change", () => {
      action(field.value);
      this.show();
    });
    return field;
  }

  border(which) {
    const { view } = this;
    const [top, left, bottom, right] = view.area;
    const look = (isOn) => (isOn ? "thin" : null);
    if (!which) return;
    view.look((row, column) => {
      if (which === "none") return edges(null, null, null, null);
      if (which === "all") return edges("thin", "thin", "thin", "thin");
      const own = view.book.look(view.sheet, row, column);
      const keep = (side, isOuter) => look(isOuter) ?? own[`edge.${side}`] ?? null;
      return edges(keep("left", column === left), keep("right", column === right), keep("top", row === top), keep("bottom", row === bottom));
    });
  }

  decimals(step) {
    const { view } = this;
    const code = view.book.look(view.sheet, ...view.at)["numfmt.code"] ?? "0";
    const found = /^(.*?0)(\.(0+))?(.*)$/.exec(code);
    if (!found) return;
    const count = Math.min(10, Math.max(0, (found[3]?.length ?? 0) + step));
    view.look({ "numfmt.code": `${found[1]}${count ? `.${"0".repeat(count)}` : ""}${found[4]}` });
  }

  freeze(value) {
    const { view } = this;
    const before = view.own.freeze;
    view.apply(() => [{ what: "setFreeze", sheet: view.sheet, before, after: value.split(",").map(Number) }]);
  }

  width() {
    const field = h("input", { class: "input input-s num", type: "number", min: "1", max: "100", "aria-label": this.t("grid.width"), title: this.t("grid.width"), disabled: this.view.isLocked, "data-select": "width" });
    field.addEventListener("change", () => {
      const { view } = this;
      const wide = Number(field.value);
      if (!(wide > 0 && wide <= 255)) return this.show();
      view.apply(([, left, , right]) => each([1, left, 1, right], (_row, column) => ({ what: "setWidth", sheet: view.sheet, column, before: view.own.widths.get(column), after: wide })));
    });
    return field;
  }

  /** Ask for a conditional format over the chosen cells, and list those that are there. */
  rule() {
    const { view, t } = this;
    view.commit();
    const where = address(...view.area);
    const id = "grid-rule";
    const area = h("input", { class: "input", id: `${id}-area`, value: where });
    const criteria = h("select", { class: "select", id: `${id}-is` }, CRITERIA.map((one) => h("option", { value: one }, t(`grid.is.${one}`))));
    const value = h("input", { class: "input", id: `${id}-value`, autocomplete: "off" });
    const color = h("select", { class: "select", id: `${id}-color` }, this.named("color", COLORS).map(([one, text]) => h("option", { value: one }, text)));
    const fill = h("select", { class: "select", id: `${id}-fill` }, this.named("fill", FILLS).map(([one, text]) => h("option", { value: one }, text)));
    const wrong = h("p", { class: "error", role: "alert" });
    const field = (name, node) => h("div", { class: "field" }, h("label", { for: node.id }, t(`grid.${name}`)), node);
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": `${id}-title` });
    const list = h("ul", { class: "plain-list" });
    const save = () => {
      const problem = this.addRule(area.value, criteria.value, value.value, color.value, fill.value);
      if (problem) wrong.textContent = problem;
      else dialog.close();
    };
    const rows = () => view.own.rules.map((rule, index) => h("li", {}, `${rule[0]} ${rule[1]} ${rule[2]} `, h("button", { type: "button", class: "btn btn-s", onclick: () => (this.dropRule(index), list.replaceChildren(...rows())) }, t("grid.rule.drop"))));
    list.append(...rows());
    dialog.append(
      h("h2", { id: `${id}-title` }, t("grid.rule")),
      list,
      h("div", { class: "fields" }, field("rule.area", area), field("rule.is", criteria), field("rule.value", value), field("color", color), field("fill", fill)),
      wrong,
      h("div", { class: "acts" }, h("button", { type: "button", class: "btn", onclick: () => dialog.close() }, t("dialog.close")), h("button", { type: "button", class: "btn btn-main", onclick: save }, t("grid.rule.add"))),
    );
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => (dialog.remove(), view.focus()));
    document.body.append(dialog);
    dialog.showModal();
    value.focus();
  }

  addRule(area, criteria, text, color, fill) {
    const { view, t } = this;
    const found = corners(area);
    if (!found) return t("grid.rule.bad_area");
    if (!text.trim() || (!color && !fill)) return t("grid.rule.incomplete");
    const number = Number(text);
    const look = { ...(color && { color }), ...(fill && { "fill.color": fill }) };
    const rule = [address(...found), criteria, Number.isNaN(number) ? text.trim() : number, look];
    return void this.setRules([...view.own.rules, rule]);
  }

  dropRule(index) {
    this.setRules(this.view.own.rules.filter((_rule, at) => at !== index));
  }

  setRules(after) {
    const { view } = this;
    view.apply(() => [{ what: "setRules", sheet: view.sheet, before: view.own.rules, after }]);
  }

  listen() {
    const { view, line } = this;
    line.readOnly = view.isLocked;
    line.addEventListener("focus", () => view.editing ?? view.edit(line.value, { field: line }));
    line.addEventListener("input", () => view.editing && (view.editing.reference = null));
    line.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") view.commit(1, 0);
      else if (event.key === "Escape") view.cancel();
      else return;
      event.preventDefault();
    });
    line.addEventListener("blur", (event) => {
      if (view.editing?.field === line && !view.node.contains(event.relatedTarget) && !view.dragging) view.commit();
    });
  }

  /** Show what holds for the active cell. */
  show(typed) {
    const { view } = this;
    const look = view.book.look(view.sheet, ...view.at);
    this.name.textContent = address(...view.area);
    if (document.activeElement !== this.line) this.line.value = typed ?? view.book.content(view.sheet, ...view.at).replace(/^'/, "");
    for (const button of this.tools.querySelectorAll("[data-toggle]")) button.setAttribute("aria-pressed", String(Boolean(look[button.dataset.toggle])));
    const values = { size: look.size ?? "", color: look.color ?? "", fill: look["fill.color"] ?? "", align: look["align.horizontal"] ?? "", border: "", format: look["numfmt.code"] ?? "General", freeze: String(view.own.freeze), width: view.own.widths.get(view.at[1]) ?? "" };
    for (const [name, value] of Object.entries(values)) {
      const field = this.tools.querySelector(`[data-select=${name}]`);
      field.value = String(value);
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
    this.showTabs();
  }

  showTabs() {
    const { view } = this;
    this.tabs.replaceChildren(...view.book.sheets.map((sheet, index) => h("button", { type: "button", class: "grid-tab", "aria-pressed": String(index === view.sheet), onclick: () => view.open(index) }, sheet.name)));
  }
}

function edges(left, right, top, bottom) {
  return { "edge.left": left, "edge.right": right, "edge.top": top, "edge.bottom": bottom };
}
