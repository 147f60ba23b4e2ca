// Putting things in order: by the buttons, by the keyboard, or by dragging.

import { h, icon } from "../dom.js";
import { t } from "../texts.js";

/** Render the parts; the shown order counts only once the candidate has said so. */
export function order(item, response, { change, isLocked, say }) {
  const parts = new Map(item.view.parts.map((part) => [part.id, part]));
  let ids = response?.value ?? item.view.parts.map((part) => part.id);
  let isAnswered = Boolean(response?.value);
  let dragged = null;
  const list = h("ol", { class: "order" });
  const note = h("p", { class: "small muted after" });
  const keep = h("button", { type: "button", class: "btn btn-s", onclick: () => set(ids) }, t("order.keep"));

  function set(next, focusOn, direction) {
    ids = next;
    isAnswered = true;
    show();
    if (focusOn !== undefined) {
      const buttons = list.querySelector(`[data-id="${CSS.escape(focusOn)}"]`).querySelectorAll("button");
      const wanted = buttons[direction < 0 ? 0 : 1];
      (wanted.disabled ? buttons[direction < 0 ? 1 : 0] : wanted).focus();
      say(t("order.moved", { n: ids.indexOf(focusOn) + 1, of: ids.length }));
    }
    change({ kind: "order", value: [...ids] });
  }

  function move(id, direction) {
    const from = ids.indexOf(id);
    const next = ids.filter((one) => one !== id);
    next.splice(from + direction, 0, id);
    set(next, id, direction);
  }

  function drop(id, before) {
    if (id === null || id === before) return;
    const next = ids.filter((one) => one !== id);
    next.splice(before === null ? next.length : next.indexOf(before), 0, id);
    set(next);
  }

  function button(id, direction, place) {
    const isEnd = direction < 0 ? place === 0 : place === ids.length - 1;
    return h(
      "button",
      {
        type: "button",
        class: "btn btn-s",
        disabled: isLocked || isEnd,
        "aria-label": t(direction < 0 ? "order.up" : "order.down", { n: place + 1 }),
        onclick: () => move(id, direction),
      },
      icon(direction < 0 ? "up" : "down"),
    );
  }

  function row(id, place) {
    return h(
      "li",
      {
        "data-id": id,
        draggable: isLocked ? null : "true",
        ondragstart: (event) => {
          dragged = id;
          event.dataTransfer.effectAllowed = "move";
        },
        ondragover: (event) => event.preventDefault(),
        ondrop: (event) => {
          event.preventDefault();
          const half = event.currentTarget.getBoundingClientRect();
          const isBelow = event.clientY > half.top + half.height / 2;
          drop(dragged, isBelow ? (ids[ids.indexOf(id) + 1] ?? null) : id);
        },
      },
      h("span", { class: "l num" }, String(place + 1)),
      h("span", { class: "text", html: parts.get(id).html }),
      h("span", { class: "moves" }, button(id, -1, place), button(id, 1, place)),
    );
  }

  function show() {
    list.replaceChildren(...ids.map(row));
    note.textContent = isAnswered ? t("order.answered") : t("order.not_yet");
    keep.hidden = isAnswered || isLocked;
  }

  show();
  return { node: h("div", {}, list, note, keep) };
}
