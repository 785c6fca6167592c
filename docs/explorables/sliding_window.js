// The sliding window: paint the image, choose the filter, and see every output's sum and every pixel's readers.
import { axis, conv2d, flip, MODES, pad, pixel_uses, table } from "./convdemo.js";
import {
  button,
  choice,
  controls,
  field,
  make,
  nameOf,
  number,
  options,
  player,
  products,
  same,
  slider,
  toggle,
  within,
} from "./explorable.js";
import { edited, Grid, sign, square } from "./grid.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */

/** @typedef {typeof defaults} State */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */
/** @typedef {"image" | "kernel"} Key */
/** @typedef {[number, number]} Place */
/** @typedef {{ element: HTMLElement, show: (state: State) => void }} Part */

const LARGEST = 8; // pixels of a side
const [WIDEST, FARTHEST] = [5, 999]; // a filter's side, and the size of a number
const PADDINGS = [0, 1, 2, 3];
const STEPS = [1, 2, 3];
const BRUSHES = {
  look: "only looks",
  10: "paints 10, or wipes",
  5: "paints 5, or wipes",
  "-10": "paints −10, or wipes",
};
// What chapters after the first ones explain
/** @type {("padding" | "mode" | "stride" | "dilation" | "flip")[]} */
const MORE = ["padding", "mode", "stride", "dilation", "flip"];

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
  if (!MODES.includes(mode) || !Object.hasOwn(BRUSHES, brush)) return "a word is none of those offered.";
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
 * The three grids.
 * @param {Context<State>} context
 * @param {(place: Place | null) => void} lookAtPixel
 * @param {(place: Place | null, hovering: boolean) => void} lookAtOutput
 */
function boardsOf({ set, state }, lookAtPixel, lookAtOutput) {
  /** @type {(row: number | null, column: number | null) => Place | null} */
  const place = (row, column) => (row === null || column === null ? null : [row, column]);
  const input = new Grid({
    label: "input",
    role: "input",
    edit: (...cell) => set({ image: edited(state().image, ...cell) }),
    brush: () => (state().brush === "look" ? null : Number(state().brush)),
    look: (...at) => lookAtPixel(place(at[0], at[1])),
  });
  const filter = new Grid({
    label: "filter",
    role: "filter",
    edit: (row, column, value) => {
      // A turned filter is shown turned, and edited where it is seen.
      const { kernel, flip } = state();
      const last = kernel.length - 1;
      const [i, j] = flip ? [last - row, last - column] : [row, column];
      set({ kernel: edited(kernel, i, j, value) });
    },
  });
  const output = new Grid({
    label: "output",
    role: "output",
    look: (row, column, hovering) => lookAtOutput(place(row, column), hovering),
  });
  /** @type {(current: State, now: Derived, chosen: Place, looked: Place | null) => void} */
  const show = (current, now, chosen, looked) => {
    const { stride: s, dilation: d, padding: p, image, kernel } = current;
    const { line: { covers, out }, counts } = now;
    const n = image.length;
    /** @type {(i: number, j: number) => boolean} */
    const unread = (i, j) => counts[i - p]?.[j - p] === 0;
    /** @type {(i: number, j: number, shown: string) => string} */
    const say = (i, j, shown) => {
      if (unread(i, j)) return `${shown}, read by no window`;
      return input.pads(i, j) ? `${shown}, padding` : "";
    };
    input.show({
      values: now.padded,
      ring: p,
      frame: [chosen[0] * s, chosen[1] * s, covers, covers],
      marked: (i, j) => d > 1 && readsBoth(current, [i, j], chosen),
      crossed: unread,
      chosen: looked,
      title: `input ${n} × ${n}` + (p ? `, padded to ${n + 2 * p} × ${n + 2 * p}` : ""),
      say,
    });
    const side = kernel.length;
    filter.show({ values: now.used, title: `filter ${side} × ${side}${current.flip ? ", turned" : ""}` });
    output.show({
      values: now.output,
      chosen,
      marked: (i, j) => looked !== null && readsBoth(current, looked, [i, j]),
      title: `output ${out} × ${out}`,
    });
  };
  const parts = [input.element, sign("∗"), filter.element, sign("="), output.element];
  return { element: make("div", { class: "grids" }, ...parts), show };
}

/**
 * An image or a filter by its name.
 * @type {(key: Key, context: Context<State>) => Part}
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
 * @type {(key: Key, label: string, max: number, context: Context<State>) => Part}
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
 * What later chapters explain, folded away until it is changed.
 * @param {Context<State>} context
 * @returns {Part}
 */
