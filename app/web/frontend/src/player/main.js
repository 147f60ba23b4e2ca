// The exam player: wires the parts. The page brings addresses and texts; nothing here is Chinese.

import * as api from "./api.js";
import { Card } from "./card.js";
import { Clock } from "./clock.js";
import { ask, askNumber, block, showKeys } from "./dialogs.js";
import { h, setZone } from "./dom.js";
import { Emergency } from "./emergency/offer.js";
import { Feedback } from "./feedback.js";
import { HandIn } from "./handin.js";
import { Instructions } from "./instructions.js";
import { Integrity } from "./integrity.js";
import { ItemPane } from "./item.js";
import { openJournal } from "./journal.js";
import { Keys } from "./keys.js";
import { preload } from "./kinds/work/grid.js";
import { Lights } from "./lights.js";
import { takeSealed } from "./sealed.js";
import { CLOSED, Sender, TAKEN } from "./sender.js";
import { Sheet } from "./sheet.js";
import { Tabs } from "./tabs.js";
import { readTexts, t } from "./texts.js";
import { Timer } from "./timer.js";
import { Tools } from "./tools.js";
import { upload } from "./upload.js";
import { Writer } from "./writer.js";

const root = document.querySelector("[data-player]");
const part = (name) => root.querySelector(`[data-part=${name}]`);
const urls = { ...root.dataset };

class Player {
  constructor(journal, client) {
    Object.assign(this, { journal, client });
    this.clock = new Clock();
    this.isReadOnly = false;
    this.waitingFiles = new Map(); // position → what sends the file that did not arrive again
    this.uploads = new Set(); // files on their way: the hand-in waits for them
    this.sender = new Sender({ url: urls.answers, journal, clock: this.clock, renew: () => this.renew() });
    this.tabs = new Tabs(urls.sitting, { isWriter: () => this.isWriter(), leave: () => this.leave() });
  }

  isWriter() {
    return Boolean(this.sender.token) && !this.isReadOnly;
  }

  async start() {
    const isTaken = await this.tabs.isTaken();
    const opened = await this.open(false, isTaken); // starts the clock; before it there is no paper
    if (opened.status !== 200) return this.stop(opened);
    const paper = (await takeSealed(urls.sitting, opened.body.paper_key)) ?? (await api.getPaper(urls.paper));
    if (paper.status !== 200) return this.stop(paper);
    this.build(paper.body, opened.body);
    await this.enter(opened.body, isTaken);
  }

  /** Open the sitting; remembers when it was asked, to measure the clock. */
  async open(isTakingOver, isLooking = false) {
    const sent = performance.now();
    const answer = await api.openSitting(urls.open, isLooking ? "" : this.client, isTakingOver);
    if (answer.body.now) this.clock.learn(answer.body.now, sent);
    return answer;
  }

  /** Nothing can be shown: say why and what to do. */
  stop({ status, body }) {
    if (status === 409 && body.error === "closed") return location.assign(urls.receipt);
    const text = body.detail ?? t(status === 0 ? "start.no_network" : "start.refused");
    const again = h("button", { type: "button", class: "btn btn-main", onclick: () => location.reload() }, t("start.again"));
    part("item").replaceChildren(h("div", { class: "note note-bad", role: "alert" }, text), h("p", {}, again));
  }

  build(paper, opened) {
    this.items = new Map(paper.items.map((item) => [item.position, item]));
    this.order = paper.items.map((item) => item.position);
    this.sections = opened.sections;
    this.files = { ...opened.files };
    this.sheet = new Sheet(this.order);
    this.writer = new Writer({ journal: this.journal, sheet: this.sheet, clock: this.clock, onWritten: () => this.sender.kick(), onLength: (position, isTooLong) => this.measured(position, isTooLong) });
    this.pane = new ItemPane(part("item"), { total: this.order.length, context: this.context(paper) });
    this.card = new Card(part("card"), { items: paper.items, sheet: this.sheet, go: (position) => this.go(position) });
    this.timer = new Timer(part("timer"), { clock: this.clock, say: (text) => this.say(text) });
    if (urls.emergencyKey) this.emergency = new Emergency(this, root);
    this.handIn = new HandIn({ ...this, urls, sendFiles: () => this.sendFiles(), go: (position) => this.go(position), endsAt: () => this.sections[this.sections.length - 1].ends_at, onEnd: () => this.freeze(), onReturn: () => this.thaw() });
    this.lights = new Lights(part("lights"), { ...this, alert: (text) => this.alert(text) });
    this.feedback = new Feedback(part("feedback"), { url: urls.checkItem, sheet: this.sheet });
    new Tools({ buttons: part("tool-buttons"), panels: part("tools"), allowed: paper.tools ?? [], sitting: urls.sitting });
    if (urls.instructions) this.instructions = new Instructions(this, root);
    if (urls.facts) this.integrity = new Integrity(this, urls);
    this.bind();
  }

