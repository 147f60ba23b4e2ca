// Dialogs of the player: one at a time, the safe button has the focus, Esc never leaves the exam.

import { h } from "./dom.js";
import { t } from "./texts.js";

/** Open a dialog with these children; returns it. Closing removes it and gives the focus back. */
export function open(title, ...children) {
  const before = document.activeElement;
  const dialog = make(title, children);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  dialog.showModal();
  return dialog;
}

function make(title, children) {
  const id = `dialog-${Date.now()}`;
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": id }, h("h2", { id }, title), ...children);
  document.body.append(dialog);
  return dialog;
}

/** Whether a dialog is open. */
export function isOpen() {
  return document.querySelector("dialog[open]") !== null;
}

function buttons(...nodes) {
  return h("div", { class: "acts" }, nodes);
}

/** Ask a yes-or-no question; the safe answer has the focus. */
export function ask(title, text, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = open(
      title,
      h("p", {}, text),
      buttons(
        h("button", { type: "button", class: "btn", autofocus: true, onclick: () => dialog.close() }, t("dialog.no")),
        h("button", { type: "button", class: "btn btn-danger", onclick: () => ((answer = true), dialog.close()) }, yes),
      ),
    );
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/** Ask for a number; resolves to it or to null. */
export function askNumber(highest) {
  return new Promise((resolve) => {
    let answer = null;
    const field = h("input", { id: "go-number", class: "gap gap-number", type: "text", inputmode: "numeric", autofocus: true });
    const form = h(
      "form",
      {
        method: "dialog",
        onsubmit: () => {
          const number = Number(field.value);
          if (Number.isInteger(number) && number >= 1 && number <= highest) answer = number;
        },
      },
      h("label", { for: "go-number" }, t("go.label", { n: highest })),
      h("p", {}, field),
      buttons(h("button", { class: "btn btn-main" }, t("go.button"))),
    );
    open(t("go.title"), form).addEventListener("close", () => resolve(answer));
  });
}

/** Show all keys, with the switch that turns them off. */
export function showKeys(rows, keys) {
  const toggle = h("input", { type: "checkbox", id: "keys-on", checked: keys.isOn, onchange: (event) => keys.turn(event.target.checked) });
  const dialog = open(
    t("keys.title"),
    h("dl", { class: "facts keys" }, rows.flatMap(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)])),
    h("p", {}, h("label", { class: "row", for: "keys-on" }, toggle, t("keys.switch"))),
    h("div", { class: "acts" }, h("button", { type: "button", class: "btn", autofocus: true, onclick: () => dialog.close() }, t("dialog.close"))),
  );
}

/**
 * A dialog that cannot be closed by the candidate: browsers let a second Escape close any dialog, so
 * this one opens again until `finish` is called on it.
 */
export function block(title, ...children) {
  let isOver = false;
  const dialog = make(title, children);
  dialog.tabIndex = -1;
  dialog.finish = () => {
    isOver = true;
    dialog.close();
  };
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault());
  dialog.addEventListener("close", () => (isOver ? dialog.remove() : show(dialog)));
  show(dialog);
  return dialog;
}

function show(dialog) {
  dialog.showModal();
  dialog.focus();
}
