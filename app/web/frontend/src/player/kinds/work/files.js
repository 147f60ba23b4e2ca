// File manager over a small tree that lives in the answer: every step is logged, can be undone, and
// is done again by the server. Mouse, keyboard and touch can do the same things.

import { open } from "../../dialogs.js";
import { h, icon } from "../../dom.js";
import { t } from "../../texts.js";
import { keepWork, sessionOf, sheetWith } from "./sheet.js";
import { extensionOf, isName, join, nameOf, parentOf, perform, replay, Tree } from "./tree.js";

const MOST_BYTES = 15000; // what one entry of the journal may hold, with room to spare

function startTree(scene) {
  const tree = new Tree();
  for (const { path, folder, readonly, hidden } of scene.entries) {
    tree.entries.set(path, { folder, readonly, hidden, content: folder ? "" : `given:${path}` });
  }
  return tree;
}

class Desk {
  constructor(item, response, tools) {
    this.item = item;
    this.scene = item.view.scene;
    this.start = startTree(this.scene);
    this.words = new Map(this.scene.entries.map(({ path, text }) => [`given:${path}`, text ?? ""]));
    this.session = sessionOf(item, response, (kept) => ({ ops: [...(kept.ops ?? [])], folder: "", clip: null }));
    this.set(tools);
  }

  set({ change, isLocked, say }) {
    Object.assign(this, { change, isLocked, say });
    this.tree = replay(this.start, this.session.ops).tree;
    this.chosen = new Set();
    this.focus = 0;
    this.build();
    this.show();
  }

  get folder() {
    return this.tree.isFolder(this.session.folder) ? this.session.folder : "";
  }

  get rows() {
    return this.tree.inside(this.folder).map(([path]) => path);
  }

  button(name, action, shown = icon(name)) {
    const node = h("button", { type: "button", class: "btn btn-s", onclick: action }, shown, t(`files.${name}`));
    this.buttons[name] = node;
    return node;
  }

  build() {
    this.buttons = {};
    this.crumbs = h("nav", { class: "crumbs", "aria-label": t("files.place") });
    this.list = h("ul", { class: "files-list", role: "listbox", "aria-multiselectable": "true", "aria-label": t("files.list"), tabindex: "0", onkeydown: (event) => this.press(event) });
    this.status = h("p", { class: "small soft", role: "status" });
    this.bar = h(
      "div",
      { class: "desk-bar", role: "toolbar", "aria-label": t("files.tools") },
      this.button("mkdir", () => this.mkdir()),
      this.button("open", () => this.openOne()),
      this.button("rename", () => this.rename()),
      this.button("cut", () => this.clip("move")),
      this.button("copy", () => this.clip("copy")),
      this.button("paste", () => this.paste()),
      this.button("delete", () => this.remove()),
      this.button("zip", () => this.zip()),
      this.button("unzip", () => this.unzip()),
      this.button("props", () => this.properties()),
      this.button("undo", () => this.undo()),
    );
    this.node = h("div", { class: "desk files" }, this.bar, this.crumbs, this.list, this.status);
  }

  /** Do one operation, log it and save; says why when it cannot be done. */
  run(operation, told) {
    if (this.isLocked) return false;
    const tried = this.tree.copy();
    if (!perform(tried, operation)) {
      this.tell(t("files.refused"));
      return false;
    }
    const ops = [...this.session.ops, operation];
    if (JSON.stringify(ops).length > MOST_BYTES) {
      this.tell(t("files.too_much"));
      return false;
    }
    this.session.ops = ops;
    this.tree = tried;
    this.save(told);
    return true;
  }

  save(told) {
    keepWork(this.item, this.change, { ops: this.session.ops });
    this.chosen.clear();
    this.show();
    this.tell(told);
  }

  undo() {
    if (this.isLocked || !this.session.ops.length) return;
    this.session.ops = this.session.ops.slice(0, -1);
    this.tree = replay(this.start, this.session.ops).tree;
    this.save(t("files.undone"));
  }

  tell(text) {
    this.status.textContent = text;
  }

  picked() {
    const rows = this.rows;
    const found = rows.filter((path) => this.chosen.has(path));
    return found.length || !rows[this.focus] ? found : [rows[this.focus]];
  }

  async mkdir() {
    const name = await askName(t("files.mkdir"), t("files.new_folder"));
    if (name) this.run(["mkdir", join(this.folder, name)], t("files.made", { name }));
  }

  async rename() {
    const [path] = this.picked();
    if (!path) return this.tell(t("files.choose_first"));
    const name = await askName(t("files.rename"), nameOf(path), extensionOf(nameOf(path)).length);
    if (name && name !== nameOf(path)) this.run(["rename", path, name], t("files.renamed", { name }));
  }