function moreControls({ set, start, figure }) {
  /** @type {(key: "padding" | "stride" | "dilation", label: string, known: number[]) => Part} */
  const count = (key, label, known) => {
    const [min, max] = [Math.min(...known), Math.max(...known)];
    const control = field(label, { min, max, change: (value) => set({ [key]: value }) });
    return { element: control.element, show: (state) => control.show(state[key]) };
  };
  const modes = options(MODES, (name) => name.replace("constant", "zeros"));
  const mode = choice("padding with", modes, (value) => set({ mode: value }));
  const turn = toggle(
    "turn the filter first (convolution, not cross-correlation)",
    (value) => set({ flip: value }),
  );
  const padding = count("padding", "p, padding", PADDINGS);
  const stride = count("stride", "s, stride", STEPS);
  const dilation = count("dilation", "d, dilation", STEPS);
  const element = make(
    "details",
    { class: "more", open: figure.dataset.open !== undefined },
    make("summary", {}, "padding, stride, dilation, turn"),
    controls(padding, mode, stride, dilation, turn),
  );
  return {
    element,
    show: (state) => {
      if (MORE.some((key) => state[key] !== start[key])) element.open = true;
      for (const part of [padding, stride, dilation]) part.show(state);
      mode.show(state.mode);
      turn.show(state.flip);
    },
  };
}

/**
 * Goes from place to place of the output: by itself, in steps, or to any place.
 * @param {Context<State>} context
 * @param {() => number} side the output's
 * @param {() => void} tell
 */
function travel({ set, state }, side, tell) {
  /** @type {(place: number, options: { remember?: boolean, quiet?: boolean }) => void} */
  const goTo = (place, options) => {
    set({ cell: [Math.floor(place / side()), place % side()] }, options);
  };
  const all = () => side() ** 2;
  /** @param {number} by */
  const further = (by) => (state().cell[0] * side() + state().cell[1] + by + all()) % all();
  const moves = player(() => {
    const next = further(1);
    goTo(next, { remember: false });
    return next !== all() - 1;
  }, {
    stopped: () => {
      set({}, { quiet: true });
      tell();
    },
  });
  /** @type {(label: string, by: number, name: string) => HTMLElement} */
  const press = (label, by, name) =>
    button(label, () => {
      moves.stop();
      goTo(further(by), { quiet: true });
      tell();
    }, { "aria-label": name });
  const scrub = slider("place", {
    min: 1,
    max: 16,
    words: (place) => `${place} of ${all()}`,
    change: (place) => {
      moves.stop();
      goTo(place - 1, { quiet: true });
    },
  });
  const element = controls(moves.play, press("Back", -1, "Step back"), press("Step", 1, "Step on"), scrub);
  return { element, moves, scrub };
}

/**
 * The controls that are always seen.
 * @param {Context<State>} context
 * @returns {Part[]}
 */
function choicesOf(context) {
  const brush = choice("pressing a pixel", BRUSHES, (value) => context.set({ brush: value }));
  return [
    named("image", context),
    named("kernel", context),
    { element: brush.element, show: (state) => brush.show(state.brush) },
    sideOf("image", "n, the image’s side", LARGEST, context),
    sideOf("kernel", "f, the filter’s side", 5, context),
  ];
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

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, fault, state, reset } = context;
  /** @type {Derived} */
  let now;
  /** @type {Place | null} */
  let looked = null; // the pixel that the reader looks at, in the padded image
  /** @type {Place | null} */
  let pointed = null; // the output that the pointer is over
  let shown = ""; // the state without the place
  let told = ""; // what has been said of the output
  const cell = () => held(state().cell, now.line.out);

  const boards = boardsOf(context, (place) => {
    looked = place;
    mark();
    tell();
  }, (place, hovering) => {
    // To point at an output is a look; to press it, or to walk to it, moves the window there.
    pointed = hovering && !moves.playing() ? place : null;
    if (!place || hovering || same(place, cell())) {
      mark();
      return;
    }
    moves.stop();
    set({ cell: place }, { quiet: true });
    tell();
  });
  const { element: steps, moves, scrub } = travel(context, () => now.line.out, () => tell());
  const [sum, size, readers] = ["sum", "fact", "fact"].map((name) => make("p", { class: name }));
  const choices = choicesOf(context);
  const more = moreControls(context);
  root.append(boards.element, steps, sum, size, readers, controls(...choices), more.element, fault, controls(reset));

  // The window, its output and its sum, and who reads what is looked at.
  const mark = () => {
    const framed = held(pointed ?? state().cell, now.line.out);
    boards.show(state(), now, framed, looked);
    readers.textContent = readersOf(state(), now, looked);
    sum.replaceChildren(...sumOf(state(), now, framed));
  };
  const tell = (ofOutput = !looked) => {
    if (moves.playing()) return;
    const news = newsOf(now, cell(), told);
    say(ofOutput ? news : readers.textContent ?? "");
    told = sideOfOutput(now);
  };
  /** @param {State} current */
  return function show(current) {
    now = derive(current);
    if (looked?.some((at) => at >= now.padded.length)) looked = null;
    mark();
    size.replaceChildren(...sizeOf(current, now.line));
    scrub.show(cell()[0] * now.line.out + cell()[1] + 1, now.line.out ** 2);
    for (const part of [...choices, more]) part.show(current);
    // What a control has changed is said; what plays is not.
    const seen = JSON.stringify({ ...current, cell: 0, brush: 0 });
    if (shown && seen !== shown) tell(true);
    shown = seen;
  };
}

export { build, check, defaults };
