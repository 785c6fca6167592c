// Plots as inline SVG, in the look of the book's own. They are drawn for the pixels they have, so that their
// words keep their size on every screen.

/** @typedef {[number, number][]} Points */
/** @typedef {(x: number, y: number) => [number, number]} Placed From values to a place in pixels. */
/** @typedef {[number, string | number]} Tick A value and its name. */
/** @typedef {{ low: number, high: number, ticks: Tick[], name: string, log?: boolean }} PlotAxis */
/**
 * @typedef {object} Drawing
 * @property {string} label what a screen reader says
 * @property {PlotAxis} x
 * @property {PlotAxis} y
 * @property {[Points, string][]} lines each with its role
 * @property {(at: Placed) => SVGElement[]} [marks] more elements
 */

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @type {(points: Points, role: string) => SVGElement} */
export const path = (points, role) => svg("path", { class: `line ${role}`, d: `M${points.join("L")}` });

/** @type {(cx: number, cy: number, r: number, role: string) => SVGElement} */
export const circle = (cx, cy, r, role) => svg("circle", { class: role, cx, cy, r });

/** @type {(x: number, y: number, words: string | number, anchor?: string, role?: string) => SVGElement} */
export const note = (x, y, words, anchor = "middle", role = "") =>
  svg("text", { class: role, x, y, "text-anchor": anchor }, String(words));

/**
 * Where a value stands on an axis, from 0 to 1.
 * @param {PlotAxis} axis
 * @param {number} value
 */
function share({ low, high, log }, value) {
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/**
 * A plot of `height` pixels, with `left` of them for the names of its levels.
 * @param {{ height: number, left?: number }} size
 */
export function plot({ height, left = 36 }) {
  const element = svg("svg", { class: "plot", role: "img", height });
  const bottom = height - 42;
  /** @type {Drawing} */
  let shown;
  const draw = () => {
    const { label, x, y, lines, marks = () => [] } = shown;
    const end = (element.clientWidth || 344) - 18;
    /** @type {Placed} */
    const at = (a, b) => [left + share(x, a) * (end - left), bottom - share(y, b) * (bottom - 26)];
    /** @type {(tick: Tick) => SVGElement[]} */
    const level = ([value, name]) => {
      const [, down] = at(x.low, value);
      return [path([[left, down], [end, down]], "level"), note(left - 6, down + 4, name, "end")];
    };
    element.setAttribute("aria-label", label);
    element.replaceChildren(
      ...y.ticks.flatMap(level),
      path([[left, 16], [left, bottom], [end, bottom]], "axis"),
      ...x.ticks.map(([value, name]) => note(at(value, y.low)[0], bottom + 17, name)),
      note(0, 12, y.name, "start"),
      note(end, height - 6, x.name, "end"),
      ...lines.map(([points, role]) => path(points.map((point) => at(...point)), role)),
      ...marks(at),
    );
  };
  if (window.ResizeObserver) new ResizeObserver(draw).observe(element);
  return {
    element,
    /** @param {Drawing} wanted */
    show: (wanted) => {
      shown = wanted;
      draw();
    },
  };
}
