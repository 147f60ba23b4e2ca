// The keys of the player. Off while typing, off altogether by one switch (WCAG 2.1.4).

import { isOpen } from "./dialogs.js";

const SWITCH = "xuekao-keys";
const TYPING = "input[type=text], textarea, select";
const NATIVE = "input[type=radio], input[type=checkbox]";

/** Listens to the keyboard and calls the actions. */
export class Keys {
  constructor(actions) {
    this.actions = actions;
    this.isOn = localStorage.getItem(SWITCH) !== "off";
    document.addEventListener("keydown", (event) => this.press(event));
  }

  turn(isOn) {
    this.isOn = isOn;
    localStorage.setItem(SWITCH, isOn ? "on" : "off");
  }

  press(event) {
    if (event.defaultPrevented || event.isComposing || isOpen()) return;
    if (event.ctrlKey && event.key === "Enter") return this.act(event, () => this.actions.review());
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest(TYPING)) return;
    if (event.key === "?") return this.act(event, () => this.actions.help());
    if (!this.isOn) return;
    const action = this.find(event);
    if (action) this.act(event, action);
  }

  act(event, action) {
    if (action() !== false) event.preventDefault();
  }

  find(event) {
    const { actions } = this;
    const { key, target } = event;
    const isOnControl = target.closest("button, a, summary, [role=button]");
    const isOnChoice = target.closest(NATIVE);
    if (key === "Enter") return isOnControl ? null : () => actions.next();
    if (key === "ArrowRight") return isOnChoice ? null : () => actions.next();
    if (key === "ArrowLeft") return isOnChoice ? null : () => actions.previous();
    if (key === "Backspace") return () => actions.clear();
    if (/^[1-8]$/.test(key)) return () => actions.choose(Number(key) - 1);
    return this.letter(key.toUpperCase());
  }

  /** F is the sixth option where there are six; else it flags. */
  letter(key) {
    const { actions } = this;
    const index = key.charCodeAt(0) - 65;
    if (key.length === 1 && index >= 0 && index < 8 && index < actions.options()) return () => actions.choose(index);
    const named = { F: "flag", T: "time", S: "saved", G: "go", L: "card" }[key];
    return named ? () => actions[named]() : null;
  }
}
