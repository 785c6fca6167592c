// Convolution over volume: 27 products of three windows with a filter's three slices, and its bias, are one number.
import { button, field, player, toggle } from "./controls.js";
import { conv2d, table } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { Grid, grids } from "./grid.js";
import { FILTERS } from "./numbers.js";
import { factor, number, products, within } from "./numerals.js";
import { edited, emptied, sized } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */

/** @typedef {"red" | "green" | "blue"} Channel */
/** @typedef {"filter1" | "filter2"} FilterKey */
/**
 * A filter's slices stand one below the other. The figure's data-start has the channels and the filters.
 * @typedef {typeof defaults & Record<Channel | FilterKey, Rows>} State
 */

// Sides of input, slice and output
const N = 6;
const F = 3;
const OUT = 4;
const LARGEST = 999;
/** @type {Channel[]} */
const CHANNELS = ["red", "green", "blue"];
// Steps: the products and the bias of a number, then both filters, then all places
const NUMBER = 28;
const PLACE = 2 * NUMBER;
const ALL = PLACE * OUT * OUT;
const TAPS = F * F;

const defaults = { bias: [0, 0], reads: [1, 1, 1], step: PLACE + NUMBER - 1 };

/** @param {State} state */
function check(state) {
  const { bias, reads, step } = state;
  const filters = [...state.filter1, ...state.filter2];
  const [rows, biases] = [CHANNELS.length * F, defaults.bias.length];
  const numbers = sized(filters, 2 * rows, F, LARGEST) && sized([bias], 1, biases, LARGEST);
  if (!numbers || !CHANNELS.every((name) => sized(state[name], N, N, LARGEST))) {
    const sizes = `channels have ${N} × ${N} numbers, filters ${rows} × ${F}, biases ${biases}`;
    return `${sizes}, from −${LARGEST} to ${LARGEST}.`;
  }
  const known = /^[01],[01],[01]$/.test(String(reads)) && within(step, 0, ALL - 1);
  return known ? "" : "there is no such step or channel.";
}

const [filter1, filter2] = [FILTERS.VERTICAL, FILTERS.HORIZONTAL].map((rows) => [...rows, ...rows, ...rows]);
/** @type {(k: number) => FilterKey} */
const keyOf = (k) => (k === 0 ? "filter1" : "filter2");

/**
 * Place after place, and there filter after filter; `done` counts the products, and the bias as the last.
 * @param {State} state
 */
const read = ({ step }) => ({
  row: Math.floor(step / PLACE / OUT),
  column: Math.floor(step / PLACE) % OUT,
  k: Math.floor(step / NUMBER) % 2,
  done: (step % NUMBER) + 1,
});

/**
 * The slices of filter k; a channel that is not read meets zeros.
 * @type {(state: State, k: number) => Rows[]}
 */
const slices = (state, k) =>
  CHANNELS.map((_, c) => {
    const slice = state[keyOf(k)].slice(c * F, c * F + F);
    return slice.map((row) => row.map((value) => value * state.reads[c] + 0));
  });

/**
 * Channel k of the output: a plain convolution for each channel of the input, added together, and the bias.
 * @type {(state: State, k: number) => Rows}
 */
const conv_forward = (state, k) =>
  slices(state, k)
    .map((slice, c) => conv2d(state[CHANNELS[c]], slice))
    .reduce(
      (sum, map) => sum.map((row, i) => row.map((value, j) => value + map[i][j])),
      table(OUT, OUT, () => state.bias[k]),
    );

/**
 * One channel of the input, the slice that reads it, and the sum of their products.
 * @param {number} c
 * @param {Context<State>} context
 */
function layer(c, { state, set }) {
  const name = CHANNELS[c];
  /** @param {number} on */
  const reading = (on) => state().reads.with(c, on);
  const input = new Grid({
    label: name,
    role: "input",
    edit: (...cell) => set({ [name]: edited(state()[name], ...cell) }),
  });
  const slice = new Grid({
    label: `${name} slice`,
    role: "filter",
    edit: (row, ...cell) => {
      const key = keyOf(read(state()).k);
      set({ [key]: edited(state()[key], c * F + row, ...cell), reads: reading(1) });
    },
  });
  const reads = toggle(`reads ${name}`, (on) => set({ reads: reading(Number(on)) }));
  const terms = make("p", { class: "sum" });
  slice.element.append(reads.element);

  /** @type {(current: State, used: Rows) => { sum: string, news: string }} what is added up so far, and what is new */
  const show = (current, used) => {
    const { row, column, k, done } = read(current);
    const pairs = used.flatMap((weights, u) =>
      weights.map((weight, v) => [current[name][row + u][column + v], weight])
    );
    const made = Math.min(TAPS, done - TAPS * c); // products
    const sum = pairs.slice(0, Math.max(0, made)).reduce((before, [x, w]) => before + x * w, 0);
    const now = made > 0 && done <= TAPS * c + TAPS;
    const newest = now && [Math.floor((made - 1) / F), (made - 1) % F];
    input.show({
      values: current[name],
      frame: [row, column, F, F],
      chosen: newest && [row + newest[0], column + newest[1]],
    });
    slice.show({ values: used, chosen: newest, title: `filter ${k + 1}, ${name}` });
    reads.show(current.reads[c] === 1);
    terms.replaceChildren(`${name}: `, ...written(pairs, made), made === TAPS ? ` = ${number(sum)}` : "");
    return {
      sum: made === TAPS ? factor(sum) : "…",
      news: now ? `${name}: ${pairs[made - 1].map(factor).join(" times ")}, sum ${number(sum)}.` : "",
    };
  };
  return { board: grids(input, slice), terms, show };
}

