// Draws the bar charts of a page: `<div data-chart="{…}">`, with the table of the same figures beside it.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendPlainComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { heightOf, makeOption } from "./option.js";

use([BarChart, GridComponent, LegendPlainComponent, MarkLineComponent, AriaComponent, SVGRenderer]);

const SERIES = 6;
const BASE_PX = 16;
const SMALL_PX = 12;

/** Read the colours, the face and the size of text from the page. */
function readLook() {
  const root = document.documentElement;
  const style = getComputedStyle(root);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const scale = (parseFloat(style.fontSize) || BASE_PX) / BASE_PX;
  return {
    colours: Array.from({ length: SERIES }, (_, index) => token(`data-${index + 1}`)),
    grid: token("data-grid"),
    target: token("data-target"),
    surface: token("surface"),
    text: token("text"),
    soft: token("text-2"),
    line: token("line-2"),
    font: token("font-ui"),
    isHighContrast: root.dataset.contrast === "high",
    small: Math.round(SMALL_PX * scale),
    scale,
  };
}

function draw(box) {
  const data = JSON.parse(box.dataset.chart);
  const look = readLook();
  let width = 0;
  let chart = null;

  function fit() {
    if (box.clientWidth === width || box.clientWidth === 0) return;
    width = box.clientWidth;
    const height = heightOf(data, width, look.scale);
    box.style.height = `${height}px`;
    chart = chart || init(box, null, { renderer: "svg", width, height });
    chart.resize({ width, height });
    chart.setOption(makeOption(data, look, width), { notMerge: true });
  }

  fit();
  new ResizeObserver(fit).observe(box);
  window.addEventListener("beforeprint", fit);
  if (!data.urls || !chart) return;
  chart.on("click", ({ componentType, seriesIndex, dataIndex }) => {
    const url = componentType === "series" && data.urls[seriesIndex][dataIndex];
    if (url) window.location.assign(url);
  });
}

for (const box of document.querySelectorAll("[data-chart]")) draw(box);
