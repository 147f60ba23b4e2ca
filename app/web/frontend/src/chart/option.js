// What a bar chart is made of, from plain data and the colours of the page; knows no page itself.

/** More bars than this are not labelled: the numbers would touch each other. */
export const MOST_LABELS = 20;
/** Narrower than this, units stand below each other and bars grow to the right. */
export const NARROW = 560;
const BAR = 22;
const WIDE_BAR = 36;
const GAP = 26;

/** How many bars there are. */
export function countBars(data) {
  return data.series.reduce((sum, series) => sum + series.data.filter((one) => one !== null).length, 0);
}

/** How high the chart must be: on a narrow screen as high as its bars need. */
export function heightOf(data, width, scale) {
  if (!lies(data, width)) return Math.round(300 * scale);
  const bars = data.stacked ? 1 : data.series.length;
  return Math.round((data.units.length * (bars * BAR + GAP * (data.stacked ? 0.5 : 1)) + head(data, true) + 40) * scale);
}

/** Whether bars grow to the right: where there is little room, and where many parts make one bar. */
function lies(data, width) {
  return width < NARROW || Boolean(data.stacked);
}

/** Room above the bars: the legend, if there is one, and the name of the target. */
function head(data, isLying) {
  return (data.series.length > 1 ? 32 : 4) + (isLying ? 24 : 16);
}

function label(data, look, isLying) {
  return {
    show: !data.stacked && countBars(data) <= MOST_LABELS,
    position: isLying ? "right" : "top",
    distance: 4,
    color: look.text,
    textBorderColor: look.surface,
    textBorderWidth: 3,
    fontFamily: look.font,
    fontSize: look.small,
    formatter: ({ value }) => (value === null || value === undefined ? "" : String(value)),
  };
}

function target(data, look, isLying) {
  const line = isLying ? { xAxis: data.target } : { yAxis: data.target };
  return {
    silent: true,
    z: isLying ? 1 : 5, // between lying bars the line must not cross their figures
    symbol: "none",
    animation: false,
    lineStyle: { color: look.target, width: 1.5, type: [5, 4] },
    label: {
      formatter: data.targetLabel,
      position: isLying ? "start" : "end", // above the bars, or at the right end
      color: look.target,
      fontFamily: look.font,
      fontSize: look.small,
      fontWeight: 600,
    },
    data: [line],
  };
}

/** The colour a series asks for by its number in the palette, else the next one. */
function colour(one, index, look) {
  return look.colours[(one.colour === undefined ? index : one.colour - 1) % look.colours.length];
}

function corners(data, isLying) {
  if (data.stacked) return 0;
  return isLying ? [0, 2, 2, 0] : [2, 2, 0, 0];
}

function series(data, look, isLying) {
  return data.series.map((one, index) => ({
    type: "bar",
    name: one.name,
    data: one.data,
    stack: data.stacked ? "all" : undefined,
    barMaxWidth: (data.series.length > 1 || isLying ? BAR : WIDE_BAR) * look.scale,
    barGap: "20%",
    barCategoryGap: "32%",
    cursor: data.urls ? "pointer" : "default",
    itemStyle: { color: colour(one, index, look), borderRadius: corners(data, isLying) },
    label: label(data, look, isLying),
    markLine: index === 0 && data.target ? target(data, look, isLying) : undefined,
  }));
}

function axes(data, look, width, isLying) {
  const left = isLying ? Math.min((data.stacked ? 260 : 150) * look.scale, width * 0.34) : 0;
  const room = isLying ? left - 8 : ((width - 96 * look.scale) / data.units.length) * 0.94;
  const words = { color: look.soft, fontFamily: look.font, fontSize: look.small };
  const names = {
    type: "category",
    data: data.units,
    inverse: isLying,
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: { ...words, interval: 0, width: room, overflow: "break", lineHeight: Math.round(look.small * 1.4) },
  };
  const numbers = {
    type: "value",
    min: 0,
    max: data.max ?? undefined,
    interval: data.max ? data.max / (isLying ? 4 : 5) : undefined,
    axisLabel: words,
    splitLine: { lineStyle: { color: look.grid } },
  };
  return isLying ? { yAxis: names, xAxis: numbers } : { xAxis: names, yAxis: numbers };
}

/** Return the ECharts option for `data` as wide as `width`, in the colours of `look`. */
export function makeOption(data, look, width) {
  const isLying = lies(data, width);
  const right = (isLying ? 28 : 64) * look.scale;
  return {
    animation: false,
    aria: { enabled: true, label: { enabled: false }, decal: { show: look.isHighContrast } },
    legend: {
      show: data.series.length > 1,
      top: 0,
      right: 0,
      selectedMode: false,
      itemWidth: 12 * look.scale,
      itemHeight: 12 * look.scale,
      itemGap: 16,
      textStyle: { color: look.text, fontFamily: look.font, fontSize: look.small },
    },
    grid: { top: head(data, isLying) * look.scale, right, bottom: 4, left: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    ...axes(data, look, width, isLying),
    series: series(data, look, isLying),
  };
}