  context(paper) {
    return {
      change: (position, response, isText) => this.change(position, response, isText),
      say: (text) => this.say(text),
      files: this.files,
      maxBytes: paper.max_file_bytes,
      starterUrl: (position) => `${urls.starter}/${position}`,
      upload: (...sent) => this.upload(...sent),
      stamp: () => this.clock.stamp(),
      keepFile: (...kept) => this.keepFile(...kept),
      isWaiting: (position) => this.waitingFiles.has(position),
    };
  }

  /** Send a file; it is on its way until the answer about it is here. */
  upload(...sent) {
    const running = this.put(...sent).finally(() => this.uploads.delete(running));
    this.uploads.add(running);
    return running;
  }

  /** Write down which file counts: it was handed in in time, even if the time is over by now. */
  keepFile(position, response, stamp) {
    if (!this.isReadOnly) this.writer.answer(position, response, stamp);
  }

  /**
   * Send a file; one that did not arrive is remembered for the emergency file, and sent again by
   * itself (`again`) as soon as the server takes answers.
   */
  async put(position, file, madeAt, onProgress, again) {
    this.waitingFiles.delete(position);
    const answer = await upload(`${urls.files}/${position}`, this.sender.token, file, madeAt, onProgress);
    const isUnsent = !answer.ok && answer.canRetry;
    if (isUnsent) this.waitingFiles.set(position, again);
    if (isUnsent) this.emergency?.unsent.set(position, file);
    else this.emergency?.unsent.delete(position);
    return answer;
  }

  /** Send the files that did not arrive once more. */
  async sendFiles() {
    const waiting = [...this.waitingFiles];
    await Promise.all(waiting.map(([, again]) => again()));
    if (waiting.some(([position]) => position === this.position)) this.refresh();
  }

  /** An answer is more than can be kept, or short enough again. */
  measured(position, isTooLong) {
    if (!this.sheet.lengthOf(position, isTooLong) || !isTooLong) return;
    const text = t("answer.too_long", { n: this.items.get(position).number });
    this.say(text, true);
    this.alert(text);
  }

  /** Show what is known and begin to write, or to watch. */
  async enter(opened, isTaken) {
    this.setReadOnly(!opened.writer || isTaken, opened);
    await this.journal.compare(opened.epoch, opened.last.seq);
    const pending = await this.journal.pending();
    this.sheet.load(opened.fold, pending);
    this.become(opened);
    this.timer.start(this.sections);
    this.go(Number(location.hash.slice(1)) || this.order[0]);
    preload(this.items.values());
    if (!this.isReadOnly) this.sender.kick();
  }

  become(opened) {
    this.writer.epoch = opened.epoch;
    this.sender.token = opened.token;
    this.journal.seed(opened.epoch, opened.last);
    this.sender.last = { epoch: opened.epoch, through: opened.last.seq };
  }

  bind() {
    this.sender.addEventListener("ack", ({ detail }) => this.acknowledged(detail));
    this.sender.addEventListener("again", async () => this.sheet.again(await this.journal.pending()));
    this.sender.addEventListener("state", () => this.follow());
    this.timer.addEventListener("near", () => this.writer.flush());
    this.timer.addEventListener("end", ({ detail }) => this.sectionEnded(detail));
    this.timer.addEventListener("extended", () => this.refresh());
    this.keys = new Keys(this.actions());
    for (const [name, action] of Object.entries(this.actions())) {
      for (const button of root.querySelectorAll(`[data-act=${name}]`)) button.addEventListener("click", () => action());
    }
    addEventListener("pagehide", () => this.leavePage());
    document.addEventListener("visibilitychange", () => this.looked());
    addEventListener("beforeunload", (event) => {
      if (this.writer.texts.size || this.waitingFiles.size || this.uploads.size || (!this.journal.isDurable && this.sheet.unsaved().length)) event.preventDefault();
    });
  }

