// Run with `node --test`. The vectors are those the server's engine is tested with.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";

import { entryHash, genesis } from "./chain.js";
import { sha256 } from "./sha256.js";

const VECTORS = new URL("../../../../../tests/engines/journal/vectors.json", import.meta.url);

test("sha256 is that of OpenSSL for every length around the block edges", () => {
  for (let length = 0; length < 260; length += 1) {
    const text = "学".repeat(length % 7) + "x".repeat(length);
    assert.equal(sha256(text), createHash("sha256").update(text).digest("hex"));
  }
});

test("browser and server compute the same hashes", () => {
  for (const { sitting, events } of JSON.parse(readFileSync(VECTORS, "utf8")).chains) {
    const before = {};
    for (const event of events) {
      const entry = { ...event, at: event.at_ms, mono: event.mono_ms, wall: event.wall_ms };
      const hash = entryHash(before[event.epoch] ?? genesis(sitting, event.epoch), entry);
      assert.equal(hash, event.hash);
      before[event.epoch] = hash;
    }
  }
});
