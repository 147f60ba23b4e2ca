// Typing test. What an input method is still composing is never touched and never counted; only
// committed text is taken. Pasting and dropping are refused and noted.

import { ask } from "../../dialogs.js";
import { duration, h } from "../../dom.js";
import { t } from "../../texts.js";
import { keepWork, sessionOf, sheetWith } from "./sheet.js";
import { Typing } from "./typelog.js";

const TICK_MS = 500;
const LONGEST = 6000; // letters; twice the longest passage, as the grader reads
const REFUSED = new Set(["insertFromPaste", "insertFromDrop", "insertFromYank", "insertFromPasteAsQuotation", "insertReplacementText"]);
const surroundings = ({ value, selectionStart, selectionEnd }) => ({ before: value.slice(0, selectionStart), after: value.slice(selectionEnd) });
const letters = (text) => [...text.replace(/\s/g, "")].length;

/** Render a passage with the field to type it into. */
export function typing(item, response, { change, isLocked, say }) {
  const { passage, seconds } = item.view.scene;
  const work = sessionOf(item, response, (kept) => new Typing(kept, () => performance.now()));
  const limit = seconds * 1000;
  let composing = null; // while an input method composes: the text around what it will put in

  const clock = h("b", { class: "num" });
  const count = h("span", { class: "num" });
  const bar = h("progress", { class: "progress thin", max: letters(passage), value: 0, "aria-label": t("typing.progress") });
  const notice = h("p", { class: "small warn", role: "status" });
  const model = h("div", { class: "typing-passage", tabindex: "0", "aria-label": t("typing.passage"), oncopy: (event) => event.preventDefault() }, passage);
  const field = h("textarea", {
    class: "writing typing-field",
    rows: 7,
    maxlength: LONGEST,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    "aria-label": t("typing.field"),
    value: work.text,
    oncompositionstart: () => (composing = surroundings(field)),
    oncompositionend({ data }) {
      const isIn = composing !== null && field.value === composing.before + data + composing.after;
      composing = null;
      // At once: on a slow machine the next word may begin before any timer runs, and two commits
      // must not look like one. Some browsers put the text in only after this event.
      if (isIn) take();
      else setTimeout(take);
    },
    oninput: (event) => event.isComposing || composing || take(),
    onbeforeinput: (event) => REFUSED.has(event.inputType) && refuse(event),
    onpaste: refuse,
    ondrop: refuse,
    onblur() {
      if (work.startedAt === null || work.finished) return;
      work.blurs += 1;
      keep();
    },
  });
  const done = h("button", { type: "button", class: "btn btn-main", onclick: askToFinish }, t("typing.done"));

  function keep() {
    keepWork(item, change, work.work(), { isText: true });
  }

  function take() {
    if (composing || !field.isConnected) return;
    if (work.take(field.value)) keep();
    show();
  }

  function refuse(event) {
    event.preventDefault();
    if (event.type === "beforeinput") return; // the event of pasting itself is counted
    work.blocked += 1;
    notice.textContent = t("typing.no_paste");
    keep();
  }

  async function askToFinish() {
    if (await ask(t("typing.done"), t("typing.done_text"), t("typing.done"))) finish();
  }

  function finish() {
    if (work.finished) return;
    if (!composing) work.take(field.value);
    work.finish();
    keepWork(item, change, work.work());
    say(t("typing.over"));
    show();
  }

  function show() {
    const left = Math.max(0, limit - work.used());
    const typed = letters(work.text);
    clock.textContent = duration(left);
    count.textContent = t("typing.count", { n: typed, of: letters(passage) });
    bar.value = Math.min(typed, letters(passage));
    // the line to type next stays in sight
    model.scrollTop = Math.max(0, (typed / letters(passage)) * model.scrollHeight - model.clientHeight / 2);
    const isOver = work.finished || isLocked;
    field.readOnly = isOver;
    done.hidden = isOver;
    if (work.finished) notice.textContent = t("typing.over");
  }

  const timer = setInterval(() => {
    if (!field.isConnected) {
      if (work.startedAt === null || work.finished) return clearInterval(timer);
      if (work.used() >= limit) finishAway();
      return;
    }
    if (!isLocked && !work.finished && work.used() >= limit) finish();
    show();
  }, TICK_MS);

  /** The time ran out while another item was on the screen. */
  function finishAway() {
    clearInterval(timer);
    work.finish();
    keepWork(item, change, work.work());
  }

  const desk = h(
    "div",
    { class: "desk" },
    h("div", { class: "desk-bar" }, h("span", {}, t("typing.left"), " ", clock), count, h("span", { class: "push" }, done)),
    bar,
    model,
    field,
    notice,
  );
  setTimeout(show);
  return { node: sheetWith(item, desk) };
}
