// Learning a filter: an image and the wanted outputs are given, and gradient descent looks for the nine weights.
import { button, choice, field, player, slider } from "./controls.js";
import { conv2d, edge_filter } from "./convdemo.js";
import { learn_filter } from "./convdemo_learning.js";
import { controls, make } from "./elements.js";
import { Grid, grids } from "./grid.js";
import { FILTERS, IMAGES, LEARNING } from "./numbers.js";
import { clamp, number, options, power, within } from "./numerals.js";
import { circle, plot } from "./plot.js";
import { edited, sized } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */
/** @import { Placed } from "./plot.js" */

/** @typedef {typeof defaults} State */
/** @typedef {ReturnType<typeof choice>} Choice */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */

const MOST = 2000; // steps
const F = 3; // the side of a filter
const LARGEST = 99; // of its numbers
const SLANT = 70; // degrees
const [SLOWEST, FASTEST] = [1e-6, 1e6]; // rates
const FOUND = 1e-12; // a loss
const BROKEN = 1e12; // a loss
const { VERTICAL, SOBEL, SCHARR } = FILTERS;
const { drawn, ...images } = LEARNING;
/** @type {Record<string, [Rows, number, number]>} */
const GIVEN = images;
/** @type {Record<string, Rows>} */
const FIRSTS = { zeros: SOBEL.map((row) => row.map(() => 0)), "drawn by chance": drawn };
/** @type {Record<string, Rows | null>} */
const TARGETS = {
  vertical: VERTICAL,
  Sobel: SOBEL,
  Scharr: SCHARR,
  [`${SLANT} degrees`]: edge_filter(SLANT, SOBEL),
  "your own": null,
};
const defaults = { target: SOBEL, picture: "stripes", first: "zeros", rate: 0.002, steps: 0 };

/** @param {State} state */
function check({ target, picture, first, rate, steps }) {
  if (!sized(target, F, F, LARGEST)) return `a filter has ${F} × ${F} numbers from −${LARGEST} to ${LARGEST}.`;
  if (!Object.hasOwn(GIVEN, picture) || !Object.hasOwn(FIRSTS, first)) return "a word is none of those offered.";
  const known = within(steps, 0, MOST) && rate >= SLOWEST && rate <= FASTEST;
  return known ? "" : `there are 0 to ${MOST} steps, at a rate from ${short(SLOWEST)} to ${short(FASTEST)}.`;
}

/** @type {(rows: Rows) => number} */
const largest = (rows) => Math.max(...rows.flat().map(Math.abs));
/** @type {(a: Rows, b: Rows) => Rows} */
const apart = (a, b) => a.map((row, i) => row.map((value, j) => Math.abs(value - b[i][j])));

/** @param {State} state */
function derive({ target, picture, first, rate, steps }) {
  const [image, limit, rank] = GIVEN[picture];
  const wanted = conv2d(image, target);
  const found = learn_filter(image, wanted, { rate, steps, initial: FIRSTS[first], most: BROKEN });
  const [ours, theirs] = [found.kernel, target].map((kernel) => conv2d(IMAGES.check_image, kernel));
  const loss = found.losses[found.losses.length - 1];
  return {
    ...found,
    image,
    limit,
    rank,
    wanted,
    output: conv2d(image, found.kernel),
    off: apart(found.kernel, target),
    unseen: largest(apart(ours, theirs)),
    loss,
    steps: found.losses.length - 1,
    broken: loss > BROKEN,
  };
}

/**
 * Three digits of a number of any size.
 * @param {number} value
 */
function short(value) {
  const size = Math.abs(value);
  const plain = size < FOUND || (size >= 1e-4 && size < 1e5);
  return plain ? number(Number(value.toPrecision(3)), 7) : power(value, 2);
}

/**
 * In a cell there is room for five characters.
 * @param {number} value
 */
function brief(value) {
  const size = Math.abs(value);
  if (size >= 1000) return power(value, 0);
  return number(value, [10, 100].filter((most) => size < most).length);
}

/** @param {number} loss */
const told = (loss) => (loss < FOUND ? `under ${power(FOUND, 0)}` : short(loss));

/** @param {Rows} target */
const nameOfTarget = (target) =>
  Object.keys(TARGETS).find((name) => [String(target), "null"].includes(String(TARGETS[name]))) ?? "";

