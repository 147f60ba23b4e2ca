// Practicals: fetch the starter file, work in the office program, hand the file back, and see what
// the server received. The file itself goes up at once; the journal then says which one counts.

import { clockTime, h, icon, size } from "../dom.js";
import { t } from "../texts.js";

// Endings of older programs and of OpenDocument: the server converts such files, or says how to save them.
const OTHERS = {
  ".docx": [".doc", ".wps", ".odt"],
  ".xlsx": [".xls", ".et", ".ods"],
  ".pptx": [".ppt", ".dps", ".odp"],
};

/** Render a practical with what the server has of it. */
export function practical(item, response, { keepFile, stamp, isLocked, files, upload, isWaiting, starterUrl, maxBytes }) {
  const status = h("div", { class: "upload-status", role: "status" });
  const bar = h("progress", { class: "upload-bar", max: 100, value: 0, hidden: true, "aria-label": t("file.uploading") });
  const endings = [...new Set(item.view.accept.flatMap((ending) => [ending, ...(OTHERS[ending] ?? [])]))];
  let last = null; // the file chosen, so that a failed upload can be repeated
  let chosen = null; // when it was: that counts, however long the upload takes

  const input = h("input", {
    type: "file",
    class: "sr",
    accept: endings.join(","),
    disabled: isLocked,
    id: `file-${item.position}`,
    tabindex: "-1", // the button beside it opens it
    "aria-label": t("file.choose"),
    onchange: (event) => {
      const file = event.target.files[0];
      event.target.value = "";
      if (file) send(file);
    },
  });

  function refuse(text) {
    status.replaceChildren(h("p", { class: "note note-bad" }, icon("bad"), h("span", {}, text)));
  }

  const again = () => put(last);

  async function send(file) {
    last = file;
    const name = file.name.toLowerCase();
    if (!endings.some((ending) => name.endsWith(ending))) {
      return refuse(t("file.wrong_kind", { kinds: item.view.accept.join(" ") }));
    }
    if (file.size > maxBytes) return refuse(t("file.too_large", { size: size(file.size), max: size(maxBytes) }));
    chosen = stamp();
    await put(file);
  }

  async function put(file) {
    const name = file.name.toLowerCase();
    const since = chosen;
    bar.hidden = false;
    bar.value = 0;
    status.replaceChildren(h("p", { class: "small soft" }, t("file.sending", { name: file.name })));
    const answer = await upload(item.position, file, since.at, (percent) => {
      if (percent < 100) bar.value = percent;
      else look(isOther(name));
    }, again);
    bar.hidden = true;
    take(answer, since);
  }

  const isOther = (name) => !item.view.accept.some((ending) => name.endsWith(ending));

  /** All bytes are there; the server opens the file, and converts it first if it must. */
  function look(isConverted) {
    bar.removeAttribute("value");
    status.replaceChildren(h("p", { class: "small soft" }, t(isConverted ? "file.converting" : "file.looking")));
  }

  function take(answer, since) {
    if (answer.ok) {
      files[item.position] = answer.file;
      const { sha256, name, size: bytes } = answer.file;
      keepFile(item.position, { kind: "practical", value: { file: sha256, name, size: bytes } }, since);
      return show();
    }
    refuse(answer.text);
    if (answer.canRetry) {
      status.append(h("button", { type: "button", class: "btn btn-s", onclick: again }, t("file.again")));
    }
  }

  function show() {
    const file = files[item.position];
    if (!file) return status.replaceChildren(h("p", { class: "small soft" }, t("file.none_yet")));
    const facts = [
      [t("file.name"), file.name],
      [t("file.size"), size(file.size)],
      [t("file.time"), clockTime(file.received_at)],
      [t("file.digest"), file.sha256.slice(0, 16)],
    ];
    status.replaceChildren(
      h("p", { class: "received" }, icon("check"), h("b", {}, t("file.received"))),
      h("dl", { class: "facts" }, facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
      ...(file.notes ?? []).map((note) =>
        h("p", { class: `note note-${note.is_error ? "bad" : "warn"}` }, icon("warn"), h("span", {}, note.text)),
      ),
    );
  }

  const drop = h(
    "div",
    {
      class: "drop",
      ondragover: (event) => {
        event.preventDefault();
        drop.classList.add("over");
      },
      ondragleave: () => drop.classList.remove("over"),
      ondrop: (event) => {
        event.preventDefault();
        drop.classList.remove("over");
        if (!isLocked && event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
      },
    },
    h("p", {}, t("file.drop", { kinds: item.view.accept.join(" "), max: size(maxBytes) })),
    input,
    h(
      "button",
      { type: "button", class: "btn", disabled: isLocked, onclick: () => input.click() },
      icon("put"),
      t("file.choose"),
    ),
    bar,
  );
  show();
  if (isWaiting?.(item.position)) refuse(t("file.no_network")); // sent again with the next acknowledgement
  return {
    node: h(
      "div",
      { class: "practical" },
      h("h2", { class: "practical-title" }, item.view.title),
      h("div", { class: "instructions text", html: item.view.instructions }),
      item.view.guards.length
        ? h("div", { class: "note note-warn" }, icon("warn"), h("div", {}, h("b", {}, t("file.guards")), h("ul", {}, item.view.guards.map((guard) => h("li", {}, guard)))))
        : null,
      h("h3", {}, t("file.step_get")),
      h("a", { class: "btn", href: starterUrl(item.position), download: item.view.starter_name }, icon("get"), item.view.starter_name),
      h("h3", {}, t("file.step_put")),
      drop,
      status,
    ),
  };
}
