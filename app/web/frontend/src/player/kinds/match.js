// Matching and classifying: one list has letters, each thing of the other list has a select.

import { h, letter } from "../dom.js";
import { t } from "../texts.js";

/** Render both lists; letters are those shown, ids are those stored. */
function pairs({ kind, entries, partners, names }, response, { change, isLocked }) {
  const value = { ...(response?.value ?? {}) };

  function select(entry, number) {
    return h(
      "select",
      {
        class: "pick",
        "aria-label": t(names.pick, { n: number }),
        disabled: isLocked,
        onchange: (event) => {
          if (event.target.value) value[entry.id] = event.target.value;
          else delete value[entry.id];
          change({ kind, value: Object.keys(value).length ? { ...value } : null });
        },
      },
      h("option", { value: "" }, t("match.none")),
      partners.map((one, index) => {
        const option = h("option", { value: one.id }, letter(index));
        option.selected = value[entry.id] === one.id;
        return option;
      }),
    );
  }

  const left = entries.map((entry, index) =>
    h("li", {}, h("span", { class: "l num" }, String(index + 1)), h("span", { class: "text", html: entry.html }), select(entry, index + 1)),
  );
  const right = partners.map((one, index) =>
    h("li", {}, h("span", { class: "l" }, letter(index)), h("span", { class: "text", html: one.html })),
  );
  return {
    node: h(
      "div",
      { class: "match" },
      h("ol", { class: "match-left", "aria-label": t(names.left) }, left),
      h("ul", { class: "match-right", "aria-label": t(names.right) }, right),
    ),
  };
}

/** Render a matching item: each entry on the left has a partner of its own. */
export function match(item, response, context) {
  const names = { pick: "match.pick", left: "match.left", right: "match.right" };
  return pairs({ kind: "match", entries: item.view.left, partners: item.view.right, names }, response, context);
}

/** Render a classification: a group takes any number of entries. */
export function classify(item, response, context) {
  const names = { pick: "classify.pick", left: "classify.entries", right: "classify.groups" };
  return pairs({ kind: "classify", entries: item.view.entries, partners: item.view.groups, names }, response, context);
}
