// Run with `node --test`. The vectors are those the server opens in tests/engines/sealing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { byEpoch, fromHex, headOf, make } from "./file.js";
import { join, seal } from "./hpke.js";

const VECTORS = new URL("../../../../../../tests/engines/sealing/vectors.json", import.meta.url);
const hex = (bytes) => Buffer.from(bytes).toString("hex");

test("browser and server close the same envelopes", () => {
  for (const { plain, key, about, own, sealed } of JSON.parse(readFileSync(VECTORS, "utf8")).envelopes) {
    assert.equal(hex(seal(fromHex(plain), fromHex(key), fromHex(about), fromHex(own))), sealed);
  }
});

test("an envelope never looks the same twice", () => {
  const { key } = JSON.parse(readFileSync(VECTORS, "utf8")).envelopes[0];
  const once = () => hex(seal(new Uint8Array(3), fromHex(key), new Uint8Array()));
  assert.notEqual(once(), once());
});

test("entries are grouped by writer, without what only this machine needs", () => {
  const entry = { sitting: "s", epoch: 2, seq: 1, item: 3, kind: "answer", payload: "{}", at: 1, mono: 2, wall: 3, hash: "h", acked: 1 };
  assert.deepEqual(byEpoch([entry]), [{ epoch: 2, events: [[1, 3, "answer", "{}", 1, 2, 3, "h"]] }]);
});

test("the head stands in front in clear, nothing else does", () => {
  const { key } = JSON.parse(readFileSync(VECTORS, "utf8")).envelopes[0];
  const head = headOf({ exam: "E", sitting: "S", ticket: "T" });
  const file = make(
    { head, key: fromHex(key), token: "secret-token", client: "c", savedAt: 1, entries: [], files: [{ position: 9, name: "a.docx", data: new Uint8Array([1, 2]) }] },
    { seal, join },
  );
  const [line, ...rest] = Buffer.from(file).toString("latin1").split("\n");
  assert.deepEqual(JSON.parse(line), { format: "xuekao-emergency/1", exam: "E", sitting: "S", ticket: "T" });
  assert.ok(!rest.join("\n").includes("secret-token"));
});
