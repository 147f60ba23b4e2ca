// Pages of authors: choose all rows of a list.
function bindCheckAll() {
  for (const all of document.querySelectorAll("[data-check-all]")) {
    const boxes = [...all.closest("table").querySelectorAll("tbody input[type=checkbox][name=item]")];
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
  }
}

bindCheckAll();
