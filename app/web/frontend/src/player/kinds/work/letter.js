// Writing an answer to a message: receivers, copy, subject, text, attachment passed on.

import { open } from "../../dialogs.js";
import { h } from "../../dom.js";
import { t } from "../../texts.js";

const address = (text) => /<([^>]+)>/.exec(text)?.[1] ?? "";
const several = (text) => text.split(/[;,；，\s]+/).filter(Boolean);

/** Open the form; resolves to the letter, or to null when it is closed. */
export function compose(message, how, scene) {
  return new Promise((resolve) => {
    let letter = null;
    const isReply = how === "reply";
    const field = (name, value = "") => h("input", { id: `letter-${name}`, class: "gap files-field", type: "text", maxlength: 200, autocomplete: "off", value });
    const to = field("to", isReply ? address(message.from) : "");
    const cc = field("cc");
    const subject = field("subject", t(isReply ? "letter.re" : "letter.fw", { subject: message.subject }));
    const body = h("textarea", { id: "letter-body", class: "writing", rows: 5, maxlength: 1000 });
    const held = message.attach && !isReply ? h("input", { type: "checkbox", id: "letter-attach", checked: true }) : null;
    const problem = h("p", { class: "small bad", role: "alert" });
    const rows = [
      ["to", to],
      ["cc", cc],
      ["subject", subject],
      ["body", body],
    ];
    const form = h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (!several(to.value).length) return (problem.textContent = t("letter.no_receiver"));
          letter = {
            to: several(to.value),
            cc: several(cc.value),
            subject: subject.value,
            body: body.value,
            attached: held?.checked ? [message.attach.name] : [],
          };
          dialog.close();
        },
      },
      h("p", { class: "small soft" }, t("letter.from", { me: scene.me })),
      ...rows.map(([name, node]) => h("p", {}, h("label", { for: node.id }, t(`letter.${name}`)), node)),
      held ? h("p", {}, h("label", { class: "row", for: held.id }, held, t("letter.attach", { name: message.attach.name }))) : null,
      problem,
      h(
        "div",
        { class: "acts" },
        h("button", { type: "button", class: "btn", onclick: () => dialog.close() }, t("files.cancel")),
        h("button", { class: "btn btn-main" }, t("letter.send")),
      ),
    );
    const dialog = open(t(`inbox.${how}`), form);
    (isReply ? body : to).focus();
    dialog.addEventListener("close", () => resolve(letter));
  });
}
