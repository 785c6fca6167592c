// Pushing the image: what a convolution's output does then, with and without a stride or a pool. The page says by
// data-asks what is asked of the output: whether it "stayed" as it was, or "followed" the push.
import { isBrush } from "./brushes.js";
import { choice } from "./controls.js";
import { avg_pool, equivariance_error, invariance_error, nearest_move, output, roll } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { Grid, grids } from "./grid.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";
import { nameOf, number, options } from "./numerals.js";
import { pushing, route } from "./pushed.js";
import { square } from "./rows.js";
/** @import { Options, Rows, ShiftError } from "./convdemo.js" */
/** @import { Context, Part } from "./explorable.js" */

/** @typedef {typeof defaults} State */
/** @typedef {"kept" | "size" | "filter" | "stride" | "mode"} Choice */
/** @typedef {"stayed" | "followed"} Asked */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */
/** @typedef {ReturnType<typeof findings>} Found What the push has done. */

// Sides of the image, its numbers, and pixels of a push
const [LEAST, LONGEST, LARGEST, FARTHEST] = [2, 8, 99, 8];
/** @type {Record<string, Rows>} */
const KERNELS = { none: [[1]], ...FILTERS };
/** @type {(names: string[]) => Record<string, string>} */
const written = (names) => options(names, (name) => NAMES[name] ?? name);
/**
 * Each key of the state that is one of several, with its name and its values.
 * @type {Record<Choice, { label: string, known: Record<string, string> }>}
 */
const CHOICES = {
  kept: {
    label: "what is kept",
    known: {
      all: "every output",
      max: "the largest (max pooling)",
      avg: "the mean (average pooling)",
      first: "the first alone (stride)",
    },
  },
  size: { label: "of each block of", known: options([2, 3], (side) => `${side} × ${side}`) },
  filter: { label: "filter", known: written(Object.keys(KERNELS)) },
  stride: { label: "s, stride", known: options([1, 2, 3]) },
  mode: {
    label: "at the border",
    known: { valid: "nothing (valid)", constant: "zeros", reflect: "reflect", edge: "edge", wrap: "wrap" },
  },
};
const KEYS = /** @type {Choice[]} */ (Object.keys(CHOICES));
const defaults = {
  image: IMAGES.digit_image,
  filter: "none",
  stride: 1,
  mode: "wrap",
  kept: "max",
  size: 2,
  shift: [0, 1],
  brush: "look",
};

/**
 * What convdemo is asked for. To keep the first of each block is a longer stride.
 * @type {(state: State, mode: string) => Options}
 */
function asked({ stride, kept, size }, mode) {
  if (kept === "all") return { mode, stride };
  if (kept === "first") return { mode, stride: stride * size };
  return { mode, stride, pool: size, pooling: kept === "avg" ? avg_pool : undefined };
}

/**
 * The outputs before and after the push; throws where a window does not fit.
 * @param {State} state
 */
function derive(state) {
  const { image, shift: [down, right], mode } = state;
  const kernel = KERNELS[state.filter];
  const how = asked(state, mode);
  const pushed = roll(image, down, right);
  return { kernel, how, pushed, before: output(image, kernel, how), after: output(pushed, kernel, how) };
}

/** @param {State} state */
function check(state) {
  const { image, shift } = state;
  if (!square(image, LEAST, LONGEST, LARGEST)) {
    return `the image must be a square of ${LEAST} to ${LONGEST} rows, with numbers from −${LARGEST} to ${LARGEST}.`;
  }
  if (shift.length !== 2 || !shift.every((by) => Number.isInteger(by) && Math.abs(by) <= FARTHEST)) {
    return `a push is two whole numbers from −${FARTHEST} to ${FARTHEST}.`;
  }
  const offered = KEYS.every((key) => Object.hasOwn(CHOICES[key].known, state[key]));
  if (!offered || !isBrush(state.brush)) return "a choice is none of those offered.";
  try {
    derive(state);
  } catch (error) {
    return `Not possible: ${/** @type {Error} */ (error).message}.`;
  }
  return "";
}

/** @type {(one: Rows, other: Rows) => (i: number, j: number) => boolean} */
const differs = (one, other) => (i, j) => Math.abs(one[i][j] - other[i][j]) > 1e-9;

/**
 * An error to two decimals, or why there is none: the output is uniform, or a window too large.
 * @type {(error: ShiftError, state: State, how: Options) => string}
 */
