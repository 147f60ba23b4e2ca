// What the invigilator says: pause, messages, more time. Acknowledgements carry the number of the
// newest instruction; only when it grows is anything fetched. Beats keep idle pages in touch.

import { block } from "./dialogs.js";
import { duration, h } from "./dom.js";
import { ONLINE } from "./sender.js";
import { t } from "./texts.js";

const BEAT_MS = 5000;

/** Asks for instructions and carries them out on the page of a player. */
export class Instructions {
  constructor(player, root) {
    Object.assign(this, { player, root, url: root.dataset.instructions });
    this.known = 0; // nobody has said anything yet: nothing is fetched
    this.shown = new Map();
    this.isAsking = false;
    this.list = h("div", { class: "messages", role: "log", "aria-live": "assertive" });
    root.querySelector(".item-in").prepend(this.list);
    player.sender.addEventListener("ack", ({ detail }) => this.hear(detail.instructions ?? 0));
    beat(root.dataset.pulse, () => this.beat());
  }

  /** A sign of life when nothing else is sent; retries after a failure keep their own rhythm. */
  beat() {
    const { sender } = this.player;
    if (sender.token && sender.state === ONLINE && !sender.isBusy) sender.kick();
  }

  async hear(number) {
    if (number === this.known || this.isAsking || !this.player.sender.token) return;
    this.isAsking = true;
    try {
      const told = await this.ask();
      if (told) this.follow(told);
    } finally {
      this.isAsking = false;
    }
  }

  async ask() {
    try {
      const answer = await fetch(this.url, { headers: this.headers(), cache: "no-store", credentials: "same-origin" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // the next acknowledgement asks again
    }
  }

  headers() {
    return { Accept: "application/json", Authorization: `Bearer ${this.player.sender.token}` };
  }

  follow(told) {
    this.known = told.number;
    const { player } = this;
    player.sections = told.sections.map((section, index) => ({ ...player.sections[index], ...section }));
    player.timer.update(player.sections);
    for (const message of told.messages) this.show(message);
    if (told.paused) this.pause(told.left_ms);
    else this.resume();
  }

  show(message) {
    if (this.shown.has(message.id)) return;
    const button = h("button", { type: "button", class: "btn btn-s push", onclick: () => this.confirm(message.id) }, t("message.read"));
    const words = h("div", {}, h("b", {}, t("message.from", { time: message.at })), h("p", {}, message.text));
    const note = h("div", { class: "note note-info exam-note message" }, words, button);
    this.shown.set(message.id, note);
    this.list.append(note);
  }

  /** Gone from the page only when the server knows that it was read. */
  async confirm(id) {
    try {
      const answer = await fetch(`${this.url}/${id}/read`, { method: "POST", headers: this.headers(), credentials: "same-origin" });
      if (answer.ok) this.shown.get(id).remove();
    } catch {
      // still there: press again when the connection is back
    }
  }

  pause(left) {
    if (this.dialog) return;
    const { player } = this;
    player.writer.flush(); // what was typed until now is kept
    this.wasFrozen = player.isFrozen;
    player.freeze();
    this.root.classList.add("is-paused");
    this.cover(left);
  }

  cover(left) {
    this.dialog = block(
      t("paused.title"),
      h("p", {}, t("paused.text")),
      h("p", {}, h("b", { class: "num" }, t("paused.left", { time: duration(left) }))),
    );
  }

  resume() {
    if (!this.dialog) return;
    const { player } = this;
    const { dialog } = this;
    this.dialog = null;
    dialog.finish();
    this.root.classList.remove("is-paused");
    player.isFrozen = this.wasFrozen;
    player.refresh();
    player.say(t("paused.over"), true);
  }
}

/** Call back every five seconds, from a worker where there can be one. */
function beat(url, then) {
  let timer = null;
  const plainly = () => {
    timer ??= setInterval(then, BEAT_MS);
  };
  try {
    const worker = new Worker(url);
    worker.onmessage = then;
    worker.onerror = plainly;
  } catch {
    plainly();
  }
}
