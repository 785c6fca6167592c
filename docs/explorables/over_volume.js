// Convolution over volume: 27 products of three windows with a filter's three slices, and its bias, are one number.
import { conv2d } from "./convdemo.js";
import { button, controls, factor, field, make, number, player, toggle, within } from "./explorable.js";
import { Grid, edited, sized } from "./grid.js";
import { FILTERS } from "./numbers.js";

const [N, F, OUT] = [6, 3, 4]; // sides of input, slice and output
const CHANNELS = ["red", "green", "blue"];
const [NUMBER, PLACE, ALL] = [28, 56, 896]; // steps: the products and the bias of a number, then both filters, then all places

// A filter's slices stand one below the other. The figure's data-start has red, green, blue, filter1 and filter2.
const defaults = { bias: [0, 0], reads: [1, 1, 1], step: PLACE + NUMBER - 1 };

function check(state) {
  const { bias, reads, step } = state;
  if (!CHANNELS.every((name) => sized(state[name], N, N, 999)) || !sized([...state.filter1, ...state.filter2], 18, F, 999) || !sized([bias], 1, 2, 999)) {
    return "channels have 6 × 6 numbers, filters 9 × 3, biases 2, from −999 to 999.";
  }
  return /^[01],[01],[01]$/.test(reads) && within(step, 0, ALL - 1) ? "" : "there is no such step or channel.";
}

const [filter1, filter2] = [FILTERS.VERTICAL, FILTERS.HORIZONTAL].map((rows) => [...rows, ...rows, ...rows]);
// Place after place, and there filter after filter; `done` counts the products, and the bias as the last.
const read = ({ step }) => ({
  row: Math.floor(step / PLACE / OUT), column: Math.floor(step / PLACE) % OUT, k: Math.floor(step / NUMBER) % 2, done: (step % NUMBER) + 1,
});
// The slices of filter k; a channel that is not read meets zeros.
const slices = (state, k) => CHANNELS.map((_, c) => state[`filter${k + 1}`].slice(c * F, c * F + F).map((row) => row.map((value) => value * state.reads[c] + 0)));
// Channel k of the output: a plain convolution for each channel of the input, added together, and the bias.
const conv_forward = (state, k) => slices(state, k)
  .map((slice, c) => conv2d(state[CHANNELS[c]], slice))
  .reduce((sum, map) => sum.map((row, i) => row.map((value, j) => value + map[i][j])), Array(OUT).fill(Array(OUT).fill(state.bias[k])));

function build({ root, set, say, fault, state, reset }) {
  const go = (step) => { moves.stop(); set({ step: (step + ALL) % ALL }, { quiet: true }); };
  const put = (key, at, value) => ({ [key]: state()[key].map((old, i) => (i === at ? value : old)) });

  const layers = CHANNELS.map((name, c) => {
    const input = new Grid({ label: name, role: "input", edit: (...cell) => set({ [name]: edited(state()[name], ...cell) }) });
    const slice = new Grid({ label: `${name} slice`, role: "filter", edit: (row, ...cell) => {
      const key = `filter${read(state()).k + 1}`;
      set({ [key]: edited(state()[key], c * F + row, ...cell), ...put("reads", c, 1) });
    } });
    const reads = toggle(`reads ${name}`, (on) => set(put("reads", c, Number(on))));
    slice.element.append(reads.element);
    return { name, input, slice, reads, terms: make("p", { class: "sum" }) };
  });
  // A number of the output is chosen by press or focus; a pointer that only passes over it chooses nothing.
  const outputs = [0, 1].map((k) => {
    const grid = new Grid({ label: `channel ${k + 1}`, role: "output" });
    for (const kind of ["focusin", "click"]) grid.table.addEventListener(kind, () => grid.table.querySelector(".chosen:focus") ?? go((grid.at[0] * OUT + grid.at[1]) * PLACE + (k + 1) * NUMBER - 1));
    return grid;
  });

  // It plays to the end of a place: both channels of the output.
  const moves = player(() => {
    const step = (state().step + 1) % ALL;
    set({ step }, { remember: false });
    return step % PLACE < PLACE - 1;
  }, { pace: 300, stopped: () => set({}, { quiet: true }) });
  const press = (label, by) => button(label, () => go(state().step + by(read(state()).done)));
  const bias = field("bias of this filter", { min: -999, max: 999, step: 10, change: (value) => set(put("bias", read(state()).k, value)) });
  const total = make("p", { class: "sum" });
  reset.addEventListener("click", moves.stop);
  const grids = (...boards) => make("div", { class: "grids" }, ...boards.map((board) => board.element));
  root.append(make("div", { class: "volume" },
    make("div", {}, ...layers.map(({ input, slice }) => grids(input, slice))),
    make("div", {},
      controls(moves.play, press("Back", () => -1), press("Step", () => 1), press("Next sum", (done) => (done === 27 ? 1 : 9 - (done % NUMBER % 9)))),
      ...layers.map(({ terms }) => terms), total, grids(...outputs),
      controls(bias, button("All slices alike", () => set({ filter1, filter2 }))),
      fault, controls(reset))));

  let opened = false;
  return function show(current) {
    const { row, column, k, done } = read(current);
    const used = slices(current, k);
    let news = "";
    const sums = layers.map(({ name, input, slice, reads, terms }, c) => {
      const parts = used[c].flatMap((weights, u) => weights.map((weight, v) => [current[name][row + u][column + v], weight]));
      const made = Math.min(9, done - 9 * c); // products
      const sum = parts.reduce((before, [x, w], i) => before + (i < made ? x * w : 0), 0);
      const newest = made > 0 && done <= 9 * c + 9 && [Math.floor((made - 1) / F), (made - 1) % F];
      if (newest) news = `${name}: ${parts[made - 1].map(factor).join(" times ")}, sum ${number(sum)}.`;
      input.show({ values: current[name], frame: [row, column, F, F], chosen: newest && [row + newest[0], column + newest[1]] });
      slice.show({ values: used[c], chosen: newest, title: `filter ${k + 1}, ${name}` });
      reads.show(current.reads[c] === 1);
      terms.replaceChildren(`${name}: `, ...parts.flatMap(([x, w], i) => [i ? " + " : "", ...(i < made
        ? [make("i", {}, factor(x)), "·", make("b", {}, factor(w))]
        : [make("span", { class: "letters" }, `${factor(x)}·${factor(w)}`)])]), made === 9 ? ` = ${number(sum)}` : "");
      return made === 9 ? factor(sum) : "…";
    });
    outputs.forEach((grid, i) => {
      const values = conv_forward(current, i);
      if (i !== k) { grid.show({ values }); return; }
      const value = number(values[row][column]);
      grid.show({ values: done < NUMBER ? edited(values, row, column, null) : values, chosen: [row, column] });
      total.replaceChildren(`${sums.join(" + ")} + bias `, make("b", {}, factor(current.bias[k])), " = ", done < NUMBER ? "…" : make("strong", {}, value));
      if (done === NUMBER) news = `Channel ${k + 1}, row ${row}, column ${column}: ${value}.`;
    });
    bias.show(current.bias[k]);
    if (opened && !moves.playing()) say(news);
    opened = true;
  };
}

export { defaults, check, build };
