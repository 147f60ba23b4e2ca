// What the server can keep of a text: UTF-8 knows no half characters and PostgreSQL no NUL. Both
// come in by pasting, and batch.py would refuse the entry and all that come after it.

const UNSTORABLE = /[\p{Surrogate}\0]/gu; // with `u`, a surrogate is one without its other half
const REPLACEMENT = "\ufffd"; // as TextEncoder and String.prototype.toWellFormed have it

/** A value with every text in it, names too, in a form that can be kept. */
export function storable(value) {
  if (typeof value === "string") return value.replace(UNSTORABLE, REPLACEMENT);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [storable(name), storable(one)]));
}
