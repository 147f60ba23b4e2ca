// One writer among the tabs of this browser. (Among machines the server decides, by epoch.)

const PATIENCE_MS = 300;

/** Asks the other tabs of this sitting who writes, and answers them. */
export class Tabs {
  constructor(sitting, { isWriter, leave }) {
    this.channel = "BroadcastChannel" in self ? new BroadcastChannel(`xuekao-${sitting}`) : null;
    this.isWriter = isWriter;
    if (!this.channel) return;
    this.channel.onmessage = async ({ data }) => {
      if (data === "who" && this.isWriter()) this.channel.postMessage("me");
      if (data === "leave" && this.isWriter()) {
        await leave(); // everything typed here is in the journal before the other tab reads it
        this.channel.postMessage("left");
      }
      if (data === "me" || data === "left") this.heard?.(data);
    };
  }

  ask(question, answer) {
    if (!this.channel) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      this.heard = (data) => {
        if (data !== answer) return;
        clearTimeout(timer);
        resolve(true);
      };
      this.channel.postMessage(question);
    });
  }

  /** Whether another living tab of this browser writes. */
  isTaken() {
    return this.ask("who", "me");
  }

  /** Ask the other tab to stop; goes on after a moment if it is frozen. */
  takeOver() {
    return this.ask("leave", "left");
  }
}
