// The convolution as a matrix: each output has a row, each pixel a column, and where they cross stands a weight.
import { choice, slider } from "./controls.js";
import { conv2d, conv_matrix, mlp_parameters, pad, table } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { Grid, sign } from "./grid.js";
import { MatrixPicture } from "./matrix_picture.js";
import { FILTERS } from "./numbers.js";
import { clamp, factor, nameOf, number, options, within } from "./numerals.js";
import { edited, square } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context, Part } from "./explorable.js" */

/** @typedef {typeof defaults} State */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */
/**
 * What the reader looks at, without choosing it: a row, a column (−1: padding, which has none), a weight.
 * @typedef {{ row: number | null, column: number | null, tap: number | null }} Eye
 */

/** @type {(n: number, first: number) => Rows} */
const counting = (n, first) => table(n, n, (i, j) => first + n * i + j);
const counted = counting(3, 1);
const COUNTED = `${counted[0][0]} to ${Math.max(...counted.flat())}`;
/** @type {Record<string, Rows>} */
const KERNELS = { [COUNTED]: counted, ...FILTERS };
/** @type {["padding" | "stride", string, Record<string, string>][]} */
const CHOICES = [["padding", "p, padding", options([0, 1, 2])], ["stride", "s, stride", options([1, 2, 3])]];
const [LEAST, LONGEST] = [3, 6]; // sides of the image
const SIDE = 3; // of the filter, at most
const LARGEST = 99;
const BRIGHT = 10; // what the book's small images are at their brightest
// `row`: whose window lies on the image; `column`: the pixel that the reader has chosen besides; −1: none.
const defaults = { image: counting(4, 0), kernel: KERNELS[COUNTED], padding: 0, stride: 1, row: 0, column: -1 };

/** @param {State} state */
function check(state) {
  if (!square(state.image, LEAST, LONGEST, LARGEST) || !square(state.kernel, 1, SIDE, LARGEST)) {
    const sides = `a square of ${LEAST} to ${LONGEST} rows, the filter of at most ${SIDE}`;
    return `the image must be ${sides}, with numbers from −${LARGEST} to ${LARGEST}.`;
  }
  if (!CHOICES.every(([key, , known]) => Object.hasOwn(known, state[key]))) return "a number is none of those offered.";
  if (![state.row, state.column].every((at) => within(at, -1, 99))) return "the matrix has no such row or column.";
  return "";
}

/**
 * How many numbers the convolution has, and a dense layer.
 * @param {Rows} matrix
 */
function countsOf(matrix) {
  const entries = matrix.flat().filter(Boolean);
  const all = number(mlp_parameters([matrix[0].length], matrix.length));
  const values = new Set(entries).size;
  const [filled, different] = [entries.length, values].map((count) => make("strong", {}, number(count)));
  const dense = `A dense layer would have ${all} weights to choose.`;
  return [`Of ${all} entries `, filled, " are not zero, with ", different, ` different values. ${dense}`];
}

/**
 * What follows from a state.
 * @param {State} state
 */
function derive({ image, kernel, padding, stride }) {
  const n = image.length;
  const f = kernel.length;
  const output = conv2d(image, kernel, { padding, stride });
  return {
    n,
    f,
    output,
    out: output.length,
    matrix: conv_matrix([n, n], kernel, { padding, stride }),
    // Which weight stands where, counted from 1; a weight may be 0.
    taps: conv_matrix([n, n], counting(f, 1), { padding, stride }),
  };
}

/** @type {(at: number, side: number) => [number, number]} */
const placeOf = (at, side) => [Math.floor(at / side), at % side];
/** @type {(at: number, side: number) => string} */
const told = (at, side) => `row ${placeOf(at, side)[0]}, column ${placeOf(at, side)[1]}`;

/**
 * The row and the column that are shown: what is looked at goes before what is chosen.
 * @type {(state: State, eye: Eye, now: Derived) => { row: number, column: number, pads: boolean, tap: number }}
 */
