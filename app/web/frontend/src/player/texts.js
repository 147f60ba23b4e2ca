// Texts for people come translated from the page; none is written in these modules.

let texts = {};

/** Read the texts from the JSON block of the page. */
export function readTexts() {
  texts = JSON.parse(document.getElementById("player-texts").textContent);
}

/** Return a text with its parameters: t("review.left", { n: 3 }). */
export function t(key, params = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(params[name]));
}

/** Whether there is such a text. */
export function has(key) {
  return key in texts;
}
