// Plots as inline SVG, in the look of the book's own, and what is dragged on a drawing. Plots are drawn for the
// pixels they have, so that their words keep their size on every screen.
import { clamp } from "./numerals.js";

/** @typedef {[number, number]} Place In pixels, or in a drawing's own units. */
/** @typedef {[number, number][]} Points */
/** @typedef {(x: number, y: number) => Place} Placed From values to a place in pixels. */
/** @typedef {[number, string | number]} Tick A value and its name. */
/** @typedef {{ low: number, high: number, ticks: Tick[], name: string, log?: boolean }} PlotAxis */
/**
 * What is moved: from `low` to `high`, and `step` is the least move. `moved`, if given, says where a number of steps
 * leads: 1 for an arrow, 10 for the keys of a page.
 * @typedef {object} Moved
 * @property {number} value
 * @property {number} low
 * @property {number} high
 * @property {number} step
 * @property {(value: number, by: number) => number} [moved]
 */
/** @typedef {Moved & { label: string, words: string }} Held What is held, its name, and its value in words. */
/**
 * @typedef {object} Drawing
 * @property {string} label what a screen reader says
 * @property {PlotAxis} x
 * @property {PlotAxis} y
 * @property {[Points, string][]} lines each with its role
 * @property {(at: Placed) => SVGElement[]} [marks] more elements
 * @property {Omit<Held, "low" | "high"> & { level: number }} [held] what is dragged along the axis of x, at this height
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
 * The value that stands there.
 * @param {PlotAxis} axis
 * @param {number} part
 */
function valueAt({ low, high, log }, part) {
  return log ? low * (high / low) ** part : low + part * (high - low);
}

/**
 * A value that can be had.
 * @param {Moved} held
 * @param {number} value
 */
const had = ({ low, high, step }, value) => clamp(low + step * Math.round((value - low) / step), low, high);

/** @type {Record<string, number>} */
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * Where a key leads, as with the browser's own sliders; null for other keys.
 * @type {(event: KeyboardEvent, held: Moved) => number | null}
 */
export function keyed({ key, altKey, ctrlKey, metaKey }, held) {
  if (altKey || ctrlKey || metaKey) return null;
  const { value, low, high, step, moved = (from, by) => from + by * step } = held;
  if (key === "Home") return low;
  if (key === "End") return high;
  return KEYS[key] ? had(held, moved(value, KEYS[key])) : null;
}

const FINGER = 24; // px: half of what a finger hits

/**
 * Lets an element be dragged over its drawing: `go` is told where its middle, at first at `middle()`, comes to.
 * It alone keeps a finger from scrolling the page, not the drawing around it.
 * @param {SVGSVGElement} drawing
 * @param {SVGElement} element
 * @param {{ middle: () => Place, go: (to: Place) => void }} does
 */
function draggable(drawing, element, { middle, go }) {
  /** @type {Place | null} from the middle to where it was taken hold of */
  let taken = null;
  /** @type {(event: PointerEvent) => Place} */
  const place = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(drawing.getScreenCTM()?.inverse());
    return [x, y];
  };
  /** @param {PointerEvent} event */
  const follow = (event) => {
    if (!taken) return;
    const [x, y] = place(event);
    go([x - taken[0], y - taken[1]]);
  };
  /**
   * Takes hold: of what is pressed, or, with `jump`, from afar, and then it comes.
   * @type {(event: PointerEvent, jump?: boolean) => void}
   */
  const take = (event, jump = false) => {
    if (event.button || !event.isPrimary || taken) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    element.classList.add("dragging", "pressed");
    const [x, y] = place(event);
    taken = jump ? [0, 0] : [x - middle()[0], y - middle()[1]];
    if (jump) go([x, y]);
  };
  element.addEventListener("pointerdown", (event) => take(event));
  element.addEventListener("pointermove", follow);
  element.addEventListener("lostpointercapture", () => {
    taken = null;
    element.classList.remove("dragging");
  });
  // For browsers that do not ask a part of a drawing for its touch-action.
  element.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  return take;
}

