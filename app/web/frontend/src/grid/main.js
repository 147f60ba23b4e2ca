// The spreadsheet in the page, fetched only where a task asks for it. The calculation engine is the
// same as the server's (IronCalc), compiled for the browser.

import init, * as engine from "@ironcalc/wasm";

import { Bar } from "./bar.js";
import { Book } from "./book.js";
import { h } from "../player/dom.js";
import { View } from "./view.js";

const LONGEST = 15500; // letters: each change sends the whole of it
let ready = null;

/** Fetch the engine once. */
export function prepare(url) {
  ready ??= fetch(url)
    .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(String(answer.status)))))
    .then((bytes) => init({ module_or_path: bytes }));
  ready.catch(() => (ready = null));
  return ready;
}

/** Open a workbook in a node: `keep` is told the work after each change, `say` what went wrong. */
export function mount(node, { scene, work, isLocked, t, keep, say }) {
  const book = new Book(engine, scene);
  if (work?.sheets) book.restore(work);
  let bar = null;
  const status = h("p", { class: "small warn", role: "status" });
  const view = new View({
    book,
    t,
    isLocked,
    onMove: (typed) => bar?.show(typed),
    onChange: () => {
      const done = book.work();
      const isTooLong = JSON.stringify(done).length > LONGEST;
      status.textContent = isTooLong ? t("grid.too_long") : "";
      if (isTooLong) say(t("grid.too_long"));
      else keep(done);
    },
  });
  bar = new Bar(view, t);
  node.replaceChildren(bar.node, view.node, bar.tabs, status, view.said);
  return { view, book };
}
