// Checking and handing in: what is open, the count, the consequence; then everything is sent first.

import * as api from "./api.js";
import { block, open } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./texts.js";
import { Tools } from "./tools.js";

const RETRY_MS = 3000;
const MOST_TRIES = 5; // a file that the server cannot take must not keep the paper from being handed in
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Leads from "check" to the receipt. */
export class HandIn {
  constructor({ urls, items, sheet, writer, sender, journal, clock, emergency, waitingFiles, uploads, sendFiles, go, endsAt, onEnd, onReturn }) {
    Object.assign(this, { urls, items, sheet, writer, sender, journal, clock, emergency, waitingFiles, uploads, sendFiles, go, endsAt, onEnd, onReturn });
    this.filesTried = 0;
    this.isRunning = false;
  }

  /** List what is open; jump to it, go on, or hand in. */
  review() {
    if (this.isRunning) return;
    const unanswered = this.sheet.unanswered();
    const flagged = this.sheet.flagged();
    const total = this.sheet.positions.length;
    const dialog = open(
      t("review.title"),
      h("p", {}, t("review.counts", { done: total - unanswered.length, total })),
      this.jumps(t("review.unanswered", { n: unanswered.length }), unanswered, () => dialog.close()),
      this.jumps(t("review.flagged", { n: flagged.length }), flagged, () => dialog.close()),
      h("div", { class: "acts" }, [
        h("button", { type: "button", class: "btn", autofocus: true, onclick: () => dialog.close() }, t("review.go_on")),
        h("button", { type: "button", class: "btn btn-danger", onclick: () => (dialog.close(), this.confirm()) }, t("review.hand_in")),
      ]),
    );
  }

  jumps(title, positions, close) {
    if (!positions.length) return null;
    const jump = (position) => h("button", { type: "button", class: "cell", onclick: () => (close(), this.go(position)) }, String(this.items.get(position).number));
    return h("section", {}, h("h3", {}, title), h("div", { class: "cells cells-wide" }, positions.map(jump)));
  }

  confirm() {
    const left = this.sheet.unanswered().length;
    const dialog = open(
      t("confirm.title"),
      h("p", {}, left ? t("confirm.some_left", { n: left }) : t("confirm.all_done")),
      h("div", { class: "acts" }, [
        h("button", { type: "button", class: "btn", autofocus: true, onclick: () => (dialog.close(), this.review()) }, t("confirm.back")),
        h("button", { type: "button", class: "btn btn-danger-main", onclick: () => (dialog.close(), this.run("candidate")) }, t("confirm.yes")),
      ]),
    );
  }

  /** Send everything, then hand in; goes on trying as long as the page is open. */
  async run(reason) {
    if (this.isRunning) return;
    this.isRunning = true;
    this.onEnd();
    const words = h("p", { role: "status" }, t("end.sending"));
    const title = reason === "time" ? t("end.time_title") : t("end.title");
    const dialog = block(title, words, h("progress", {}));
    const end = this.endsAt();
    await this.writer.flush();
    await this.arrived((text) => (words.textContent = text));
    for (;;) {
      const outcome = await this.once(reason, end);
      if (outcome.isDone) {
        await this.journal.clear().catch(() => false);
        Tools.clear(this.urls.sitting);
        location.assign(this.urls.receipt);
        return;
      }
      if (outcome.canReturn) {
        dialog.finish();
        this.isRunning = false;
        return this.onReturn();
      }
      words.textContent = outcome.text;
      if (outcome.isWaiting && this.emergency && !dialog.querySelector(".emergency")) dialog.append(this.emergency.inDialog());
      await pause(RETRY_MS);
    }
  }

  /** Whether the invigilator has given more time: asked before the clock hands in, as after an outage. */
  async isExtended(end) {
    if (this.sender.state !== "closed") await this.sender.once();
    return this.endsAt() > end && this.clock.now() < this.endsAt();
  }

  /** Wait for the files on their way and for what is written about them; each ends within two minutes. */
  async arrived(say) {
    while (this.uploads.size) {
      say(t("end.files", { n: this.uploads.size }));
      await Promise.allSettled([...this.uploads]);
      await pause(0); // whoever sent them writes the entry now
    }
    await this.writer.queue;
    say(t("end.sending"));
  }

  async once(reason, end) {
    let isSent = await this.sender.drain();
    if (isSent && this.waitingFiles.size && this.filesTried < MOST_TRIES) {
      this.filesTried += 1;
      await this.sendFiles();
      await this.writer.queue; // what is written about them
      isSent = !this.waitingFiles.size && (await this.sender.drain());
    }
    if (!isSent && this.sender.state !== "closed") {
      return { text: t("end.waiting", { n: Math.max(this.sender.pendingCount, this.waitingFiles.size) }), isWaiting: true };
    }
    if (reason === "time" && (await this.isExtended(end))) return { canReturn: true };
    const last = this.sender.last ?? { epoch: this.writer.epoch, through: 0 };
    const { status, body } = await api.handIn(this.urls.submit, this.sender.token, { ...last, reason });
    if (status === 200) return { isDone: true };
    if (status === 0 || status >= 500) return { text: t("end.no_network") };
    return { text: body.detail ?? t("end.refused") };
  }
}
