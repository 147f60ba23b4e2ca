// Image hotspot: regions of a picture, each a button that mouse, finger and keyboard can press.

import { h, letter, svg } from "../dom.js";
import { t } from "../texts.js";

/** The outline of a region as an element of the picture. */
function outline({ shape, coords }) {
  if (shape === "circle") return svg("circle", { cx: coords[0], cy: coords[1], r: coords[2] });
  if (shape === "poly") return svg("polygon", { points: coords.join(" ") });
  const [x, y, x2, y2] = coords;
  return svg("rect", { x, y, width: x2 - x, height: y2 - y });
}

/** Where the letter of a region stands. */
function middle({ shape, coords }) {
  if (shape === "circle") return [coords[0], coords[1]];
  const xs = coords.filter((_, index) => index % 2 === 0);
  const ys = coords.filter((_, index) => index % 2 === 1);
  return [xs, ys].map((all) => (Math.min(...all) + Math.max(...all)) / 2);
}

/** Render the picture; `choose(index)` is what a letter key does. */
export function hotspot(item, response, { change, isLocked }) {
  const { image, regions, many } = item.view;
  let value = response?.value ?? [];
  const note = h("p", { class: "small muted after" });

  const areas = regions.map((region, index) => {
    const [x, y] = middle(region);
    const label = svg("text", { x, y, class: "region-letter", "text-anchor": "middle", "dominant-baseline": "central", "font-size": Math.max(12, Math.round(image.width / 28)) });
    label.textContent = letter(index);
    const area = svg("g", {
      class: "region",
      role: many ? "checkbox" : "radio",
      tabindex: isLocked ? null : 0,
      "aria-disabled": isLocked ? "true" : null,
      "aria-label": t("hotspot.region", { letter: letter(index), name: region.text }),
    });
    area.append(outline(region), label);
    area.addEventListener("click", () => toggle(index));
    area.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      toggle(index);
    });
    return area;
  });

  function toggle(index) {
    if (isLocked) return;
    const { id } = regions[index];
    const isOn = value.includes(id);
    if (many) value = isOn ? value.filter((one) => one !== id) : [...value, id].sort();
    else value = isOn ? [] : [id];
    show();
    change({ kind: "hotspot", value: value.length ? value : null });
  }

  function show() {
    areas.forEach((area, index) => {
      const isOn = value.includes(regions[index].id);
      area.classList.toggle("on", isOn);
      area.setAttribute("aria-checked", String(isOn));
    });
    const letters = regions.flatMap(({ id }, index) => (value.includes(id) ? [letter(index)] : []));
    note.textContent = letters.length ? t("choice.chosen", { letters: letters.join(t("list.comma")) }) : t(many ? "hotspot.choose_many" : "hotspot.choose_one");
  }

  const picture = svg("image", { href: image.src, width: image.width, height: image.height });
  const map = svg("svg", { class: "hotspot", viewBox: `0 0 ${image.width} ${image.height}`, role: many ? "group" : "radiogroup", "aria-label": image.alt || t("hotspot.picture") });
  map.append(picture, ...areas);
  show();
  return {
    node: h("div", {}, map, note),
    keys: regions.length,
    choose: (index) => {
      if (isLocked || !areas[index]) return false;
      areas[index].focus();
      toggle(index);
      return true;
    },
  };
}
