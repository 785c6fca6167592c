// The filter bench: a whole image filtered with named, steered or own weights, and the sum under the window.
import { button, choice, slider } from "./controls.js";
import { edge_filter } from "./convdemo.js";
import { make, unique } from "./elements.js";
import { by, SIDE, source } from "./filter_bench_source.js";
import { view } from "./filter_bench_view.js";
import { Workshop } from "./filter_bench_work.js";
import { Grid, sign } from "./grid.js";
import { flyer } from "./motion.js";
import { DIGITS, FILTERS, NAMES, OTHERS } from "./numbers.js";
import { clamp, number, same, within } from "./numerals.js";
import { edited, sized } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */
/** @import { Picture } from "./filter_bench_source.js" */
/** @import { Drawn } from "./filter_bench_work.js" */

/** @typedef {typeof defaults} State */

const CAT = { height: 300, width: 451 }; // to keep its room until it comes
const F = 3; // the side of a filter
const LARGEST = 999; // of its numbers
const TURN = 360;
/** @type {Record<string, (sum: number) => number>} */
const AFTER = {
  sign: (sum) => sum,
  absolute: Math.abs,
  relu: (sum) => Math.max(0, sum),
  light: (sum) => clamp(sum, 0, 255),
};
const SHOWN = { sign: "with their sign", absolute: "absolute value", relu: "0 if below 0", light: "as brightness" };
/** @type {Record<string, Rows>} */
const STEERED = FILTERS;
/** @type {Record<string, Rows>} */
const FIXED = OTHERS;
/** @type {Record<string, string>} */
const OFFERED = {
  ...Object.fromEntries([...Object.keys(STEERED), ...Object.keys(FIXED)].map((name) => [name, NAMES[name]])),
  VERTICAL: "vertical (Prewitt)",
  own: "your own",
};

const defaults = { filter: "SOBEL", angle: 90, kernel: FILTERS.SOBEL, answers: "sign", place: [0, 0] };

/** @param {State} state */
function check({ filter, angle, kernel, answers, place }) {
  // The horizontal filter is the vertical one, steered to 0 degrees.
  const offered = Object.hasOwn(OFFERED, filter) && filter !== "HORIZONTAL" && Object.hasOwn(AFTER, answers);
  const placed = place.length === 2 && place.every((at) => within(at, 0, SIDE));
  if (offered && placed && within(angle, 0, TURN) && sized(kernel, F, F, LARGEST)) return "";
  const numbers = `${F} × ${F} numbers from −${LARGEST} to ${LARGEST}`;
  return `it takes a filter that is offered or ${numbers}, a whole angle from 0 to ${TURN} and a place in the image.`;
}

/** @type {(rows: Rows, parts: number) => Rows} */
const rounded = (rows, parts) => rows.map((row) => row.map((weight) => Math.round(parts * weight) / parts + 0));

/**
 * The nine numbers: what is seen is what counts, so a steered filter has hundredths.
 * @param {State} state
 */
function kernelOf({ filter, angle, kernel }) {
  if (filter === "own") return rounded(kernel, 1e4);
  return FIXED[filter] ?? rounded(edge_filter(angle, STEERED[filter]), 100);
}

/** @param {number} value */
const fine = (value) => number(value, 4);

/**
 * What the choice of a filter changes. One whose weights add up to one gives brightness again.
 * @type {(chosen: string, state: State) => Partial<State>}
 */
function filterChanges(chosen, state) {
  if (chosen === "own") return { filter: chosen, kernel: kernelOf(state) };
  const bright = FIXED[chosen]?.flat().reduce((sum, weight) => sum + weight, 0) === 1;
  const signed = state.answers === "light" ? "sign" : state.answers;
  const shown = { answers: bright ? "light" : signed };
  return chosen === "HORIZONTAL" ? { filter: "VERTICAL", angle: 0, ...shown } : { filter: chosen, angle: 90, ...shown };
}

/**
 * One of several, all of them seen.
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {(value: string) => unknown} change
 */
function chips(label, options, change) {
  const name = unique("chips");
  const inputs = Object.keys(options).map((value) =>
    make("input", { type: "radio", name, value, onchange: () => change(value) })
  );
  const offered = inputs.map((input) => make("label", { class: "chip" }, input, options[input.value]));
  const element = make("div", { class: "chips", role: "radiogroup", "aria-label": label }, ...offered);
  return {
    element,
    /** @param {string} value */
    show: (value) => {
      const input = inputs.find((each) => each.value === value);
      if (!input || input.checked) return;
      input.checked = true;
      // Once it is on the page.
      queueMicrotask(() => {
        const { offsetLeft, offsetWidth } = /** @type {HTMLElement} */ (input.parentElement);
        element.scrollLeft = offsetLeft + offsetWidth / 2 - element.clientWidth / 2;
      });
    },
  };
}

/**
 * The dial's hand is the edge, and its disc the bright and the dark side that the filter asks for.
 * @param {(angle: number) => void} turn
 */
