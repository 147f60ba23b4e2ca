// What a paper may allow beside its items: a calculator and a scratch pad. Both stay on this page;
// nothing of them is handed in.

import { calculate } from "./calculate.js";
import { h } from "./dom.js";
import { t } from "./texts.js";

const PAD = [["7", "8", "9", "÷"], ["4", "5", "6", "×"], ["1", "2", "3", "−"], ["0", ".", "%", "+"], ["(", ")", "√", "C"]];
const HISTORY = 5;
const LONGEST = 20000;

const SETTINGS = "xuekao-display";
const CHOICES = { size: ["normal", "large", "larger"], contrast: ["normal", "high"], font: ["sans", "serif"] };

/** Show the page as it was last set on this computer; what the page itself brings stands first. */
function restore() {
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(SETTINGS)) ?? {};
  } catch {
    // nothing was kept
  }
  for (const [name, values] of Object.entries(CHOICES)) {
    if (values.includes(kept[name])) document.documentElement.dataset[name] = kept[name];
  }
}

function keepSetting(name, value) {
  document.documentElement.dataset[name] = value;
  const { size, contrast, font } = document.documentElement.dataset;
  try {
    sessionStorage.setItem(SETTINGS, JSON.stringify({ size, contrast, font }));
  } catch {
    // it holds for this page
  }
}

/** Size, contrast and face of the text, for this tab. */
function display() {
  restore();
  const now = document.documentElement.dataset;
  const selects = Object.entries(CHOICES).map(([name, values]) => {
    const id = `display-${name}`;
    const options = values.map((value) => h("option", { value, selected: (now[name] ?? values[0]) === value }, t(`display.${name}.${value}`)));
    return h("div", { class: "field" }, h("label", { for: id }, t(`display.${name}`)), h("select", { class: "select", id, onchange: (event) => keepSetting(name, event.target.value) }, options));
  });
  return { node: h("div", { class: "tool-fields" }, selects), focus: selects[0].querySelector("select") };
}

/** Buttons in the foot of the player, and a panel above the item for each tool. */
export class Tools {
  constructor({ buttons, panels, allowed, sitting }) {
    this.key = `xuekao-scratch-${sitting}`;
    this.closers = []; // what closes each panel: one is open at a time
    const make = { display: () => display(), calculator: () => this.calculator(), scratch: () => this.scratch() };
    for (const name of [...allowed, "display"]) this.add(name, make[name](), buttons, panels);
  }

  add(name, panel, buttons, panels) {
    const id = `tool-${name}`;
    const box = h("section", { class: `tool tool-${name}`, id, "aria-label": t(`tool.${name}`), hidden: true }, panel.node);
    const button = h("button", { type: "button", class: "btn btn-s", "aria-expanded": "false", "aria-controls": id }, t(`tool.${name}`));
    const show = (isOpen) => {
      if (isOpen) this.closers.forEach((close) => close());
      box.hidden = !isOpen;
      button.setAttribute("aria-expanded", String(isOpen));
      (isOpen ? panel.focus : button).focus();
    };
    this.closers.push(() => {
      box.hidden = true;
      button.setAttribute("aria-expanded", "false");
    });
    button.addEventListener("click", () => show(box.hidden));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      show(false);
    });
    buttons.append(button);
    panels.append(box);
  }

  calculator() {
    const field = h("input", { type: "text", class: "input num", id: "calc", inputmode: "decimal", autocomplete: "off", maxlength: "120", "aria-describedby": "calc-out" });
    const out = h("output", { class: "calc-out num", id: "calc-out", for: "calc" });
    const past = h("ul", { class: "calc-past small soft num", "aria-label": t("calc.history") });
    const run = () => {
      const value = calculate(field.value);
      out.textContent = value === null ? (field.value.trim() ? t("calc.none") : "") : `= ${value}`;
      if (value === null) return;
      past.prepend(h("li", {}, `${field.value} = ${value}`));
      while (past.children.length > HISTORY) past.lastChild.remove();
      field.value = String(value);
      field.select();
    };
    const press = (key) => {
      if (key === "C") field.value = out.textContent = "";
      else field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    };
    const keys = PAD.flat().map((key) => h("button", { type: "button", class: "btn btn-s num", "aria-label": key === "C" ? t("calc.clear") : null, onclick: () => press(key) }, key));
    const equals = h("button", { type: "submit", class: "btn btn-s btn-main calc-equals" }, "=");
    const form = h("form", { onsubmit: (event) => (event.preventDefault(), run()) }, h("label", { for: "calc", class: "sr" }, t("calc.label")), field, out, h("div", { class: "calc-keys" }, keys, equals));
    return { node: h("div", { class: "calc" }, form, past), focus: field };
  }

  scratch() {
    const field = h("textarea", { class: "input", id: "scratch", rows: "8", maxlength: String(LONGEST), spellcheck: "false", "aria-describedby": "scratch-help" });
    field.value = this.read();
    field.addEventListener("input", () => this.keep(field.value));
    const node = h("div", {}, h("label", { for: "scratch", class: "strong" }, t("tool.scratch")), h("p", { class: "small soft", id: "scratch-help" }, t("scratch.help")), field);
    return { node, focus: field };
  }

  read() {
    try {
      return localStorage.getItem(this.key) ?? "";
    } catch {
      return "";
    }
  }

  keep(text) {
    try {
      localStorage.setItem(this.key, text);
    } catch {
      // a full disk: the text stays on the page
    }
  }

  /** The sitting is over: the next person at this computer must not read it. */
  static clear(sitting) {
    try {
      localStorage.removeItem(`xuekao-scratch-${sitting}`);
    } catch {
      // nothing was kept either
    }
  }
}
