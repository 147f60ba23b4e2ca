// Messages to be judged: list, reading pane, judgement. Links, attachments and pages are imitations:
// nothing is loaded, and of what is typed into a page only the fact is kept, never the text.

import { open } from "../../dialogs.js";
import { h, icon } from "../../dom.js";
import { t } from "../../texts.js";
import { fakeAttachment, fakePage } from "./fakes.js";
import { compose } from "./letter.js";
import { keepWork, sessionOf, sheetWith } from "./sheet.js";

const MOST_EVENTS = 300;

class Desk {
  constructor(item, response, { change, isLocked, say }) {
    Object.assign(this, { item, scene: item.view.scene, change, isLocked, say });
    this.session = sessionOf(item, response, ({ mails = {}, sent = [], events = [] }) => ({
      mails: { ...mails },
      sent: [...sent],
      events: [...events],
      now: null,
      since: performance.now() - lastAt(events),
    }));
    this.list = h("ul", { class: "mail-list", "aria-label": t("inbox.list") });
    this.pane = h("article", { class: "mail-pane", tabindex: "-1" });
    this.status = h("p", { class: "small soft", role: "status" });
    this.node = h("div", { class: "desk inbox" }, h("div", { class: "mail-cols" }, this.list, this.pane), this.status);
    this.show();
  }

  dealt(id) {
    return { verdict: "", action: "", cues: [], read: false, folder: "", ...this.session.mails[id] };
  }

  keep(id, changes) {
    if (this.isLocked) return;
    this.session.mails = { ...this.session.mails, [id]: { ...this.dealt(id), ...changes } };
    this.save();
  }

  note(name, id) {
    this.log(name, id);
    this.show();
  }

  save() {
    this.write();
    this.show();
  }

  write() {
    const { mails, sent, events } = this.session;
    keepWork(this.item, this.change, { mails, sent, events });
  }

  /** Note a step without drawing everything anew. */
  log(name, id) {
    const { events } = this.session;
    if (this.isLocked || events.length >= MOST_EVENTS) return;
    events.push([Math.round(performance.now() - this.session.since), name, id]);
    this.write();
  }

  openMessage(message) {
    this.session.now = message.id;
    if (!this.dealt(message.id).read) {
      this.log("read", message.id);
      this.keep(message.id, { read: true });
    }
    this.show();
    this.pane.focus();
  }

  show() {
    const { messages } = this.scene;
    const focused = document.activeElement?.dataset?.keep;
    this.list.replaceChildren(...messages.map((message) => this.line(message)));
    const message = messages.find(({ id }) => id === this.session.now);
    this.pane.replaceChildren(...(message ? this.letter(message) : [h("p", { class: "soft" }, t("inbox.choose"))]));
    if (focused) this.node.querySelector(`[data-keep="${CSS.escape(focused)}"]`)?.focus();
    const done = messages.filter(({ id }) => this.dealt(id).verdict && this.dealt(id).action).length;
    this.status.textContent = t("inbox.done", { done, total: messages.length });
  }

