// Convolution over volume: 27 products of three windows with a filter's three slices, and its bias, are one number.
import { choosing } from "./choosing.js";
import { button, field, player, still, toggle } from "./controls.js";
import { conv2d, table } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { Grid } from "./grid.js";
import { flyer } from "./motion.js";
import { FILTERS } from "./numbers.js";
import { clamp, factor, number, products, same, within } from "./numerals.js";
import { edited, emptied, sized } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context, Part } from "./explorable.js" */
/** @import { Product } from "./motion.js" */

/** @typedef {"red" | "green" | "blue"} Channel */
/** @typedef {"filter1" | "filter2"} FilterKey */
/**
 * A filter's slices stand one below the other. The figure's data-start has the channels and the filters.
 * @typedef {typeof defaults & Record<Channel | FilterKey, Rows>} State
 */
/** @typedef {[number, number]} Place */
/**
 * What is looked at: an output, of the filter that made it.
 * @typedef {{ cell: Place, filter: number }} Seen
 */
/**
 * How far the sum has come: its products are made, the sums of the channels are, all of it is.
 * @typedef {0 | 1 | 2} Stage
 */

// Sides of input, slice and output
const N = 6;
const F = 3;
const OUT = 4;
const LARGEST = 999;
const BRIGHT = 10; // what the book's small images are at their brightest
/** @type {Channel[]} */
const CHANNELS = ["red", "green", "blue"];
const FILTERS_OF_ALL = [1, 2];

const defaults = { bias: [0, 0], reads: [1, 1, 1], cell: [0, 0], filter: 1 };

/** @param {State} state */
function check(state) {
  const { bias, reads, cell, filter } = state;
  const filters = [...state.filter1, ...state.filter2];
  const [rows, biases] = [CHANNELS.length * F, defaults.bias.length];
  const numbers = sized(filters, 2 * rows, F, LARGEST) && state.filter1.length === rows;
  if (!numbers || !sized([bias], 1, biases, LARGEST) || !CHANNELS.every((name) => sized(state[name], N, N, LARGEST))) {
    const sizes = `channels have ${N} × ${N} numbers, filters ${rows} × ${F}, biases ${biases}`;
    return `${sizes}, from −${LARGEST} to ${LARGEST}.`;
  }
  if (!/^[01],[01],[01]$/.test(String(reads)) || !FILTERS_OF_ALL.includes(filter)) {
    return "there is no such channel or filter.";
  }
  return cell.length === 2 && cell.every((at) => within(at, 0, OUT - 1)) ? "" : "there is no such place.";
}

const [filter1, filter2] = [FILTERS.VERTICAL, FILTERS.HORIZONTAL].map((rows) => [...rows, ...rows, ...rows]);
/** @type {(filter: number) => FilterKey} */
const keyOf = (filter) => (filter === 1 ? "filter1" : "filter2");

/**
 * A slice as it is, whether its channel is read or not.
 * @type {(state: State, filter: number, c: number) => Rows}
 */
const sliceOf = (state, filter, c) => state[keyOf(filter)].slice(c * F, c * F + F);

/**
 * The slices of a filter; a channel that is not read meets zeros.
 * @type {(state: State, filter: number) => Rows[]}
 */
const slices = (state, filter) =>
  CHANNELS.map((_, c) => sliceOf(state, filter, c).map((row) => row.map((value) => value * state.reads[c] + 0)));

/**
 * A channel of the output: a plain convolution for each channel of the input, added together, and the bias.
 * @type {(state: State, filter: number) => Rows}
 */
const conv_forward = (state, filter) =>
  slices(state, filter)
    .map((slice, c) => conv2d(state[CHANNELS[c]], slice))
    .reduce(
      (sum, map) => sum.map((row, i) => row.map((value, j) => value + map[i][j])),
      table(OUT, OUT, () => state.bias[filter - 1]),
    );

