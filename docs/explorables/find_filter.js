// Find the filter: an image and the output of a filter that is not shown. The reader looks for its nine numbers. A
// puzzle is an address, which has the image and the output alone; who makes one writes the filter down and hides it.
import { button, choice } from "./controls.js";
import { conv2d } from "./convdemo.js";
import { identifiability } from "./convdemo_puzzle.js";
import { controls, make } from "./elements.js";
import { Grid, grids, sign } from "./grid.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";
import { factor, nameOf, number, options, same } from "./numerals.js";
import { edited, sized, square } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context, Part } from "./explorable.js" */

/** @typedef {typeof defaults} State */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */

const SIDE = 3; // of the filter
const [LEAST, LONGEST, LARGEST] = [4, 8, 99]; // sides of the image, its numbers and the filter's
const BRIGHT = 10; // what the book's small images are at their brightest
const NONE = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
/** @type {Record<string, Rows>} */
const PICTURES = IMAGES;
/** @type {Record<string, Rows>} */
const KERNELS = FILTERS;
// `cell`: the output that is looked at. `making`: the filter is being chosen, and the output is its own.
const defaults = {
  image: IMAGES.digit_image,
  wanted: conv2d(IMAGES.digit_image, FILTERS.SOBEL),
  kernel: NONE,
  cell: [0, 0],
  making: false,
};

/** @param {Rows} rows */
const whole = (rows) => rows.flat().every(Number.isInteger);

/** @param {State} state */
function check({ image, wanted, kernel, cell, making }) {
  if (!square(image, LEAST, LONGEST, LARGEST) || !whole(image)) {
    const numbers = `whole numbers from −${LARGEST} to ${LARGEST}`;
    return `the image must be a square of ${LEAST} to ${LONGEST} rows, of ${numbers}.`;
  }
  if (!sized(kernel, SIDE, SIDE, LARGEST) || !(whole(kernel) || !making)) {
    return `the filter must be ${SIDE} × ${SIDE}, with numbers from −${LARGEST} to ${LARGEST}, whole ones in a puzzle.`;
  }
  const side = image.length - SIDE + 1;
  if (cell.length !== 2) return "the place must be a row and a column.";
  if (making) return "";
  if (!sized(wanted, side, side, SIDE * SIDE * LARGEST * LARGEST) || !whole(wanted)) {
    return `the output of this image must be ${side} × ${side} whole numbers.`;
  }
  return identifiability(image, wanted).possible ? "" : "no filter gives this output from this image.";
}

/**
 * What follows from a state.
 * @param {State} state
 */
function derive({ image, wanted, kernel, cell, making }) {
  const output = conv2d(image, kernel);
  const goal = making ? output : wanted;
  const last = output.length - 1;
  const at = cell.map((place) => Math.min(Math.max(Math.round(place), 0), last));
  const off = output.map((row, i) => row.map((value, j) => Math.abs(value - goal[i][j]) > 1e-9));
  const wrong = off.flat().filter(Boolean).length;
  return { output, goal, at, off, wrong, all: off.flat().length, known: identifiability(image, goal) };
}

/**
 * How many of the outputs are as wanted.
 * @param {Derived} now
 */
function score({ wrong, all, known }) {
  if (wrong) return `${all - wrong} of ${all} outputs are as wanted.`;
  return known.rank === known.unknowns
    ? "Found: these are the nine numbers."
    : "Found: a filter that gives this output.";
}

/**
 * Whether there is more than one solution.
 * @param {Derived["known"]} known
 * @param {number} all How many equations there are: one for each output.
 */
function uniqueness({ rank, unknowns }, all) {
  const [who, why] = rank === unknowns
    ? ["Only one filter gives", "as many as there are weights"]
    : ["More than one filter gives", `and there are ${unknowns} weights`];
  return `${who} this output: ${rank} of the ${all} equations say something new, ${why}.`;
}

/**
 * The equation of the place that is looked at: pixels that are there, with the names of their weights.
 * @type {(state: State, now: Derived) => (Node | string)[]}
 */
function equation({ image }, { at: [row, column], goal, output }) {
  const terms = NONE.flatMap((line, u) =>
    line.map((_, v) => /** @type {const} */ ([image[row + u][column + v], `${u}${v}`]))
  ).filter(([pixel]) => pixel);
  const written = terms.flatMap(([pixel, name], i) => [
    i ? " + " : "",
    make("i", {}, factor(pixel)),
    "·w",
    make("sub", {}, name),
  ]);
  const [wanted, now] = [goal, output].map((rows) => number(rows[row][column]));
  return [...(written.length ? written : ["0"]), ` = ${wanted}`, wanted === now ? "" : `; with your filter ${now}`];
}

/**
 * The four grids.
 * @param {Context<State>} context
 */
function boardsOf({ set, state }) {
  /** @type {(key: "image" | "kernel") => (row: number, column: number, value: number) => boolean} */
  const edit = (key) => (...cell) => set({ [key]: edited(state()[key], ...cell) });
  /** @type {(row: number | null, column: number | null) => void} */
  const look = (row, column) => {
    if (row === null || column === null || same([row, column], state().cell)) return;
    set({ cell: [row, column] }, { quiet: true, remember: false });
  };
  const limits = { min: -LARGEST, max: LARGEST };
  /** @type {(row: number, column: number) => void} */
  const goTo = (row, column) => {
    const last = state().image.length - SIDE;
    const [i, j] = [row, column].map((at) => Math.min(Math.max(Math.round(at), 0), last));
    look(i, j);
  };
  const moves = {
    label: "input",
    role: "input",
    move: goTo,
    step: (/** @type {[number, number]} */ [down, right]) => goTo(state().cell[0] + down, state().cell[1] + right),
  };
  // Who makes a puzzle changes pixels, who solves it does not.
  const [input, open] = [new Grid(moves), new Grid({ ...moves, ...limits, edit: edit("image") })];
  const filter = new Grid({ label: "your filter", role: "filter", ...limits, edit: edit("kernel") });
  const wanted = new Grid({ label: "wanted output", role: "output", look });
  const yours = new Grid({ label: "your output", role: "output", look });
  const compared = grids(yours, wanted); // these two stay side by side where there is room
  const scene = grids(input, open, sign("∗"), filter, sign("="), compared);
  scene.classList.add("scene");
  return { scene, show: showerOf({ input, open, filter, wanted, yours }) };
}

