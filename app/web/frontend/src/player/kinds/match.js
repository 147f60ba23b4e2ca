// Matching: the right side is listed with letters, each thing on the left has a select.

import { h, letter } from "../dom.js";
import { t } from "../texts.js";

/** Render both sides; letters are those shown, ids are those stored. */
export function match(item, response, { change, isLocked }) {
  const value = { ...(response?.value ?? {}) };
  const right = item.view.right;

  function select(left, number) {
    return h(
      "select",
      {
        class: "pick",
        "aria-label": t("match.pick", { n: number }),
        disabled: isLocked,
        onchange: (event) => {
          if (event.target.value) value[left.id] = event.target.value;
          else delete value[left.id];
          change({ kind: "match", value: Object.keys(value).length ? { ...value } : null });
        },
      },
      h("option", { value: "" }, t("match.none")),
      right.map((one, index) => {
        const option = h("option", { value: one.id }, letter(index));
        option.selected = value[left.id] === one.id;
        return option;
      }),
    );
  }

  const lefts = item.view.left.map((left, index) =>
    h("li", {}, h("span", { class: "l num" }, String(index + 1)), h("span", { class: "text", html: left.html }), select(left, index + 1)),
  );
  const rights = right.map((one, index) =>
    h("li", {}, h("span", { class: "l" }, letter(index)), h("span", { class: "text", html: one.html })),
  );
  return {
    node: h(
      "div",
      { class: "match" },
      h("ol", { class: "match-left", "aria-label": t("match.left") }, lefts),
      h("ul", { class: "match-right", "aria-label": t("match.right") }, rights),
    ),
  };
}
