// Run with `node --test`.

import assert from "node:assert/strict";
import test from "node:test";

import { storable } from "./storable.js";
import { Writer } from "./writer.js";

test("what no database can keep is replaced, everything else stays letter by letter", () => {
  const cases = [
    ["学考 😀\n\t\\u0000", "学考 😀\n\t\\u0000"],
    ["a\ud800", "a\ufffd"],
    ["\udc00b", "\ufffdb"],
    ["\ude00\ud83d", "\ufffd\ufffd"],
    ["\ud83d\ud83d\ude00", "\ufffd😀"],
    ["a\0b", "a\ufffdb"],
    [null, null],
    [true, true],
    [1.5, 1.5],
  ];
  for (const [given, kept] of cases) assert.equal(storable(given), kept);
});

test("the texts of a whole response are looked at, with their names", () => {
  const response = { kind: "blank", value: { "a\ud800": ["x\0", { deep: "\udfff" }], n: 3, none: null } };
  const kept = { kind: "blank", value: { "a\ufffd": ["x\ufffd", { deep: "\ufffd" }], n: 3, none: null } };
  assert.deepEqual(storable(response), kept);
});

for (const how of ["answer", "text"]) {
  test(`a pasted half of a character reaches neither journal nor sheet (${how})`, async () => {
    const entries = [];
    const drafts = [];
    const writer = new Writer({
      journal: { isDurable: true, append: async (epoch, fields) => (entries.push(fields), fields) },
      sheet: { draft: (_position, response) => drafts.push(response), written: () => {} },
      clock: { stamp: () => ({ at: 1, mono: 1, wall: 1 }) },
      onWritten: () => {},
      onLength: () => {},
    });
    writer[how](7, { kind: "short", value: "公文\ud83d结尾\0" });
    await writer.flush();
    await writer.queue;
    const payload = '{"kind":"short","value":"公文\ufffd结尾\ufffd"}';
    assert.deepEqual(entries.map((entry) => entry.payload), [payload]);
    assert.equal(JSON.stringify(drafts[0]), payload); // sheet.js compares them to call it saved
  });
}
