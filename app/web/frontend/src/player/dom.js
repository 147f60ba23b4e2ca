// Small helpers to make elements; no framework, no inline styles (the CSP forbids them).

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: `h("button", { class: "btn", onclick }, "Text", otherNode)`. */
export function h(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "html") node.innerHTML = value; // rendered and sanitised by the server
    else if (key === "checked" || key === "value" || key === "disabled") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make an element of a drawing: `svg("circle", { cx: 1, cy: 2, r: 3 })`. */
export function svg(name, attributes = {}) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(key, String(value));
  }
  return node;
}

const PATHS = {
  check: ["M3 8.5l3.2 3.2L13 4.8"],
  flag: ["M4 14V2.5h7.5L10 5.5l1.5 3H4"],
  up: ["M3 10l5-5 5 5"],
  down: ["M3 6l5 5 5-5"],
  file: ["M4 1.5h5.5L13 5v9.5H4z", "M9.5 1.5V5H13"],
  get: ["M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10"],
  put: ["M8 10.5V2.5M4.5 6L8 2.5 11.5 6M3 13.5h10"],
  bad: ["M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4L1.8 10.6V5.4z", "M8 4.8v3.8M8 11v.1"],
  warn: ["M8 2L14.5 13.5h-13z", "M8 6.5v3.2M8 11.6v.1"],
};

/** Make one of our line icons, hidden from screen readers. */
export function icon(name) {
  const drawing = svg("svg", { class: "i", viewBox: "0 0 16 16", "aria-hidden": "true" });
  drawing.append(...PATHS[name].map((d) => svg("path", { d })));
  return drawing;
}

/** The letter under which an option is shown: 0 → A. */
export function letter(index) {
  return String.fromCharCode(65 + index);
}

/** A size for people: 1536 → "1.5 KB". */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

let zoneMinutes = 0;

/** Say how many minutes the installation's time zone is ahead of UTC; a PC's own may be wrong. */
export function setZone(minutes) {
  zoneMinutes = minutes;
}

/** A time of day for people, in the zone of the installation: 10:12:46. */
export function clockTime(ms) {
  return new Date(ms + zoneMinutes * 60000).toISOString().slice(11, 19);
}

/** A duration for people: 47:12, or 1:02:05 from an hour on. */
export function duration(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, "0"));
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${parts.join(":")}` : parts.join(":");
}
