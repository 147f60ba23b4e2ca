import assert from "node:assert/strict";
import test from "node:test";

import { address, cellRuns, columnOf, corners, letters, lookRuns, shifted } from "./runs.js";

test("letters and numbers of columns", () => {
  for (const [number, name] of [[1, "A"], [26, "Z"], [27, "AA"], [702, "ZZ"], [703, "AAA"]]) {
    assert.equal(letters(number), name);
    assert.equal(columnOf(name), number);
  }
  assert.equal(address(2, 2, 4, 3), "B2:C4");
  assert.deepEqual(corners("$B$2:c4"), [2, 2, 4, 3]);
  assert.equal(corners("B"), null);
});

const SHIFTS = [
  ["D2+E2", 1, 0, "D3+E3"],
  ["$D2+D$2+$D$2", 1, 1, "$D3+E$2+$D$2"],
  ['IF(F2>=90,"A1",B2)', 2, 0, 'IF(F4>=90,"A1",B4)'],
  ["SUM(学时!$C$2:$C$25,'A1 表'!B2)", 1, 0, "SUM(学时!$C$2:$C$25,'A1 表'!B3)"],
  ["LOG10(A1)", 1, 0, "LOG10(A2)"],
  ["A1", -1, 0, "#REF!"],
];
for (const [formula, rows, columns, wanted] of SHIFTS) {
  test(`${formula} moved by ${rows}, ${columns}`, () => assert.equal(shifted(formula, rows, columns), wanted));
}

test("a formula filled down is one run, a constant repeated too", () => {
  const cells = [2, 3, 4].flatMap((row) => [[row, 6, "f", `D${row}+E${row}`], [row, 7, "n", "1"]]);
  assert.deepEqual(cellRuns(cells), [["F2:F4", "f", "D2+E2"], ["G2:G4", "n", "1"]]);
});

test("formulas that differ are runs of their own", () => {
  const cells = [[2, 6, "f", "D2+E2"], [3, 6, "f", "D3+E2"], [5, 6, "f", "D5+E5"]];
  assert.equal(cellRuns(cells).length, 3);
});

test("a block of one look is one run", () => {
  const looks = [1, 2].flatMap((row) => [1, 2, 3].map((column) => [row, column, column < 3 ? { bold: true } : { bold: false }]));
  assert.deepEqual(lookRuns(looks), [["A1:B2", { bold: true }], ["C1:C2", { bold: false }]]);
});
