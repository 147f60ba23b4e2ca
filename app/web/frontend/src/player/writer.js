// From a key stroke to the journal: each item on its own, never a debounce shared by several.

import { LOCAL, MEMORY } from "./sheet.js";
import { storable } from "./storable.js";

const IDLE_MS = 800;
const LONGEST_MS = 5000;
const LONGEST = 65536; // letters of one answer; batch.py refuses more, and all that comes after it

/** Writes answers and flags into the journal and tells the sender. */
export class Writer {
  constructor({ journal, sheet, clock, onWritten, onLength }) {
    Object.assign(this, { journal, sheet, clock, onWritten, onLength });
    this.epoch = 0;
    this.texts = new Map(); // position → { response, stamp, since, timer }
    this.queue = Promise.resolve();
  }

  /** A choice: written at once. */
  answer(position, given, stamp = this.clock.stamp()) {
    const response = storable(given);
    this.drop(position);
    this.sheet.draft(position, response);
    return this.write(position, "answer", response, stamp);
  }

  /** Typing: written after 800 ms of rest, after 5 s at the latest, or when the item is left. */
  text(position, given) {
    const response = storable(given);
    const before = this.texts.get(position);
    if (before) clearTimeout(before.timer);
    const since = before ? before.since : performance.now();
    const rest = Math.min(IDLE_MS, Math.max(0, since + LONGEST_MS - performance.now()));
    this.sheet.draft(position, response);
    this.texts.set(position, {
      response,
      since,
      stamp: this.clock.stamp(), // when it was typed, not when it is written
      timer: setTimeout(() => this.flush(position), rest),
    });
  }

  flag(position, on) {
    this.sheet.flags.set(position, { on, place: [0, 0], where: MEMORY });
    this.sheet.changed(position);
    return this.write(position, "flag", on, this.clock.stamp());
  }

  /** Write the waiting text of one item, or of all. */
  flush(position) {
    if (position === undefined) return Promise.all([...this.texts.keys()].map((one) => this.flush(one)));
    const waiting = this.texts.get(position);
    if (!waiting) return this.queue;
    this.drop(position);
    return this.write(position, "answer", waiting.response, waiting.stamp);
  }

  drop(position) {
    const waiting = this.texts.get(position);
    if (waiting) clearTimeout(waiting.timer);
    this.texts.delete(position);
  }

  write(item, kind, value, stamp) {
    const fields = { item, kind, payload: JSON.stringify(value), ...stamp };
    const isTooLong = fields.payload.length > LONGEST;
    this.onLength(item, isTooLong);
    if (isTooLong) return this.queue; // stays on the screen, called not saved, until it is shorter
    const epoch = this.epoch;
    this.queue = this.queue.then(() => this.append(epoch, fields));
    return this.queue;
  }

  async append(epoch, fields) {
    const entry = await this.journal.append(epoch, fields);
    this.sheet.written(entry, this.journal.isDurable ? LOCAL : MEMORY);
    this.onWritten(entry);
  }
}
