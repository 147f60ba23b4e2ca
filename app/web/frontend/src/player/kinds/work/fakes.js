// Imitations of what a link or an attachment would open. Nothing leaves the page.

import { open } from "../../dialogs.js";
import { h } from "../../dom.js";
import { t } from "../../texts.js";

function closer(dialog) {
  return h("div", { class: "acts" }, h("button", { type: "button", class: "btn", onclick: () => dialog().close() }, t("fake.close")));
}

/** A web page in an imitated browser; `onSent` learns that its form was sent, not what was typed. */
export function fakePage(link, onSent) {
  const told = h("p", { role: "status", class: "small soft" });
  const form = h(
    "form",
    {
      autocomplete: "off",
      onsubmit: (event) => {
        event.preventDefault();
        const isFilled = [...form.querySelectorAll("input")].some((field) => field.value);
        for (const field of form.querySelectorAll("input")) field.value = "";
        if (isFilled) onSent();
        told.textContent = t("fake.sent");
      },
    },
    h("p", {}, h("label", {}, t("fake.account"), " ", h("input", { class: "gap", type: "text", autocomplete: "off", name: "fake-a" }))),
    h("p", {}, h("label", {}, t("fake.password"), " ", h("input", { class: "gap", type: "password", autocomplete: "new-password", name: "fake-b" }))),
    h("button", { class: "btn btn-main" }, t("fake.sign_in")),
    told,
  );
  const dialog = open(
    t("fake.page"),
    h("p", { class: "fake-bar num break" }, link.real),
    h("div", { class: "fake-page" }, link.form ? form : h("p", {}, t("fake.loaded"))),
    closer(() => dialog),
  );
}

/** An attachment in an imitated program; macros can be switched on, and that is noted. */
export function fakeAttachment(attachment, onMacro) {
  const isProgram = attachment.kind === "exe";
  const told = h("p", { role: "status", class: "small soft" });
  const dialog = open(
    attachment.name,
    h("div", { class: "fake-page" }, h("p", {}, isProgram ? t("fake.program") : attachment.text || t("fake.document"))),
    attachment.kind === "macro"
      ? h(
          "p",
          { class: "note note-warn" },
          h("span", {}, t("fake.macro")),
          h(
            "button",
            {
              type: "button",
              class: "btn btn-s",
              onclick: () => {
                onMacro();
                told.textContent = t("fake.macro_on");
              },
            },
            t("fake.enable"),
          ),
        )
      : null,
    told,
    closer(() => dialog),
  );
}
