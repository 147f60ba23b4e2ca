// Run with `node --test`. The operations are those the server's engine is tested with.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { isName, replay, Tree } from "./tree.js";

const FILE = new URL("../../../../../../../tests/engines/practicals/work/operations.json", import.meta.url);
const { given, rows } = JSON.parse(readFileSync(FILE, "utf8"));

function start() {
  const tree = new Tree();
  for (const path of given) {
    const folder = path.endsWith("/");
    tree.entries.set(path.replace(/\/$/, ""), { folder, content: folder ? "" : `c:${path}` });
  }
  return tree;
}

function told([path, entry]) {
  const members = entry.members?.length ? ` [${entry.members.map(([name]) => name)}]` : "";
  return `${path}${entry.folder ? "/" : ""}${entry.readonly ? " r" : ""}${entry.hidden ? " h" : ""}${members}`;
}

for (const { operations, after, refused } of rows) {
  test(`browser and server agree on ${JSON.stringify(operations)}`, () => {
    const found = replay(start(), operations);
    assert.deepEqual(new Set([...found.tree.entries].map(told)), new Set(after));
    assert.equal(found.refused, refused);
  });
}

test("names are those a desktop allows", () => {
  assert.ok(isName("通知（草稿）.docx"));
  for (const name of ["", " a", "a.", "a/b", "a:b", "x".repeat(121), "."]) assert.ok(!isName(name), name);
});