/** @param {Derived} now */
function lossCurve(now) {
  const losses = now.losses.map((loss) => clamp(loss, FOUND, BROKEN));
  const high = Math.ceil(Math.log10(Math.max(...losses)));
  const low = Math.floor(Math.log10(Math.min(...losses)));
  const last = Math.max(1, now.steps);
  const exponents = [low, Math.round((high + low) / 2), high];
  return {
    label: `The loss goes from ${told(now.losses[0])} to ${told(now.loss)} in ${now.steps} steps.`,
    x: { low: 0, high: last, ticks: tick([0, last], String), name: "step" },
    y: {
      low: 10 ** low,
      high: 10 ** high,
      log: true,
      name: `loss ${told(now.loss)}`,
      ticks: tick(exponents.map((exponent) => 10 ** exponent), short),
    },
    lines: line(losses),
    marks: (/** @type {Placed} */ at) => [circle(...at(now.steps, losses[now.steps]), 4, "point")],
  };
}
/** @type {(values: number[], name: (value: number) => string) => [number, string][]} */
const tick = (values, name) => values.map((value) => [value, name(value)]);
/** @type {(losses: number[]) => [[number, number][], string][]} */
const line = (losses) => [[losses.map((loss, step) => [step, loss]), "ink"]];

/**
 * The columns' sums.
 * @param {Rows} rows
 */
const sums = (rows) => rows[0].map((_, j) => brief(rows.reduce((total, row) => total + row[j], 0))).join(", ");

/** @param {Derived} now */
function progressOf(now) {
  if (now.broken) {
    const past = `after ${now.steps} steps the loss is past ${power(BROKEN, 0)}`;
    return `It breaks: ${past}. Rates below ${short(now.limit)} work.`;
  }
  const reached = `After ${now.steps} steps the loss is ${told(now.loss)}`;
  const worst = `the worst weight, framed, ${brief(largest(now.off))} off`;
  const unseen = `On the chessboard, which was not shown, the worst output is ${brief(now.unseen)} off.`;
  return `${reached} and ${worst}. ${unseen}`;
}

/** @type {(now: Derived, target: Rows) => string} */
function knowledgeOf({ rank, kernel }, target) {
  const weights = kernel.flat().length;
  if (rank === weights) return `This image fixes all ${weights} weights.`;
  const known = `now ${sums(kernel)}; wanted ${sums(target)}`;
  return `This image fixes ${rank} sums of the ${weights} weights, those of the columns: ${known}.`;
}

/**
 * The boards. `look`: a weight is looked at. `edit`: one of the target is changed.
 * @param {(row: number | null, column: number | null) => void} look
 * @param {(row: number, column: number, value: number) => void} edit
 */
function boardsOf(look, edit) {
  /** @type {(label: string, role: string) => Grid} */
  const board = (label, role) => new Grid({ label, role, look: role === "filter" ? look : undefined });
  const input = board("input", "input");
  const output = board("output", "output");
  const wanted = board("wanted output", "output");
  const filter = board("filter", "filter");
  const gradient = board("gradient", "filter");
  const target = new Grid({ label: "target filter", role: "filter", look, min: -99, max: 99, edit });
  /** @type {(now: Derived, state: State) => void} */
  const show = (now, state) => {
    const worst = largest(now.off);
    /** @type {(i: number, j: number) => boolean} */
    const marked = (i, j) => worst > 0.005 && now.off[i][j] > worst - 1e-9;
    filter.show({ values: now.kernel, format: brief, marked });
    target.show({ values: state.target, format: brief });
    gradient.show({ values: now.gradient, format: brief, top: Math.max(1, largest(now.gradient)) });
    input.show({ values: now.image });
    output.show({ values: now.output, format: brief, top: largest(now.wanted) });
    wanted.show({ values: now.wanted, format: brief });
  };
  return { weights: [filter, target, gradient], images: [input, output, wanted], show };
}

/**
 * The slider of the rate, which has the rate over the largest one, as a power of ten.
 * @param {() => number} current
 * @param {() => number} most
 * @param {(rate: number) => void} change
 */
function rateSlider(current, most, change) {
  const rate = slider("learning rate", {
    min: -2,
    max: 0.5,
    step: 0.02,
    words: () => short(current()) + (current() < most() ? "" : ", too large"),
    change: (exponent) => change(Number((most() * 10 ** exponent).toPrecision(3))),
  });
  const limit = make("span", { class: "name" });
  rate.element.append(make("span", { class: "limit", "aria-hidden": "true" }), limit);
  const show = () => {
    rate.show(Math.log10(current() / most()));
    limit.textContent = `The mark: ${short(most())}, the largest for this image.`;
  };
  return { element: rate.element, show };
}