/**
 * The numbers under the window in a channel, each with the weight that it meets.
 * @type {(image: Rows, weights: Rows, place: Place) => number[][][]}
 */
const pairsOf = (image, weights, [row, column]) =>
  weights.map((line, u) => line.map((weight, v) => [image[row + u][column + v], weight]));

/** @type {(pairs: number[][][]) => number} */
const sumOf = (pairs) => pairs.flat().reduce((total, [x, w]) => total + x * w, 0);

/**
 * What the reader does to the window, in whichever channel: a drag goes to the nearest place, a key to the next.
 * @type {(state: () => State, goTo: (place: Place) => void) => Pick<import("./grid.js").GridOptions, "move" | "step">}
 */
function moversOf(state, goTo) {
  /** @param {number} at */
  const held = (at) => clamp(Math.round(at), 0, OUT - 1);
  return {
    move: (row, column) => {
      /** @type {Place} */
      const place = [held(row), held(column)];
      if (!same(place, state().cell)) goTo(place);
    },
    step: ([down, right]) => goTo([held(state().cell[0] + down), held(state().cell[1] + right)]),
  };
}

/**
 * A channel of the input with the sum of its products, and the slice that reads it.
 * @param {number} c
 * @param {Context<State>} context
 * @param {(place: Place) => void} goTo
 */
function layer(c, { state, set }, goTo) {
  const name = CHANNELS[c];
  /** @param {number} on */
  const reading = (on) => state().reads.with(c, on);
  const input = new Grid({
    label: name,
    role: "input",
    edit: (...cell) => set({ [name]: edited(state()[name], ...cell) }),
    ...moversOf(state, goTo),
  });
  input.frame.ariaLabel = `window in ${name}`;
  const slice = new Grid({
    label: `${name} slice`,
    role: "filter",
    edit: (row, ...cell) => {
      const key = keyOf(state().filter);
      set({ [key]: edited(state()[key], c * F + row, ...cell), reads: reading(1) });
    },
  });
  const reads = toggle(`reads ${name}`, (on) => set({ reads: reading(Number(on)) }));
  slice.element.append(reads.element);
  const total = make("strong", {});
  const terms = make("p", { class: "sum" });
  /** @type {(pairs: number[][][]) => HTMLElement[]} */
  const lines = (pairs) => pairs.map((line, u) => make("span", {}, ...(u ? ["+ "] : []), ...products(line)));

  /** @type {(current: State, seen: Seen, used: Rows, stage: Stage) => string} its sum, once it is made */
  const show = (current, { cell, filter }, used, stage) => {
    const pairs = pairsOf(current[name], used, cell);
    const sum = sumOf(pairs);
    input.show({
      values: current[name],
      frame: [...cell, F, F],
      weights: used,
      where: `row ${cell[0]}, column ${cell[1]}; sum ${number(sum)}`,
      light: name,
      top: Math.max(BRIGHT, ...current[name].flat()),
    });
    slice.show({ values: used, title: `filter ${filter}, ${name}` });
    // What meets zeros anyway has no switch.
    reads.element.hidden = current.reads[c] === 1 && !sliceOf(current, filter, c).flat().some(Boolean);
    reads.show(current.reads[c] === 1);
    total.textContent = stage ? number(sum) : "…";
    terms.replaceChildren(...lines(pairs), make("span", {}, "= ", total));
    return stage ? factor(sum) : "…";
  };
  /** @type {(current: State, place: Place, used: Rows) => Product[]} */
  const flight = (current, [row, column], used) =>
    pairsOf(current[name], used, [row, column]).flatMap((line, u) =>
      line.map(([x, w], v) => ({ cell: input.cells[row + u][column + v], text: number(x * w + 0) }))
    );
  return { channel: make("div", { class: "channel" }, input.element, terms), slice, total, show, flight };
}

/**
 * A channel of the output. To point at a number shows its window; to press it, or Enter, goes there.
 * @param {number} filter
 * @param {{ point: (seen: Seen | null) => void, go: (seen: Seen) => void }} does
 */
