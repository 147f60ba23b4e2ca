// Keeps a room up to date without reloading: asks every two seconds, is told "nothing new" in a few
// bytes most of the time, and lets the seconds run in between by the clock of the server.
const EVERY_MS = 2000;
const STATES = ["off", "slow", "hold", "none", "here", "ok", "fin", "gone"];
const TROUBLE = ["off", "slow", "hold"];
const room = document.querySelector("[data-room]");
let board = null;
let texts = {};
let tag = "";
let ahead = 0; // server time minus the monotonic clock of this page

const words = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
const serverNow = () => performance.now() + ahead;

function span(seconds) {
  if (seconds < 60) return words(texts.seconds, { n: seconds });
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const age = (moment) => Math.max(0, Math.round((serverNow() - moment) / 1000));

function secondsLeft(seat) {
  if (seat.ends) return Math.max(0, Math.round((seat.ends - serverNow()) / 1000));
  return seat.left;
}

/** One line for a seat, the trouble first. */
function line(seat) {
  if (seat.state === "off") return words(texts.offline, { time: span(age(seat.seen)) });
  if (seat.state === "slow") return words(texts.waiting, { n: seat.waiting });
  if (seat.state === "ok") return seat.saved ? words(texts.saved, { time: span(age(seat.saved)) }) : texts.nothing;
  return seat.word;
}

function put(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

function showSeat(node, seat) {
  if (!node.classList.contains(seat.state)) {
    node.classList.remove(...STATES);
    node.classList.add(seat.state);
  }
  node.classList.toggle("odd", seat.marks.length > 0);
  const bar = node.querySelector("progress");
  bar.max = seat.total || 1;
  bar.value = seat.answered;
  put(node.querySelector("[data-line]"), line(seat));
  const left = secondsLeft(seat);
  put(node.querySelector("[data-left]"), left === null ? "" : `${Math.ceil(left / 60)}′`);
  put(node.querySelector("[data-done]"), seat.total ? `${seat.answered}/${seat.total}` : "");
  const marks = node.querySelector("[data-marks]");
  marks.hidden = !seat.marks.length;
  put(marks, seat.marks.join(" · "));
}

function showSelected() {
  const panel = document.querySelector("[data-selected]");
  const seat = panel && board.seats[panel.dataset.selected];
  if (!seat) return;
  const field = (name) => panel.querySelector(`[data-s=${name}]`);
  if (field("word").textContent.trim() !== seat.word) put(field("word"), seat.word);
  put(field("answered"), `${seat.answered} / ${seat.total || "—"}`);
  put(field("saved"), seat.saved ? words(texts.saved, { time: span(age(seat.saved)) }) : "—");
  const isGone = seat.state === "off" && seat.seen;
  put(field("seen"), isGone ? words(texts.offline, { time: span(age(seat.seen)) }) : seat.seen ? seat.word : "—");
  const left = secondsLeft(seat);
  put(field("left"), left === null ? "—" : span(left));
}

function showTrouble() {
  const list = document.querySelector("[data-trouble]");
  const rows = [...document.querySelectorAll("[data-seat]")]
    .map((node) => ({ node, seat: board.seats[node.dataset.seat] }))
    .filter(({ seat }) => seat && (TROUBLE.includes(seat.state) || seat.marks.length));
  rows.sort((a, b) => STATES.indexOf(a.seat.state) - STATES.indexOf(b.seat.state) || (a.seat.seen ?? 0) - (b.seat.seen ?? 0));
  const key = rows.map(({ node, seat }) => `${node.dataset.seat}${seat.state}${seat.marks}`).join();
  if (list.dataset.key !== key) {
    announce(rows);
    list.dataset.key = key;
    list.replaceChildren(...(rows.length ? rows.map(row) : [quiet()]));
  }
  rows.forEach(({ seat }, index) => put(list.children[index].querySelector("span"), [line(seat), ...seat.marks].join(" · ")));
}

let told = null;

/** Say new trouble to a screen reader, once each; seconds that run are not read out. */
function announce(rows) {
  const now = new Map(rows.map(({ node, seat }) => [`${node.dataset.seat}${seat.state}${seat.marks}`, `${node.querySelector("b").textContent} ${seat.word}`]));
  const news = told ? [...now].filter(([key]) => !told.has(key)) : [];
  if (news.length) put(document.querySelector("[data-say]"), news.map(([, text]) => text).join(", "));
  told = now;
}

function row({ node, seat }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const name = document.createElement("b");
  item.className = seat.state;
  link.href = node.href;
  name.textContent = `${node.querySelector(".c").textContent.trim()} ${node.querySelector("b").textContent}`;
  link.append(name, " ", document.createElement("span"));
  item.append(link);
  return item;
}

function quiet() {
  const item = document.createElement("li");
  item.className = "quiet";
  item.textContent = texts.quiet;
  return item;
}

function showLog() {
  const list = document.querySelector("[data-log]");
  const key = board.log.map((one) => `${one.at}${one.who}${one.what}`).join();
  if (!board.log.length || list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...board.log.map(logLine));
}

function logLine({ at, who, what, why }) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  const body = document.createElement("div");
  const name = document.createElement("b");
  time.textContent = at;
  name.textContent = who;
  body.append(name, ` ${what}`);
  if (why) {
    const reason = document.createElement("p");
    reason.className = "soft small";
    reason.textContent = why;
    body.append(reason);
  }
  item.append(time, body);
  return item;
}

function show() {
  for (const figure of document.querySelectorAll("[data-count]")) {
    put(figure, String(board.counts[figure.dataset.count] ?? board[figure.dataset.count] ?? 0));
  }
  showLog();
  tick();
}

/** What changes with time alone. */
function tick() {
  const clock = new Date(serverNow() + zone);
  put(document.querySelector("[data-clock]"), clock.toISOString().slice(11, 19));
  for (const node of document.querySelectorAll("[data-seat]")) {
    const seat = board.seats[node.dataset.seat];
    if (seat) showSeat(node, seat);
  }
  showTrouble();
  showSelected();
}

let zone = 0;

function learn(news) {
  board = news;
  ahead = news.now - performance.now();
  const [hours, minutes, seconds] = news.clock.split(":").map(Number);
  const ofDay = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const utc = Math.floor((news.now % 86400000) / 1000) * 1000;
  zone = ofDay - utc;
}

async function refresh() {
  const sent = performance.now();
  try {
    const headers = { Accept: "application/json", ...(tag && { "If-None-Match": tag }) };
    const answer = await fetch(room.dataset.room, { headers, cache: "no-store" });
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    document.querySelector("[data-away]").hidden = true;
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") ?? "";
      learn(await answer.json());
      show();
    }
  } catch {
    document.querySelector("[data-away]").hidden = false;
  }
  setTimeout(refresh, Math.max(250, EVERY_MS - (performance.now() - sent)));
}

function bindChoice() {
  const all = document.querySelector("[data-all]");
  if (!all) return;
  const ones = [...document.querySelectorAll("[data-one]")];
  const count = () => put(document.querySelector("[data-chosen]"), `${ones.filter((one) => one.checked).length} / ${ones.length}`);
  all.addEventListener("change", () => {
    for (const one of ones) one.checked = all.checked;
    count();
  });
  for (const one of ones) one.addEventListener("change", count);
  count();
}

if (room) {
  const first = JSON.parse(document.getElementById("room-board").textContent);
  texts = first.texts;
  learn(first.board);
  show();
  setInterval(tick, 1000);
  setTimeout(refresh, EVERY_MS);
}
bindChoice();
