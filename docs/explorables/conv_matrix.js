// The convolution as a matrix: each output has a row, each pixel a column.
import { choice } from "./controls.js";
import { conv2d, conv_matrix, mlp_parameters, pad, table } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { Grid, sign } from "./grid.js";
import { FILTERS } from "./numbers.js";
import { clamp, nameOf, number, options, within } from "./numerals.js";
import { edited, square } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */

/** @typedef {typeof defaults} State */

/** @type {(n: number, first: number) => Rows} */
const counting = (n, first) => table(n, n, (i, j) => first + n * i + j);
const counted = counting(3, 1);
const COUNTED = `${counted[0][0]} to ${Math.max(...counted.flat())}`;
/** @type {Record<string, Rows>} */
const KERNELS = { [COUNTED]: counted, ...FILTERS };
/** @type {["padding" | "stride", string, Record<string, string>][]} */
const CHOICES = [["padding", "p, padding", options([0, 1, 2])], ["stride", "s, stride", options([1, 2, 3])]];
const SIDES = [3, 4, 5, 6]; // of the image
const [LEAST, LONGEST] = [SIDES[0], Math.max(...SIDES)];
const SIDE = 3; // of the filter, at most
const LARGEST = 99;
// `row` and `column`: where the reader looks in the matrix; −1: nowhere.
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
 * How the entries are told apart where there is no room for their numbers.
 * @type {(rows: number, columns: number, longest: number) => string}
 */
function marksFor(rows, columns, longest) {
  if (rows > 25 || longest > 3) return "marks";
  return columns > 16 || longest > 2 ? "marks-narrow" : "";
}

/** @param {(row: number, column: number) => void} look a place of the matrix is pointed at */
function matrixPicture(look) {
  /** @type {Rows} */
  let shown = [];
  const matrix = make("div", { class: "matrix", role: "img", onpointermove: point, onpointerdown: point });
  const [title, key] = ["grid-name filter", "key"].map((name) => make("p", { class: name }));
  const element = make("div", { class: "whole" }, title, matrix, key);

  /** @param {PointerEvent} event */
  function point({ clientX, clientY }) {
    const { left, top, width, height } = matrix.getBoundingClientRect();
    /** @type {(share: number, many: number) => number} */
    const place = (share, many) => clamp(Math.floor(share * many), 0, many - 1);
    look(place((clientY - top) / height, shown.length), place((clientX - left) / width, shown[0].length));
  }
  // Draws what is not zero. A weight has a shade and, where there is no room for its number, a mark.
  /** @type {(entries: Rows, different: number[]) => void} */
  const draw = (entries, different) => {
    shown = entries;
    const [rows, columns] = [entries.length, entries[0].length];
    const top = Math.max(...different.map(Math.abs));
    /** @type {(weight: number, area: string) => HTMLElement} */
    const entry = (weight, area) => {
      const mark = different.indexOf(weight);
      const look = `--shade: ${Math.abs(weight) / top}; --x: ${mark % 3}; --y: ${Math.floor(mark / 3)}`;
      return make("i", { style: `grid-area: ${area}; ${look}` }, number(weight));
    };
    const longest = Math.max(0, ...different.map((weight) => number(weight).length));
    matrix.style.cssText = `--rows: ${rows}; --columns: ${columns}`;
    element.className = `whole ${marksFor(rows, columns, longest)}`;
    const placed = entries.flatMap((line, r) =>
      line.flatMap((weight, c) => (weight ? [entry(weight, `${r + 1} / ${c + 1}`)] : []))
    );
    matrix.replaceChildren(...placed);
    key.replaceChildren(...different.flatMap((weight) => [entry(weight, "auto"), ` ${number(weight)} `]));
    title.textContent = `the same as a matrix, ${rows} × ${columns}`;
    const words = `${placed.length} of ${mlp_parameters([columns], rows)} entries are not zero`;
    matrix.setAttribute("aria-label", `${title.textContent}: ${words}`);
  };
  /** @type {(row: number | null, column: number | null) => void} */
  const frame = (row, column) => {
    if (row !== null) matrix.append(make("b", { style: `grid-area: ${row + 1} / 1 / auto / -1` }));
    if (column !== null) matrix.append(make("b", { class: "column", style: `grid-area: 1 / ${column + 1} / -1` }));
  };
  return { element, draw, frame, title: () => title.textContent ?? "" };
}

// How many numbers the convolution has, and a dense layer.
function comparison() {
  const counts = make("tbody");
  const heads = ["convolution", "dense"].map((name) => make("th", { scope: "col" }, name));
  const element = make("table", {}, make("thead", {}, make("tr", {}, make("td"), ...heads)), counts);
  /** @type {(dense: number, notZero: number, different: number) => void} */
  const show = (dense, notZero, different) => {
    /** @type {(name: string, count: number) => HTMLElement} */
    const row = (name, count) => {
      const cells = [count, dense].map((many) => make("td", {}, number(many)));
      return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
    };
    counts.replaceChildren(row("entries", dense), row("not zero", notZero), row("different", different));
  };
  return { element, show };
}

/**
 * A row or a column: whose it is, and all of its entries.
 * @type {(name: string, place: number[] | null, line: number[]) => (HTMLElement | string)[]}
 */
