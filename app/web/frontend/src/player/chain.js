// The hash chain of the journal: the same function as app/engines/journal/chain.py.

import { sha256 } from "./sha256.js";

/** What the first entry of a writer hangs on. */
export function genesis(sitting, epoch) {
  return `${sitting}:${epoch}`;
}

/** The hash of an entry, from the hash before it and all its fields. */
export function entryHash(before, entry) {
  const { epoch, seq, item, kind, at, mono, wall, payload } = entry;
  return sha256([before, epoch, seq, item, kind, at, mono, wall, payload].join("\n"));
}
