// The receipt leads back to the exam when the invigilator has opened it again, and shows a newer one.
// Thousands leave this page open: it asks ever more rarely, not while hidden, and not after the exam.

import { pauseBefore } from "./backoff.js";

const root = document.querySelector("[data-receipt]");
const { state, exam, number } = root.dataset;
let turn = 0;
let timer = null;

/** Look once; true if nothing can change any more. */
async function look() {
  const answer = await fetch(state, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return false;
  const found = await answer.json();
  if (found.is_open) {
    root.querySelector("[data-part=reopened]").hidden = false;
    location.assign(exam);
    return true;
  }
  if (found.number !== Number(number)) {
    location.reload();
    return true;
  }
  return found.is_final;
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(ask, pauseBefore(turn));
  turn += 1;
}

async function ask() {
  if (document.hidden) return; // goes on when the page is seen again
  if (await look()) document.removeEventListener("visibilitychange", seen);
  else plan();
}

/** Somebody looks at the page again: soon, but not at once, so that switching windows asks nothing. */
function seen() {
  if (document.hidden) return clearTimeout(timer);
  turn = 0;
  plan();
}

document.addEventListener("visibilitychange", seen);
plan();
