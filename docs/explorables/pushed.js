// A picture that is pushed: dragged, or stepped by keys and buttons. What leaves at one side comes in at the other.
import { brushesOf, painted } from "./brushes.js";
import { button, still } from "./controls.js";
import { roll } from "./convdemo.js";
import { make } from "./elements.js";
import { ARROWS, Grid } from "./grid.js";
import { same } from "./numerals.js";
import { edited } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { SetOptions } from "./explorable.js" */

/** @typedef {{ image: Rows, shift: number[], brush: string }} Pushed */
/**
 * @typedef {object} Pushes
 * @property {() => Pushed} state
 * @property {(changes: Partial<Pushed>, options?: SetOptions) => unknown} set
 */

const GLIDES = 180; // ms
const BRIGHT = 10; // what the book's small images are at their brightest

/** @type {(by: number, more: string, less: string) => string[]} */
const part = (by, more, less) => {
  const way = by > 0 ? more : less;
  return by ? [`${Math.abs(by)} ${way}`] : [];
};
/** @type {(move: number[], and?: string) => string} */
export const route = ([down, right], and = ", ") =>
  [...part(right, "right", "left"), ...part(down, "down", "up")].join(and);

/**
 * The picture as it is moved under the pointer: by whole pixels in the state, by the rest on the screen.
 * @param {Grid} pixels
 */
function motionOf(pixels) {
  const { table, plane } = pixels;
  const ring = make("div", { class: "ring", "aria-hidden": "true" });
  plane.append(ring);
  const sheets = [table, ring];
  /** @type {Animation[]} */
  let running = [];
  const surround = () => {
    const n = pixels.cells.length;
    /** @type {(i: number, j: number) => HTMLElement} */
    const copy = (i, j) => {
      const { className, textContent, style } = pixels.cells[(i + n) % n][(j + n) % n];
      const twin = make("span", { class: className, style: style.cssText }, textContent ?? "");
      twin.style.gridArea = `${i + 2} / ${j + 2}`;
      return twin;
    };
    const line = Array.from({ length: n + 2 }, (_, i) => i - 1);
    /** @type {(i: number, j: number) => boolean} */
    const outside = (i, j) => Math.min(i, j) < 0 || Math.max(i, j) === n;
    ring.style.cssText = table.style.cssText; // the colours of brightness
    ring.replaceChildren(...line.flatMap((i) => line.filter((j) => outside(i, j)).map((j) => copy(i, j))));
  };
  const settle = () => {
    for (const motion of running) motion.cancel();
    running = [];
    ring.replaceChildren();
    plane.classList.remove("moving");
  };
  /** @type {(cells: number[]) => string} */
  const offset = ([down, right]) => `${right * pixels.side}px ${down * pixels.side}px`;
  return {
    /** @param {number[]} cells by how much it lies off its place */
    hold: (cells) => {
      settle();
      if (still()) return;
      plane.classList.add("moving");
      surround();
      for (const sheet of sheets) sheet.style.translate = offset(cells);
    },
    /** @param {number[]} cells from where it glides to its place */
    glide: async (cells) => {
      for (const sheet of sheets) sheet.style.translate = "";
      settle();
      if (still() || !cells.some(Boolean)) return;
      plane.classList.add("moving");
      surround();
      const frames = [{ translate: offset(cells) }, { translate: "0px 0px" }];
      running = sheets.map((sheet) => sheet.animate(frames, { duration: GLIDES, easing: "ease-out" }));
      const mine = running;
      await Promise.allSettled(mine.map(({ finished }) => finished));
      if (mine === running) settle();
    },
  };
}

/**
 * The picture: it is dragged, stepped by keys, and painted where a brush is taken up.
 * @param {Pushes} context
 */
function pictureOf({ set, state }) {
  let base = [0, 0];
  /** @type {number[] | null} how far what is held lies off its place */
  let held = null;
  /** @param {number[]} shift after a whole round the image is back */
  const goTo = (shift) => {
    const next = shift.map((by) => by % state().image.length);
    if (!same(next, state().shift)) set({ shift: next });
  };
  /** @param {number[]} way */
  const push = (way) => {
    const by = way.map(Math.sign); // Home and End are a step too
    goTo(state().shift.map((at, i) => at + by[i]));
    motion.glide(by.map((step) => -step));
  };
  const pixels = new Grid({
    label: "pushed image",
    role: "input",
    min: -99,
    max: 99,
    brush: () => painted(state().brush),
    // It is seen pushed, and edited where it is seen.
    edit: (row, column, value) => {
      const [down, right] = state().shift;
      set({ image: roll(edited(roll(state().image, down, right), row, column, value), -down, -right) });
    },
    move: (...cells) => {
      const by = cells.map(Math.round);
      goTo(base.map((at, i) => at + by[i]));
      held = cells.map((at, i) => at - by[i]);
      motion.hold(held);
    },
    step: push,
  });
  const motion = motionOf(pixels);
  const { table, frame } = pixels;
  frame.setAttribute("aria-label", "push");
  table.addEventListener("pointerdown", () => {
    base = state().shift;
  });
  const letGo = () => {
    if (!held) return;
    motion.glide(held);
    held = null;
    frame.focus({ preventScroll: true }); // arrows push on
  };
  for (const ending of ["pointerup", "pointercancel"]) table.addEventListener(ending, letGo);
  return { pixels, push, goTo };
}

/** @param {(way: number[]) => void} push */
function arrowsOf(push) {
  /** @param {KeyboardEvent} event */
  const onkeydown = (event) => {
    if (!ARROWS[event.key] || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    push(ARROWS[event.key]);
  };
  const presses = Object.keys(ARROWS).map((key, i) => {
    const way = key.slice(5).toLowerCase();
    return button("↑←↓→"[i], () => push(ARROWS[key]), { "aria-label": `Push ${way}`, class: `press ${way}` });
  });
  return make("div", { class: "arrows", role: "group", "aria-label": "push", onkeydown }, ...presses);
}

/**
 * The picture as it is pushed, with the arrows that push it, and brushes.
 * @param {Pushes} context
 */
export function pushing(context) {
  const { set, state } = context;
  const { pixels, push, goTo } = pictureOf(context);
  const brushes = brushesOf(state, (brush) => set({ brush }, { quiet: true }));
  const back = button("Put back", () => goTo([0, 0]));
  const under = make("div", { class: "under" }, back, brushes.element);
  const element = make("div", { class: "pushing" }, pixels.element, arrowsOf(push), under);
  /**
   * What is pushed is an image, drawn as bright as it is, or a feature map, with the windows of `pooled` on it.
   * @type {(current: Pushed, pushed: Rows, pooled: number | null) => void}
   */
  const show = (current, pushed, pooled) => {
    const n = pushed.length;
    const where = route(current.shift);
    const told = where ? `pushed ${where}` : "not pushed";
    const grey = pooled ? {} : { light: "grey", top: Math.max(BRIGHT, ...pushed.flat()) };
    pixels.show({
      values: pushed,
      frame: [0, 0, n, n],
      where: told,
      title: `${pooled ? "feature map" : "image"}, ${told}`,
      ...grey,
    });
    pixels.plane.classList.toggle("pooled", pooled !== null && pooled > 1);
    pixels.plane.style.setProperty("--jump", String(pooled));
    brushes.show(current);
  };
  return { element, show, words: () => pixels.name.textContent ?? "" };
}