/**
 * A part of a drawing that is dragged, and moved by keys: a slider. `meant` is the value of a place in the drawing.
 * @param {SVGSVGElement} drawing
 * @param {{ meant: (place: Place) => number, change: (value: number) => void }} does
 */
export function grip(drawing, { meant, change }) {
  const element = svg("g", { class: "grip", role: "slider", tabindex: 0 });
  /** @type {Held} */
  let held;
  /** @type {Place} */
  let middle;
  /** @param {number} value */
  const goTo = (value) => value !== held.value && change(value);
  const take = draggable(drawing, element, {
    middle: () => middle,
    go: (to) => goTo(had(held, meant(to))),
  });
  element.addEventListener("keydown", (event) => {
    element.classList.remove("pressed"); // who moves it by keys sees that it has them
    const value = keyed(event, held);
    if (value === null) return;
    event.preventDefault();
    goTo(value);
  });
  element.addEventListener("blur", () => element.classList.remove("pressed"));
  return {
    element,
    take,
    /** @type {(next: Held, at: Place, ...drawn: SVGElement[]) => void} */
    show: (next, at, ...drawn) => {
      [held, middle] = [next, at];
      const said = { label: next.label, valuemin: next.low, valuemax: next.high, valuenow: next.value };
      for (const [name, value] of Object.entries({ ...said, valuetext: next.words })) {
        element.setAttribute(`aria-${name}`, String(value));
      }
      element.replaceChildren(...drawn);
    },
  };
}

/**
 * A dot in a ring, which can be taken hold of, and is as large as a finger.
 * @type {(x: number, y: number) => SVGElement[]}
 */
const dot = (x, y) => [circle(x, y, FINGER, "hold"), circle(x, y, 12, "halo"), circle(x, y, 7, "point")];

/**
 * A plot of `height` pixels, with `left` of them for the names of its levels. What is held of its drawing is dragged
 * if `change` is given.
 * @param {{ height: number, left?: number, change?: (value: number) => void }} given
 */
export function plot({ height, left = 36, change }) {
  const element = svg("svg", { class: "plot", role: change ? "group" : "img", height });
  const drawn = svg("g", change ? { "aria-hidden": "true" } : {});
  element.append(drawn);
  const bottom = height - 42;
  let end = 0; // where the axis of x does
  /** @type {Drawing} */
  let shown;
  const held = change && grip(element, {
    meant: ([x]) => valueAt(shown.x, (x - left) / (end - left)),
    change,
  });
  const draw = () => {
    const { label, x, y, lines, marks = () => [] } = shown;
    end = (element.clientWidth || 344) - 18;
    /** @type {Placed} */
    const at = (a, b) => [left + share(x, a) * (end - left), bottom - share(y, b) * (bottom - 26)];
    /** @type {(tick: Tick) => SVGElement[]} */
    const level = ([value, name]) => {
      const [, down] = at(x.low, value);
      return [path([[left, down], [end, down]], "level"), note(left - 6, down + 4, name, "end")];
    };
    element.setAttribute("aria-label", label);
    drawn.replaceChildren(
      ...y.ticks.flatMap(level),
      path([[left, 16], [left, bottom], [end, bottom]], "axis"),
      ...x.ticks.map(([value, name]) => note(at(value, y.low)[0], bottom + 17, name)),
      note(0, 12, y.name, "start"),
      note(end, height - 6, x.name, "end"),
      ...lines.map(([points, role]) => path(points.map((point) => at(...point)), role)),
      ...marks(at),
    );
    if (held && shown.held) {
      const { value, level } = shown.held;
      const middle = at(value, level);
      held.show({ ...shown.held, low: x.low, high: x.high }, middle, ...dot(...middle));
    }
  };
  if (held) {
    element.append(held.element);
    // A mouse takes hold from anywhere between the axes; a finger there scrolls.
    element.addEventListener("pointerdown", (event) => {
      const inside = event.pointerType === "mouse" && !held.element.contains(/** @type {Node} */ (event.target));
      if (inside) held.take(event, true);
    });
  }
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
