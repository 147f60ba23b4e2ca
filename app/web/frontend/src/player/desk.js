// Practice of work that is done in the page: the same pages as in the exam, kept in this browser
// until they are checked. Checking is a plain form; nothing is stored on the server.

import { work } from "./kinds/work/index.js";
import { readTexts } from "./texts.js";

const form = document.querySelector("form[data-desk]");
const part = (name) => form.querySelector(`[data-part=${name}]`);
const PREFIX = "xuekao-practice:";
const key = PREFIX + form.getAttribute("action").replace(/#.*/, "");

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function remember(kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A full or closed store only means that a reload begins anew.
  }
}

readTexts();
const { view, work: sent } = JSON.parse(part("desk").textContent);
const before = sent ?? remembered();
const field = form.elements.work;
field.value = JSON.stringify(before ?? {});
const item = { position: 1, view };
const tools = {
  isLocked: false,
  say: (text) => (part("said").textContent = text),
  change(response) {
    const kept = response.value.work;
    field.value = JSON.stringify(kept);
    remember(kept);
  },
};
part("work").replaceChildren(work(item, before ? { value: { work: before } } : null, tools).node);
