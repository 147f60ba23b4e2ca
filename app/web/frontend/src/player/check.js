// Before the start: check the workplace, show that saving works, open the exam at the minute.

import { Clock } from "./clock.js";
import { clockTime, duration, h, icon, setZone } from "./dom.js";
import { openJournal } from "./journal.js";
import { choice } from "./kinds/choice.js";
import { keepSealed } from "./sealed.js";
import { ONLINE, Sender } from "./sender.js";
import { readTexts, t } from "./texts.js";

const EPOCH = 0; // entries before the exam have no writer epoch and are about item 0
const JITTER_MS = 3000; // not all machines of a room in the same moment

const root = document.querySelector("[data-check]");
const part = (name) => root.querySelector(`[data-part=${name}]`);

function row(state, words) {
  return h("li", { class: state }, icon(state === "bad" ? "bad" : state === "ok" ? "check" : "warn"), words);
}

async function boot() {
  readTexts();
  setZone(Number(root.dataset.zone));
  const clock = new Clock();
  clock.learn(Number(root.dataset.now), performance.now());
  const journal = await openJournal(root.dataset.sitting);
  const head = JSON.parse(root.dataset.head);
  if (head.seq) journal.seed(EPOCH, head);
  const sender = new Sender({ url: root.dataset.answers, journal, clock, renew: async () => null });
  sender.token = root.dataset.token;

  showChecks(clock, journal);
  showTrial(clock, journal, sender);
  sender.addEventListener("ack", () => showChecks(clock, journal));
  sender.kick();
  countDown(clock);
  keepSealed(root.dataset.sitting, root.dataset.sealed);
}

function showChecks(clock, journal) {
  const seconds = Math.abs(Math.round((Date.now() - clock.now()) / 1000));
  part("checks").replaceChildren(
    journal.isDurable ? row("ok", t("check.journal_ok")) : row("bad", t("check.journal_bad")),
    row("ok", t("check.clock_ok", { seconds })),
  );
}

function showTrial(clock, journal, sender) {
  const options = [t("check.option_a"), t("check.option_b"), t("check.option_c")];
  const item = {
    position: 0,
    kind: "single",
    view: { options: options.map((html, index) => ({ id: "ABC"[index], html })) },
  };
  const tell = (lines) => part("saved").replaceChildren(...lines);
  const change = async (response) => {
    await journal.append(EPOCH, { item: 0, kind: "answer", payload: JSON.stringify(response), ...clock.stamp() });
    tell([row("ok", t("light.local")), row("wait", t("check.saving"))]);
    sender.kick();
  };
  sender.addEventListener("state", () => {
    if (sender.pendingCount && sender.state !== ONLINE) tell([row("ok", t("light.local")), row("bad", t("check.failed"))]);
  });
  sender.addEventListener("ack", ({ detail }) => {
    if (detail.through) tell([row("ok", t("light.local")), row("ok", t("check.saved", { time: clockTime(detail.now) }))]);
  });
  part("item").append(choice(item, null, { change, isLocked: false }).node);
}

function countDown(clock) {
  const start = Number(root.dataset.starts) + Math.random() * JITTER_MS;
  const timer = setInterval(() => {
    const left = Number(root.dataset.starts) - clock.now();
    part("timer").querySelector("b").textContent = duration(left);
    part("opens").textContent = left > 0 ? t("check.opens_in", { time: duration(left) }) : t("check.opening");
    part("enter").hidden = left > 0;
    if (clock.now() < start) return;
    clearInterval(timer);
    location.replace(root.dataset.play);
  }, 250);
}

boot();
