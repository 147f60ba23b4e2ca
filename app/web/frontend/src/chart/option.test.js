import assert from "node:assert/strict";
import test from "node:test";
import { countBars, heightOf, makeOption } from "./option.js";

const look = {
  colours: ["c1", "c2", "c3", "c4", "c5", "c6"],
  grid: "grid", surface: "surface", target: "target", text: "text", soft: "soft", line: "line", font: "face",
  isHighContrast: false, small: 12, scale: 1,
};
const data = {
  units: ["A", "B"],
  series: [{ name: "x", data: [90, null] }, { name: "y", data: [80.5, 70] }],
  target: 85,
  targetLabel: "Target 85",
  max: 100,
};

test("bars start at nought and stand side by side in the order of the data colours", () => {
  const option = makeOption(data, look, 900);
  assert.equal(option.yAxis.min, 0);
  assert.equal(option.yAxis.max, 100);
  assert.deepEqual(option.xAxis.data, ["A", "B"]);
  assert.deepEqual(option.series.map((one) => one.itemStyle.color), ["c1", "c2"]);
});

test("a narrow chart lies down and grows with its bars", () => {
  const option = makeOption(data, look, 320);
  assert.deepEqual(option.yAxis.data, ["A", "B"]);
  assert.equal(option.yAxis.inverse, true);
  assert.equal(option.series[0].markLine.data[0].xAxis, 85);
  const many = { ...data, units: Array(12).fill("U") };
  assert.ok(heightOf(many, 320, 1) > heightOf(data, 320, 1));
  assert.equal(heightOf(many, 900, 1), heightOf(data, 900, 1));
});

test("the target is drawn once, dashed and named; without a target there is none", () => {
  const lines = makeOption(data, look, 900).series.map((one) => one.markLine);
  assert.equal(lines[0].label.formatter, "Target 85");
  assert.equal(lines[0].lineStyle.color, "target");
  assert.equal(lines[1], undefined);
  assert.equal(makeOption({ ...data, target: 0 }, look, 900).series[0].markLine, undefined);
});

test("figures stand on the bars only while they cannot touch; what is missing has none", () => {
  assert.equal(countBars(data), 3);
  const few = makeOption(data, look, 900).series[0].label;
  assert.equal(few.show, true);
  assert.equal(few.formatter({ value: 0 }), "0");
  assert.equal(few.formatter({ value: null }), "");
  const many = { ...data, series: [{ name: "x", data: Array(21).fill(1) }] };
  assert.equal(makeOption(many, look, 900).series[0].label.show, false);
});

test("high contrast adds patterns", () => {
  assert.equal(makeOption(data, look, 900).aria.decal.show, false);
  assert.equal(makeOption(data, { ...look, isHighContrast: true }, 900).aria.decal.show, true);
});

test("parts of a whole stand in one lying bar, in the colours they ask for", () => {
  const parts = { units: ["A"], series: [{ name: "right", colour: 3, data: [60] }, { name: "wrong", colour: 4, data: [40] }], stacked: true, max: 100 };
  const option = makeOption(parts, look, 900);
  assert.deepEqual(option.yAxis.data, ["A"]);
  assert.deepEqual(option.series.map((one) => one.stack), ["all", "all"]);
  assert.deepEqual(option.series.map((one) => one.itemStyle.color), ["c3", "c4"]);
  assert.equal(option.series[0].label.show, false);
  assert.ok(heightOf({ ...parts, units: Array(12).fill("U") }, 900, 1) > heightOf(parts, 900, 1));
});