function measured(error, { image, filter, shift }, how) {
  try {
    return error(image, KERNELS[filter], shift, how).toFixed(2);
  } catch (problem) {
    const { message } = /** @type {Error} */ (problem);
    return message.startsWith("the output") ? "uniform, nothing to compare" : "does not fit";
  }
}

/**
 * How the output has moved with the image, in whole cells; what is uniform has not moved.
 * @type {(now: Derived, shift: number[]) => number[]}
 */
function followedBy({ how, before, after }, shift) {
  try {
    return nearest_move(before, after, shift, how).move;
  } catch {
    return [0, 0];
  }
}

/**
 * Where each cell of the output after the push should have come from, and whether it has not.
 * @type {(now: Derived, state: State, asked: Asked) =>
 *   { move: number[], jump: number, failing: (i: number, j: number) => boolean, many: number, all: number }}
 */
function findings(now, { shift }, asked) {
  const { how: { stride = 1, pool }, before, after } = now;
  const move = asked === "stayed" ? [0, 0] : followedBy(now, shift);
  const failing = differs(roll(before, move[0], move[1]), after);
  const many = after.flatMap((row, i) => row.filter((_, j) => failing(i, j))).length;
  return { move, jump: stride * (pool ?? 1), failing, many, all: after.length ** 2 };
}

/** @param {State} state */
const nameOfOutput = ({ kept }) => (kept === "max" || kept === "avg" ? "pooled map" : "output");

/**
 * What the push has done, in one sentence.
 * @type {(found: Found, state: State, asked: Asked) => string}
 */
function headline({ many, all }, state, asked) {
  if (!state.shift.some(Boolean)) return "Nothing is pushed yet.";
  if (asked === "followed") {
    return many ? `${many} of ${all} cells did not follow the push.` : `All of the output followed the push.`;
  }
  const name = nameOfOutput(state);
  return many ? `${many} of ${all} cells of the ${name} changed.` : `The ${name} did not change.`;
}

/**
 * Why, in another.
 * @type {(found: Found, now: Derived, state: State, asked: Asked) => string}
 */
function reason({ many, move, jump }, { before, after }, { shift }, asked) {
  if (!shift.some(Boolean)) return "";
  if (asked === "stayed") {
    const [then, today] = [before, after].map((rows) => number(Math.max(...rows.flat())));
    if (then === today) return `Its largest number is still ${today}.`;
    return `Its largest number was ${then} and is now ${today}.`;
  }
  const far = route(shift, " and ");
  if (!many) return `Pushed ${far}, it moved ${route(move, " and ") || "nowhere"}.`;
  const whole = shift.every((by) => by % jump === 0);
  if (whole) return "It is the border that spoils it.";
  return `From one cell to the next it is ${jump} pixels: pushed ${far}, it cannot move by a part of a cell.`;
}

// The equivariance error at each kind of border.
function borders() {
  const rows = make("tbody");
  const heads = ["at the border", "equivariance error"].map((name) => make("th", { scope: "col" }, name));
  const element = make("table", { class: "borders" }, make("thead", {}, make("tr", {}, ...heads)), rows);
  /** @param {State} state */
  const show = (state) => {
    const { known } = CHOICES.mode;
    const errors = Object.keys(known).map((mode) => measured(equivariance_error, state, asked(state, mode)));
    // Where the border makes no difference, five times the same says nothing.
    element.hidden = new Set(errors).size === 1;
    const lines = Object.entries(known).map(([mode, name], i) => {
      const chosen = mode === state.mode;
      const now = chosen ? [make("span", { class: "now" }, "chosen")] : [];
      const cells = [make("th", { scope: "row" }, name, ...now), make("td", {}, errors[i])];
      return make("tr", { "aria-current": chosen && "true" }, ...cells);
    });
    rows.replaceChildren(...lines);
  };
  return { element, show };
}

/**
 * The change as a number, folded away: its sentence comes first.
 * @param {Asked} wanted
 */
function measure(wanted) {
  const value = make("strong");
  const words = make("p", { class: "fact" });
  const table = borders();
  const follows = wanted === "followed";
  const element = make(
    "details",
    { class: "more measure", open: follows },
    make("summary", {}, "In one number"),
    make("div", {}, words, ...(follows ? [table.element] : [])),
  );
  /** @type {(state: State, how: Options) => void} */
  const show = (state, how) => {
    value.textContent = measured(follows ? equivariance_error : invariance_error, state, how);
    if (follows) {
      words.replaceChildren("Equivariance error: ", value, ". 0: shift in, shift out.");
      table.show(state);
      return;
    }
    const name = nameOfOutput(state);
    words.replaceChildren(`How far the two are apart, as a share of how much the ${name} varies: `, value, ".");
  };
  return { element, show };
}

