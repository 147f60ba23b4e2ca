import assert from "node:assert/strict";
import test from "node:test";

import { pauseBefore } from "./backoff.js";

test("the pauses grow to a minute and stay there", () => {
  const middle = () => 0.5;
  assert.deepEqual([0, 1, 2, 3, 4, 5, 400].map((turn) => pauseBefore(turn, middle)), [5000, 10000, 20000, 40000, 60000, 60000, 60000]);
});

test("a room that handed in together does not ask together", () => {
  assert.equal(pauseBefore(4, () => 0), 45000);
  assert.equal(pauseBefore(4, () => 1), 75000);
});