  actions() {
    return {
      next: () => this.step(1),
      previous: () => this.step(-1),
      choose: (index) => this.pane.shown?.choose?.(index) ?? false,
      options: () => this.pane.shown?.keys ?? 0,
      flag: () => this.flag(),
      clear: () => this.clear(),
      time: () => this.say(this.timer.words(), true),
      saved: () => this.say(this.lights.words(), true),
      go: () => this.askNumber(),
      card: () => this.toggleCard(),
      review: () => (this.isReadOnly ? false : this.handIn.review()),
      help: () => showKeys(KEY_ROWS.map(([key, words]) => [key, t(words)]), this.keys),
      take: () => this.takeOver(),
      check: () => (urls.checkItem ? this.check() : false),
    };
  }

  isLocked(item) {
    return this.isReadOnly || this.isFrozen || this.timer.isOver(item.section);
  }

  go(position) {
    const item = this.items.get(position) ?? this.items.get(this.order[0]);
    if (this.position) this.writer.flush(this.position);
    this.position = item.position;
    this.feedback.clear();
    history.replaceState(null, "", `#${item.position}`);
    this.timer.show(item.section);
    this.refresh();
    this.card.mark(item.position);
    root.classList.remove("card-open");
    const main = document.getElementById("main");
    main.scrollTop = 0;
    main.focus({ preventScroll: true });
  }

  refresh() {
    const item = this.items.get(this.position);
    const isLocked = this.isLocked(item);
    const lockedText = this.isReadOnly ? t("locked.read_only") : t("locked.time");
    this.pane.show(item, this.sheet.response(item.position), { isLocked, lockedText });
    const at = this.order.indexOf(item.position);
    part("previous").disabled = at === 0;
    part("next").disabled = at === this.order.length - 1;
    part("clear").disabled = isLocked;
    this.showFlag();
  }

  showFlag() {
    const button = part("flag");
    const isOn = this.sheet.isFlagged(this.position);
    button.disabled = this.isReadOnly || this.isFrozen;
    button.setAttribute("aria-pressed", String(isOn));
    button.querySelector("span").textContent = t(isOn ? "foot.unflag" : "foot.flag");
  }

  step(by) {
    const next = this.order[this.order.indexOf(this.position) + by];
    if (next === undefined) return false;
    this.go(next);
    return true;
  }

  change(position, response, isText) {
    if (this.isLocked(this.items.get(position))) return this.refresh();
    if (isText) this.writer.text(position, response);
    else this.writer.answer(position, response);
  }

  flag() {
    if (this.isReadOnly || this.isFrozen) return false;
    this.writer.flag(this.position, !this.sheet.isFlagged(this.position));
    this.showFlag();
    this.say(t(this.sheet.isFlagged(this.position) ? "flag.on" : "flag.off", { n: this.items.get(this.position).number }));
    return true;
  }

  async clear() {
    const item = this.items.get(this.position);
    if (this.isLocked(item) || !this.sheet.isAnswered(item.position)) return;
    if (!(await ask(t("clear.title", { n: item.number }), t("clear.text"), t("clear.yes")))) return;
    this.writer.answer(item.position, { kind: item.kind, value: null });
    this.refresh();
  }

  async check() {
    await this.writer.flush(this.position);
    await this.feedback.show(this.position);
  }

  async askNumber() {
    const number = await askNumber(this.order.length);
    if (number !== null) this.go(this.order[number - 1]);
  }

  toggleCard() {
    root.classList.toggle("card-open");
    this.card.focus();
  }

  acknowledged(body) {
    if (body.epoch !== null && body.epoch !== undefined) {
      this.sheet.acknowledged(body.epoch, body.through);
      if (body.epoch === this.writer.epoch) this.sender.last = { epoch: body.epoch, through: body.through };
    }
    if (body.sections) {
      this.sections = body.sections.map((section, index) => ({ ...this.sections[index], ...section }));
      this.timer.update(this.sections);
    }
    this.sendFiles();
    if (body.late) this.banner(t("banner.late", { n: body.late }));
  }

