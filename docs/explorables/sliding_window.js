// The sliding window: paint the image, choose the filter, and see every output's sum and every pixel's readers.
import { brushesOf, isBrush, painted } from "./brushes.js";
import { button, choice, field, player, toggle } from "./controls.js";
import { axis, conv2d, flip, MODES, pad, pixel_uses, table } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { Grid, sign } from "./grid.js";
import { flyer } from "./motion.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";
import { clamp, nameOf, number, options, products, same, within } from "./numerals.js";
import { edited, square } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context, Part } from "./explorable.js" */
/** @import { Product } from "./motion.js" */

/** @typedef {typeof defaults} State */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */
/** @typedef {"image" | "kernel"} Key */
/** @typedef {[number, number]} Place */

const LARGEST = 8; // pixels of a side
const [WIDEST, FARTHEST] = [5, 999]; // a filter's side, and the size of a number
const PADDINGS = [0, 1, 2, 3];
const STEPS = [1, 2, 3];
const BRIGHT = 10; // what the book's small images are at their brightest

const defaults = {
  image: IMAGES.edge_image,
  kernel: FILTERS.VERTICAL,
  padding: 0,
  mode: "constant",
  stride: 1,
  dilation: 1,
  flip: false,
  cell: [0, 0],
  brush: "look",
};

/**
 * Throws where the filter does not fit.
 * @param {State} state
 */
function derive({ image, kernel, padding, mode, stride, dilation, flip: turned }) {
  const options = { padding, mode, stride, dilation };
  const used = turned ? flip(kernel) : kernel;
  const line = axis(image.length, kernel.length, options);
  const shape = [image, kernel].map(({ length }) => [length, length]);
  return {
    used,
    line,
    padded: pad(image, padding, { mode }),
    output: conv2d(image, used, options),
    counts: pixel_uses(shape[0], shape[1], options),
  };
}

