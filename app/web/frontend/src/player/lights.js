// The two lights: what is on this machine, and what the server has. Never green without proof.

import { clockTime } from "./dom.js";
import { t } from "./texts.js";
import { CLOSED, OFFLINE, ONLINE, REFUSED, SIGNED_OUT, TAKEN } from "./sender.js";

/** Keeps the lights of the bar true. */
export class Lights {
  constructor(root, { sheet, sender, journal, items, alert }) {
    Object.assign(this, { sheet, sender, journal, alert });
    this.number = (position) => items.get(position)?.number ?? position;
    this.local = root.querySelector("[data-light=local]");
    this.server = root.querySelector("[data-light=server]");
    this.told = ONLINE;
    sheet.addEventListener("change", () => this.show());
    sender.addEventListener("state", () => this.show());
    sender.addEventListener("ack", () => this.show());
    this.show();
  }

  show() {
    this.set(this.local, ...this.localState());
    this.set(this.server, ...this.serverState());
    this.tell();
  }

  set(light, state, text) {
    light.className = `light ${state}`;
    const words = light.querySelector("span");
    if (words.textContent !== text) words.textContent = text;
  }

  localState() {
    if (this.sheet.tooLong.size) return ["off", t("light.too_long", { n: [...this.sheet.tooLong].map((one) => this.number(one)).join(t("list.comma")) })];
    if (!this.journal.isDurable) return ["off", t("light.local_refused")];
    if (this.sheet.isWriting()) return ["wait", t("light.local_writing")];
    return ["", t("light.local")];
  }

  serverState() {
    const unsaved = this.sheet.unsaved().length;
    const { state, pendingCount, savedAt } = this.sender;
    if (state === OFFLINE) return ["off", t("light.offline", { n: unsaved })];
    if (state === REFUSED) return ["off", t("light.refused", { n: unsaved })];
    if (state === SIGNED_OUT) return ["off", t("light.signed_out", { n: unsaved })];
    if (state === TAKEN) return ["off", t("light.taken")];
    if (unsaved) return ["wait", t("light.sending", { n: unsaved })];
    if (pendingCount) return ["wait", t("light.sending_marks")];
    if (state === CLOSED) return ["", t("light.closed")];
    return savedAt ? ["", t("light.server", { time: clockTime(savedAt) })] : ["", t("light.server_ready")];
  }

  /** Lost and regained connection are spoken, once each. */
  tell() {
    const { state } = this.sender;
    if (state === this.told) return;
    const isBad = state === OFFLINE || state === REFUSED || state === SIGNED_OUT;
    if (isBad) this.alert(this.serverState()[1]);
    else if (state === ONLINE) this.alert(t("light.back"));
    this.told = state;
  }

  /** What S says. */
  words() {
    return `${this.localState()[1]}${t("list.stop")}${this.serverState()[1]}`;
  }
}