function aimOf(state, eye, { out, n, taps }) {
  const row = clamp(eye.row ?? state.row, 0, out ** 2 - 1);
  const kept = eye.row === null ? state.column : -1;
  const column = Math.min(eye.column ?? kept, n ** 2 - 1);
  const crossing = column < 0 ? -1 : taps[row][column] - 1;
  return { row, column, pads: eye.column === -1, tap: eye.column === null ? eye.tap ?? crossing : crossing };
}

/**
 * What stands where the row and the column cross, and whose they are.
 * @type {(state: State, now: Derived, aim: ReturnType<typeof aimOf>) => string[]}
 */
function sentences({ image, kernel }, { matrix, taps, n, f, out, output }, { row, column, pads }) {
  /** @param {number[]} line */
  const many = (line) => `${line.filter(Boolean).length} of ${line.length} entries not zero`;
  const rows = `Row ${row} makes the output at ${told(row, out)}: ${many(matrix[row])}.`;
  if (pads) return ["The padding has no column: it is 0, and needs no weight.", rows];
  if (column < 0) return [rows, "Point at a pixel for its column, or at the matrix itself."];
  const owner = `Column ${column} belongs to the pixel at ${told(column, n)}: `;
  const columns = owner + `${many(matrix.map((line) => line[column]))}.`;
  const tap = taps[row][column] - 1;
  if (tap < 0) return ["Where they cross is nothing: this window does not lie on this pixel.", rows, columns];
  const [pixel, weight] = [image.flat()[column], kernel.flat()[tap]];
  const whole = number(output.flat()[row]);
  const share = `${number(pixel)}·${factor(weight)} = ${number(pixel * weight)} of the output’s ${whole}`;
  const whose = `the weight ${number(weight)}, at ${told(tap, f)} of the filter`;
  return [`Where they cross stands ${whose}: ${share}.`, rows, columns];
}

/**
 * What the reader does to the window: a drag goes to the nearest place, a key to the next.
 * @type {(state: () => State, now: () => Derived, choose: (row: number) => void) =>
 *   Pick<import("./grid.js").GridOptions, "move" | "step">}
 */
function moversOf(state, now, choose) {
  /** @type {(row: number, column: number) => void} */
  const goTo = (row, column) => {
    const last = now().out - 1;
    choose(clamp(row, 0, last) * (last + 1) + clamp(column, 0, last));
  };
  return {
    move: (row, column) => goTo(Math.round(row / state().stride), Math.round(column / state().stride)),
    step: ([down, right]) => {
      const [row, column] = placeOf(clamp(state().row, 0, now().out ** 2 - 1), now().out);
      goTo(row + down, column + right);
    },
  };
}

/**
 * The three grids.
 * @param {Context<State>} context
 * @param {{ eye: Eye, mark: () => void, now: () => Derived, choose: (row: number) => void }} does
 */
function boardsOf({ set, state }, { eye, mark, now, choose }) {
  /** @type {(key: "image" | "kernel") => (row: number, column: number, value: number) => void} */
  const edit = (key) => (...cell) => set({ [key]: edited(state()[key], ...cell) });
  /** @param {Partial<Eye>} seen */
  const look = (seen) => {
    Object.assign(eye, seen);
    mark();
  };
  const limits = { min: -LARGEST, max: LARGEST };
  const input = new Grid({
    label: "input",
    role: "input",
    ...limits,
    edit: edit("image"),
    look: (i, j) => {
      if (i === null || j === null) return look({ column: null });
      const { n } = now();
      const [row, column] = [i, j].map((at) => at - state().padding);
      look({ column: [row, column].every((at) => within(at, 0, n - 1)) ? row * n + column : -1 });
    },
    ...moversOf(state, now, choose),
  });
  const filter = new Grid({
    label: "filter",
    role: "filter",
    ...limits,
    edit: edit("kernel"),
    look: (i, j) => look({ tap: i === null || j === null ? null : i * now().f + j }),
  });
  const output = new Grid({
    label: "output",
    role: "output",
    // To point at an output shows its row; to press it, or to walk to it, chooses it.
    look: (i, j, hovering) => {
      const row = i === null || j === null ? null : i * now().out + j;
      look({ row: hovering ? row : null });
      if (row !== null && !hovering) choose(row);
    },
  });

  return {
    parts: [input.element, sign("∗"), filter.element, sign("="), output.element],
    show: showerOf(input, filter, output),
  };
}