function outputBoard(filter, { point, go }) {
  const grid = new Grid({
    label: `channel ${filter}`,
    role: "output",
    look: (row, column, hovering) => {
      point(hovering && row !== null && column !== null ? { cell: [row, column], filter } : null);
    },
  });
  choosing(grid, (...cell) => go({ cell, filter }));
  return grid;
}

/**
 * All that can be changed, by name; the page says which comes first.
 * @param {Context<State>} context
 * @param {HTMLElement} pacer
 * @returns {Record<string, Part<State>>}
 */
function controlsOf({ set, state }, pacer) {
  const choices = FILTERS_OF_ALL.map((filter) => button(`filter ${filter}`, () => set({ filter })));
  const biases = FILTERS_OF_ALL.map((filter) =>
    field(`bias of filter ${filter}`, {
      min: -LARGEST,
      max: LARGEST,
      step: 10,
      change: (value) => set({ bias: state().bias.with(filter - 1, value) }),
    })
  );
  return {
    filter: {
      element: make("div", { class: "choices", role: "group", "aria-label": "filter" }, ...choices),
      show: ({ filter }) => choices.forEach((press, i) => press.setAttribute("aria-pressed", String(filter === i + 1))),
    },
    bias: {
      element: controls(...biases),
      show: ({ bias }) => biases.forEach((each, i) => each.show(bias[i])),
    },
    alike: { element: button("All slices alike", () => set({ filter1, filter2 })), show: () => {} },
    pace: { element: pacer, show: () => {} },
  };
}

/**
 * The three sums and the bias, added.
 * @param {HTMLElement} total
 */
function adder(total) {
  const added = make("b", {});
  /** @type {(parts: string[], bias: number, value: string) => void} */
  const show = (parts, bias, value) => {
    added.textContent = factor(bias);
    total.replaceChildren(`${parts.join(" + ")} + bias `, added, " = ", make("strong", {}, value));
  };
  return { added, show };
}

/**
 * Goes from place to place: by itself, or in steps.
 * @param {Context<State>} context
 * @param {{ fly: (speed: number) => Promise<void>, land: () => void, tell: () => void }} does
 */
function travel({ set, state, reset }, { fly, land, tell }) {
  const all = OUT * OUT;
  const at = () => state().cell[0] * OUT + state().cell[1];
  /** @type {(place: number, options: { remember?: boolean, quiet?: boolean }) => void} */
  const goTo = (place, options) => {
    set({ cell: [Math.floor((place + all) % all / OUT), (place + all) % OUT] }, options);
  };
  let first = true; // of a run: it shows the place where the window is
  const moves = player(async (speed) => {
    if (!first || at() === all - 1) goTo(at() + 1, { remember: false });
    first = false;
    await fly(speed);
    return at() !== all - 1;
  }, {
    stopped: () => {
      first = true;
      land();
      set({}, { quiet: true });
      tell();
    },
  });
  reset.addEventListener("click", moves.stop);
  /** @type {(label: string, by: number) => HTMLElement} */
  const press = (label, by) =>
    button(label, () => {
      moves.stop();
      goTo(at() + by, { quiet: true });
      if (by > 0) fly(1);
      tell();
    });
  return { moves, presses: [press("Back", -1), press("Step", 1)] };
}

/**
 * The motion of a sum: in each channel nine products fall into their sum, and the three sums and the bias into the
 * output. `reach` tells how far it has come.
 * @param {(stage: Stage) => unknown} reach
 * @param {(channel: number | null) => [HTMLElement, Product[], HTMLElement]} what scene, what flies, and its goal: of a
 *   channel, or of all
 */
