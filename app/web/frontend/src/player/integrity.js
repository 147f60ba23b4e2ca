// Facts for a person to judge: leaving the page, pasting, copying, a second place. Nothing is
// forbidden or punished here, and nothing of what was written is reported, only how much.

const SEND_MS = 5000;
const SHORTEST_AWAY_MS = 1000;
const REFUSED = new Set([400, 413, 415, 422]); // not a matter of trying again
const MOST = 400; // of one machine in one sitting

/** Notes facts and reports them until the server has kept them. */
export class Integrity {
  constructor(player, urls) {
    Object.assign(this, { player, url: urls.facts, key: `xuekao-facts-${urls.sitting}` });
    this.state = this.read();
    this.leftAt = null;
    this.note("opened");
    addEventListener("blur", () => this.left());
    addEventListener("focus", () => this.back());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.left() : this.back()));
    document.addEventListener("paste", (event) => this.moved("pasted", event.clipboardData?.getData("text") ?? ""));
    document.addEventListener("copy", () => this.moved("copied", String(getSelection())));
    document.addEventListener("fullscreenchange", () => !document.fullscreenElement && this.note("full_screen_left"));
    setInterval(() => this.send(), SEND_MS);
    setTimeout(() => this.send(), 1000);
  }

  /** Counter and queue outlive a reload. */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? { number: 0, queue: [] };
    } catch {
      return { number: 0, queue: [] };
    }
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {
      // full: the facts stay in memory
    }
  }

  left() {
    this.leftAt ??= performance.now();
  }

  back() {
    if (this.leftAt === null || !document.hasFocus()) return;
    const away = performance.now() - this.leftAt;
    this.leftAt = null;
    if (away >= SHORTEST_AWAY_MS) this.note("focus_lost", { seconds: Math.round(away / 1000) });
  }

  moved(kind, text) {
    if (text) this.note(kind, { chars: text.length });
  }

  note(kind, details = {}) {
    if (this.state.number >= MOST) return;
    const item = this.player.items.get(this.player.position);
    const where = item ? { item: item.position, practical: item.kind === "practical" } : {};
    this.state.number += 1;
    this.state.queue.push({ number: this.state.number, kind, at: this.player.clock.now(), ...where, ...details });
    this.keep();
  }

  async send() {
    const { token } = this.player.sender;
    const facts = this.state.queue.slice(0, 50);
    if (!token || !facts.length || this.isSending) return;
    this.isSending = true;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify({ client: this.player.client, facts, ...safeBrowser() }),
        cache: "no-store",
      });
      if (!answer.ok && !REFUSED.has(answer.status)) return;
      this.state.queue.splice(0, facts.length);
      this.keep();
    } catch {
      // no connection: the next time
    } finally {
      this.isSending = false;
    }
  }
}

/** What Safe Exam Browser tells scripts about its configuration, for this address. */
function safeBrowser() {
  const proof = self.SafeExamBrowser?.security?.configKey;
  return proof ? { seb: proof, page: location.href.split("#")[0] } : {};
}