function dial(turn) {
  const angle = slider("angle of the edge", {
    min: 0,
    max: TURN,
    words: (value) => (angle.input.disabled ? "off" : `${value}°`),
    change: turn,
  });
  /** @param {PointerEvent} event */
  const drag = (event) => {
    if (!event.buttons || angle.input.disabled) return;
    disc.setPointerCapture(event.pointerId);
    const radians = Math.atan2(disc.clientHeight / 2 - event.offsetY, event.offsetX - disc.clientWidth / 2);
    turn(Math.round((radians / Math.PI) * 180 + TURN) % TURN);
  };
  const disc = make("div", { class: "dial", "aria-hidden": "true", onpointerdown: drag, onpointermove: drag });
  return {
    element: make("div", { class: "turn" }, disc, angle.element),
    /** @type {(value: number, off: boolean) => void} */
    show: (value, off) => {
      angle.input.disabled = off;
      angle.show(value);
      disc.classList.toggle("off", off);
      disc.style.setProperty("--angle", `${-value}deg`);
    },
  };
}

/**
 * The sum in full: the nine products, what they come to, and what that is shown as.
 * @type {(terms: number[][], total: string, shown: string) => (HTMLElement | string)[]}
 */
function written(terms, total, shown) {
  const products = terms.flatMap(([pixel, weight], i) => [
    i ? " + " : "",
    make("i", {}, number(pixel)),
    "·",
    make("b", {}, weight < 0 ? `(${fine(weight)})` : fine(weight)),
  ]);
  return [...products, " = ", make("strong", {}, total), shown === total ? "" : `, shown as ${shown}`];
}

/**
 * The nine pixels under the window, large and as bright as they are, the filter, their products and the sum.
 * @param {(row: number, column: number, value: number) => void} edit
 */
function magnifier(edit) {
  const pixels = new Grid({ label: "pixels", role: "input" });
  const filter = new Grid({ label: "filter", role: "filter", edit, min: -LARGEST, max: LARGEST });
  const products = new Grid({ label: "products", role: "output" });
  const answer = make("strong", { class: "answer" });
  const where = make("span", { class: "letters" });
  const sum = make("p", { class: "sum" });
  const flight = flyer();
  const adds = button("Add up", () => {
    const cells = products.cells.flat();
    flight.fly(
      bench,
      cells.map((cell) => ({ cell, text: cell.textContent ?? "" })),
      answer,
      1,
      answer.textContent ?? "",
    );
  });
  const total = make("div", { class: "total" }, make("p", { class: "grid-name output" }, "sum"), answer, adds);
  const parts = [pixels.element, sign("×"), filter.element, sign("="), products.element, sign("→"), total];
  const bench = make("div", { class: "grids bench" }, ...parts);
  /** @type {(picture: Omit<Picture, "bitmap">, kernel: Rows, place: number[], shown: string, light: Light) => void} */
  const show = ({ pixels: all, width }, kernel, [row, column], shown, { zero, scale }) => {
    const seen = kernel.map((_, i) => kernel.map((_, j) => all[(row + i) * width + column + j]));
    const made = seen.map((line, i) => line.map((pixel, j) => pixel * kernel[i][j]));
    const terms = seen.flatMap((line, i) => line.map((pixel, j) => [pixel, kernel[i][j]]));
    const result = made.flat().reduce((sum, product) => sum + product, 0);
    const after = AFTER[shown](result);
    const grey = Math.round(clamp(zero + scale * after, 0, 255));
    flight.land();
    pixels.show({ values: seen, light: "grey", top: 255, frame: [0, 0, F, F], weights: kernel, format: fine });
    pixels.cells.flat().forEach((cell, i) => cell.style.setProperty("--grey", String(terms[i][0])));
    products.show({ values: made, format: fine });
    answer.textContent = number(after);
    answer.style.cssText = `background: rgb(${grey} ${grey} ${grey}); color: ${DIGITS[Number(grey > 117)]}`;
    where.textContent = `Row ${row}, column ${column}:`;
    sum.replaceChildren(where, " ", ...written(terms, number(result), number(after)));
  };
  const words = () => `${where.textContent} ${answer.textContent}`;
  return { bench, filter, sum, show, words };
}

/** @typedef {Pick<Drawn, "zero" | "scale">} Light */

/**
 * What the output's greys mean.
 * @type {(drawn: Drawn) => string}
 */
function legendOf({ zero, scale, beyond }) {
  const cut = beyond && `${number(beyond, 1)} % of the outputs lie beyond, and are cut off.`;
  if (!zero && scale === 1) return `Black is 0, white 255. ${cut || "No output lies beyond."}`;
  const white = number((255 - zero) / scale);
  return zero
    ? `Middle grey is 0, white ${white} or more, black −${white} or less.`
    : `Black is 0, white ${white} or more.`;
}