/**
 * The products, of which the first are made.
 * @type {(pairs: number[][], made: number) => (HTMLElement | string)[]}
 */
function written(pairs, made) {
  const done = Math.max(0, made);
  const letters = pairs.slice(done).flatMap(([x, w], i) => [
    i + done ? " + " : "",
    make("span", { class: "letters" }, `${factor(x)}·${factor(w)}`),
  ]);
  return [...products(pairs.slice(0, done)), ...letters];
}

/**
 * A channel of the output. A number is chosen by press or focus; a pointer that only passes over it chooses nothing.
 * @param {number} k
 * @param {(step: number) => void} go
 */
function outputBoard(k, go) {
  const grid = new Grid({ label: `channel ${k + 1}`, role: "output" });
  const choose = () => {
    if (grid.table.querySelector(".chosen:focus")) return;
    go((grid.at[0] * OUT + grid.at[1]) * PLACE + (k + 1) * NUMBER - 1);
  };
  for (const kind of ["focusin", "click"]) grid.table.addEventListener(kind, choose);
  return grid;
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, fault, state, reset } = context;
  let opened = false;
  /** @param {number} step */
  const go = (step) => {
    moves.stop();
    set({ step: (step + ALL) % ALL }, { quiet: true });
  };
  // It plays to the end of a place: both channels of the output.
  const moves = player(() => {
    const step = (state().step + 1) % ALL;
    set({ step }, { remember: false });
    return step % PLACE < PLACE - 1;
  }, { pace: 300, stopped: () => set({}, { quiet: true }) });
  /** @type {(label: string, by: (done: number) => number) => HTMLElement} */
  const press = (label, by) => button(label, () => go(state().step + by(read(state()).done)));

  const layers = CHANNELS.map((_, c) => layer(c, context));
  const outputs = [0, 1].map((k) => outputBoard(k, go));
  const bias = field("bias of this filter", {
    min: -999,
    max: 999,
    step: 10,
    change: (value) => set({ bias: state().bias.with(read(state()).k, value) }),
  });
  const total = make("p", { class: "sum" });
  const nextSum = press("Next sum", (done) => (done === 27 ? 1 : TAPS - (done % NUMBER % TAPS)));
  const steps = controls(moves.play, press("Back", () => -1), press("Step", () => 1), nextSum);
  const sums = [...layers.map(({ terms }) => terms), total];
  const alike = button("All slices alike", () => set({ filter1, filter2 }));
  const right = make("div", {}, steps, ...sums, grids(...outputs), controls(bias, alike), fault, controls(reset));
  const left = make("div", {}, ...layers.map(({ board }) => board));
  root.append(make("div", { class: "volume" }, left, right));
  reset.addEventListener("click", moves.stop);

  // The number that is made now: its sum, and what is said of it.
  /** @type {(current: State, values: Rows, parts: string[]) => string} */
  const showTotal = (current, values, parts) => {
    const { row, column, k, done } = read(current);
    const value = number(values[row][column]);
    const ended = done === NUMBER;
    outputs[k].show({ values: ended ? values : emptied(values, row, column), chosen: [row, column] });
    const added = make("b", {}, factor(current.bias[k]));
    total.replaceChildren(`${parts.join(" + ")} + bias `, added, " = ", ended ? make("strong", {}, value) : "…");
    return ended ? `Channel ${k + 1}, row ${row}, column ${column}: ${value}.` : "";
  };
  /** @param {State} current */
  return function show(current) {
    const { k } = read(current);
    const used = slices(current, k);
    const shown = layers.map(({ show }, c) => show(current, used[c]));
    outputs[1 - k].show({ values: conv_forward(current, 1 - k) });
    const made = showTotal(current, conv_forward(current, k), shown.map(({ sum }) => sum));
    bias.show(current.bias[k]);
    if (opened && !moves.playing()) say(made || shown.map(({ news }) => news).join(""));
    opened = true;
  };
}

export { build, check, defaults };
