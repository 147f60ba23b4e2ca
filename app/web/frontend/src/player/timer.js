// Time left, from the server's clock; silent for screen readers except at 30, 10, 5 and 1 minute.

import { duration } from "./dom.js";
import { t } from "./texts.js";

const SPOKEN_MINUTES = [30, 10, 5, 1];
const LOW_MS = 5 * 60 * 1000;
const COMMIT_BEFORE_MS = 1500;

/** Ticks every quarter of a second; dispatches `near` (before) and `end` (at) each section's end. */
export class Timer extends EventTarget {
  constructor(root, { clock, say }) {
    super();
    Object.assign(this, { root, clock, say });
    this.sections = [];
    this.current = null;
    this.spoken = new Set();
    this.passed = new Set();
    this.near = new Set();
  }

  start(sections) {
    this.update(sections);
    this.interval = setInterval(() => this.tick(), 250);
  }

  /** New end times, after an extension by the invigilator. */
  update(sections) {
    for (const section of sections) {
      const before = this.sections.find((one) => one.code === section.code);
      if (before && section.ends_at > before.ends_at) {
        this.passed.delete(section.code);
        this.near.delete(section.code);
        this.dispatchEvent(new CustomEvent("extended", { detail: section }));
      }
    }
    this.sections = sections;
    this.tick();
  }

  /** Say which section is on the screen; its own end is shown while it is open. */
  show(code) {
    this.current = code;
    this.tick();
  }

  isOver(code) {
    const section = this.sections.find((one) => one.code === code);
    return this.clock.now() >= section.ends_at;
  }

  shown() {
    const last = this.sections[this.sections.length - 1];
    const own = this.sections.find((one) => one.code === this.current);
    return own && !this.isOver(own.code) ? own : last;
  }

  tick() {
    if (!this.sections.length) return;
    const section = this.shown();
    const left = section.ends_at - this.clock.now();
    const isWhole = section === this.sections[this.sections.length - 1];
    this.root.querySelector("span").textContent = isWhole ? t("timer.whole") : t("timer.section", { title: section.title });
    this.root.querySelector("b").textContent = duration(left);
    this.root.classList.toggle("low", left < LOW_MS);
    this.speak(section, left);
    this.watch();
  }

  speak(section, left) {
    const minutes = SPOKEN_MINUTES.find((one) => left <= one * 60000 && left > one * 60000 - 2000);
    const key = `${section.code}-${minutes}-${section.ends_at}`;
    if (minutes === undefined || this.spoken.has(key)) return;
    this.spoken.add(key);
    this.say(this.words());
  }

  watch() {
    const now = this.clock.now();
    for (const section of this.sections) {
      const { code, ends_at: end } = section;
      if (now >= end - COMMIT_BEFORE_MS && !this.near.has(code)) {
        this.near.add(code);
        this.dispatchEvent(new CustomEvent("near", { detail: section }));
      }
      if (now >= end && !this.passed.has(code)) {
        this.passed.add(code);
        this.dispatchEvent(new CustomEvent("end", { detail: section }));
      }
    }
  }

  /** What T says. */
  words() {
    const section = this.shown();
    const left = Math.max(0, section.ends_at - this.clock.now());
    return t("timer.words", {
      what: this.root.querySelector("span").textContent,
      minutes: Math.floor(left / 60000),
      seconds: Math.floor((left % 60000) / 1000),
    });
  }
}