  clip(how) {
    const paths = this.picked();
    if (!paths.length) return this.tell(t("files.choose_first"));
    this.session.clip = { how, paths };
    this.show();
    this.tell(t(how === "move" ? "files.is_cut" : "files.is_copied", { n: paths.length }));
  }

  paste() {
    const { clip } = this.session;
    if (!clip) return this.tell(t("files.nothing_to_paste"));
    const isDone = this.run([clip.how, clip.paths, this.folder], t("files.pasted", { n: clip.paths.length }));
    if (isDone && clip.how === "move") this.session.clip = null;
    this.show();
  }

  remove() {
    const paths = this.picked();
    if (!paths.length) return this.tell(t("files.choose_first"));
    this.run(["delete", paths], t("files.deleted", { n: paths.length }));
  }

  async zip() {
    const paths = this.picked();
    if (!paths.length) return this.tell(t("files.choose_first"));
    const stem = nameOf(paths[0]).replace(/\.[^.]*$/, "");
    const name = await askName(t("files.zip"), `${stem}.zip`, 3);
    if (name) this.run(["zip", paths, join(this.folder, name)], t("files.zipped", { name }));
  }

  unzip() {
    const [path] = this.picked();
    if (!path || !this.tree.entries.get(path).members) return this.tell(t("files.no_archive"));
    this.run(["unzip", path, this.folder], t("files.unzipped", { name: nameOf(path) }));
  }

  properties() {
    const [path] = this.picked();
    if (!path) return this.tell(t("files.choose_first"));
    const entry = this.tree.entries.get(path);
    const box = (name) => h("input", { type: "checkbox", id: `attr-${name}`, checked: entry[name] === true, disabled: this.isLocked });
    const boxes = { readonly: box("readonly"), hidden: box("hidden") };
    const dialog = open(
      t("files.props_of", { name: nameOf(path) }),
      h("p", { class: "small soft" }, t("files.in_folder", { folder: this.named(parentOf(path)) })),
      ...Object.entries(boxes).map(([name, node]) => h("p", {}, h("label", { class: "row", for: node.id }, node, t(`files.${name}`)))),
      h(
        "div",
        { class: "acts" },
        h("button", { type: "button", class: "btn", onclick: () => dialog.close() }, t("dialog.close")),
        h("button", { type: "button", class: "btn btn-main", onclick: () => apply() }, t("files.apply")),
      ),
    );
    const apply = () => {
      const wishes = {};
      for (const [name, node] of Object.entries(boxes)) if (node.checked !== (entry[name] === true)) wishes[name] = node.checked;
      dialog.close();
      if (Object.keys(wishes).length) this.run(["attr", path, wishes], t("files.changed", { name: nameOf(path) }));
    };
  }

  openOne() {
    const [path] = this.picked();
    if (!path) return this.tell(t("files.choose_first"));
    const entry = this.tree.entries.get(path);
    if (entry.folder) return this.go(path);
    const inside = entry.members ? entry.members.map(([name]) => h("li", {}, name)) : null;
    const dialog = open(
      nameOf(path),
      inside ? h("ul", { class: "plain-list" }, inside) : h("p", { class: "paper-text" }, this.words.get(entry.content) || t("files.no_preview")),
      h("div", { class: "acts" }, h("button", { type: "button", class: "btn", autofocus: true, onclick: () => dialog.close() }, t("dialog.close"))),
    );
  }

  go(folder) {
    this.session.folder = folder;
    this.chosen.clear();
    this.focus = 0;
    this.show();
    this.list.focus();
  }

  named(folder) {
    return folder ? `${this.scene.root}/${folder}` : this.scene.root;
  }

  show() {
    const steps = this.folder ? this.folder.split("/") : [];
    const crumb = (name, path, isLast) =>
      isLast ? h("b", { "aria-current": "page" }, name) : h("button", { type: "button", class: "link", onclick: () => this.go(path) }, name);
    this.crumbs.replaceChildren(
      crumb(this.scene.root, "", !steps.length),
      ...steps.flatMap((name, index) => [h("span", { "aria-hidden": "true" }, "/"), crumb(name, steps.slice(0, index + 1).join("/"), index === steps.length - 1)]),
    );
    const { rows } = this;
    this.focus = Math.max(0, Math.min(this.focus, rows.length - 1));
    this.list.replaceChildren(...(rows.length ? rows.map((path, index) => this.row(path, index)) : [h("li", { class: "small soft files-empty" }, t("files.empty"))]));
    if (rows.length) this.list.setAttribute("aria-activedescendant", this.list.children[this.focus].id);
    else this.list.removeAttribute("aria-activedescendant");
    for (const [name, node] of Object.entries(this.buttons)) node.disabled = this.isLocked && name !== "open";
    this.buttons.paste.disabled = this.isLocked || !this.session.clip;
    this.buttons.undo.disabled = this.isLocked || !this.session.ops.length;
  }

