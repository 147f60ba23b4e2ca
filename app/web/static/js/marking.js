// Judging by keyboard: 1, 2, 3 choose, Ctrl+Enter saves, N goes on.
const form = document.querySelector("[data-judge]");

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=radio])");
}

function choose(radio) {
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const next = radio.value === "partial" ? form.elements.points : form.elements.reason;
  next.focus();
}

function offerReason(radio) {
  const reason = form.elements.reason;
  const offered = [...form.querySelectorAll("[data-reason]")].map((one) => one.dataset.reason);
  if (!reason.value.trim() || offered.includes(reason.value)) reason.value = radio.dataset.reason;
  form.elements.points.closest(".field").hidden = radio.value !== "partial";
}

document.addEventListener("keydown", (event) => {
  if (form && event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const radios = form ? [...form.querySelectorAll("input[type=radio]")] : [];
  const radio = radios[Number(event.key) - 1];
  if (radio) {
    event.preventDefault();
    choose(radio);
  } else if (event.key.toLowerCase() === "n") {
    document.querySelector("[data-key=n]").click();
  }
});

if (form) {
  form.elements.points.closest(".field").hidden = true;
  for (const radio of form.querySelectorAll("input[type=radio]")) {
    radio.addEventListener("change", () => offerReason(radio));
    if (radio.checked) offerReason(radio);
  }
}
