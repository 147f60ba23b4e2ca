// Server time from the monotonic clock of this page. The wall clock of a PC may be wrong by hours
// and may be set back during the exam; it is recorded, never used.

/** Keeps the difference between the server's clock and `performance.now()`. */
export class Clock {
  constructor() {
    this.offset = null;
    this.bestTrip = Infinity;
    this.age = 0;
  }

  /** Learn from an answer: the server said `serverNow` between `sent` and now (both monotonic). */
  learn(serverNow, sent) {
    const trip = performance.now() - sent;
    this.age += 1;
    // A quick answer is the better measurement; an old one makes way, because clocks drift and
    // a sleeping machine stops the monotonic clock.
    if (this.offset === null || trip <= this.bestTrip * 1.5 || this.age > 5) {
      this.offset = serverNow - (sent + trip / 2);
      this.bestTrip = trip;
      this.age = 0;
    }
  }

  /** Server time in ms since 1970, as far as this page knows. */
  now() {
    return Math.round(performance.now() + (this.offset ?? Date.now() - performance.now()));
  }

  /** The three times an entry carries. */
  stamp() {
    return { at: this.now(), mono: Math.round(performance.now()), wall: Date.now() };
  }
}
