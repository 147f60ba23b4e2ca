// One item on the screen.

import { h } from "./dom.js";
import { KINDS } from "./kinds/index.js";
import { has, t } from "./texts.js";

function ruleOf(item) {
  const key = `rule.${item.kind}.${item.view.scoring}`;
  return has(key) ? t(key) : "";
}

/** Shows an item in the main pane and keeps the renderer for the keys. */
export class ItemPane {
  constructor(root, { total, context }) {
    Object.assign(this, { root, total, context });
    this.shown = null;
  }

  /** Show an item with its present response; `isLocked` when its time is over or another tab writes. */
  show(item, response, { isLocked, lockedText }) {
    const change = (next, { isText = false } = {}) => this.context.change(item.position, next, isText);
    this.shown = KINDS[item.kind](item, response, { ...this.context, change, isLocked });
    const isChoice = ["single", "multiple", "judge"].includes(item.kind);
    const stem = item.view.stem ? h("div", { class: "stem text", html: item.view.stem }) : null;
    this.root.replaceChildren(
      h(
        "div",
        { class: "item-head" },
        h("span", { class: "no", id: "item-no" }, String(item.number)),
        h("span", { class: "num" }, `/ ${this.total}`),
        h("span", { class: "badge badge-info" }, t(`kind.${item.kind}`)),
        h("span", {}, t("item.points", { n: item.points })),
        h("span", { class: "long" }, ruleOf(item)),
      ),
      isLocked && lockedText ? h("p", { class: "note note-warn" }, lockedText) : "",
      isChoice
        ? h("fieldset", { class: "plain" }, h("legend", { class: "stem-legend" }, stem), this.shown.node)
        : h("section", { "aria-labelledby": "item-no" }, stem, this.shown.node),
    );
  }
}
