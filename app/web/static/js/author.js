// Pages of authors: choose all rows of a list; read a pasted text while it is typed.
const PAUSE_MS = 500;

function bindCheckAll() {
  for (const all of document.querySelectorAll("[data-check-all]")) {
    const boxes = [...all.closest("table").querySelectorAll("tbody input[type=checkbox][name=item]")];
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
  }
}

function nextProblem(event) {
  if (!event.altKey || event.code !== "KeyN") return;
  const cards = [...document.querySelectorAll(".pitem.has-e, .pitem.has-w")];
  if (!cards.length) return;
  event.preventDefault();
  const next = cards[(cards.indexOf(document.activeElement) + 1) % cards.length];
  next.focus();
  next.scrollIntoView({ block: "center" });
}

/** Approve, return, and go to the next remark, with keys alone. */
function verdictKey(event) {
  const form = document.querySelector("[data-verdict]");
  if (!form || !event.altKey || event.ctrlKey || event.metaKey) return;
  const verdict = { KeyA: "approve", KeyR: "return" }[event.code];
  const button = verdict && form.querySelector(`button[value=${verdict}]`);
  if (button) {
    event.preventDefault();
    button.click();
  } else if (event.code === "KeyN") {
    event.preventDefault();
    const boxes = [...document.querySelectorAll(".remark-lines textarea")].filter((box) => box.offsetParent);
    boxes[(boxes.indexOf(document.activeElement) + 1) % boxes.length]?.focus();
  }
}

class PastePage {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("textarea");
    this.pane = form.querySelector("[data-parsed]");
    this.gutter = form.querySelector("[data-gutter]");
    this.asked = 0;
    this.text.addEventListener("input", () => this.later());
    this.text.addEventListener("scroll", () => this.follow());
    this.pane.addEventListener("click", (event) => this.show(event));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => this.drop(event));
    this.number();
  }

  later() {
    this.number();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.read().catch(() => {}), PAUSE_MS);
  }

  number() {
    const count = this.text.value.split("\n").length;
    this.gutter.textContent = Array.from({ length: count }, (_, at) => at + 1).join("\n");
    this.follow();
  }

  follow() {
    this.gutter.scrollTop = this.text.scrollTop;
  }

  async read() {
    this.asked += 1;
    const mine = this.asked;
    const data = new FormData(this.form);
    data.delete("file");
    data.set("fragment", "1");
    const answer = await fetch(window.location.pathname, { method: "POST", body: data });
    if (answer.ok && mine === this.asked) this.pane.innerHTML = await answer.text();
  }

  show(event) {
    const button = event.target.closest("[data-line]");
    if (!button) return;
    const lines = this.text.value.split("\n");
    const line = Number(button.dataset.line) - 1;
    const start = lines.slice(0, line).join("\n").length + (line ? 1 : 0);
    this.text.focus();
    this.text.setSelectionRange(start, start + (lines[line] ?? "").length);
    this.text.scrollTop = (this.text.scrollHeight / lines.length) * Math.max(0, line - 3);
  }

  drop(event) {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    const input = this.form.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    this.form.querySelector("button[value=file]").click();
  }
}

bindCheckAll();
document.addEventListener("keydown", nextProblem);
document.addEventListener("keydown", verdictKey);
for (const form of document.querySelectorAll("[data-paste]")) new PastePage(form);
