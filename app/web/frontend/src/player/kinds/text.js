// Fill-in and number items: text fields, written while typing.

import { h } from "../dom.js";
import { t } from "../texts.js";

const LONGEST = 200;

/** Render a stem with gaps to fill in. */
export function blank(item, response, { change, isLocked }) {
  const value = { ...(response?.value ?? {}) };
  const gaps = item.view.parts.filter((part) => part.gap !== undefined);

  function input(gap, number) {
    return h("input", {
      class: "gap",
      type: "text",
      maxlength: LONGEST,
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": t("blank.gap", { n: number }),
      value: value[gap] ?? "",
      disabled: isLocked,
      oninput: (event) => {
        if (event.target.value) value[gap] = event.target.value;
        else delete value[gap];
        const isEmpty = Object.keys(value).length === 0;
        change({ kind: "blank", value: isEmpty ? null : { ...value } }, { isText: true });
      },
    });
  }

  let number = 0;
  const parts = item.view.parts.map((part) => {
    if (part.gap === undefined) return h("span", { class: "text", html: part.html });
    number += 1;
    return gaps.length === 1 ? input(part.gap, number) : h("span", { class: "gap-box" }, h("span", { class: "gap-no", "aria-hidden": "true" }, String(number)), input(part.gap, number));
  });
  return { node: h("div", { class: "gaps" }, parts) };
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