/**
 * Where the window is: the state's place, or what the pointer is over.
 * @param {() => number[]} kept
 * @param {() => { height: number, width: number }} picture
 * @param {{ mark: () => void, move: (place: number[]) => void }} does
 */
function pointer(kept, picture, { mark, move }) {
  /** @type {number[] | null} */
  let looked = null;
  /** @param {number[]} place */
  const held = (place) => {
    const { height, width } = picture();
    return [clamp(place[0], 0, height - F), clamp(place[1], 0, width - F)];
  };
  return {
    now: () => held(looked ?? kept()),
    place: () => held(kept()),
    /** @param {number[] | null} place */
    look: (place) => {
      if (same(looked, place)) return;
      looked = place;
      mark();
    },
    /** @param {number[]} place */
    go: (place) => {
      looked = null;
      if (!same(held(place), kept())) move(held(place));
    },
  };
}

/**
 * What a state has of the filter, in words above it.
 * @type {(state: State, steered: boolean) => string}
 */
function titleOf({ filter, angle }, steered) {
  if (filter === "own") return "your filter";
  return steered ? `filter at ${angle}°` : "filter";
}

/**
 * The filter's name and its angle, and how the outputs are shown.
 * @param {(changes: Partial<State>) => void} act
 * @param {() => State} state
 */
function steering(act, state) {
  const filters = chips("filters", OFFERED, (chosen) => act(filterChanges(chosen, state())));
  const answers = choice("outputs", SHOWN, (chosen) => act({ answers: chosen }));
  const turn = dial((angle) => act({ angle }));
  return {
    filters: filters.element,
    answers: answers.element,
    turn: turn.element,
    /** @param {State} current */
    show: (current) => {
      const level = current.filter === "VERTICAL" && current.angle % TURN === 0;
      filters.show(level ? "HORIZONTAL" : current.filter);
      answers.show(current.answers);
      turn.show(current.angle, !Object.hasOwn(STEERED, current.filter));
    },
  };
}

/**
 * What filters, and what its output's canvas shows or soon will.
 * @param {ReturnType<typeof view>} output
 * @param {(drawn: Drawn) => void} drawn
 */
function filtering(output, drawn) {
  let wanted = "";
  const shop = new Workshop((found) => {
    output.show(`output ${by(found)}`, found);
    output.canvas.ariaBusy = String(Boolean(shop.filtering));
    drawn(found);
  });
  /** @type {(kernel: Rows, shown: string, anew: boolean) => void} */
  const want = (kernel, shown, anew) => {
    const asked = JSON.stringify([kernel, shown]);
    if (asked === wanted && !anew) return;
    wanted = asked;
    output.canvas.ariaBusy = "true";
    shop.filter(kernel.flat(), shown);
  };
  return { shop, want };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, state, reset } = context;
  // Until the first one comes its room is kept.
  /** @type {Omit<Picture, "bitmap">} */
  let picture = { ...CAT, pixels: new Uint8ClampedArray(CAT.height * CAT.width), title: "" };
  /** @type {Light} */
  let light = { zero: 127.5, scale: 1 };
  /** @type {Context<State>["set"]} */
  const act = (changes, options) => {
    const done = set(changes, options);
    if (done) say(nine.words());
    return done;
  };
  // The place: the frames, the nine pixels and their sum.
  const mark = () => {
    const place = pointed.now();
    input.mark(place);
    output.mark(place);
    nine.show(picture, kernelOf(state()), place, state().answers, light);
  };
  const pointed = pointer(() => state().place, () => picture, {
    mark,
    move: (place) => act({ place }, { quiet: true }),
  });
  const [input, output] = [view("input", 1, CAT, pointed), view("output", 0, CAT, pointed)];
  const legend = make("p", { class: "fact" });
  const { shop, want } = filtering(output, (drawn) => {
    light = drawn;
    legend.textContent = legendOf(drawn);
    mark();
  });
  const steers = steering(act, state);
  const nine = magnifier((...cell) => act({ filter: "own", kernel: edited(kernelOf(state()), ...cell) }));
  const images = source(context, shop, (found) => {
    picture = found;
    input.show(found.title, found);
    want(kernelOf(state()), state().answers, true);
    mark();
  });
  const pair = make("div", { class: "pair" }, input.element, output.element);
  const outputs = make("div", { class: "outputs" }, steers.answers, legend);
  root.append(make("div", { class: "scene" }, steers.filters, pair));
  root.append(make("div", { class: "desk" }, outputs, steers.turn, nine.bench));
  root.append(nine.sum, make("div", { class: "controls" }, images, reset));

  /** @param {State} current */
  return function show(current) {
    const kernel = kernelOf(current);
    if (picture.title) want(kernel, current.answers, false);
    steers.show(current);
    nine.filter.show({ values: kernel, title: titleOf(current, Object.hasOwn(STEERED, current.filter)), format: fine });
    mark();
  };
}

export { build, check, defaults };
