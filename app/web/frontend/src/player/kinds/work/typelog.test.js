// Run with `node --test`.

import assert from "node:assert/strict";
import test from "node:test";

import { compact, difference, Typing } from "./typelog.js";

test("a change is what came in and what went out", () => {
  assert.deepEqual(difference("", "公文"), { put: 2, taken: 0 });
  assert.deepEqual(difference("公文处理", "公理"), { put: 0, taken: 2 });
  assert.deepEqual(difference("公文处理", "公务处理"), { put: 1, taken: 1 });
  assert.deepEqual(difference("哈哈", "哈哈哈"), { put: 1, taken: 0 });
  assert.deepEqual(difference("公文", "公文"), { put: 0, taken: 0 });
});

test("the clock starts with the first letter and stops at the end", () => {
  let at = 5000;
  const typing = new Typing(null, () => at);
  assert.equal(typing.used(), 0);
  at = 9000;
  assert.ok(typing.take("公"));
  assert.ok(!typing.take("公"), "nothing new");
  at = 12000;
  typing.take("公文");
  assert.equal(typing.elapsed, 3000);
  at = 13000;
  typing.finish();
  at = 99000;
  assert.equal(typing.used(), 4000);
  assert.ok(!typing.take("公文处理"), "nothing is taken after the end");
  assert.deepEqual(typing.work().log, [[0, 1, 0], [3000, 1, 0]]);
});

test("a test goes on where another page of it stopped", () => {
  let at = 100000;
  const typing = new Typing({ text: "公文", elapsed: 60000, log: [[0, 2, 0]], blocked: 1 }, () => at);
  assert.equal(typing.used(), 60000);
  at = 101000;
  typing.take("公文处");
  assert.equal(typing.elapsed, 61000);
  assert.equal(typing.blocked, 1);
});

test("a long log is put together without losing a letter", () => {
  const log = Array.from({ length: 2000 }, () => [50, 1, 0]);
  const found = compact(log);
  assert.ok(found.length < 200);
  assert.equal(found.reduce((sum, entry) => sum + entry[1], 0), 2000);
  assert.equal(found.reduce((sum, entry) => sum + entry[0], 0), 100000);
  assert.ok(Math.max(...found.map((entry) => entry[1])) <= 12);
  assert.equal(compact(log.slice(0, 900)).length, 900);
});
