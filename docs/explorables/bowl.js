// The bowl of a loss: how it depends on one weight. A dot on it is the weight, which can be dragged, the line that
// touches it is the slope, and a ring is where the next step lands.
import { make } from "./elements.js";
import { clamp } from "./numerals.js";
import { circle, path, plot } from "./plot.js";
/** @import { Drawing, Placed, Points, Tick } from "./plot.js" */

/** @typedef {{ loss: number, slope: number, bend: number }} Bent The loss where the weight is, and how it goes on. */
/**
 * @typedef {object} Bowl
 * @property {number} weight
 * @property {number} next where the step brings it
 * @property {Bent} alone the loss if only this weight moves
 * @property {Bent | null} all if all move as the step moves them; null if this one does not move
 * @property {number} most the largest weight on the axis, if that is enough
 * @property {number} top the largest loss
 * @property {string} name the weight's
 * @property {(value: number) => string} write
 * @property {string} label
 */

const POINTS = 48; // of a curve

/** @type {(bent: Bent, by: number) => number} */
export const lossAt = ({ loss, slope, bend }, by) => loss + slope * by + bend * by * by;

/**
 * From where to where a curve stays below the top: how far the weight may go to either side.
 * @type {(bent: Bent, top: number) => [number, number]}
 */
function reach({ loss, slope, bend }, top) {
  const root = Math.sqrt(Math.max(0, slope * slope - 4 * bend * (loss - top)));
  return bend > 0 ? [(-slope - root) / (2 * bend), (-slope + root) / (2 * bend)] : [-Infinity, Infinity];
}

/**
 * A curve between the sides of the plot and its top.
 * @type {(bent: Bent, weight: number, most: number, top: number) => Points}
 */
function curve(bent, weight, most, top) {
  const [left, right] = reach(bent, top);
  const [low, high] = [Math.max(left, -most - weight), Math.min(right, most - weight)];
  return Array.from({ length: POINTS + 1 }, (_, i) => {
    const by = low + (high - low) * i / POINTS;
    return [weight + by, clamp(lossAt(bent, by), 0, top)];
  });
}

/**
 * A piece of the line that touches the bowl.
 * @type {(bowl: Bowl, most: number, top: number) => Points}
 */
function tangent({ weight, alone: { loss, slope } }, most, top) {
  const by = Math.min(0.3 * most, 0.3 * top / Math.max(1e-12, Math.abs(slope)));
  return [[weight - by, loss - slope * by], [weight + by, loss + slope * by]];
}

/**
 * How much the plot must grow, in powers of two, to hold the weight, where it goes, and the losses there.
 * @param {Bowl} bowl
 */
function growth({ weight, next, alone, all, most, top }) {
  const after = all ? lossAt(all, next - weight) : 0;
  const wide = Math.max(Math.abs(weight), Math.abs(next)) / most;
  const high = Math.max(alone.loss, after) / top;
  return 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1e-9, wide, Math.sqrt(high)))));
}

/** @type {Record<string, number>} what keys add to a weight */
const KEYS = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 };

/**
 * The dot: dragged, or moved by keys.
 * @param {{ to: (event: PointerEvent) => void, by: (change: number) => void, hold: (held: boolean) => void }} does
 */
function dotThat({ to, by, hold }) {
  const dot = make("div", { class: "dot", role: "slider", tabindex: 0, "aria-label": "weight" });
  let held = false;
  /** @param {boolean} now */
  const take = (now) => {
    if (now !== held) hold(now);
    held = now;
  };
  dot.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    dot.focus({ preventScroll: true });
    dot.setPointerCapture(event.pointerId);
    take(true);
  });
  dot.addEventListener("pointermove", (event) => held && to(event));
  for (const kind of ["pointerup", "pointercancel"]) dot.addEventListener(kind, () => take(false));
  dot.addEventListener("keydown", (event) => {
    const change = KEYS[event.key];
    if (!change || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    by(change);
  });
  return dot;
}

/**
 * The axes and the curves.
 * @type {(bowl: Bowl, most: number, top: number) => Drawing}
 */
function drawn({ weight, alone, all, name, write, label }, most, top) {
  /** @type {(values: number[]) => Tick[]} */
  const ticks = (values) => values.map((value) => [value, write(value)]);
  /** @type {(bent: Bent, role: string) => [Points, string]} */
  const line = (bent, role) => [curve(bent, weight, most, top), role];
  return {
    label,
    x: { low: -most, high: most, ticks: ticks([-most, 0, most]), name },
    y: { low: 0, high: top, ticks: ticks([0, top / 2, top]), name: "loss" },
    lines: [line(alone, "ink"), ...(all ? [line(all, "plain")] : [])],
  };
}

/**
 * What a screen reader is told of the dot.
 * @type {(dot: HTMLElement, bowl: Bowl, most: number) => void}
 */
function tell(dot, { weight, alone, write }, most) {
  const valuetext = `${write(weight)}, loss ${write(alone.loss)}`;
  const values = { valuemin: -most, valuemax: most, valuenow: weight, valuetext };
  for (const [key, value] of Object.entries(values)) dot.setAttribute(`aria-${key}`, String(value));
}

/**
 * @param {(weight: number) => void} change the reader moves the weight
 */
export function bowl(change) {
  /** @type {Bowl} */
  let shown;
  let [most, top] = [1, 1]; // where the axes end
  let [left, right] = [0, 1]; // px of the ends of the weight's
  let held = false;

  /** @param {number} weight */
  const go = (weight) => {
    const [low, high] = reach(shown.alone, top);
    const kept = clamp(weight, Math.max(-most, shown.weight + low), Math.min(most, shown.weight + high));
    const rounded = Math.round(kept * 100) / 100;
    if (rounded !== shown.weight) change(rounded);
  };
  const chart = plot({ height: 196, left: 46 });
  const dot = dotThat({
    to: ({ clientX }) => {
      const { left: side, width } = chart.element.getBoundingClientRect();
      const zoom = width / chart.element.clientWidth || 1; // on the stage
      go(-most + 2 * most * ((clientX - side) / zoom - left) / (right - left));
    },
    by: (by) => go(shown.weight + by),
    hold: (now) => {
      held = now;
      element.classList.toggle("dragging", now);
      if (!now) show(shown); // with the axes that it needs now
    },
  });
  const element = make("div", { class: "bowl" }, chart.element, dot);
  /** @param {Placed} at */
  const marks = (at) => {
    const { weight, next, alone, all } = shown;
    [left] = at(-most, 0);
    [right] = at(most, 0);
    const [x, y] = at(clamp(weight, -most, most), clamp(alone.loss, 0, top));
    Object.assign(dot.style, { left: `${x}px`, top: `${y}px` });
    const touching = path(tangent(shown, most, top).map((point) => at(...point)), "tangent");
    if (!all) return [touching];
    const landing = at(clamp(next, -most, most), clamp(lossAt(all, next - weight), 0, top));
    return [touching, path([[x, y], landing], "stride"), circle(...landing, 5, "ring")];
  };
  /** @param {Bowl} wanted */
  function show(wanted) {
    shown = wanted;
    // Under the reader's hand the axes stand still.
    const grown = held ? 0 : growth(wanted);
    if (grown) [most, top] = [wanted.most * grown, wanted.top * grown * grown];
    chart.show({ ...drawn(wanted, most, top), marks });
    tell(dot, wanted, most);
  }
  return { element, show };
}
