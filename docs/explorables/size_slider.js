// Size slider: what a dense layer and a convolution have to learn, as the image grows.
import { button, field, slider, toggle } from "./controls.js";
import { conv_parameters, mlp_parameters } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { number, within } from "./numerals.js";
import { circle, note, plot } from "./plot.js";
/** @import { Context } from "./explorable.js" */
/** @import { Drawing, Points } from "./plot.js" */

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
    circle(x, y, 9, "ring"),
    x > 190 ? note(x - 13, y - 5, here, "end", "ink") : note(x + 13, y + 15, here, "start", "ink"),
  ];
};

/** @type {(state: State, now: Derived) => Drawing} */
function drawingOf(state, now) {
  const { side, units } = state;
  const { dense, most, many, one } = now;
  /** @type {(value: number) => [Points, string]} */
  const level = (value) => [[[LOW, value], [HIGH, value]], "filter"];
  const filters = `${units} filters of ${F} by ${F} have ${number(many)}`;
  const counts = `a dense layer of ${units} units has ${number(most)}, ${filters}`;
  return {
    label: `Numbers to learn at ${side} by ${side}: ${counts}, one has ${one}.`,
    x: { low: LOW, high: HIGH, log: true, name: "side of the image, in pixels", ticks: LENGTHS },
    y: { low: 4, high: 2e9, log: true, name: "numbers to learn", ticks: LEVELS },
    lines: [
      [[[LOW, dense(LOW)], [HIGH, dense(HIGH)]], "input"],
      level(many),
      level(one),
      [[[side, 4], [side, most]], "plain"],
    ],
    marks: marksOf(state, now),
  };
}

/** @param {Context<State>} context */
function build({ root, set, say, reset }) {
  /** @param {Partial<State>} changes */
  const change = (changes) => {
    set(changes);
    say(sums.innerText);
  };
  const sides = { min: LOW, max: HIGH, change: (/** @type {number} */ side) => change({ side }) };
  const slid = slider("image side", { ...sides, words: (side) => `${side} × ${side}` });
  const typed = field("side", sides);
  const units = field("units, or filters", { min: FEW, max: MANY, change: (value) => change({ units: value }) });
  const colour = toggle("colour", (value) => change({ colour: value }));
  const cases = CASES.map((side) => button(`${side} × ${side}`, () => change({ side })));
  const sums = make("div");
  const chart = plot({ height: 340, left: 82 });
  root.append(controls(slid, typed, ...cases), controls(units, colour, reset), chart.element, sums);

  /** @param {State} state */
  return function show(state) {
    const now = derive(state);
    sums.replaceChildren(...sumsOf(state, now));
    chart.show(drawingOf(state, now));
    slid.show(state.side);
    typed.show(state.side);
    units.show(state.units);
    colour.show(state.colour);
    cases.forEach((press, i) => press.setAttribute("aria-pressed", String(CASES[i] === state.side)));
  };
}

export { build, check, defaults };
