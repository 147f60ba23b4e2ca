// What was typed, commit by commit: how long after the one before, letters put in, letters taken out.

const MOST = 900; // entries kept one by one; beyond that neighbours are put together
const TOGETHER = 12;

/** The difference between two texts as one change: how many letters came in and went out. */
export function difference(before, after) {
  let start = 0;
  const least = Math.min(before.length, after.length);
  while (start < least && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < least - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { put: after.length - start - end, taken: before.length - start - end };
}

/** Put neighbouring entries together, so that the log of a long test still fits. */
export function compact(log) {
  if (log.length <= MOST) return log;
  const found = [];
  for (const entry of log) {
    const last = found[found.length - 1];
    if (last && last[1] + entry[1] <= TOGETHER) {
      last[0] += entry[0];
      last[1] += entry[1];
      last[2] += entry[2];
    } else found.push([...entry]);
  }
  return found;
}

/** A text being typed, with its log and its clock. `now` gives milliseconds. */
export class Typing {
  constructor(work, now) {
    this.now = now;
    this.text = work?.text ?? "";
    this.elapsed = work?.elapsed ?? 0;
    this.log = (work?.log ?? []).map((entry) => [...entry]);
    this.blocked = work?.blocked ?? 0;
    this.blurs = work?.blurs ?? 0;
    this.finished = work?.finished === true;
    this.startedAt = this.text || this.elapsed ? now() - this.elapsed : null;
    this.lastAt = null;
  }

  /** Take the text as it stands now; true if something changed. */
  take(text) {
    if (this.finished || text === this.text) return false;
    const at = this.now();
    this.startedAt ??= at;
    const { put, taken } = difference(this.text, text);
    this.log = compact([...this.log, [this.lastAt === null ? 0 : Math.round(at - this.lastAt), put, taken]]);
    this.lastAt = at;
    this.text = text;
    this.elapsed = Math.round(at - this.startedAt);
    return true;
  }

  /** Milliseconds since the first letter. */
  used() {
    return this.startedAt === null ? 0 : this.finished ? this.elapsed : Math.round(this.now() - this.startedAt);
  }

  finish() {
    this.elapsed = this.used();
    this.finished = true;
  }

  work() {
    const { text, elapsed, log, blocked, blurs, finished } = this;
    return { text, elapsed, log, blocked, blurs, finished };
  }
}
