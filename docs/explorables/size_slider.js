// Size slider: what a dense layer and a convolution have to learn, as the image grows.
import { button, field, slider, toggle } from "./controls.js";
import { conv_parameters, mlp_parameters } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { clamp, number, within } from "./numerals.js";
import { circle, keyed, note, plot } from "./plot.js";
/** @import { Context, Part } from "./explorable.js" */
/** @import { Drawing, Moved, Points } from "./plot.js" */

/** @typedef {typeof defaults} State */

// Sides, and units
const LOW = 8;
const HIGH = 1000;
const FEW = 10;
const MANY = 500;
const F = 3; // the side of a filter
const CASES = [128, 1000]; // the article's two

const defaults = { side: 128, units: 300, colour: false };

/** @param {State} state */
const check = ({ side, units }) => {
  if (within(side, LOW, HIGH) && within(units, FEW, MANY)) return "";
  return `the side must be a whole number from ${LOW} to ${HIGH}, the units one from ${FEW} to ${MANY}.`;
};

/** @param {State} state */
function derive({ side, units, colour }) {
  const n_c = colour ? 3 : 1;
  /** @param {number} n */
  const dense = (n) => mlp_parameters([n, n, n_c], units);
  return { n_c, dense, most: dense(side), many: conv_parameters(F, n_c, units), one: conv_parameters(F, n_c, 1) };
}
/** @typedef {ReturnType<typeof derive>} Derived */

/** @type {(state: State, now: Derived) => HTMLElement[]} */
function sumsOf({ side, units }, { n_c, most, many, one }) {
  /** @type {(words: string, value: number) => HTMLElement} */
  const sum = (words, value) => make("p", { class: "sum" }, `${words} = `, make("strong", {}, number(value)));
  return [
    sum(`dense: ${side}·${side}·${n_c}·${units}`, most),
    sum(`${units} filters: (${F}·${F}·${n_c} + 1)·${units}`, many),
    sum(`1 filter: ${F}·${F}·${n_c} + 1`, one),
  ];
}

/**
 * What the side changes, and what not.
 * @type {(state: State, now: Derived, from: number) => string}
 */
function changesOf({ side, units }, { dense, most, many }, from) {
  if (side === from) return "Move the side: which of these three change, and which stay?";
  const [less, more] = [most, dense(from)].sort((a, b) => a - b);
  const times = `${number(more / less)} times`;
  const compared = side > from ? `${times} as many numbers to learn as` : `${times} fewer numbers to learn than`;
  return `At ${side} × ${side} the dense layer has ${compared} at ${from} × ${from}. ` +
    `The ${units} filters have ${number(many)} at both.`;
}

/** @type {[number, string | number][]} */
const LEVELS = [[10, 10], [1e3, 1000], [1e5, "100,000"], [1e7, "10 million"], [1e9, "1 billion"]];
/** @type {[number, number][]} */
const LENGTHS = [[8, 8], [32, 32], [128, 128], [1000, 1000]];

/** @type {(state: State, now: Derived) => Drawing["marks"]} */
const marksOf = ({ side, units }, { dense, most, many, one }) => (at) => {
  /** @type {(value: number, down: number, words: string, role: string) => SVGElement} */
  const name = (value, down, words, role) => {
    const [x, y] = at(HIGH, value);
    return note(x, y + down, words, "end", role);
  };
  const [x, y] = at(side, most);
  const here = number(most);
  return [
    name(dense(HIGH), 76, `dense, ${units} units`, "input"),
    name(many, -8, `${units} filters of ${F} × ${F}`, "filter"),
    name(one, -8, `1 filter of ${F} × ${F}`, "filter"),
    ...CASES.map((n) => circle(...at(n, dense(n)), 5, "point")),
    x > 190 ? note(x - 17, y - 7, here, "end", "ink") : note(x + 17, y + 19, here, "start", "ink"),
  ];
};

/**
 * The side as a slider has it: the keys of a page double and halve it.
 * @type {(side: number) => Moved}
 */