/** @param {number[]} values */
const either = (values) => `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;

/** @param {State} state */
function check(state) {
  const { image, kernel, padding, stride, dilation, mode, cell, brush } = state;
  if (!square(image, 1, LARGEST, FARTHEST)) {
    return `the image must be a square of at most ${LARGEST} rows, with numbers from −${FARTHEST} to ${FARTHEST}.`;
  }
  if (!square(kernel, 1, WIDEST, FARTHEST)) {
    return `the filter must be a square of at most ${WIDEST} rows, with numbers from −${FARTHEST} to ${FARTHEST}.`;
  }
  if (!PADDINGS.includes(padding)) return `the padding must be ${either(PADDINGS)}.`;
  if (![stride, dilation].every((by) => STEPS.includes(by))) {
    return `stride and dilation must be ${either(STEPS)}.`;
  }
  if (!MODES.includes(mode) || !isBrush(brush)) {
    return "a word is none of those offered.";
  }
  if (cell.length !== 2 || !cell.every((at) => within(at, 0, 99))) return "there is no such cell.";
  try {
    derive(state);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    return `${message[0].toUpperCase()}${message.slice(1)}.`;
  }
  return "";
}

/** @type {(side: number, from: (i: number) => number, rows: Rows) => Rows} */
const squareOf = (side, from, rows) => table(side, side, (i, j) => rows[from(i)]?.[from(j)] ?? 0);
/**
 * The image at another side: its last row and column go on, or are cut off. The filter: its middle stays.
 * @type {Record<Key, (rows: Rows, side: number) => Rows>}
 */
const RESIZED = {
  image: (rows, side) => squareOf(side, (i) => Math.min(i, rows.length - 1), rows),
  kernel: (rows, side) => squareOf(side, (i) => i - Math.trunc((side - rows.length) / 2), rows),
};
/** @type {Record<Key, Record<string, Rows>>} */
const OFFERED = { image: IMAGES, kernel: FILTERS };

/**
 * Whether the window of output `out` reads place `place` of the padded image, in one direction.
 * @type {(state: State, place: number, out: number) => boolean}
 */
function reads({ stride, dilation, kernel }, place, out) {
  const tap = place - out * stride;
  return tap >= 0 && tap % dilation === 0 && tap / dilation < kernel.length;
}
/**
 * Whether it does in both.
 * @type {(state: State, place: Place, out: Place) => boolean}
 */
const readsBoth = (state, place, out) => reads(state, place[0], out[0]) && reads(state, place[1], out[1]);

/**
 * How many windows read a place, in words; without a place, how many pixels none reads.
 * @type {(state: State, now: Derived, looked: Place | null) => string}
 */
function readersOf(state, { counts, line, padded }, looked) {
  const n = state.image.length;
  if (!looked) {
    const lost = counts.flat().filter((count) => count === 0).length;
    if (lost) return `${lost} of ${n * n} pixels are read by no window; they are crossed.`;
    return "Every pixel is read by at least one window. Point at one, or press it, to see by which.";
  }
  const many = table(line.out, line.out, (i, j) => readsBoth(state, looked, [i, j])).flat().filter(Boolean).length;
  const p = state.padding;
  const pads = looked.some((at) => at < p || at >= padded.length - p);
  const what = pads ? "This place of the padding" : "This pixel";
  if (!many) return `${what} is read by no window.`;
  return `${what} is read by ${many} of ${line.out ** 2} windows; their outputs are marked.`;
}

/**
 * The formula of the size, with its numbers.
 * @type {(state: State, line: Derived["line"]) => (HTMLElement | string)[]}
 */
function sizeOf({ image, kernel, padding: p, stride: s, dilation: d }, line) {
  const [n, f] = [image.length, kernel.length];
  /** @type {(words: string, numbers: string) => (HTMLElement | string)[]} */
  const formula = (words, numbers) => [
    make("span", { class: "letters" }, words),
    ` = ${numbers} = `,
    make("strong", {}, String(line.out)),
  ];
  if (!p && s === 1 && d === 1) return formula("n − f + 1", `${n} − ${f} + 1`);
  if (s === 1 && d === 1) return formula("n − f + 1 + 2p", `${n} − ${f} + 1 + 2·${p}`);
  const covers = d > 1 ? `(${d}·(${f} − 1) + 1)` : String(f);
  const words = d > 1 ? "⌊(n + 2p − (d·(f − 1) + 1)) / s⌋ + 1" : "⌊(n + 2p − f) / s⌋ + 1";
  const fits = (n + 2 * p - line.covers) % s;
  return [...formula(words, `⌊(${n} + 2·${p} − ${covers}) / ${s}⌋ + 1`), fits ? ` (${fits} left over)` : ""];
}

/**
 * The sum of an output, term by term.
 * @type {(state: State, now: Derived, place: Place) => (HTMLElement | string)[]}
 */
function sumOf({ stride: s, dilation: d }, { used, padded, output }, [row, column]) {
  const pairs = used.flatMap((weights, u) =>
    weights.map((weight, v) => [padded[row * s + u * d][column * s + v * d], weight])
  );
  return [...products(pairs), " = ", make("strong", {}, number(output[row][column]))];
}

/**
 * The kind of padding, where it is not the usual one: its control may be folded away.
 * @param {State} state
 */
const kindOf = ({ mode }) => (mode === "constant" ? "" : ` with ${mode}`);

/**
 * The place of an output in words.
 * @type {(now: Derived, place: Place) => string}
 */
const placeOf = ({ output }, [row, column]) => `row ${row}, column ${column}: ${number(output[row][column])}`;

/**
 * The weights where they lie in the window: at its taps.
 * @type {(used: Rows, d: number, covers: number) => (number | null)[][]}
 */
const lain = (used, d, covers) =>
  Array.from({ length: covers }, (_, i) => Array.from({ length: covers }, (_, j) => used[i / d]?.[j / d] ?? null));

/**
 * What the reader does to the window: a drag goes to the nearest place, a key to the next.
 * @type {(instrument: Instrument) => Pick<import("./grid.js").GridOptions, "move" | "step">}
 */
const moversOf = (instrument) => ({
  move: (row, column) => {
    const { stride } = instrument.context.state();
    const [i, j] = [row, column].map((at) => clamp(Math.round(at / stride), 0, instrument.side - 1));
    if (!same([i, j], instrument.cell)) instrument.goTo([i, j]);
  },
  step: (by) => {
    const [i, j] = instrument.cell.map((at, way) => clamp(at + by[way], 0, instrument.side - 1));
    instrument.goTo([i, j]);
  },
});

/**
 * A turned filter is shown turned, and edited where it is seen.
 * @type {(state: () => State, change: (kernel: Rows) => void) => Grid}
 */
const filterBoard = (state, change) =>
  new Grid({
    label: "filter",
    role: "filter",
    edit: (row, column, value) => {
      const { kernel, flip } = state();
      const last = kernel.length - 1;
      const [i, j] = flip ? [last - row, last - column] : [row, column];
      change(edited(kernel, i, j, value));
    },
  });

/**
 * The words for a cell of the input.
 * @type {(input: Grid, unread: (i: number, j: number) => boolean) => (i: number, j: number, shown: string) => string}
 */
const pixelWords = (input, unread) => (i, j, shown) => {
  if (unread(i, j)) return `${shown}, read by no window`;
  return input.pads(i, j) ? `${shown}, padding` : "";
};

/**
 * The three grids.
 * @param {Context<State>} context
 * @param {Instrument} instrument
 */
function boardsOf({ set, state }, instrument) {
  /** @type {(row: number | null, column: number | null) => Place | null} */
  const place = (row, column) => (row === null || column === null ? null : [row, column]);
  const input = new Grid({
    label: "input",
    role: "input",
    edit: (...cell) => set({ image: edited(state().image, ...cell) }),
    brush: () => painted(state().brush),
    look: (row, column) => instrument.lookAtPixel(place(row, column)),
    ...moversOf(instrument),
  });
  const filter = filterBoard(state, (kernel) => set({ kernel }));
  const output = new Grid({
    label: "output",
    role: "output",
    look: (row, column, hovering) => instrument.lookAtOutput(place(row, column), hovering),
  });
  const brushes = brushesOf(state, (brush) => set({ brush }, { quiet: true }));
  /** @type {(current: State, now: Derived, chosen: Place, looked: Place | null,
   *   made: (at: number) => boolean) => void} */
  const show = (current, now, chosen, looked, made) => {
    const { stride: s, dilation: d, padding: p, image, kernel } = current;
    const { line: { covers, out }, counts } = now;
    const n = image.length;
    /** @type {(i: number, j: number) => boolean} */
    const unread = (i, j) => counts[i - p]?.[j - p] === 0;
    input.show({
      values: now.padded,
      ring: p,
      frame: [chosen[0] * s, chosen[1] * s, covers, covers],
      weights: lain(now.used, d, covers),
      where: placeOf(now, chosen),
      light: "grey",
      top: Math.max(BRIGHT, ...image.flat()),
      marked: (i, j) => d > 1 && readsBoth(current, [i, j], chosen),
      crossed: unread,
      chosen: looked,
      title: `input ${n} × ${n}` + (p ? `, padded to ${n + 2 * p} × ${n + 2 * p}${kindOf(current)}` : ""),
      say: pixelWords(input, unread),
    });
    input.plane.classList.toggle("ringed", p > 0);
    input.plane.style.setProperty("--ring", String(p));
    const side = kernel.length;
    filter.show({ values: now.used, title: `filter ${side} × ${side}${current.flip ? ", turned" : ""}` });
    output.show({
      // While it plays, what has not been made is empty.
      values: now.output.map((row, i) => row.map((value, j) => (made(i * out + j) ? value : null))),
      top: Math.max(1e-9, ...now.output.flat().map(Math.abs)),
      chosen,
      marked: (i, j) => looked !== null && readsBoth(current, looked, [i, j]),
      title: `output ${out} × ${out}`,
    });
    brushes.show(current);
  };
  const results = make("div", { class: "grids" }, filter.element, sign("="), output.element);
  const element = make("div", { class: "grids scene" }, input.element, sign("∗"), results);
  return { element, brushes: brushes.element, input, output, show };
}

/**
 * An image or a filter by its name.
 * @type {(key: Key, context: Context<State>) => Part<State>}
 */
function named(key, { set, start }) {
  const known = OFFERED[key];
  /** @type {Record<string, string>} */
  const starts = nameOf(known, start[key]) ? {} : { start: "the figure’s" };
  const offered = { ...options(Object.keys(known), (name) => NAMES[name]), ...starts, own: "your own" };
  const control = choice(key === "image" ? "image" : "filter", offered, (name) => {
    set({ [key]: known[name] ?? start[key] });
  });
  const own = (/** @type {State} */ state) => (same(state[key], start[key]) ? "start" : "own");
  return { element: control.element, show: (state) => control.show(nameOf(known, state[key]) ?? own(state)) };
}

/**
 * The side of an image or a filter. From what was resized it is resized again, so that nothing is lost on the way.
 * @type {(key: Key, label: string, max: number, context: Context<State>) => Part<State>}
 */
function sideOf(key, label, max, { set, state }) {
  /** @type {{ from: Rows, made: Rows } | null} */
  let whole = null;
  const control = field(label, {
    min: 1,
    max,
    change: (side) => {
      const from = whole && whole.made === state()[key] ? whole.from : state()[key];
      whole = { from, made: RESIZED[key](from, side) };
      return set({ [key]: whole.made });
    },
  });
  return { element: control.element, show: (state) => control.show(state[key].length) };
}

/**
 * All that can be changed, by name; the page says which comes first.
 * @param {Context<State>} context
 * @returns {Record<string, Part<State>>}
 */
function controlsOf(context) {
  const { set } = context;
  /** @type {(key: "padding" | "stride" | "dilation", label: string, known: number[]) => Part<State>} */
  const count = (key, label, known) => {
    const [min, max] = [Math.min(...known), Math.max(...known)];
    const control = field(label, { min, max, change: (value) => set({ [key]: value }) });
    return { element: control.element, show: (state) => control.show(state[key]) };
  };
  const modes = options(MODES, (name) => name.replace("constant", "zeros"));
  const mode = choice("padding with", modes, (value) => set({ mode: value }));
  const turn = toggle("turn the filter by half", (value) => set({ flip: value }));
  return {
    image: named("image", context),
    kernel: named("kernel", context),
    n: sideOf("image", "n, the image’s side", LARGEST, context),
    f: sideOf("kernel", "f, the filter’s side", WIDEST, context),
    padding: count("padding", "p, padding", PADDINGS),
    mode: { element: mode.element, show: (state) => mode.show(state.mode) },
    stride: count("stride", "s, stride", STEPS),
    dilation: count("dilation", "d, dilation", STEPS),
    flip: { element: turn.element, show: (state) => turn.show(state.flip) },
  };
}

/**
 * Goes from place to place of the output: by itself, or in steps.
 * @param {Instrument} instrument
 */
function travel(instrument) {
  const { set } = instrument.context;
  const all = () => instrument.side ** 2;
  /** @type {(by: number, options: { remember?: boolean, quiet?: boolean }) => void} */
  const goOn = (by, options) => {
    const place = (instrument.at + by + all()) % all();
    set({ cell: [Math.floor(place / instrument.side), place % instrument.side] }, options);
  };
  const ended = () => instrument.at === all() - 1;
  let begun = false; // the first step of a run shows the place where the window is
  const moves = player(async (speed) => {
    if (begun || ended()) goOn(1, { remember: false });
    begun = true;
    await instrument.fly(speed);
    return !ended();
  }, {
    stopped: () => {
      begun = false;
      instrument.land();
      set({}, { quiet: true });
      instrument.tell();
    },
  });
  /** @type {(label: string, by: number, name: string) => HTMLElement} */
  const press = (label, by, name) =>
    button(label, () => {
      moves.stop();
      goOn(by, { quiet: true });
      if (by > 0) instrument.fly(1);
      instrument.tell();
    }, { "aria-label": name });
  return { moves, parts: [press("Back", -1, "Step back"), press("Step", 1, "Step on")] };
}

/**
 * A place that the output has.
 * @type {(cell: number[], out: number) => Place}
 */
const held = ([row, column], out) => [Math.min(row, out - 1), Math.min(column, out - 1)];

/** @param {Derived} now */
const sideOfOutput = ({ line: { out } }) => `${out} × ${out}`;

/**
 * What is said of an output; of its size only what has not been said.
 * @type {(now: Derived, place: Place, told: string) => string}
 */
function newsOf(now, [row, column], told) {
  const side = sideOfOutput(now);
  const value = `row ${row}, column ${column}: ${number(now.output[row][column])}.`;
  return told === side ? `Output ${value}` : `Output ${side}; ${value}`;
}

/**
 * The products of a sum, each at its pixel, and the output into which they fall.
 * @type {(boards: ReturnType<typeof boardsOf>, state: State, now: Derived, place: Place) => [Product[], HTMLElement]}
 */
function flightOf({ input, output }, { stride: s, dilation: d }, { used, padded }, [row, column]) {
  const products = used.flatMap((weights, u) =>
    weights.map((weight, v) => {
      const [i, j] = [row * s + u * d, column * s + v * d];
      return { cell: input.cells[i][j], text: number(padded[i][j] * weight) };
    })
  );
  return [products, output.cells[row][column]];
}

// What is said below the grids: the sum, the size and who reads a pixel.
function facts() {
  const [sum, size, readers] = ["sum", "fact", "fact"].map((name) => make("p", { class: name }));
  /** @type {(state: State, now: Derived, framed: Place, looked: Place | null) => void} */
  const show = (state, now, framed, looked) => {
    sum.replaceChildren(...sumOf(state, now, framed));
    size.replaceChildren(...sizeOf(state, now.line));
    readers.textContent = readersOf(state, now, looked);
  };
  return { sum, size, readers, show };
}

/** The grids, what moves over them, and what is said of them. */
class Instrument {
  /** @param {Context<State>} context */
  constructor(context) {
    this.context = context;
    /** @type {Place | null} */
    this.looked = null; // the pixel that is looked at, padding counted
    /** @type {Place | null} */
    this.pointed = null; // the output that the pointer is over
    this.flying = false; // products are on their way, and the output waits for them
    this.seen = ""; // the state without the place
    this.told = ""; // what has been said of the output
    this.now = derive(context.state());
    this.flight = flyer();
    this.below = facts();
    this.boards = boardsOf(context, this);
    this.travel = travel(this);
  }

  get side() {
    return this.now.line.out;
  }

  /** The place where the window is kept. */
  get cell() {
    return held(this.context.state().cell, this.side);
  }

  /** How far it has come, in places. */
  get at() {
    return this.cell[0] * this.side + this.cell[1];
  }

  /** The window and its output, and who reads what is looked at. */
  mark() {
    const { now, looked, at, flying, context: { state } } = this;
    const framed = held(this.pointed ?? state().cell, this.side);
    const playing = this.travel.moves.playing();
    // While it plays, what has not been made is empty; what is on its way has not come.
    this.boards.show(state(), now, framed, looked, (place) => place === at ? !flying : place < at || !playing);
    this.below.show(state(), now, framed, looked);
  }

  tell(ofOutput = !this.looked) {
    if (this.travel.moves.playing()) return;
    this.context.say(ofOutput ? newsOf(this.now, this.cell, this.told) : this.below.readers.textContent ?? "");
    this.told = sideOfOutput(this.now);
  }

  /** @param {Place} place */
  goTo(place) {
    this.travel.moves.stop();
    this.context.set({ cell: place }, { quiet: true });
    this.tell();
  }

  /** @param {Place | null} place */
  lookAtPixel(place) {
    this.looked = place;
    this.mark();
    this.tell();
  }

  /**
   * To point at an output is a look; to press it, or to walk to it, moves the window there.
   * @type {(place: Place | null, hovering: boolean) => void}
   */
  lookAtOutput(place, hovering) {
    this.pointed = hovering && !this.travel.moves.playing() ? place : null;
    if (!place || hovering || same(place, this.cell)) this.mark();
    else this.goTo(place);
  }

  /** @param {number} speed */
  async fly(speed) {
    this.flying = true;
    this.mark();
    const { boards, now, cell, context: { state } } = this;
    const sum = number(now.output[cell[0]][cell[1]]);
    if (await this.flight.fly(boards.element, ...flightOf(boards, state(), now, cell), speed, sum)) this.land();
  }

  land() {
    this.flying = false;
    this.flight.land();
    this.mark();
  }

  /** @param {State} current */
  show(current) {
    this.now = derive(current);
    if (this.looked?.some((at) => at >= this.now.padded.length)) this.looked = null;
    this.mark();
    // What a control has changed is said; what plays is not.
    const seen = JSON.stringify({ ...current, cell: 0, brush: 0 });
    if (this.seen && seen !== this.seen) {
      if (this.flying) this.land();
      this.tell(true);
    }
    this.seen = seen;
  }
}

/** @param {Context<State>} context */
function build(context) {
  const instrument = new Instrument(context);
  const { boards, below, travel: { moves, parts } } = instrument;
  const arranged = context.arrange(controlsOf(context), "kernel", "image, n, f, padding, mode, stride, dilation, flip");
  // Where the page has no word for the sides yet, their formula says nothing.
  below.size.hidden = !arranged.offers("n");
  const playing = controls(moves.play, ...parts, moves.pacer);
  context.root.append(controls(...arranged.first), boards.element, below.sum, playing, boards.brushes);
  context.root.append(below.size, below.readers, arranged.more, controls(context.reset));
  /** @param {State} current */
  return (current) => {
    instrument.show(current);
    arranged.show(current);
  };
}

export { build, check, defaults };
