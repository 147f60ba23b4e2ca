// The form of an item: the preview follows what is typed, rows come and go without leaving the page.
// The server renders everything; this script only asks for it, and keeps the focus.
const PAUSE_MS = 450;

class Writing {
  constructor(form) {
    this.form = form;
    this.fields = form.querySelector("[data-fields]");
    this.pane = form.querySelector("[data-preview]");
    this.asked = 0;
    this.visited = new Set();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("focusout", (event) => event.target.id && this.visited.add(event.target.id));
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.save(event));
    form.addEventListener("writing:row", (event) => this.rows(event.detail));
    this.pane.addEventListener("change", () => this.remember());
    this.refresh().catch(() => {});
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh().catch(() => {}), PAUSE_MS);
  }

  changed(event) {
    if (event.target.name === "figure_file" && event.target.files.length) this.rows("upload:figures");
    else this.later();
  }

  /** Ask the server; an answer that comes after a newer question is dropped. */
  async ask(command) {
    this.asked += 1;
    const mine = this.asked;
    const data = new FormData(this.form);
    if (command) data.set("rows", command);
    else data.delete("figure_file");
    data.set("live", "1");
    const answer = await fetch(window.location.href, { method: "POST", body: data });
    if (!answer.ok || mine !== this.asked) return null;
    return answer.json();
  }

  async refresh() {
    const found = await this.ask("");
    if (!found) return;
    this.show(found.preview);
    this.mark(found.errors);
  }

  async rows(command) {
    clearTimeout(this.timer);
    const found = await this.ask(command);
    if (!found) return;
    this.fields.innerHTML = found.fields;
    this.show(found.preview);
    this.fields.querySelector("[autofocus]")?.focus();
    this.form.dispatchEvent(new CustomEvent("writing:shown"));
    this.later();
  }

  show(html) {
    const view = this.pane.querySelector("input[name=shown]:checked")?.value ?? this.view ?? "exam";
    const held = this.pane.contains(document.activeElement) ? document.activeElement.id : "";
    this.pane.innerHTML = html;
    if (held) document.getElementById(held)?.focus();
    this.view = view;
    const radio = this.pane.querySelector(`input[name=shown][value=${view}]`);
    if (radio) radio.checked = true;
    this.putFigures();
  }

  remember() {
    this.view = this.pane.querySelector("input[name=shown]:checked")?.value;
  }

  /** Live previews come without the pictures themselves: they are on the page already. */
  putFigures() {
    for (const held of this.fields.querySelectorAll("[data-figure]")) {
      const standIn = `data:image/png;base64,${btoa(`figure ${held.dataset.figure}`)}`;
      for (const name of ["src", "href"]) {
        for (const node of this.pane.querySelectorAll(`[${name}="${standIn}"]`)) node.setAttribute(name, held.src);
      }
    }
  }

  /** Say what is wrong at fields that were visited; the others are still being written. */
  mark(errors) {
    for (const old of this.fields.querySelectorAll("[data-live-error]")) old.remove();
    for (const box of this.fields.querySelectorAll(".has-live-error")) box.classList.remove("has-live-error", "has-error");
    for (const [id, text] of Object.entries(errors)) {
      const control = document.getElementById(id);
      const box = control?.closest(".field");
      if (!box || !this.visited.has(id) || box.querySelector(".error")) continue;
      const note = document.createElement("p");
      note.className = "error";
      note.id = `${id}-error`;
      note.dataset.liveError = "";
      note.textContent = text;
      box.insertBefore(note, control.closest(".field > *") ?? control);
      box.classList.add("has-error", "has-live-error");
      control.setAttribute("aria-invalid", "true");
      const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
      control.setAttribute("aria-describedby", [...described.add(note.id)].join(" "));
    }
    for (const control of this.fields.querySelectorAll("[aria-invalid]")) {
      if (!(control.id in errors)) control.removeAttribute("aria-invalid");
    }
  }

  submit(event) {
    const button = event.submitter;
    if (button?.name !== "rows") return;
    event.preventDefault();
    this.rows(button.value);
  }

  save(event) {
    if (!(event.ctrlKey || event.metaKey) || event.code !== "KeyS") return;
    event.preventDefault();
    this.form.querySelector("button[value=save]").click();
  }

  key(event) {
    const row = event.target.closest("[data-row]");
    const list = event.target.closest("[data-rows]")?.dataset.rows;
    const isText = event.target.matches("input:not([type]), input[type=text]");
    if (!list || !row) {
      if (event.key === "Enter" && isText) event.preventDefault();
      return;
    }
    const at = `${list}-${row.dataset.row}`;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.deed(event, `add:${at}`);
    else if (event.key === "Enter" && isText) this.enter(event, row, at);
    else if (event.altKey && event.key === "ArrowUp") this.deed(event, `up:${at}`);
    else if (event.altKey && event.key === "ArrowDown") this.deed(event, `down:${at}`);
    else if (event.altKey && event.key === "Delete") this.deed(event, `drop:${at}`);
  }

  /** Enter goes to the next field of the row, from the last one to a new row. */
  enter(event, row, at) {
    const inputs = [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea, select")];
    const next = inputs[inputs.indexOf(event.target) + 1];
    if (next) {
      event.preventDefault();
      next.focus();
      return;
    }
    const following = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : null;
    if (following) {
      event.preventDefault();
      following.querySelector("input:not([type=hidden]), textarea, select").focus();
    } else this.deed(event, `add:${at}`);
  }

  deed(event, command) {
    event.preventDefault();
    this.rows(command).catch(() => {});
  }
}

for (const form of document.querySelectorAll("[data-writing]")) new Writing(form);
