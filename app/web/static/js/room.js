// Keeps the seats of a room up to date; the server decides the words, this only puts them in place.
const EVERY_MS = 3000;
const STATES = ["off", "slow", "none", "here", "ok", "fin"];
const room = document.querySelector("[data-room]");

function show(seat, now) {
  seat.classList.remove(...STATES);
  seat.classList.add(now.state);
  const bar = seat.querySelector("progress");
  bar.max = now.total || 1;
  bar.value = now.answered;
  seat.querySelector("[data-line]").textContent = now.line;
  seat.querySelector("[data-left]").textContent = now.time;
  seat.querySelector("[data-done]").textContent = now.total ? `${now.answered}/${now.total}` : "";
  seat.querySelector("[data-late]").hidden = !now.late;
}

async function refresh() {
  try {
    const answer = await fetch(room.dataset.room, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    document.querySelector("[data-away]").hidden = true;
    document.querySelector("[data-clock]").textContent = now.clock;
    for (const figure of document.querySelectorAll("[data-count]")) {
      figure.textContent = now.counts[figure.dataset.count] ?? 0;
    }
    for (const seat of document.querySelectorAll("[data-seat]")) {
      if (now.seats[seat.dataset.seat]) show(seat, now.seats[seat.dataset.seat]);
    }
  } catch {
    document.querySelector("[data-away]").hidden = false;
  }
  setTimeout(refresh, EVERY_MS);
}

setTimeout(refresh, EVERY_MS);
