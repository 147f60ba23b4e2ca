// When the server stays away: offer to save all answers in a sealed file that the invigilator brings
// in. Nothing else changes: the journal goes on, and what arrives twice is stored once.

import { h } from "../dom.js";
import { ONLINE, OFFLINE, REFUSED, SIGNED_OUT } from "../sender.js";
import { t } from "../texts.js";
import { fromHex, headOf, make } from "./file.js";

const AFTER_MS = 15000;
const MOST_FILE_BYTES = 20 * 1024 * 1024; // what one upload may hold
const TROUBLE = new Set([OFFLINE, REFUSED, SIGNED_OUT]);

/** Watches the sender; shows the offer after 15 seconds of trouble, takes it away when it is over. */
export class Emergency {
  constructor(player, root) {
    Object.assign(this, { player, root });
    this.unsent = new Map(); // position → file that could not be uploaded
    this.status = h("p", { class: "small", role: "status" });
    this.note = h("div", { class: "note note-warn exam-note emergency", role: "alert", hidden: true }, this.words(), this.button());
    root.querySelector(".item-in").prepend(this.note);
    player.sender.addEventListener("state", () => this.look());
  }

  words() {
    return h("div", {}, h("b", {}, t("emergency.title")), h("p", {}, t("emergency.text")), this.status);
  }

  button() {
    return h("button", { type: "button", class: "btn btn-s push", onclick: () => this.save() }, t("emergency.save"));
  }

  look() {
    const { state } = this.player.sender;
    if (state === ONLINE) {
      clearTimeout(this.timer);
      this.timer = null;
      this.note.hidden = true;
    } else if (TROUBLE.has(state) && !this.timer) {
      this.timer = setTimeout(() => this.offer(), AFTER_MS);
    }
  }

  offer() {
    this.note.hidden = this.player.isReadOnly;
  }

  /** The same inside the dialog at the end, where the page is covered. */
  inDialog() {
    this.offer();
    return h("div", { class: "emergency" }, h("p", {}, t("emergency.text")), this.status, h("div", { class: "acts" }, this.button()));
  }

  /** Make the file and hand it to the browser's downloads. */
  async save() {
    try {
      const { bytes, left } = await this.bytes();
      const { ticket } = this.root.dataset;
      const name = `xuekao-${ticket}-${stamp(new Date())}.xke`;
      const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
      h("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
      const words = [t("emergency.saved", { name }), ...left.map((file) => t("emergency.left_out", { name: file }))];
      this.status.textContent = words.join(" ");
    } catch (error) {
      this.status.textContent = t("emergency.failed");
      throw error;
    }
  }

  async bytes() {
    const { player, root } = this;
    const { files, left } = await this.files();
    await player.writer.flush();
    const { exam, sitting, ticket, emergencyKey } = root.dataset;
    const bytes = make(
      {
        head: headOf({ exam, sitting, ticket }),
        key: fromHex(emergencyKey),
        token: player.sender.token,
        client: player.client,
        savedAt: player.clock.now(),
        entries: await player.journal.all(),
        files,
      },
      globalThis.xuekaoSealing,
    );
    return { bytes, left };
  }

  /** Read the files that were not uploaded, and say in the journal that they are the answers. */
  async files() {
    const files = [];
    const left = [];
    let room = MOST_FILE_BYTES;
    for (const [position, file] of this.unsent) {
      const data = await file.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null);
      if (!data || data.length > room) {
        left.push(file.name);
        continue;
      }
      room -= data.length;
      files.push({ position, name: file.name, data });
      await this.claim(position, file, globalThis.xuekaoSealing.sha256(data));
    }
    return { files, left };
  }

  claim(position, file, digest) {
    const { player } = this;
    if (player.sheet.response(position)?.value?.file === digest) return null;
    return player.writer.answer(position, { kind: "practical", value: { file: digest, name: file.name, size: file.size } });
  }
}

function stamp(now) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
