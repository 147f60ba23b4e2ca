// The explanation of one item at once, in a drill: asked of the server, shown below the item.

import { h } from "./dom.js";
import { t } from "./texts.js";

const HEADERS = { "Content-Type": "application/json", Accept: "application/json", "X-Xuekao": "player" };

/** Asks how an answer would be marked, and shows it until the item is left or its answer changed. */
export class Feedback {
  constructor(root, { url, sheet }) {
    Object.assign(this, { root, url, sheet });
    // Reaching the journal and the server are changes of the sheet too, but not of the answer.
    sheet.addEventListener("change", ({ detail }) => {
      if (detail === this.position && this.given(detail) !== this.about) this.clear();
    });
  }

  given(position) {
    return JSON.stringify(this.sheet.response(position));
  }

  clear() {
    this.position = this.about = null;
    this.root.replaceChildren();
  }

  async show(position) {
    this.clear();
    if (!this.sheet.isAnswered(position)) return this.say(t("feedback.answer_first"));
    this.position = position;
    this.about = this.given(position);
    const told = await this.ask(position);
    if (this.position !== position) return; // left, or answered otherwise meanwhile
    if (!told) return this.say(t("feedback.no_network"));
    this.root.replaceChildren(h("div", { html: told.html }));
    this.root.scrollIntoView({ block: "nearest" });
  }

  say(text) {
    this.root.replaceChildren(h("p", { class: "note note-info" }, text));
  }

  async ask(position) {
    const body = JSON.stringify({ response: this.sheet.response(position) });
    try {
      const answer = await fetch(`${this.url}/${position}`, { method: "POST", headers: HEADERS, body, cache: "no-store" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }
}
