// The answer sheet: what has been answered and where each answer is kept.

export const MEMORY = "memory"; // typed, not yet on the disk of this machine
export const LOCAL = "local"; // on this machine
export const SERVER = "server"; // acknowledged by the server

const isAfter = (one, two) => one[0] > two[0] || (one[0] === two[0] && one[1] > two[1]);

/** Whether a response says something. */
export function isAnswered(response) {
  return Boolean(response) && response.value !== null && response.value !== undefined;
}

/** Answers, flags and their whereabouts, by position; tells listeners what changed. */
export class Sheet extends EventTarget {
  constructor(positions) {
    super();
    this.positions = positions;
    this.answers = new Map();
    this.flags = new Map();
    this.tooLong = new Set(); // positions whose present answer is more than can be kept
  }

  /** Note whether the present answer is more than can be kept. */
  lengthOf(position, isTooLong) {
    if (isTooLong === this.tooLong.has(position)) return false;
    if (isTooLong) this.tooLong.add(position);
    else this.tooLong.delete(position);
    this.changed(position);
    return true;
  }

  /** The server has lost what it had acknowledged: what waits to be sent anew is not saved there. */
  again(pending) {
    for (const { epoch, seq, item } of pending) {
      const answer = this.answers.get(item);
      if (answer?.where !== SERVER || answer.place[0] !== epoch || answer.place[1] !== seq) continue;
      answer.where = LOCAL;
      this.changed(item);
    }
  }

  /** Take over what the server has, then what only this machine has. */
  load(fold, pending) {
    for (const [position, [epoch, seq, response]] of Object.entries(fold.answers)) {
      this.answers.set(Number(position), { response, place: [epoch, seq], where: SERVER });
    }
    for (const position of fold.flags) this.flags.set(position, { on: true, place: [0, 0] });
    for (const position of this.positions) this.changed(position);
    for (const entry of pending) this.apply(entry);
  }

  /** Take a journal entry; an older one than what is known changes nothing. */
  apply(entry) {
    const place = [entry.epoch, entry.seq];
    const value = JSON.parse(entry.payload);
    const where = entry.acked ? SERVER : LOCAL;
    if (entry.kind === "flag") this.flags.set(entry.item, { on: value, place, where });
    else if (!this.answers.has(entry.item) || isAfter(place, this.answers.get(entry.item).place)) {
      this.answers.set(entry.item, { response: value, place, where });
    }
    this.changed(entry.item);
  }

  /** Show an answer that is about to be written. */
  draft(position, response) {
    const before = this.answers.get(position);
    const place = before ? before.place : [0, 0];
    this.answers.set(position, { response, place, where: MEMORY, isDraft: true });
    this.changed(position);
  }

  /** An answer reached the journal of this machine (or, with a full disk, did not). */
  written(entry, where) {
    const place = [entry.epoch, entry.seq];
    const known = entry.kind === "flag" ? this.flags : this.answers;
    const now = known.get(entry.item);
    if (!now || isAfter(now.place, place)) return;
    now.place = place;
    if (entry.kind === "flag" || JSON.stringify(now.response) === entry.payload) {
      now.where = where;
      now.isDraft = false;
    }
    this.changed(entry.item);
  }

  /** The server has everything of an epoch up to a number. */
  acknowledged(epoch, through) {
    for (const [position, answer] of this.answers) {
      const [own, seq] = answer.place;
      if (answer.where !== SERVER && !answer.isDraft && own === epoch && seq <= through) {
        answer.where = SERVER;
        this.changed(position);
      }
    }
  }

  response(position) {
    return this.answers.get(position)?.response ?? null;
  }

  isAnswered(position) {
    return isAnswered(this.response(position));
  }

  isFlagged(position) {
    return this.flags.get(position)?.on === true;
  }

  /** Where the answer to an item is kept; null without one. */
  where(position) {
    return this.answers.get(position)?.where ?? null;
  }

  /** Whether something on the screen is not in the journal yet. */
  isWriting() {
    return [...this.answers.values()].some((answer) => answer.isDraft);
  }

  unanswered() {
    return this.positions.filter((position) => !this.isAnswered(position));
  }

  flagged() {
    return this.positions.filter((position) => this.isFlagged(position));
  }

  /** Positions whose last word is not acknowledged by the server. */
  unsaved() {
    return this.positions.filter((position) => {
      const where = this.where(position);
      return where !== null && where !== SERVER;
    });
  }

  changed(position) {
    this.dispatchEvent(new CustomEvent("change", { detail: position }));
  }
}
