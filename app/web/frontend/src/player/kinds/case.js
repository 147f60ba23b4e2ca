// Case study: one story above, its questions below, each drawn by its own kind.

import { h } from "../dom.js";
import { t } from "../texts.js";
import { KINDS } from "./index.js";

/** Render all questions; the answer holds one value for each that was answered. */
export function caseStudy(item, response, context) {
  const value = { ...(response?.value ?? {}) };

  function question(one, index) {
    const inner = { position: `${item.position}-${one.id}`, kind: one.kind, points: one.points, view: one.view };
    const change = (next, options) => {
      if (next.value === null) delete value[one.id];
      else value[one.id] = next.value;
      context.change({ kind: "case", value: Object.keys(value).length ? { ...value } : null }, options);
    };
    const held = one.id in value ? { kind: one.kind, value: value[one.id] } : null;
    const number = t("case.question", { n: index + 1, of: item.view.questions.length });
    const head = h("span", { class: "case-no" }, number, " ", h("span", { class: "badge badge-info" }, t(`kind.${one.kind}`)));
    const stem = one.view.stem ? h("div", { class: "stem text", html: one.view.stem }) : null;
    return h("fieldset", { class: "plain case-question" }, h("legend", { class: "stem-legend" }, head, stem), KINDS[one.kind](inner, held, { ...context, change }).node);
  }

  return { node: h("div", { class: "case" }, item.view.questions.map(question)) };
}
