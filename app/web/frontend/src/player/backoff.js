// How long to wait before asking again: soon at first, rarely later, and never all at once.

const STEPS_MS = [5000, 10000, 20000, 40000, 60000];

/** Return the pause before a turn (from 0), up to a quarter shorter or longer. */
export function pauseBefore(turn, random = Math.random) {
  const step = STEPS_MS[Math.min(turn, STEPS_MS.length - 1)];
  return step * (0.75 + random() / 2);
}