/**
 * What is asked: the wanted filter, the image, and the filter to begin with.
 * @param {(changes: Partial<State>) => void} ask
 * @param {() => State} state
 */
function questionsOf(ask, state) {
  /** @type {(label: string, names: Record<string, unknown>, change: (name: string) => void) => Choice} */
  const offer = (label, names, change) => choice(label, options(Object.keys(names)), change);
  const targets = offer("target", TARGETS, (name) => ask({ target: TARGETS[name] ?? state().target }));
  // The chapter's rates are a good half of the largest.
  const images = offer("image", GIVEN, (picture) => {
    ask({ picture, rate: Number((0.57 * GIVEN[picture][1]).toPrecision(1)) });
  });
  const firsts = offer("first filter", FIRSTS, (first) => ask({ first }));
  return {
    element: controls(targets, images, firsts),
    /** @param {State} state */
    show: ({ target, picture, first }) => {
      targets.show(nameOfTarget(target));
      images.show(picture);
      firsts.show(first);
    },
  };
}

/**
 * The step that a weight takes next.
 * @type {(now: Derived, rate: number, place: number[]) => (HTMLElement | string)[]}
 */
function nextStep({ kernel, gradient }, rate, [row, column]) {
  const [weight, slope] = [kernel, gradient].map((rows) => rows[row][column]);
  const by = slope < 0 ? `(${short(slope)})` : short(slope);
  const [before, step, after] = [brief(weight), by, brief(weight - rate * slope)].map((text) => make("b", {}, text));
  return [`next, row ${row}, column ${column}: `, before, ` − ${short(rate)}·`, step, " = ", after];
}

/** @param {Context<State>} context */
function build({ root, set, say, fault, state, reset }) {
  /** @type {Derived} */
  let now;
  let opened = false;
  let looked = [0, 0]; // the weight whose next step is written out
  /** @param {number} steps */
  const go = (steps) => {
    moves.stop();
    set({ steps: Math.min(steps, MOST) }, { quiet: true });
  };
  // Another question begins at step 0.
  /** @param {Partial<State>} changes */
  const ask = (changes) => {
    moves.stop();
    set({ ...changes, steps: 0 });
  };
  // The farther, the longer the strides: the end is a crawl.
  const ended = () => now.broken || now.loss < FOUND || now.steps === MOST;
  const moves = player(() => {
    const further = Math.min(MOST, now.steps + Math.ceil((now.steps + 1) / 10));
    set({ steps: ended() ? 0 : further }, { remember: false });
    return !ended();
  }, { pace: 150, stopped: () => set({}, { quiet: true }) });

  const boards = boardsOf((row, column) => {
    if (row === null || column === null) return;
    looked = [row, column];
    next();
  }, (...cell) => ask({ target: edited(state().target, ...cell) }));
  const chart = plot({ height: 200, left: 52 });
  const questions = questionsOf(ask, state);
  const steps = field("steps done", { min: 0, max: MOST, change: go });
  const rate = rateSlider(() => state().rate, () => now.limit, (rate) => {
    moves.stop();
    set({ rate });
  });
  const steppers = [button("Step", () => go(now.steps + 1)), button("To step 0", () => go(0)), steps, rate];
  const [sum, progress, knowledge] = ["sum", "fact", "fact"].map((name) => make("p", { class: name }));
  reset.addEventListener("click", moves.stop);
  root.append(questions.element, grids(...boards.weights, chart), controls(moves.play, ...steppers));
  root.append(sum, progress, knowledge, grids(...boards.images), fault, controls(reset));

  const next = () => sum.replaceChildren(...nextStep(now, state().rate, looked));
  /** @param {State} current */
  return function show(current) {
    now = derive(current);
    boards.show(now, current);
    chart.show(lossCurve(now));
    next();
    questions.show(current);
    steps.show(now.steps);
    rate.show();
    progress.textContent = progressOf(now);
    progress.classList.toggle("broken", now.broken);
    knowledge.textContent = knowledgeOf(now, current.target);
    if (opened && !moves.playing()) say(progress.textContent);
    opened = true;
  };
}

export { build, check, defaults };
