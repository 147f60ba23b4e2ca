// From the journal to the server: one batch in flight, nothing leaves the queue before it is
// acknowledged, and every failure is told as what it is.

const BATCH = 100;
const MOST_LETTERS = 200000; // in one batch: a slow line must be able to carry it in time
const TIMEOUT_MS = 15000;
const HEARTBEAT_MS = 30000;
const BACKOFF_MS = [500, 1000, 2000, 4000, 8000, 15000];

export const ONLINE = "online"; // the last answer of the server was an acknowledgement
export const OFFLINE = "offline"; // no answer: network or server away
export const REFUSED = "refused"; // the server answered, but does not take the answers
export const SIGNED_OUT = "signed_out"; // the token is not valid and cannot be renewed
export const TAKEN = "taken"; // another tab or machine writes now
export const CLOSED = "closed"; // the sitting has been handed in

/** Sends what the journal holds; dispatches `ack` and `state`. */
export class Sender extends EventTarget {
  constructor({ url, journal, clock, renew }) {
    super();
    Object.assign(this, { url, journal, clock, renew });
    this.token = null;
    this.state = ONLINE;
    this.pendingCount = 0;
    this.failures = 0;
    this.isBusy = false;
    this.isStopped = false;
    this.timer = null;
    this.savedAt = null;
    addEventListener("online", () => this.kick());
  }

  /** Send soon; the current batch, if any, is finished first. */
  kick() {
    if (this.isStopped) return;
    if (this.isBusy) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.run();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Send until nothing waits; true if all is acknowledged, false if the server is out of reach. */
  async drain() {
    while (this.isBusy) await new Promise((done) => setTimeout(done, 50));
    clearTimeout(this.timer);
    while ((await this.journal.pending()).length) {
      if (!(await this.once())) return false;
    }
    return true;
  }

  async run() {
    const isGood = await this.once();
    const isWaiting = this.again || (isGood && this.pendingCount > 0);
    this.again = false;
    if (this.isStopped) return;
    if (isGood && isWaiting) this.run();
    else this.timer = setTimeout(() => this.run(), isGood ? HEARTBEAT_MS : this.delay());
  }

  delay() {
    const step = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length) - 1] ?? BACKOFF_MS[0];
    return step * (0.75 + Math.random() / 2);
  }

  async once() {
    this.isBusy = true;
    try {
      const pending = await this.journal.pending();
      this.count(pending.length);
      const epoch = pending[0]?.epoch ?? null;
      return await this.send(epoch, batchOf(pending, epoch), pending.length);
    } catch {
      return this.fail(OFFLINE);
    } finally {
      this.isBusy = false;
    }
  }

  async send(epoch, batch, waiting) {
    const sent = performance.now();
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(this.url, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` },
        body: JSON.stringify({ epoch, waiting, events: batch.map(row) }),
        signal: abort.signal,
        credentials: "omit",
        cache: "no-store",
      });
      return await this.take(response, sent, batch);
    } finally {
      clearTimeout(timer);
    }
  }

  async take(response, sent, batch) {
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    const body = isJson ? await response.json() : {};
    if (body.now) this.clock.learn(body.now, sent);
    let isStuck = false;
    if (body.epoch !== undefined && body.epoch !== null) {
      const isAgain = await this.journal.acknowledge(body.epoch, body.through);
      // Something before this batch is missing there and not here: without a rest we would send it
      // for ever, as fast as the line allows.
      isStuck = !isAgain && batch[0]?.epoch === body.epoch && body.through < batch[0].seq;
      if (isAgain) this.dispatchEvent(new CustomEvent("again"));
      this.savedAt = body.now;
      this.dispatchEvent(new CustomEvent("ack", { detail: body }));
    } else if (response.ok) {
      this.dispatchEvent(new CustomEvent("ack", { detail: body }));
    }
    this.count((await this.journal.pending()).length);
    if (isStuck && response.ok) return this.fail(REFUSED);
    return this.judge(response.status, body);
  }

  judge(status, body) {
    if (status === 200) {
      this.failures = 0;
      this.become(ONLINE);
      return true;
    }
    if (status === 409 && body.error === "taken") return this.end(TAKEN);
    if (status === 409 && body.error === "closed") return this.end(CLOSED);
    if (status === 401 || status === 403) return this.renewToken();
    return this.fail(status >= 500 || status === 429 ? OFFLINE : REFUSED);
  }

  async renewToken() {
    const token = await this.renew();
    if (!token) return this.fail(SIGNED_OUT);
    this.token = token;
    return true;
  }

  end(state) {
    this.stop();
    this.become(state);
    return false;
  }

  fail(state) {
    this.failures += 1;
    this.become(state);
    return false;
  }

  count(waiting) {
    if (waiting === this.pendingCount) return;
    this.pendingCount = waiting;
    this.dispatchEvent(new CustomEvent("state"));
  }

  become(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state"));
  }

  /** The last chance when the page goes away: the browser finishes this request without us. */
  async beacon() {
    const pending = await this.journal.pending();
    const epoch = pending[0]?.epoch;
    const batch = batchOf(pending, epoch);
    if (!batch.length) return;
    fetch(this.url, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ epoch, waiting: pending.length, events: batch.map(row) }),
      credentials: "omit",
      keepalive: true,
    }).catch(() => {});
  }
}

/** What goes together: of one writer, in order, not too much at once; one entry at least. */
function batchOf(pending, epoch) {
  const batch = [];
  let letters = 0;
  for (const entry of pending) {
    if (entry.epoch !== epoch) continue;
    letters += entry.payload.length;
    if (batch.length && (batch.length === BATCH || letters > MOST_LETTERS)) break;
    batch.push(entry);
  }
  return batch;
}

function row(entry) {
  const { seq, item, kind, payload, at, mono, wall, hash } = entry;
  return [seq, item, kind, payload, at, mono, wall, hash];
}
