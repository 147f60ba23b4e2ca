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
  folder: ["M1.5 4.5h5l1.5 1.5h6.5v7.5h-13z"],
  box: ["M2 4.5h12v9H2z", "M2 4.5l1.5-2h9l1.5 2", "M8 2.5v11"],
  mkdir: ["M1.5 4.5h5l1.5 1.5h6.5v7.5h-13z", "M8 7.8v4M6 9.8h4"],
  open: ["M2 13.5V3h5l1.5 1.5H14v2", "M2 13.5l2-6h11l-2 6z"],
  rename: ["M3 13l.8-3L11 2.8 13.2 5 6 12.2z"],
  cut: ["M4.5 10.5a2 2 0 1 1 0 3.9 2 2 0 0 1 0-3.9zM11.5 10.5a2 2 0 1 1 0 3.9 2 2 0 0 1 0-3.9z", "M5.8 10.9L11 2M10.2 10.9L5 2"],
  copy: ["M5.5 5.5h8v8h-8z", "M10.5 5.5v-3h-8v8h3"],
  paste: ["M4 3h8v11H4z", "M6 1.8h4v2.4H6z"],
  delete: ["M3 4h10M6.5 4V2.5h3V4M4.5 4l.6 9.5h5.8l.6-9.5"],
  zip: ["M2 4.5h12v9H2z", "M8 4.5v2M8 8v2M6.8 11.5h2.4"],
  unzip: ["M2 6.5h12v7H2z", "M8 10V2M5.5 4.5L8 2l2.5 2.5"],
  props: ["M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", "M8 7.2v4M8 4.8v.1"],
  undo: ["M3 6h6.5a3.5 3.5 0 0 1 0 7H6", "M6 3L3 6l3 3"],
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
