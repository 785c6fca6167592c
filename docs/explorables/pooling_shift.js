// Pushing the image: what a convolution's output does then, with and without a stride or a pool.
import { button, choice } from "./controls.js";
import { avg_pool, equivariance_error, invariance_error, nearest_move, output, roll } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { ARROWS, Grid, grids } from "./grid.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";
import { nameOf, options } from "./numerals.js";
import { square } from "./rows.js";
/** @import { Options, Rows, ShiftError } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */

/** @typedef {typeof defaults} State */
/** @typedef {"kept" | "size" | "filter" | "stride" | "mode"} Choice */

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
  if (!KEYS.every((key) => Object.hasOwn(CHOICES[key].known, state[key]))) return "a choice is none of those offered.";
  try {
    derive(state);
  } catch (error) {
    return `Not possible: ${/** @type {Error} */ (error).message}.`;
  }
  return "";
}

/** @type {(by: number, more: string, less: string) => string[]} */
const part = (by, more, less) => {
  const way = by > 0 ? more : less;
  return by ? [`${Math.abs(by)} ${way}`] : [];
};
/** @param {number[]} move */
const route = ([down, right]) => [...part(right, "right", "left"), ...part(down, "down", "up")].join(", ");
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
 * The image as it is pushed, and the arrows that push it.
 * @param {Context<State>} context
 */
function pushing({ set, state }) {
  const pixels = new Grid({
    label: "pushed image",
    role: "input",
    min: -99,
    max: 99,
    brush: () => 9,
    // It is seen pushed, and edited where it is seen.
    edit: (row, column, value) => {
      const [down, right] = state().shift;
      const pushed = roll(state().image, down, right);
      pushed[row][column] = value;
      set({ image: roll(pushed, -down, -right) });
    },
  });
  // After a whole round the image is back.
  /** @param {number[]} way */
  const push = (way) => set({ shift: state().shift.map((by, i) => (by + way[i]) % state().image.length) });
  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    if (!ARROWS[event.key] || event.altKey || event.metaKey) return;
    event.preventDefault();
    push(ARROWS[event.key]);
  };
  const presses = Object.keys(ARROWS).map((key, i) => {
    const label = `Push ${key.slice(5).toLowerCase()}`;
    return button("↑←↓→"[i], () => push(ARROWS[key]), { "aria-label": label });
  });
  const group = { class: "arrows", role: "group", "aria-label": "push the image", onkeydown: walk };
  const back = button("Put back", () => set({ shift: [0, 0] }));
  const pushes = make("div", { class: "pushes" }, make("div", group, ...presses), back);
  return { pixels, element: make("div", {}, pixels.element, pushes) };
}

// The equivariance error at each kind of border.
function borders() {
  const rows = make("tbody");
  const heads = ["at the border", "equivariance error"].map((name) => make("th", { scope: "col" }, name));
  const element = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), rows);
  /** @param {State} state */
  const show = (state) => {
    const lines = Object.entries(CHOICES.mode.known).map(([mode, name]) => {
      const error = measured(equivariance_error, state, asked(state, mode));
      const cells = [make("th", { scope: "row" }, name), make("td", {}, error)];
      return make("tr", { "aria-current": mode === state.mode && "true" }, ...cells);
    });
    rows.replaceChildren(...lines);
  };
  return { element, show };
}

/**
 * What the push has done to the output, in two sentences.
 * @param {ReturnType<typeof derive>} now
 * @param {State} state
 */
function findings({ how, before, after }, state) {
  const { stride = 1, pool } = how;
  const jump = stride * (pool ?? 1);
  const equivariance = measured(equivariance_error, state, how);
  const known = Number(equivariance) >= 0;
  const move = known ? nearest_move(before, after, state.shift, how).move : [0, 0];
  const stayed = differs(before, after);
  const followed = differs(roll(before, move[0], move[1]), after);
  /** @param {(i: number, j: number) => boolean} test */
  const cells = (test) => {
    const many = after.flatMap((row, i) => row.filter((_, j) => test(i, j))).length;
    return `${many} of ${after.length ** 2} cells`;
  };
  const scale = "0: it did not notice the push. About 1.4: no more alike than unrelated outputs; more: opposed.";
  const way = route(move) ? `moved ${route(move)}` : "left in place";
  const coarse = ` From cell to cell it is ${jump} pixels; the output cannot move by less.`;
  return {
    jump,
    stayed,
    followed,
    changed: [
      "How much the output changed where it stands (invariance error): ",
      make("strong", {}, measured(invariance_error, state, how)),
      `; ${cells(stayed)}, framed. ${scale}`,
    ],
    moved: [
      `How far it is from the old output ${way} (equivariance error): `,
      make("strong", {}, equivariance),
      `; ${cells(followed)}, with a filled corner. 0: shift in, shift out.`,
      jump > 1 ? coarse : "",
    ],
  };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, fault, state, start, reset } = context;
  let opened = false;
  const { pixels, element } = pushing(context);
  const before = new Grid({ label: "output before", role: "output" });
  const after = new Grid({ label: "output after", role: "output" });
  const [changed, moved] = ["fact", "fact"].map((name) => make("p", { class: name }));
  const table = borders();
  /** @type {Record<string, Rows>} */
  const named = { "the figure’s": start.image, ...IMAGES };
  const offered = { ...written(Object.keys(named)), own: "your own" };
  const images = choice("image", offered, (name) => set(named[name] ? { image: named[name] } : {}));
  const choices = KEYS.map((key) => {
    const { label, known } = CHOICES[key];
    return choice(label, known, (value) => {
      set({ [key]: typeof state()[key] === "number" ? Number(value) : value });
    });
  });
  const found = make("div", { class: "found" }, make("div", {}, changed, moved), table.element);
  root.append(grids(element, grids(before, after)), found, controls(...choices, images, reset), fault);

  /** @param {State} current */
  return function show(current) {
    const now = derive(current);
    const { jump, stayed, followed, ...words } = findings(now, current);
    const top = Math.max(1e-9, ...[...now.before, ...now.after].flat().map(Math.abs));
    pixels.show({ values: now.pushed, title: `image, pushed ${route(current.shift) || "nowhere"}` });
    // Without a filter the pool's windows lie on the image itself.
    const tiled = now.kernel.length === 1 && jump > 1;
    pixels.table.style.setProperty("--jump", String(tiled ? jump : 9));
    before.show({ values: now.before, top });
    after.show({ values: now.after, top, marked: stayed, crossed: followed });
    changed.replaceChildren(...words.changed);
    moved.replaceChildren(...words.moved);
    table.show(current);
    KEYS.forEach((key, i) => choices[i].show(current[key]));
    choices[KEYS.indexOf("size")].select.disabled = current.kept === "all";
    if (opened) say(`${pixels.name.textContent}. ${changed.textContent} ${moved.textContent}`);
    opened = true;
    images.show(nameOf(named, current.image) ?? "own");
  };
}

export { build, check, defaults };