/**
 * What the grids show.
 * @type {(boards: Record<"input" | "open" | "filter" | "wanted" | "yours", Grid>) =>
 *   (state: State, now: Derived) => void}
 */
function showerOf({ input, open, filter, wanted, yours }) {
  return ({ image, kernel, making }, { output, goal, at, off }) => {
    const top = Math.max(1e-9, ...goal.flat().map(Math.abs));
    input.element.hidden = making;
    open.element.hidden = !making;
    (making ? open : input).show({
      values: image,
      light: "grey",
      top: Math.max(BRIGHT, ...image.flat()),
      frame: [...at, SIDE, SIDE],
      where: `row ${at[0]}, column ${at[1]}`,
    });
    filter.show({ values: kernel, title: making ? "your filter, to be hidden" : "your filter" });
    yours.show({
      values: output,
      top,
      chosen: at,
      marked: (i, j) => off[i][j],
      say: (i, j, shown) => (off[i][j] ? `${shown}, not as wanted` : ""),
    });
    wanted.element.hidden = making;
    wanted.show({ values: goal, top, chosen: at });
  };
}

/**
 * All that can be chosen, by name.
 * @param {Context<State>} context
 * @returns {Record<string, Part<State>>}
 */
function controlsOf({ set, state }) {
  /** @type {(names: string[]) => Record<string, string>} */
  const written = (names) => ({ ...options(names, (name) => NAMES[name] ?? name), own: "your own" });
  const image = choice("image", written(Object.keys(PICTURES)), (name) => {
    if (PICTURES[name]) set({ image: PICTURES[name], making: true });
  });
  const filter = choice("filter to hide", written(Object.keys(KERNELS)), (name) => {
    if (KERNELS[name]) set({ kernel: KERNELS[name], making: true });
  });
  return {
    image: { element: image.element, show: (current) => image.show(nameOf(PICTURES, current.image) ?? "own") },
    filter: {
      element: filter.element,
      show: ({ kernel, making }) => {
        filter.element.hidden = !making;
        filter.show(nameOf(KERNELS, kernel) ?? "own");
      },
    },
    make: making(set, state),
  };
}

/**
 * To begin a puzzle, and to hide its filter.
 * @type {(set: Context<State>["set"], state: Context<State>["state"]) => Part<State>}
 */
function making(set, state) {
  const begin = button("Make a puzzle", () => set({ making: true }));
  const hide = button("Hide the filter: this is the puzzle", () => {
    const { image, kernel } = state();
    set({ wanted: conv2d(image, kernel), kernel: NONE, making: false });
  });
  return {
    element: make("div", { class: "make" }, begin, hide),
    show: (current) => {
      begin.hidden = current.making;
      hide.hidden = !current.making;
    },
  };
}

/** The puzzle's address: it can be followed, and copied. */
function addressed() {
  const link = make("a", {}, "The puzzle’s address");
  const said = make("span", { role: "status" });
  const copy = button("Copy it", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = " Copied.";
    } catch {
      said.textContent = " Not allowed here: copy it from the browser’s own field.";
    }
  });
  const element = make("p", { class: "to-send" }, link, " ", copy, said);
  /** @type {(state: State, id: string) => void} */
  const show = ({ image, wanted, making }, id) => {
    const has = Object.entries({ image, wanted, kernel: NONE, making: 0 }).map(([key, value]) =>
      `${id}.${key}=${Array.isArray(value) ? value.map((row) => row.join("_")).join("*") : value}`
    );
    link.href = `?${has.join("&")}#${id}`;
    element.hidden = making;
    said.textContent = "";
  };
  return { element, show };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, section, reset, state, arrange } = context;
  let opened = false;
  const boards = boardsOf(context);
  const [news, setting, many] = ["news", "sum", "fact"].map((name) => make("p", { class: name }));
  const address = addressed();
  const clear = button("All zeros", () => set({ kernel: NONE }));
  const solution = button(
    "Show a solution",
    () => set({ kernel: identifiability(state().image, state().wanted).filter }),
  );
  const arranged = arrange(controlsOf(context), "image", "filter, make");
  root.append(
    controls(...arranged.first, clear, solution, reset),
    boards.scene,
    news,
    setting,
    many,
    arranged.more,
    address.element,
  );

  /** @param {State} current */
  return function show(current) {
    const now = derive(current);
    boards.show(current, now);
    for (const part of [clear, solution]) part.hidden = current.making;
    news.textContent = current.making
      ? "Choose an image and a filter below, or type your own. Then hide the filter."
      : score(now);
    setting.hidden = current.making;
    setting.replaceChildren(`row ${now.at[0]}, column ${now.at[1]}: `, ...equation(current, now));
    many.textContent = uniqueness(now.known, now.all);
    address.show(current, section.id);
    arranged.show(current);
    if (opened) say(news.textContent ?? "");
    opened = true;
  };
}

export { build, check, defaults };