function motion(reach, what) {
  const flights = CHANNELS.map(flyer);
  const land = () => {
    for (const flight of flights) flight.land();
  };
  /** @param {number} speed */
  const fly = async (speed) => {
    land();
    if (still()) return;
    reach(0);
    const fallen = await Promise.all(flights.map((flight, c) => flight.fly(...what(c), speed)));
    if (!fallen.every(Boolean)) return;
    land();
    reach(1);
    if (!await flights[0].fly(...what(null), speed)) return;
    land();
    reach(2);
  };
  return { fly, land };
}

/**
 * All grids and sums.
 * @param {Context<State>} context
 * @param {{ point: (seen: Seen | null) => void, go: (place: Partial<State>) => void }} does
 */
function boardsOf(context, { point, go }) {
  const { state } = context;
  const layers = CHANNELS.map((_, c) => layer(c, context, (cell) => go({ cell })));
  const outputs = FILTERS_OF_ALL.map((filter) => outputBoard(filter, { point, go }));
  const total = make("p", { class: "sum total" });
  const { added, show: showTotal } = adder(total);
  const results = make("div", { class: "outputs" }, ...outputs.map(({ element }) => element));
  const scene = make("div", { class: "scene volume" }, ...layers.map(({ channel }) => channel), results, total);
  const held = make("div", { class: "volume slices" }, ...layers.map(({ slice }) => slice.element));

  /** @type {(seen: Seen, stage: Stage) => string} what there is to say of it */
  const show = (seen, stage) => {
    const { cell, filter } = seen;
    const current = state();
    const used = slices(current, filter);
    const parts = layers.map((each, c) => each.show(current, seen, used[c], stage));
    const maps = FILTERS_OF_ALL.map((each) => conv_forward(current, each));
    const value = number(maps[filter - 1][cell[0]][cell[1]]);
    showTotal(parts, current.bias[filter - 1], stage === 2 ? value : "…");
    outputs.forEach((board, i) => {
      const here = i + 1 === filter;
      const values = here && stage < 2 ? emptied(maps[i], ...cell) : maps[i];
      board.show({ values, chosen: here && cell, title: `output, channel ${i + 1}` });
    });
    return `Channel ${filter}, row ${cell[0]}, column ${cell[1]}: ${value}.`;
  };
  /** @type {(seen: Seen, c: number | null) => [HTMLElement, Product[], HTMLElement]} */
  const flight = ({ cell, filter }, c) => {
    if (c !== null) return [scene, layers[c].flight(state(), cell, slices(state(), filter)[c]), layers[c].total];
    const sums = [...layers.map((each) => each.total), added];
    const chips = sums.map((from) => ({ cell: from, text: from.textContent ?? "" }));
    return [scene, chips, outputs[filter - 1].cells[cell[0]][cell[1]]];
  };
  return { scene, held, show, flight };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, state, reset, arrange } = context;
  /** @type {Stage} */
  let stage = 2;
  /** @type {Seen | null} */
  let pointed = null;
  let opened = false;
  /** @returns {Seen} */
  const seen = () => pointed ?? { cell: [state().cell[0], state().cell[1]], filter: state().filter };
  /** @param {Stage} reached */
  const mark = (reached) => {
    stage = reached;
    return boards.show(seen(), stage);
  };
  const boards = boardsOf(context, {
    go: (place) => {
      moves.stop();
      pointed = null;
      set(place, { quiet: true });
    },
    point: (at) => {
      if (moves.playing() || same(at, pointed)) return;
      pointed = at;
      air.land();
      mark(2);
    },
  });
  const air = motion(mark, (c) => boards.flight(seen(), c));
  const { moves, presses } = travel(context, { ...air, tell: () => say(boards.show(seen(), stage)) });
  const arranged = arrange(controlsOf(context, moves.pacer.element), "filter", "bias, alike, pace");
  root.append(controls(...arranged.first, moves.play, ...presses, reset), boards.scene, boards.held, arranged.more);

  /** @param {State} current */
  return function show(current) {
    air.land();
    const news = mark(2);
    arranged.show(current);
    if (opened && !moves.playing()) say(news);
    opened = true;
  };
}

export { build, check, defaults };