function written(name, place, line) {
  if (!place) return [];
  const [row, column] = place;
  const many = `${line.filter(Boolean).length} of ${line.length} entries not zero`;
  const entries = line.flatMap((weight) => [weight ? make("b", {}, number(weight)) : "0", " "]);
  return [`${name} at row ${row}, column ${column}: ${many}. `, make("span", { class: "sum" }, ...entries)];
}

/** @type {(at: number, side: number) => number[] | null} */
const placeOf = (at, side) => (at < 0 ? null : [Math.floor(at / side), at % side]);

/**
 * What follows from a state.
 * @param {State} state
 */
function derive({ image, kernel, padding, stride, row, column }) {
  const n = image.length;
  const matrix = conv_matrix([n, n], kernel, { padding, stride });
  const output = conv2d(image, kernel, { padding, stride });
  const out = output.length;
  const at = Math.min(row, out ** 2 - 1);
  const pixelAt = Math.min(column, n ** 2 - 1);
  return { n, matrix, output, out, row: at, column: pixelAt, from: placeOf(at, out), pixel: placeOf(pixelAt, n) };
}
/** @typedef {ReturnType<typeof derive>} Derived */

/**
 * The three grids.
 * @param {Context<State>} context
 * @param {(row: number, column: number) => void} look
 */
function boardsOf({ set, state }, look) {
  /** @type {(key: "image" | "kernel") => (row: number, column: number, value: number) => void} */
  const edit = (key) => (...cell) => set({ [key]: edited(state()[key], ...cell) });
  /** @type {(i: number | null, j: number | null) => void} */
  const lookAtInput = (i, j) => {
    if (i === null || j === null) return;
    const { image: { length: n }, padding: p } = state();
    const inside = [i, j].every((at) => at >= p && at < n + p);
    look(-1, inside ? (i - p) * n + j - p : -1);
  };
  /** @type {(i: number | null, j: number | null) => void} */
  const lookAtOutput = (i, j) => {
    if (i !== null && j !== null) look(i * output.values.length + j, -1);
  };
  const input = new Grid({ label: "input", role: "input", min: -99, max: 99, edit: edit("image"), look: lookAtInput });
  const filter = new Grid({ label: "filter", role: "filter", min: -99, max: 99, edit: edit("kernel") });
  const output = new Grid({ label: "output", role: "output", look: lookAtOutput });

  /** @type {(now: Derived, state: State) => void} */
  const show = ({ n, matrix, output: values, out, column, from, pixel }, { image, kernel, padding, stride }) => {
    input.show({
      values: pad(image, padding),
      ring: padding,
      title: `input ${n} × ${n}`,
      frame: from && [from[0] * stride, from[1] * stride, kernel.length, kernel.length],
      chosen: pixel && pixel.map((at) => at + padding),
    });
    filter.show({ values: kernel });
    output.show({
      values,
      chosen: from,
      title: `output ${out} × ${out}`,
      marked: (i, j) => Boolean(matrix[i * out + j][column]),
    });
  };
  return { parts: [input.element, sign("∗"), filter.element, sign("="), output.element], show };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, fault, state, reset } = context;
  let told = "";
  /** @type {(row: number, column: number) => void} */
  const look = (row, column) => {
    if (row !== state().row || column !== state().column) set({ row, column }, { quiet: true });
  };
  const boards = boardsOf(context, look);
  const picture = matrixPicture(look);
  const counts = comparison();
  const words = make("p", { class: "fact" });
  const offered = { ...options(Object.keys(KERNELS), (name) => name.toLowerCase()), own: "your own" };
  const kernels = choice("filter", offered, (name) => set(KERNELS[name] ? { kernel: KERNELS[name] } : {}));
  const side = choice("n, the image’s side", options(SIDES), (n) => set({ image: counting(Number(n), 0) }));
  const choices = CHOICES.map(([key, label, known]) => choice(label, known, (value) => set({ [key]: Number(value) })));
  root.append(make("div", { class: "grids" }, ...boards.parts, counts.element), picture.element, words);
  root.append(controls(kernels, side, ...choices, reset), fault);

  /** @param {Derived} now */
  const tell = ({ matrix, row, column, from, pixel }) => {
    words.replaceChildren(
      ...written(`Row ${row} makes the output`, from, matrix[row]),
      ...written(`Column ${column} belongs to the pixel`, pixel, matrix.map((line) => line[column])),
      from || pixel ? "" : "The padding has no column: it is 0, and needs no weight.",
    );
    const title = picture.title();
    if (told) say((title === told ? "" : `${title}. `) + words.textContent);
    told = title;
  };
  /** @param {State} current */
  return function show(current) {
    const now = derive(current);
    const { matrix, row, column, from, pixel } = now;
    const entries = matrix.flat().filter(Boolean);
    const different = [...new Set(current.kernel.flat())].filter((weight) => entries.includes(weight));
    picture.draw(matrix, different);
    picture.frame(from && row, pixel && column);
    counts.show(mlp_parameters([matrix[0].length], matrix.length), entries.length, different.length);
    boards.show(now, current);
    kernels.show(nameOf(KERNELS, current.kernel) ?? "own");
    side.show(now.n);
    CHOICES.forEach(([key], i) => choices[i].show(current[key]));
    tell(now);
  };
}

export { build, check, defaults };