/**
 * What the three grids show.
 * @type {(input: Grid, filter: Grid, output: Grid) =>
 *   (current: State, found: Derived, aim: ReturnType<typeof aimOf>) => void}
 */
function showerOf(input, filter, output) {
  return ({ image, kernel, padding, stride }, { n, f, matrix, output: values, out }, aim) => {
    const from = placeOf(aim.row, out);
    const pixel = aim.column < 0 ? null : placeOf(aim.column, n).map((at) => at + padding);
    input.show({
      values: pad(image, padding),
      ring: padding,
      title: `input ${n} × ${n}`,
      light: "grey",
      top: Math.max(BRIGHT, ...image.flat()),
      frame: [from[0] * stride, from[1] * stride, f, f],
      weights: kernel,
      where: `row ${aim.row} of the matrix`,
      chosen: pixel,
    });
    filter.show({ values: kernel, chosen: aim.tap < 0 ? null : placeOf(aim.tap, f) });
    output.show({
      values,
      chosen: from,
      title: `output ${out} × ${out}`,
      marked: (i, j) => Boolean(matrix[i * out + j][aim.column]),
    });
  };
}

/**
 * All that can be changed, by name.
 * @param {Context<State>} context
 * @returns {Record<string, Part<State>>}
 */
function controlsOf({ set }) {
  const offered = { ...options(Object.keys(KERNELS), (name) => name.toLowerCase()), own: "your own" };
  const kernel = choice("filter", offered, (name) => set(KERNELS[name] ? { kernel: KERNELS[name] } : {}));
  const n = slider("n, the image’s side", {
    min: LEAST,
    max: LONGEST,
    words: (side) => `${side} × ${side}`,
    change: (side) => set({ image: counting(side, 0) }),
  });
  const others = CHOICES.map(([key, label, known]) => {
    const { element, show } = choice(label, known, (value) => set({ [key]: Number(value) }));
    return [key, { element, show: (/** @type {State} */ state) => show(state[key]) }];
  });
  return {
    n: { element: n.element, show: ({ image }) => n.show(image.length) },
    kernel: { element: kernel.element, show: (state) => kernel.show(nameOf(KERNELS, state.kernel) ?? "own") },
    ...Object.fromEntries(others),
  };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, state, reset, arrange } = context;
  /** @type {Derived} */
  let now;
  let heard = "";
  /** @type {Eye} */
  const eye = { row: null, column: null, tap: null };
  /** @type {(row: number) => void} */
  const choose = (row) => {
    if (row !== state().row) set({ row, column: -1 }, { quiet: true });
  };
  const boards = boardsOf(context, { eye, mark: () => mark(), now: () => now, choose });
  const picture = new MatrixPicture({
    look: (place) => {
      [eye.row, eye.column] = place ?? [null, null];
      mark();
    },
    press: ([row, column]) => set({ row, column }, { quiet: true }),
  });
  const counts = make("p", { class: "counts" });
  const words = make("div", { class: "words" });
  const mark = () => {
    const aim = aimOf(state(), eye, now);
    boards.show(state(), now, aim);
    picture.draw(now.taps, state().kernel.flat());
    picture.aim(aim.row, aim.column, aim.tap);
    const lines = sentences(state(), now, aim);
    words.replaceChildren(...lines.map((line) => make("p", { class: "fact" }, line)));
    const news = `${picture.title()}. `;
    if (heard) say((news === heard ? "" : news) + lines[0]);
    heard = news;
  };
  const arranged = arrange(controlsOf(context), "n", ["kernel", "padding", "stride"].join());
  const scene = make("div", { class: "grids" }, ...boards.parts);
  root.append(controls(...arranged.first, reset), scene, picture.element, counts, words, arranged.more);

  /** @param {State} current */
  return function show(current) {
    now = derive(current);
    counts.replaceChildren(...countsOf(now.matrix));
    if (eye.tap !== null && eye.tap >= current.kernel.flat().length) eye.tap = null;
    mark();
    arranged.show(current);
  };
}

export { build, check, defaults };
