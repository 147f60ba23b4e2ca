import assert from "node:assert/strict";
import test from "node:test";

import { calculate } from "./calculate.js";

const RIGHT = [
  ["1+2*3", 7], ["(1+2)*3", 9], ["10-4-3", 3], ["100÷8", 12.5], ["2×-3", -6], ["0.1+0.2", 0.3],
  ["15%", 0.15], ["200×15%", 30], ["√16+1", 5], ["1,234.5+0.5", 1235], ["（3＋4）×2", 14],
  ["-2-2", -4], [".5*4", 2], ["24/2/3", 4], ["√(9+16)", 5], ["1/3*3", 1],
];
const NONE = ["", "1+", "(1", "1)", "2 3", "1/0", "abc", "1..2", "√-1", "()", "alert(1)", "1+*2"];

for (const [text, value] of RIGHT) {
  test(`${text} is ${value}`, () => assert.equal(calculate(text), value));
}
for (const text of NONE) {
  test(`"${text}" has no value`, () => assert.equal(calculate(text), null));
}