  line(message) {
    const { verdict, action, read } = this.dealt(message.id);
    const isDone = verdict && action;
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: `mail-line${read ? "" : " unread"}${message.id === this.session.now ? " now" : ""}`,
          "aria-current": message.id === this.session.now ? "true" : null,
          "data-keep": `line-${message.id}`,
          onclick: () => this.openMessage(message),
        },
        h("span", { class: "mail-from" }, sender(message.from)),
        h("span", { class: "mail-subject" }, message.subject),
        h("span", { class: "small soft" }, [message.time, isDone ? t("inbox.is_done") : read ? t("inbox.is_read") : t("inbox.is_new")].filter(Boolean).join(" · ")),
      ),
    );
  }

  letter(message) {
    const tools = [];
    if (message.kind !== "desk") tools.push(this.tool("details", "inbox.details", () => this.details(message)));
    if (message.kind === "mail") {
      tools.push(this.tool("reply", "inbox.reply", () => this.answer(message, "reply"), !this.isLocked));
      tools.push(this.tool("forward", "inbox.forward", () => this.answer(message, "forward"), !this.isLocked));
    }
    if (message.kind === "carrier") tools.push(this.tool("copy", "inbox.copy", () => this.doAs(message, "copy", "inbox.copied"), !this.isLocked));
    return [
      h("h3", { class: "mail-title" }, message.subject),
      h("p", { class: "small soft" }, t(`inbox.kind.${message.kind}`), " · ", sender(message.from), message.time ? ` · ${message.time}` : ""),
      h("div", { class: "mail-body" }, message.body.trim().split("\n").map((line) => h("p", {}, line))),
      message.link ? this.link(message) : null,
      message.attach ? this.attachment(message) : null,
      h("div", { class: "desk-bar" }, tools),
      this.judgement(message),
    ].filter(Boolean);
  }

  tool(name, key, action, isOn = true) {
    return h("button", { type: "button", class: "btn btn-s", disabled: !isOn, "data-keep": name, onclick: action }, t(key));
  }

  link(message) {
    const told = h("span", { class: "small soft break" });
    const look = () => {
      told.textContent = t("inbox.leads_to", { address: message.link.real });
      const isNoted = this.session.events.some(([, name, id]) => name === "check_link" && id === message.id);
      if (!isNoted) this.log("check_link", message.id);
    };
    return h(
      "p",
      { class: "mail-link" },
      h("button", { type: "button", class: "link", "data-keep": "link", onmouseenter: look, onclick: () => this.follow(message) }, message.link.show),
      " ",
      h("button", { type: "button", class: "btn btn-s", "data-keep": "look", onclick: look }, t("inbox.look")),
      " ",
      told,
    );
  }

  follow(message) {
    this.note("open_link", message.id);
    fakePage(message.link, () => this.note("submit_form", message.id));
  }

  attachment(message) {
    const { name } = message.attach;
    return h(
      "p",
      { class: "mail-link" },
      icon("file"),
      h("span", { class: "break" }, name),
      " ",
      h("button", { type: "button", class: "btn btn-s", "data-keep": "attach", onclick: () => this.openAttachment(message) }, t("inbox.open_attachment")),
    );
  }

  openAttachment(message) {
    this.note("open_attachment", message.id);
    fakeAttachment(message.attach, () => this.note("enable_macro", message.id));
  }

  doAs(message, name, key) {
    this.note(name, message.id);
    this.say(t(key));
  }

  details(message) {
    this.note("check_sender", message.id);
    const facts = [
      [t("inbox.from"), message.from],
      [t("inbox.to"), message.to || this.scene.me],
      [t("inbox.time"), message.time],
    ].filter(([, value]) => value);
    const dialog = open(
      t("inbox.details"),
      h("dl", { class: "facts" }, facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", { class: "break" }, value)])),
      h("div", { class: "acts" }, h("button", { type: "button", class: "btn", autofocus: true, onclick: () => dialog.close() }, t("dialog.close"))),
    );
  }

  async answer(message, how) {
    const letter = await compose(message, how, this.scene);
    if (!letter) return;
    this.session.sent.push({ how, of: message.id, ...letter });
    this.note(how, message.id);
    this.say(t("inbox.was_sent"));
  }

  judgement(message) {
    const dealt = this.dealt(message.id);
    const { verdicts, actions, cues, folders } = this.scene;
    const last = verdicts[verdicts.length - 1].id;
    const choose = (field, value) => {
      this.keep(message.id, { [field]: value });
      if (field === "action" && value === "report") this.note("report", message.id);
    };
    const options = (field, rows) =>
      h(
        "fieldset",
        { class: "mail-choice" },
        h("legend", {}, t(`inbox.${field}`)),
        rows.map(({ id, text }) =>
          h(
            "label",
            { class: "row" },
            h("input", { type: "radio", name: `${field}-${message.id}`, "data-keep": `${field}-${id}`, checked: dealt[field] === id, disabled: this.isLocked, onchange: () => choose(field, id) }),
            text,
          ),
        ),
      );
    const mark = (id, isOn) => this.keep(message.id, { cues: isOn ? [...dealt.cues, id] : dealt.cues.filter((cue) => cue !== id) });
    return h(
      "div",
      { class: "mail-judge" },
      options("verdict", verdicts),
      options("action", actions),
      dealt.verdict === last && cues.length
        ? h(
            "fieldset",
            { class: "mail-choice mail-cues" },
            h("legend", {}, t("inbox.cues")),
            cues.map(({ id, text }) =>
              h(
                "label",
                { class: "row" },
                h("input", { type: "checkbox", "data-keep": `cue-${id}`, checked: dealt.cues.includes(id), disabled: this.isLocked, onchange: (event) => mark(id, event.target.checked) }),
                text,
              ),
            ),
          )
        : null,
      folders.length
        ? h(
            "label",
            { class: "row" },
            t("inbox.folder"),
            h(
              "select",
              { class: "pick", "data-keep": "folder", disabled: this.isLocked, onchange: (event) => this.keep(message.id, { folder: event.target.value }) },
              ["", ...folders].map((name) => {
                const option = h("option", { value: name }, name || t("inbox.no_folder"));
                option.selected = dealt.folder === name;
                return option;
              }),
            ),
          )
        : null,
    );
  }
}

const lastAt = (events) => (events?.length ? events[events.length - 1][0] : 0);
const sender = (text) => text.replace(/\s*<[^>]*>\s*$/, "");

/** Render the messages. */
export function inbox(item, response, tools) {
  return { node: sheetWith(item, new Desk(item, response, tools).node) };
}