  /** What the state of the sender means for the page. */
  follow() {
    if (this.sender.state === TAKEN && !this.isReadOnly) this.setReadOnly(true, {});
    if (this.sender.state === CLOSED && !this.handIn.isRunning) this.closedElsewhere();
  }

  closedElsewhere() {
    this.freeze();
    block(t("closed.title"), h("p", {}, t("closed.text")), h("div", { class: "acts" }, h("a", { class: "btn btn-main", href: urls.receipt }, t("closed.receipt"))));
  }

  sectionEnded(section) {
    this.writer.flush(); // what was typed in time counts, whenever it is written down
    this.refresh();
    const isLast = section.code === this.sections[this.sections.length - 1].code;
    if (!isLast) this.say(t("timer.section_over", { title: section.title }), true);
    else if (!this.isReadOnly) this.handIn.run("time");
  }

  freeze() {
    this.isFrozen = true;
    this.refresh();
  }

  thaw() {
    this.isFrozen = false;
    this.refresh();
  }

  setReadOnly(isReadOnly, { held_since: since }) {
    this.isReadOnly = isReadOnly;
    if (isReadOnly) this.sender.stop();
    part("read-only").hidden = !isReadOnly;
    if (isReadOnly && since) part("read-only").querySelector("span").textContent = t("banner.held_since", { time: since });
    if (this.position) this.refresh();
  }

  /** Explicitly continue here: the other tab writes down what it has and stops. */
  async takeOver() {
    await this.tabs.takeOver();
    const opened = await this.open(true);
    if (opened.status !== 200) return this.stop(opened);
    this.sender.isStopped = false;
    this.setReadOnly(false, {});
    await this.journal.compare(opened.body.epoch, opened.body.last.seq);
    this.sheet.load(opened.body.fold, await this.journal.pending());
    Object.assign(this.files, opened.body.files);
    this.become(opened.body);
    this.refresh();
    this.sender.kick();
  }

  /** Another tab of this browser takes over: write down and send what is here, then only watch. */
  async leave() {
    await this.writer.flush();
    this.setReadOnly(true, {});
  }

  async renew() {
    const opened = await this.open(false);
    if (opened.status !== 200 || !opened.body.writer) return null;
    return opened.body.token;
  }

  leavePage() {
    if (!this.isWriter()) return;
    this.writer.flush().then(() => this.sender.beacon());
  }

  async looked() {
    if (document.visibilityState === "hidden") return this.leavePage();
    if (this.isWriter() && (await this.tabs.isTaken())) this.setReadOnly(true, {});
    if (!this.isReadOnly) this.sender.kick();
  }

  banner(text) {
    const node = part("banner");
    node.hidden = false;
    node.textContent = text;
  }

  say(text, isShown = false) {
    part("say").textContent = text;
    part("say").classList.toggle("sr", !isShown);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => part("say").classList.add("sr"), 8000);
  }

  alert(text) {
    part("alert").textContent = text;
  }
}

const KEY_ROWS = [
  ["A–H 1–8", "keys.choose"],
  ["Enter →", "keys.next"],
  ["←", "keys.previous"],
  ["F", "keys.flag"],
  ["Backspace", "keys.clear"],
  ["T", "keys.time"],
  ["S", "keys.saved"],
  ["G", "keys.go"],
  ["L", "keys.card"],
  ["Ctrl+Enter", "keys.review"],
  ["?", "keys.help"],
];

/** A formal exam asks for a computer; a narrow window on one is none of our business. */
function isPhone() {
  return matchMedia("(pointer: coarse)").matches && Math.min(screen.width, screen.height) < 600;
}

async function boot() {
  readTexts();
  if (urls.phone !== "yes" && isPhone()) {
    part("item").replaceChildren(h("div", { class: "note note-warn", role: "alert" }, t("start.phone")));
    return;
  }
  setZone(Number(urls.zone));
  const journal = await openJournal(urls.sitting);
  const client = await journal.clientId();
  await new Player(journal, client).start();
}

boot();
