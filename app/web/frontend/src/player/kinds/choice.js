// Single choice, multiple choice and judgement: rows to click, letters or numbers to press.

import { h, icon, letter } from "../dom.js";
import { t } from "../texts.js";

/** Options of an item: judgements have the two fixed ones. */
function optionsOf(item) {
  if (item.kind !== "judge") return item.view.options;
  return [
    { id: true, html: t("judge.true") },
    { id: false, html: t("judge.false") },
  ];
}

/** Render a choice item; `choose(index)` is what a letter key does. */
export function choice(item, response, { change, isLocked }) {
  const isMultiple = item.kind === "multiple";
  const options = optionsOf(item);
  let value = response?.value ?? null;
  const isOn = (id) => (isMultiple ? (value ?? []).includes(id) : value === id);
  const note = h("p", { class: "small muted after" });

  const rows = options.map((option, index) => {
    const input = h("input", {
      type: isMultiple ? "checkbox" : "radio",
      name: `item-${item.position}`,
      disabled: isLocked,
      onchange: () => toggle(index),
    });
    const row = h(
      "label",
      { class: "choice" },
      input,
      h("span", { class: isMultiple ? "box" : "box round" }, icon("check")),
      h("span", { class: "l" }, letter(index)),
      h("span", { class: "text", html: option.html }),
      h("kbd", { "aria-hidden": "true" }, letter(index)),
    );
    return { row, input, option };
  });

  function toggle(index) {
    const { id } = options[index];
    if (!isMultiple) value = id;
    else {
      const chosen = isOn(id) ? value.filter((one) => one !== id) : [...(value ?? []), id];
      const inOrder = options.map((one) => one.id).filter((one) => chosen.includes(one));
      value = inOrder.length ? inOrder : null;
    }
    show();
    change({ kind: item.kind, value });
  }

  function show() {
    for (const { row, input, option } of rows) {
      input.checked = isOn(option.id);
      row.classList.toggle("on", input.checked);
    }
    const letters = options.flatMap(({ id }, index) => (isOn(id) ? [letter(index)] : []));
    note.textContent = letters.length
      ? t(isMultiple ? "choice.chosen_many" : "choice.chosen", { letters: letters.join(t("list.comma")) })
      : "";
  }

  show();
  return {
    node: h("div", {}, h("div", { class: "choices" }, rows.map(({ row }) => row)), note),
    keys: options.length,
    choose: (index) => {
      if (isLocked || !rows[index]) return false;
      rows[index].input.focus();
      toggle(index);
      return true;
    },
  };
}
