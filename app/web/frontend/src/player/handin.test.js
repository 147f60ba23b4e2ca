import assert from "node:assert/strict";
import test from "node:test";

import { HandIn } from "./handin.js";
import { readTexts } from "./texts.js";

const TEXTS = { "end.files": "%(n)s on their way", "end.sending": "sending" };
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(TEXTS) }) };
readTexts();

/** A hand-in with one file on its way, and a writer that takes its time as IndexedDB does. */
function setUp() {
  const steps = [];
  const uploads = new Set();
  const writer = { queue: Promise.resolve() };
  let finish;
  const running = new Promise((done) => (finish = done)).finally(() => uploads.delete(running));
  uploads.add(running);
  running.then(() => {
    steps.push("answer");
    writer.queue = new Promise((done) => setTimeout(done, 20)).then(() => steps.push("written"));
  });
  return { steps, finish, handIn: new HandIn({ uploads, writer }) };
}

test("the hand-in waits for a file on its way and for what is written about it", async () => {
  const { steps, finish, handIn } = setUp();
  const waited = handIn.arrived(() => steps.push("told")).then(() => steps.push("handed in"));
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(steps, ["told"]);
  finish();
  await waited;
  assert.deepEqual(steps, ["told", "answer", "written", "told", "handed in"]);
});

test("without files on their way nothing is waited for", async () => {
  const said = [];
  await new HandIn({ uploads: new Set(), writer: { queue: Promise.resolve() } }).arrived((text) => said.push(text));
  assert.equal(said.length, 1);
});