/**
 * The output before the push and after it; to point at a cell after it shows what it should be like.
 * @param {Asked} wanted
 */
function outputsFor(wanted) {
  /** @type {number[] | null} */
  let looked = null;
  let redraw = () => {};
  const before = new Grid({ label: "output before", role: "output" });
  const after = new Grid({
    label: "output after",
    role: "output",
    look: (row, column) => {
      looked = row === null || column === null ? null : [row, column];
      redraw();
    },
  });
  const [first, second] = ["headline", "reason"].map((name) => make("p", { class: name }));
  const failed = wanted === "stayed" ? "changed" : "did not follow";
  const key = make("p", { class: "key" }, make("i", { "aria-hidden": "true" }), ` framed: ${failed}`);
  const both = grids(before, after);
  const element = make("div", { class: "outputs scene" }, first, second, both, key);
  /** @type {(state: State, now: Derived) => void} */
  const show = (state, now) => {
    const found = findings(now, state, wanted);
    const top = Math.max(1e-9, ...[...now.before, ...now.after].flat().map(Math.abs));
    const side = now.before.length;
    /** @type {(at: number, by: number) => number} */
    const from = (at, by) => (at - by + side * Math.abs(by)) % side;
    redraw = () => {
      if (looked?.some((at) => at >= side)) looked = null;
      const origin = looked && looked.map((at, i) => from(at, found.move[i]));
      before.show({ values: now.before, top, chosen: origin, title: "output before" });
      after.show({
        values: now.after,
        top,
        marked: found.failing,
        chosen: looked,
        title: "output after",
        say: (i, j, shown) => (found.failing(i, j) ? `${shown}, ${failed}` : ""),
      });
    };
    redraw();
    both.style.setProperty("--columns", String(side));
    first.textContent = headline(found, state, wanted);
    second.textContent = reason(found, now, state, wanted);
    key.hidden = !found.many;
  };
  return { element, show, words: () => `${first.textContent} ${second.textContent}` };
}

/**
 * All that can be chosen, by name.
 * @param {Context<State>} context
 * @returns {Record<string, Part<State>>}
 */
function controlsOf({ set, state, start }) {
  /** @type {Record<string, Rows>} */
  const named = { "the figure’s": start.image, ...IMAGES };
  const offered = { ...written(Object.keys(named)), own: "your own" };
  // Who wants an image of their own takes up a brush.
  const image = choice("image", offered, (name) => {
    set(named[name] ? { image: named[name] } : { brush: "10" });
    images.show(state());
  });
  const images = {
    element: image.element,
    /** @param {State} state */
    show: (state) => image.show(nameOf(named, state.image) ?? "own"),
  };
  /** @type {(key: Choice) => [string, Part<State>]} */
  const part = (key) => {
    const { label, known } = CHOICES[key];
    const { element, show } = choice(label, known, (value) => {
      set({ [key]: typeof state()[key] === "number" ? Number(value) : value });
    });
    /** @param {State} current */
    const shown = (current) => {
      show(current[key]);
      if (key === "size") element.hidden = current.kept === "all";
    };
    return [key, { element, show: shown }];
  };
  return { ...Object.fromEntries(KEYS.map(part)), image: images };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, say, section, reset, arrange } = context;
  /** @type {Asked} */
  const wanted = section.dataset.asks === "stayed" ? "stayed" : "followed";
  let opened = false;
  const push = pushing(context);
  const outputs = outputsFor(wanted);
  const number = measure(wanted);
  const arranged = arrange(controlsOf(context), "kept", "size, stride, mode, filter, image");
  const side = make("div", { class: "side" }, controls(...arranged.first, reset), outputs.element);
  root.append(make("div", { class: "bench" }, push.element, side), number.element, arranged.more);

  /** @param {State} current */
  return function show(current) {
    const now = derive(current);
    const jump = (now.how.stride ?? 1) * (now.how.pool ?? 1);
    // Without a filter what is pushed is a feature map.
    const bare = now.kernel.length === 1;
    push.show(current, now.pushed, bare ? jump : null);
    outputs.show(current, now);
    number.show(current, now.how);
    arranged.show(current);
    if (opened) say(`${push.words()}. ${outputs.words()}`);
    opened = true;
  };
}

export { build, check, defaults };
