// What every page needs: dialogs, the focus on errors, menus that close, printing, moving job bars.
const POLL_MS = 700;

function bindDialogs() {
  for (const button of document.querySelectorAll("[data-dialog-open]")) {
    button.addEventListener("click", () => {
      const dialog = document.getElementById(button.dataset.dialogOpen);
      dialog.showModal();
    });
  }
  for (const button of document.querySelectorAll("[data-dialog-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}

function bindMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open], details.why-box[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open], details.why-box[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function bindBusyForms() {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button:not([type=button])");
      button.setAttribute("aria-busy", "true");
      button.textContent = form.dataset.busy;
    });
  }
}

function bindFilters() {
  for (const control of document.querySelectorAll("form.filters select")) {
    control.addEventListener("change", () => control.form.requestSubmit());
  }
}

function bindPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

async function followJob(box) {
  const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  box.querySelector("[data-job-percent]").textContent = `${job.percent}%`;
  const bar = box.querySelector("progress");
  bar.max = job.total || 1;
  bar.value = job.done;
  if (job.state === "queued" || job.state === "running") {
    setTimeout(() => followJob(box).catch(() => {}), POLL_MS);
  } else if (box.dataset.jobDone) {
    window.location.assign(box.dataset.jobDone);
  } else {
    window.location.reload();
  }
}

bindDialogs();
bindMenus();
bindBusyForms();
bindFilters();
bindPrinting();
for (const box of document.querySelectorAll("[data-job]")) followJob(box).catch(() => {});
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();
