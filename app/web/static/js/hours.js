// Pages of hours: choose all rows of the page; fill the reason with a standard wording.
function bindRows() {
  for (const all of document.querySelectorAll("[data-check-rows]")) {
    const boxes = [...all.closest("table").querySelectorAll("tbody input[name=pick]")];
    all.hidden = boxes.length === 0;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
  }
}

function bindReasons() {
  for (const group of document.querySelectorAll("[data-reasons]")) {
    const field = document.getElementById(group.dataset.reasons);
    group.hidden = false;
    for (const button of group.querySelectorAll("[data-reason]")) {
      button.addEventListener("click", () => {
        const typed = field.value.trim();
        field.value = typed && !typed.includes(button.dataset.reason)
          ? `${typed} ${button.dataset.reason}`
          : button.dataset.reason;
        field.focus();
      });
    }
  }
}

bindRows();
bindReasons();
