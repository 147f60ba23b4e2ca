// Fill-in, cloze, number and written answers: text fields and lists, kept while typing.

import { h } from "../dom.js";
import { t } from "../texts.js";

const LONGEST = 200;
const LONGEST_TEXT = { short: 2000, essay: 20000 };
const ROWS = { short: 3, essay: 14 };

/** Render a text with gaps that are typed or, in a cloze, chosen from lists. */
export function blank(item, response, { change, isLocked }) {
  const value = { ...(response?.value ?? {}) };
  const gaps = item.view.parts.filter((part) => part.gap !== undefined);

  function keep(gap, text, isText) {
    if (text) value[gap] = text;
    else delete value[gap];
    const isEmpty = Object.keys(value).length === 0;
    change({ kind: item.kind, value: isEmpty ? null : { ...value } }, { isText });
  }

  function input(part, number) {
    return h("input", {
      class: part.number ? "gap gap-number" : "gap",
      type: "text",
      inputmode: part.number ? "decimal" : null,
      maxlength: LONGEST,
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": t("blank.gap", { n: number }),
      value: value[part.gap] ?? "",
      disabled: isLocked,
      oninput: (event) => keep(part.gap, event.target.value, true),
    });
  }

  function list(part, number) {
    return h(
      "select",
      {
        class: "pick",
        "aria-label": t("blank.gap", { n: number }),
        disabled: isLocked,
        onchange: (event) => keep(part.gap, event.target.value, false),
      },
      h("option", { value: "" }, t("match.none")),
      part.options.map((one) => {
        const option = h("option", { value: one.id }, one.text);
        option.selected = value[part.gap] === one.id;
        return option;
      }),
    );
  }

  let number = 0;
  const parts = item.view.parts.map((part) => {
    if (part.gap === undefined) return h("span", { class: "text", html: part.html });
    number += 1;
    const field = part.options ? list(part, number) : input(part, number);
    return gaps.length === 1 ? field : h("span", { class: "gap-box" }, h("span", { class: "gap-no", "aria-hidden": "true" }, String(number)), field);
  });
  return { node: h("div", { class: "gaps" }, parts) };
}

/** Render a field for a short answer or an essay, with the count of what was written. */
export function writing(item, response, { change, isLocked }) {
  const limit = item.view.limit;
  const id = `writing-${item.position}`;
  const count = h("p", { class: "small muted after num" });
  const field = h("textarea", {
    id,
    class: "writing",
    rows: ROWS[item.kind],
    maxlength: LONGEST_TEXT[item.kind],
    spellcheck: "false",
    value: response?.value ?? "",
    disabled: isLocked,
    oninput: (event) => {
      show();
      change({ kind: item.kind, value: event.target.value.trim() ? event.target.value : null }, { isText: true });
    },
  });

  function show() {
    const n = field.value.replace(/\s/g, "").length;
    count.textContent = limit ? t("writing.count_of", { n, limit }) : t("writing.count", { n });
    count.classList.toggle("over", limit > 0 && n > limit);
  }

  show();
  return { node: h("div", {}, h("label", { class: "sr", for: id }, t("writing.label")), field, count) };
}

/** Render a number field with its unit. */
export function number(item, response, { change, isLocked }) {
  const id = `number-${item.position}`;
  const field = h("input", {
    id,
    class: "gap gap-number",
    type: "text",
    inputmode: "decimal",
    maxlength: 40,
    autocomplete: "off",
    value: response?.value ?? "",
    disabled: isLocked,
    oninput: (event) => {
      const text = event.target.value.trim();
      change({ kind: "number", value: text || null }, { isText: true });
    },
  });
  const unit = item.view.unit ? h("span", {}, item.view.unit) : null;
  return { node: h("div", { class: "gaps" }, h("label", { for: id }, t("number.label")), " ", field, " ", unit) };
}