  row(path, index) {
    const entry = this.tree.entries.get(path);
    const marks = [entry.readonly && t("files.readonly"), entry.hidden && t("files.hidden")].filter(Boolean);
    const isCut = this.session.clip?.how === "move" && this.session.clip.paths.includes(path);
    const classes = ["files-row", index === this.focus && "now", this.chosen.has(path) && "on", (isCut || entry.hidden) && "faint"].filter(Boolean);
    return h(
      "li",
      {
        id: `row-${index}`,
        role: "option",
        class: classes.join(" "),
        "aria-selected": String(this.chosen.has(path)),
        onclick: (event) => this.click(path, index, event),
        ondblclick: () => this.openOne(),
      },
      icon(entry.folder ? "folder" : entry.members ? "box" : "file"),
      h("span", { class: "files-name" }, nameOf(path)),
      h("span", { class: "small soft" }, [entry.folder ? t("files.is_folder") : extensionOf(nameOf(path)).toUpperCase(), ...marks].join(" · ")),
    );
  }

  click(path, index, event) {
    if (event.shiftKey) this.span(this.focus, index);
    else if (event.ctrlKey || event.metaKey) this.toggle(path);
    else this.chosen = new Set([path]);
    this.focus = index;
    this.show();
    this.list.focus();
  }

  toggle(path) {
    if (!this.chosen.delete(path)) this.chosen.add(path);
  }

  span(from, to) {
    const [low, high] = from < to ? [from, to] : [to, from];
    this.chosen = new Set(this.rows.slice(low, high + 1));
  }

  /** Keys of the list; returns whether the key was one of them. */
  press(event) {
    const { rows } = this;
    const isControl = event.ctrlKey || event.metaKey;
    const plain = {
      ArrowDown: () => this.step(1, event.shiftKey),
      ArrowUp: () => this.step(-1, event.shiftKey),
      Home: () => this.step(-rows.length, false),
      End: () => this.step(rows.length, false),
      Enter: () => this.openOne(),
      Backspace: () => this.folder && this.go(parentOf(this.folder)),
      Delete: () => this.remove(),
      F2: () => this.rename(),
      " ": () => rows[this.focus] && (this.toggle(rows[this.focus]), this.show()),
    };
    const held = {
      a: () => ((this.chosen = new Set(rows)), this.show()),
      c: () => this.clip("copy"),
      x: () => this.clip("move"),
      v: () => this.paste(),
      z: () => this.undo(),
    };
    const action = isControl ? held[event.key.toLowerCase()] : plain[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  step(by, isSpan) {
    const before = this.focus;
    this.focus = Math.max(0, Math.min(this.rows.length - 1, this.focus + by));
    if (isSpan) this.span(before, this.focus);
    else this.chosen = new Set(this.rows[this.focus] ? [this.rows[this.focus]] : []);
    this.show();
    this.list.children[this.focus]?.scrollIntoView?.({ block: "nearest" });
  }
}

/** Ask for a name; resolves to it or to "". The part before the ending is selected. */
function askName(title, given, ending = 0) {
  return new Promise((resolve) => {
    let answer = "";
    const problem = h("p", { class: "small bad", role: "alert" });
    const field = h("input", { id: "files-name", class: "gap files-field", type: "text", value: given, maxlength: 120, autocomplete: "off", spellcheck: "false" });
    const form = h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (!isName(field.value.trim())) return (problem.textContent = t("files.bad_name"));
          answer = field.value.trim();
          dialog.close();
        },
      },
      h("label", { for: "files-name" }, t("files.name")),
      h("p", {}, field),
      problem,
      h(
        "div",
        { class: "acts" },
        h("button", { type: "button", class: "btn", onclick: () => dialog.close() }, t("files.cancel")),
        h("button", { class: "btn btn-main" }, t("files.ok")),
      ),
    );
    const dialog = open(title, form);
    field.focus();
    field.setSelectionRange(0, given.length - (ending ? ending + 1 : 0));
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/** Render the file manager. */
export function files(item, response, tools) {
  const desk = new Desk(item, response, tools);
  return { node: sheetWith(item, desk.node) };
}
