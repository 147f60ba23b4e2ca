// Signs of activity of a lesson: says when the page was used; how long that was, the server measures.
const CHECK_MS = 4000;
const BEAT_MS = 20000;
const MOVE_MS = 2000;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"];
const box = document.querySelector("[data-activity]");
const state = { used: 0, last: 0, moved: 0, shown: "", isElsewhere: false };

function pad(number) {
  return String(number).padStart(2, "0");
}

function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = pad(seconds % 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}

function show(name) {
  if (state.shown === name) return;
  state.shown = name;
  for (const line of document.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== name;
}

function take(answer) {
  state.isElsewhere = answer.superseded;
  document.querySelector('[data-seconds="place"]').textContent = span(answer.place);
  document.querySelector('[data-seconds="total"]').textContent = span(answer.total);
  show(answer.superseded ? "elsewhere" : "counting");
}

async function send(kind, visible) {
  const body = new FormData();
  body.set("csrf_token", box.querySelector("input[name=csrf_token]").value);
  body.set("page", box.dataset.page);
  body.set("kind", kind);
  body.set("visible", visible ? "1" : "0");
  body.set("interactions", String(state.used));
  const counted = state.used;
  state.last = Date.now();
  state.used = 0;
  try {
    const answer = await fetch(box.dataset.activity, { method: "POST", body, keepalive: true });
    if (answer.redirected || answer.status === 400) show("expired");
    else if (!answer.ok) throw new Error(String(answer.status));
    else take(await answer.json());
  } catch {
    state.used += counted;
    show("offline");
  }
}

function use() {
  state.used += 1;
  if (state.shown === "paused") show("counting");
}

function move() {
  if (Date.now() - state.moved < MOVE_MS) return;
  state.moved = Date.now();
  use();
}

function beat() {
  if (document.hidden || state.isElsewhere || state.shown === "expired") return;
  const since = Date.now() - state.last;
  if (state.used && since >= BEAT_MS) send("beat", true);
  else if (!state.used && since >= 3 * BEAT_MS && state.shown === "counting") show("paused");
}

// Leaving closes the interval that was read; coming back closes the one that was not, as unseen.
function turn() {
  if (state.isElsewhere || state.shown === "expired") return;
  send("beat", document.hidden);
}

function bindReturns() {
  for (const link of document.querySelectorAll("[data-opens-in]")) {
    link.hidden = true;
    setTimeout(() => (link.hidden = false), 1000 * Number(link.dataset.opensIn));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      window.location.hash = new URL(link.href).hash;
      window.location.reload();
    });
  }
}

async function copy(block) {
  if (navigator.clipboard) return navigator.clipboard.writeText(block.textContent);
  window.getSelection().selectAllChildren(block); // without https there is no clipboard of its own
  return document.execCommand("copy");
}

// Texts of a practice are there to be taken into one's own document.
function bindCopies() {
  const article = document.querySelector("[data-copy]");
  for (const block of article.querySelectorAll(".passage pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-s copy";
    button.textContent = article.dataset.copy;
    button.addEventListener("click", async () => {
      await copy(block);
      button.textContent = article.dataset.copied;
    });
    block.before(button);
  }
}

// Answers of a quiz stand in the form until they are handed in.
function bindUnsent() {
  const form = document.querySelector("form[data-unsent]");
  if (!form) return;
  let isChanged = false;
  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("submit", () => (isChanged = false));
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}

function begin() {
  for (const name of SIGNS) document.addEventListener(name, use, { passive: true });
  document.addEventListener("pointermove", move, { passive: true });
  document.addEventListener("scroll", move, { passive: true });
  document.addEventListener("visibilitychange", turn);
  window.addEventListener("pageshow", (event) => event.persisted && send("opened", true));
  document.querySelector("[data-take-over]").addEventListener("click", () => send("opened", true));
  bindReturns();
  bindUnsent();
  bindCopies();
  send("opened", true);
  setInterval(beat, CHECK_MS);
}

if (box) begin();
