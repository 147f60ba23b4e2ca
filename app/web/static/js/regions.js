// Regions of a picture in the form of a hotspot: drawn and moved with the mouse, or with keys alone.
// The numbers in the rows are the truth; the drawing follows them, and writes them.
const NS = "http://www.w3.org/2000/svg";
const SMALLEST = 8;

function node(name, attributes) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function numbers(text) {
  const found = text.split(/[\s,，;、]+/).filter(Boolean).map(Number);
  return found.some(Number.isNaN) ? [] : found;
}

class Canvas {
  constructor(box) {
    this.box = box;
    this.list = box.dataset.list;
    this.width = Number(box.dataset.width);
    this.height = Number(box.dataset.height);
    this.form = box.closest("form");
    box.classList.add("is-drawn");
    this.map = node("svg", { viewBox: `0 0 ${this.width} ${this.height}`, class: "hotspot drawing", role: "group", "aria-label": box.dataset.title, tabindex: "0" });
    box.append(this.map);
    this.map.addEventListener("pointerdown", (event) => this.press(event));
    this.map.addEventListener("pointermove", (event) => this.drag(event));
    this.map.addEventListener("pointerup", (event) => this.release(event));
    this.map.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  rows() {
    const rows = [...this.box.closest("[data-rows]").querySelectorAll("[data-row]")];
    return rows.map((row) => ({
      coords: row.querySelector("input[name$=-coords]"),
      shape: row.querySelector("select[name$=-shape]"),
      name: row.querySelector("input[name$=-text]"),
    }));
  }

  draw() {
    const active = this.map.contains(document.activeElement) ? document.activeElement.dataset?.place : undefined;
    const image = this.box.querySelector("[data-canvas-image]");
    this.map.replaceChildren(node("image", { href: image.src, width: this.width, height: this.height }));
    this.rows().forEach((row, place) => this.drawRow(row, place));
    if (active !== undefined) this.map.querySelector(`[data-place="${active}"]`)?.focus();
  }

  drawRow(row, place) {
    const at = numbers(row.coords.value);
    const shape = row.shape.value;
    if (at.length < { rect: 4, circle: 3, poly: 6 }[shape]) return;
    const letter = "ABCDEFGH"[place];
    const group = node("g", { class: "region", tabindex: "0", role: "button", "data-place": place, "aria-label": this.box.dataset.label.replace("{letter}", letter).replace("{place}", row.coords.value) });
    const [x, y] = this.middle(shape, at);
    if (shape === "circle") group.append(node("circle", { cx: at[0], cy: at[1], r: Math.max(0, at[2]) }));
    else if (shape === "rect") group.append(node("rect", { x: at[0], y: at[1], width: Math.max(0, at[2] - at[0]), height: Math.max(0, at[3] - at[1]) }));
    else group.append(node("polygon", { points: at.join(" ") }));
    const text = node("text", { x, y, class: "region-letter", "text-anchor": "middle", "dominant-baseline": "central", "font-size": Math.max(12, Math.round(this.width / 28)) });
    text.textContent = letter;
    group.append(text);
    const corner = this.corner(shape, at);
    if (corner) group.append(node("circle", { class: "handle", cx: corner[0], cy: corner[1], r: Math.max(5, this.width / 90), "data-handle": "1" }));
    this.map.append(group);
  }

  middle(shape, at) {
    if (shape === "circle") return [at[0], at[1]];
    const sides = [at.filter((_, index) => index % 2 === 0), at.filter((_, index) => index % 2 === 1)];
    return sides.map((all) => (Math.min(...all) + Math.max(...all)) / 2);
  }

  corner(shape, at) {
    if (shape === "rect") return [at[2], at[3]];
    return shape === "circle" ? [at[0] + at[2], at[1]] : null;
  }

  point(event) {
    const frame = this.map.getBoundingClientRect();
    return [((event.clientX - frame.left) / frame.width) * this.width, ((event.clientY - frame.top) / frame.height) * this.height].map(Math.round);
  }

  press(event) {
    const group = event.target.closest("g.region");
    const start = this.point(event);
    event.preventDefault();
    this.map.setPointerCapture(event.pointerId);
    if (group) {
      group.focus();
      const place = Number(group.dataset.place);
      const at = numbers(this.rows()[place].coords.value);
      this.move = { place, start, at, sizes: "handle" in event.target.dataset };
    } else this.move = { start, place: null };
  }

  drag(event) {
    if (!this.move) return;
    const [x, y] = this.point(event);
    const [dx, dy] = [x - this.move.start[0], y - this.move.start[1]];
    if (this.move.place === null) {
      const free = this.rows().findIndex((row) => !row.coords.value.trim());
      if (Math.abs(dx) < SMALLEST || Math.abs(dy) < SMALLEST || free < 0) return;
      this.move = { place: free, start: this.move.start, isNew: true };
    }
    const row = this.rows()[this.move.place];
    if (this.move.isNew) {
      row.shape.value = "rect";
      const [x0, y0] = this.move.start;
      this.write(this.move.place, [Math.min(x0, x), Math.min(y0, y), Math.max(x0, x), Math.max(y0, y)]);
    } else this.write(this.move.place, this.changed(row.shape.value, this.move.at, dx, dy, this.move.sizes));
  }

  release(event) {
    const move = this.move;
    this.move = null;
    if (move?.place === null) {
      const [x, y] = this.point(event);
      const isDrawn = Math.abs(x - move.start[0]) >= SMALLEST && Math.abs(y - move.start[1]) >= SMALLEST;
      if (isDrawn) this.another([Math.min(x, move.start[0]), Math.min(y, move.start[1]), Math.max(x, move.start[0]), Math.max(y, move.start[1])]);
    } else if (move) {
      this.map.querySelector(`[data-place="${move.place}"]`)?.focus();
      this.tell();
    }
  }

  /** Move a region, or its corner, by so much; it stays inside the picture. */
  changed(shape, at, dx, dy, sizes) {
    if (shape === "circle") {
      if (sizes) return [at[0], at[1], Math.max(SMALLEST / 2, Math.min(at[2] + dx + dy, at[0], at[1], this.width - at[0], this.height - at[1]))];
      return [this.within(at[0] + dx, at[2], this.width - at[2]), this.within(at[1] + dy, at[2], this.height - at[2]), at[2]];
    }
    if (sizes && shape === "rect") return [at[0], at[1], this.within(at[2] + dx, at[0] + SMALLEST, this.width), this.within(at[3] + dy, at[1] + SMALLEST, this.height)];
    const xs = at.filter((_, index) => index % 2 === 0);
    const ys = at.filter((_, index) => index % 2 === 1);
    const [mx, my] = [this.within(dx, -Math.min(...xs), this.width - Math.max(...xs)), this.within(dy, -Math.min(...ys), this.height - Math.max(...ys))];
    return at.map((value, index) => value + (index % 2 ? my : mx));
  }

  within(value, least, most) {
    return Math.round(Math.max(least, Math.min(most, value)));
  }

  key(event) {
    if (event.key === "n" || event.key === "N") {
      event.preventDefault();
      this.another(this.middleOfPicture());
      return;
    }
    const place = event.target.dataset?.place;
    if (place === undefined) return;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (steps) {
      event.preventDefault();
      event.stopPropagation();
      const size = event.altKey ? 1 : Math.max(2, Math.round(this.width / 80));
      const row = this.rows()[place];
      this.write(place, this.changed(row.shape.value, numbers(row.coords.value), steps[0] * size, steps[1] * size, event.shiftKey));
      this.tell();
    } else if (event.key === "Delete") {
      event.preventDefault();
      this.form.dispatchEvent(new CustomEvent("writing:row", { detail: `drop:${this.list}-${place}` }));
    }
  }

  middleOfPicture() {
    return [0.375 * this.width, 0.375 * this.height, 0.625 * this.width, 0.625 * this.height].map(Math.round);
  }

  /** Put a region into the first empty row, or ask for a row more. */
  another(coords) {
    const free = this.rows().findIndex((row) => !row.coords.value.trim());
    if (free < 0) {
      Canvas.waiting = coords;
      this.form.dispatchEvent(new CustomEvent("writing:row", { detail: `add:${this.list}` }));
      return;
    }
    this.rows()[free].shape.value = "rect";
    this.write(free, coords);
    this.map.querySelector(`[data-place="${free}"]`)?.focus();
    this.tell();
  }

  write(place, coords) {
    this.rows()[place].coords.value = coords.join(", ");
    this.draw();
  }

  tell() {
    this.form.dispatchEvent(new Event("input"));
    const said = this.form.querySelector("[data-said]");
    const place = this.map.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    if (said && place) said.textContent = place;
  }
}

let canvases = [];

function bind() {
  canvases = [...document.querySelectorAll("[data-canvas]")].map((box) => new Canvas(box));
  if (Canvas.waiting && canvases.length) {
    const coords = Canvas.waiting;
    Canvas.waiting = null;
    canvases[0].another(coords);
  }
}

for (const form of document.querySelectorAll("[data-writing]")) {
  form.addEventListener("writing:shown", bind);
  form.addEventListener("input", (event) => {
    if (/-(coords|shape)$/.test(event.target.name ?? "")) for (const one of canvases) one.draw();
  });
}
bind();
