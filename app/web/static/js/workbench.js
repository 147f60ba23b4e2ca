// A practical in the making: every change is saved; checks move and go without a page load.
const PAUSE_MS = 900;

class Workbench {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.list = form.querySelector("[data-checks]");
    this.waiting = Promise.resolve();
    if (!this.state) {
      for (const control of form.elements) control.disabled = true;
      return;
    }
    form.addEventListener("input", (event) => event.target.name !== "add" && this.later());
    form.addEventListener("click", (event) => this.click(event));
    form.addEventListener("submit", () => { this.leaving = true; });
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && !this.leaving) event.preventDefault();
    });
    for (const other of document.querySelectorAll("main form:not([data-workbench])")) {
      other.addEventListener("submit", (event) => this.first(event, other));
    }
  }

  later() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  save() {
    clearTimeout(this.timer);
    this.waiting = this.waiting.then(() => this.send()).catch(() => this.failed());
    return this.waiting;
  }

  async send() {
    if (!this.dirty) return;
    this.dirty = false;
    const answer = await fetch(this.form.getAttribute("action"), {
      method: "POST",
      body: new FormData(this.form),
      headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    if (!answer.ok) {
      this.dirty = true;
      this.state.textContent = said.refused || this.state.textContent;
      return;
    }
    this.form.elements.revision.value = said.revision;
    this.form.querySelector("[data-points]").textContent = said.points;
    this.state.textContent = said.saved;
    this.tell(said);
  }

  failed() {
    this.dirty = true;
    setTimeout(() => this.save(), 5 * PAUSE_MS);
  }

  tell(said) {
    const box = this.form.querySelector("[data-problems]");
    box.replaceChildren();
    if (said.problems.length) {
      const list = document.createElement("ul");
      list.append(...said.problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      const note = Object.assign(document.createElement("div"), { className: "note note-bad" });
      note.append(list);
      box.append(note);
    }
    [...this.list.children].forEach((row, at) => {
      const texts = said.lines[at + 1] || [];
      row.classList.toggle("has-error", texts.length > 0);
      const lines = texts.map((text) => Object.assign(document.createElement("p"), { className: "error", textContent: text }));
      row.querySelector("[data-line-problems]").replaceChildren(...lines);
    });
  }

  click(event) {
    const button = event.target.closest("[data-move], [data-drop]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-check]");
    if (button.dataset.move === "up" && row.previousElementSibling) row.previousElementSibling.before(row);
    else if (button.dataset.move === "down" && row.nextElementSibling) row.nextElementSibling.after(row);
    else if ("drop" in button.dataset) {
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      if (next) next.querySelector("[data-drop]").focus();
      return void this.later();
    }
    button.focus();
    this.later();
  }

  first(event, other) {
    if (!this.dirty) return;
    event.preventDefault();
    this.save().then(() => !this.dirty && other.submit());
  }
}

for (const form of document.querySelectorAll("[data-workbench]")) new Workbench(form);