const moving = (side) => ({
  value: side,
  low: LOW,
  high: HIGH,
  step: 1,
  moved: (from, by) => (Math.abs(by) > 1 ? from * 2 ** Math.sign(by) : from + by),
});

/** @type {(state: State, now: Derived) => Drawing} */
function drawingOf(state, now) {
  const { side } = state;
  const { dense, most, many, one } = now;
  /** @type {(value: number) => [Points, string]} */
  const level = (value) => [[[LOW, value], [HIGH, value]], "filter"];
  return {
    label: "Numbers to learn over the side of the image",
    x: { low: LOW, high: HIGH, log: true, name: "side of the image, in pixels", ticks: LENGTHS },
    y: { low: 4, high: 2e9, log: true, name: "numbers to learn", ticks: LEVELS },
    lines: [
      [[[LOW, dense(LOW)], [HIGH, dense(HIGH)]], "input"],
      level(many),
      level(one),
      [[[side, 4], [side, most]], "plain"],
    ],
    marks: marksOf(state, now),
    held: { ...moving(side), level: most, label: "Along the dense layer’s line", words: toldOf(state, now) },
  };
}

/** @type {(state: State, now: Derived) => string} */
const toldOf = ({ side, units }, { most, many, one }) =>
  `${side} by ${side}: dense layer ${number(most)}, ${units} filters ${number(many)}, one ${one}`;

/**
 * A slider on the chart's own scale, below its axis.
 * @param {(side: number) => void} change
 */
function scaled(change) {
  /** @param {number} log */
  const sideOf = (log) => clamp(Math.round(Math.exp(log)), LOW, HIGH);
  const made = slider("image side", {
    min: Math.log(LOW),
    max: Math.log(HIGH),
    step: 0.0001,
    words: (log) => `${sideOf(log)} × ${sideOf(log)}`,
    change: (log) => change(sideOf(log)),
  });
  // On this scale a step of the browser's would be less than a pixel, or many.
  made.input.addEventListener("keydown", (event) => {
    const next = keyed(event, moving(sideOf(Number(made.input.value))));
    if (next === null) return;
    event.preventDefault();
    change(next);
  });
  return { element: made.element, show: (/** @type {number} */ side) => made.show(Math.log(side)) };
}

/**
 * What is typed and ticked, by name.
 * @type {(change: (changes: Partial<State>) => void) => Record<string, Part<State>>}
 */
function controlsOf(change) {
  const side = field("side", { min: LOW, max: HIGH, change: (value) => change({ side: value }) });
  const units = field("units, or filters", { min: FEW, max: MANY, change: (value) => change({ units: value }) });
  const colour = toggle("colour", (value) => change({ colour: value }));
  const cases = CASES.map((n) => button(`${n} × ${n}`, () => change({ side: n })));
  return {
    side: { element: side.element, show: (state) => side.show(state.side) },
    cases: {
      element: make("div", { class: "cases" }, ...cases),
      show: (state) => cases.forEach((press, i) => press.setAttribute("aria-pressed", String(CASES[i] === state.side))),
    },
    colour: { element: colour.element, show: (state) => colour.show(state.colour) },
    units: { element: units.element, show: (state) => units.show(state.units) },
  };
}

/** @param {Context<State>} context */
function build({ root, set, say, state, start, reset, arrange }) {
  /** @param {Partial<State>} changes */
  const change = (changes) => {
    set(changes);
    say(toldOf(state(), derive(state())));
  };
  /** @param {number} side */
  const move = (side) => change({ side });
  const chart = plot({ height: 310, left: 82, change: move });
  const slid = scaled(move);
  const changes = make("p", { class: "fact" });
  const sums = make("div");
  const arranged = arrange(controlsOf(change), "side, cases, colour", "units");
  root.append(chart.element, slid.element, changes, sums, controls(...arranged.first, reset), arranged.more);

  /** @param {State} current */
  return function show(current) {
    const now = derive(current);
    changes.textContent = changesOf(current, now, start.side);
    sums.replaceChildren(...sumsOf(current, now));
    chart.show(drawingOf(current, now));
    slid.show(current.side);
    arranged.show(current);
  };
}

export { build, check, defaults };
