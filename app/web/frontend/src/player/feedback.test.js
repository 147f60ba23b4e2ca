import assert from "node:assert/strict";
import test from "node:test";

import { Feedback } from "./feedback.js";

globalThis.document = { createElement: () => ({ append() {}, setAttribute() {} }) };

/** A drill in which the answer to item 1 is B, and a place where its explanation is shown. */
function setUp() {
  const sheet = new EventTarget();
  let response = { kind: "single", value: "B" };
  sheet.response = () => response;
  sheet.isAnswered = () => true;
  sheet.tell = (value, position = 1) => {
    if (value) response = { kind: "single", value };
    sheet.dispatchEvent(Object.assign(new Event("change"), { detail: position }));
  };
  const root = { shown: [], replaceChildren: (...nodes) => (root.shown = nodes), scrollIntoView() {} };
  const feedback = new Feedback(root, { url: "/check", sheet });
  feedback.ask = async () => ({ html: "<p>because</p>" });
  return { sheet, root, feedback };
}

test("an explanation stays when the answer reaches the journal and the server", async () => {
  const { sheet, root, feedback } = setUp();
  await feedback.show(1);
  sheet.tell(null);
  sheet.tell("B");
  assert.equal(root.shown.length, 1);
});

test("an explanation goes when the answer becomes another", async () => {
  const { sheet, root, feedback } = setUp();
  await feedback.show(1);
  sheet.tell("C", 2);
  sheet.tell("C");
  assert.equal(root.shown.length, 0);
});

test("an explanation of an answer that was changed meanwhile is not shown", async () => {
  const { sheet, root, feedback } = setUp();
  feedback.ask = async () => {
    sheet.tell("C");
    return { html: "<p>because</p>" };
  };
  await feedback.show(1);
  assert.equal(root.shown.length, 0);
});
