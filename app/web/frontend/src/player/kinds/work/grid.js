// A workbook in the page, or in an office program: the candidate chooses, the last one counts.

import { h } from "../../dom.js";
import { t } from "../../texts.js";
import { practical } from "../practical.js";
import { keepWork, sessionOf, sheetWith } from "./sheet.js";

/** Fetch what the grid needs while the server is there: a sheet must open in an outage, too. */
export function preload(items) {
  if ([...items].some((item) => item.view.scene?.module === "sheet")) engine().catch(() => {});
}

async function engine() {
  const { grid: script, gridWasm: wasm } = document.querySelector("[data-grid]").dataset;
  const module = await import(script);
  await module.prepare(wasm);
  return module;
}

/** Render the grid, with the way to hand in a file instead. */
export function grid(item, response, tools) {
  const hasFile = Boolean(response?.value?.file);
  const session = sessionOf(item, response, (work) => ({ work, isFile: hasFile }));
  const body = h("div", {});
  const show = () => (session.isFile ? showFile() : showPage());

  function showFile() {
    const back = h("button", { type: "button", class: "btn btn-s", disabled: tools.isLocked, onclick: () => ((session.isFile = false), show()) }, t("grid.in_page"));
    body.replaceChildren(h("p", { class: "row" }, back), practical(item, response, tools).node);
  }

  function showPage() {
    const desk = h("div", { class: "desk grid" }, h("p", { class: "soft" }, t("grid.loading")));
    const { starterUrl } = tools;
    const other = starterUrl ? h("p", { class: "small" }, t("grid.or_file"), " ", h("button", { type: "button", class: "btn btn-s", onclick: () => ((session.isFile = true), show()) }, t("grid.use_file"))) : null;
    body.replaceChildren(sheetWith(item, desk), other ?? "");
    open(desk);
  }

  async function open(desk) {
    try {
      const module = await engine();
      if (!desk.isConnected && document.body.contains(body)) return;
      module.mount(desk, {
        scene: item.view.scene,
        work: session.work,
        isLocked: tools.isLocked,
        t,
        say: tools.say,
        keep(work) {
          session.work = work;
          keepWork(item, tools.change, work, { isText: true });
        },
      });
    } catch {
      const again = h("button", { type: "button", class: "btn btn-s", onclick: () => open(desk) }, t("grid.again"));
      desk.replaceChildren(h("p", { class: "note note-warn" }, t("grid.failed")), again);
    }
  }

  show();
  return { node: body };
}
