// The answer card: every item at a glance, each cell says in words what its looks say.

import { h } from "./dom.js";
import { t } from "./texts.js";
import { SERVER } from "./sheet.js";

/** Draws the card once and keeps its cells true. */
export class Card {
  constructor(root, { items, sheet, go }) {
    Object.assign(this, { items, sheet });
    this.cells = new Map();
    this.numbers = new Map(items.map((item) => [item.position, item.number]));
    this.counts = h("span", { class: "push small soft" });
    this.bar = h("progress", { class: "card-bar", max: items.length, value: 0, "aria-label": t("card.progress") });
    const groups = [];
    for (const item of items) {
      const key = item.kind;
      const last = groups[groups.length - 1];
      if (last && last.key === key) last.items.push(item);
      else groups.push({ key, items: [item] });
    }
    root.replaceChildren(
      h("div", { class: "row" }, h("h2", {}, t("card.title")), this.counts),
      this.bar,
      ...groups.map((group) => this.group(group, go)),
      this.legend(),
    );
    sheet.addEventListener("change", ({ detail }) => this.show(detail));
    for (const item of items) this.show(item.position);
  }

  group({ key, items }, go) {
    const [first, last] = [items[0].number, items[items.length - 1].number];
    const range = first === last ? `${first}` : `${first}–${last}`;
    return h(
      "section",
      {},
      h("h3", {}, t(`kind.${key}`), h("span", { class: "push num" }, range)),
      h("div", { class: "cells" }, items.map((item) => this.cell(item, go))),
    );
  }

  cell(item, go) {
    const cell = h("button", { type: "button", class: "cell", onclick: () => go(item.position) }, String(item.number));
    this.cells.set(item.position, cell);
    return cell;
  }

  legend() {
    const rows = [["a", "card.answered"], ["", "card.unanswered"], ["f", "card.flagged"], ["a w", "card.local_only"]];
    return h("div", { class: "legend card-legend" }, rows.map(([looks, words]) => h("span", { class: "row" }, h("span", { class: `cell cell-s ${looks}`, "aria-hidden": "true" }), t(words))));
  }

  show(position) {
    const cell = this.cells.get(position);
    if (!cell) return;
    const isAnswered = this.sheet.isAnswered(position);
    const isFlagged = this.sheet.isFlagged(position);
    const where = this.sheet.where(position);
    const isLocal = where !== null && where !== SERVER;
    const isCurrent = position === this.current;
    cell.className = ["cell", isAnswered && "a", isFlagged && "f", isLocal && "w", isCurrent && "now"].filter(Boolean).join(" ");
    const words = [t(isAnswered ? "card.answered" : "card.unanswered")];
    if (isFlagged) words.push(t("card.flagged"));
    if (isLocal) words.push(t("card.local_only"));
    cell.setAttribute("aria-label", t("card.cell", { n: this.numbers.get(position), state: words.join(t("list.comma")) }));
    if (isCurrent) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    this.count();
  }

  count() {
    const left = this.sheet.unanswered().length;
    const done = this.items.length - left;
    this.bar.value = done;
    this.counts.textContent = t("card.counts", { done, left });
    for (const node of document.querySelectorAll("[data-card-count]")) node.textContent = `${done}/${this.items.length}`;
  }

  mark(position) {
    const before = this.current;
    this.current = position;
    if (before !== undefined) this.show(before);
    this.show(position);
  }

  focus() {
    this.cells.get(this.current ?? this.items[0].position).focus();
  }
}
