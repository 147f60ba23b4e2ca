// The task sheet above work that is done in the page, and the sessions that outlive a look elsewhere.

import { h } from "../../dom.js";

const sessions = new WeakMap(); // item → { known, isAnswered }: what its page knows beyond the answer

/** The session of an item, made at its first show, and anew when the answer was cleared. */
export function sessionOf(item, response, make) {
  const before = sessions.get(item);
  if (!before || (before.isAnswered && !response?.value)) {
    sessions.set(item, { known: make(response?.value?.work ?? {}), isAnswered: Boolean(response?.value) });
  }
  return sessions.get(item).known;
}

/** Save the work of an item; `isText` while it is typed. */
export function keepWork(item, change, work, options) {
  sessions.get(item).isAnswered = true;
  change(answerOf(item.view.scene.module, work), options);
}

/** The instructions with the desk below them; keys of the desk are its own. */
export function sheetWith(item, desk) {
  // Single keys of the player (next, flag, clear) must not fire while somebody works here.
  desk.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey && event.key === "Enter")) event.stopPropagation();
  });
  return h(
    "div",
    { class: "practical" },
    item.view.title ? h("h2", { class: "practical-title" }, item.view.title) : null,
    h("div", { class: "instructions text", html: item.view.instructions }),
    desk,
  );
}

/** The answer of the page in the form the server keeps. */
function answerOf(module, work) {
  return { kind: "practical", value: { work: { module, ...work } } };
}
