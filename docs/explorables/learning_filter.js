// Learning a filter: an image and the wanted outputs are given, and gradient descent looks for the nine weights.
import { bowl, lossAt } from "./bowl.js";
import { choosing } from "./choosing.js";
import { button, choice, field, player, slider } from "./controls.js";
import { conv2d, edge_filter, table } from "./convdemo.js";
import { bend, learn_filter } from "./convdemo_learning.js";
import { controls, make } from "./elements.js";
import { Grid, grids, sign } from "./grid.js";
import { FILTERS, IMAGES, LEARNING } from "./numbers.js";
import { clamp, number, options, power, within } from "./numerals.js";
import { circle, plot } from "./plot.js";
import { edited, sized } from "./rows.js";
/** @import { Bowl } from "./bowl.js" */
/** @import { Rows } from "./convdemo.js" */
/** @import { Context, Part } from "./explorable.js" */
/** @import { Placed } from "./plot.js" */

/** @typedef {typeof defaults} State */
/** @typedef {ReturnType<typeof derive>} Derived What follows from a state. */

const MOST = 2000; // steps
const F = 3; // the side of a filter
const LARGEST = 99; // of its numbers
const SLANT = 70; // degrees
const [SLOWEST, FASTEST] = [1e-6, 1e6]; // rates
const FOUND = 1e-12; // a loss: a trillionth
const BROKEN = 1e12; // a loss
const BRIGHT = 10; // what the book's small images are at their brightest
const DIGIT = 5.6; // px: the width of a digit in a cell
const DRAWN = 200; // points of a curve
const { VERTICAL, SOBEL, SCHARR } = FILTERS;
const { drawn, ...images } = LEARNING;
/** @type {Record<string, [Rows, number, number]>} */
const GIVEN = images;
/** @type {Rows} */
const ZEROS = table(F, F, () => 0);
const OWN = "your own";
/** @type {Record<string, Rows | null>} */
const FIRSTS = { zeros: ZEROS, "drawn by chance": drawn, [OWN]: null };
/** @type {Record<string, Rows | null>} */
const TARGETS = {
  vertical: VERTICAL,
  Sobel: SOBEL,
  Scharr: SCHARR,
  [`${SLANT} degrees`]: edge_filter(SLANT, SOBEL),
  [OWN]: null,
};
const defaults = {
  target: SOBEL,
  picture: "stripes",
  first: "zeros",
  begin: ZEROS, // the first filter, if it is the reader's own
  rate: 0.002,
  steps: 0,
  weight: [0, 0], // the one whose bowl is shown
};

/** @param {State} state */
function check({ target, picture, first, begin, rate, steps, weight }) {
  if (!sized([...target, ...begin], 2 * F, F, LARGEST) || target.length !== F) {
    return `a filter has ${F} × ${F} numbers from −${LARGEST} to ${LARGEST}.`;
  }
  if (!Object.hasOwn(GIVEN, picture) || !Object.hasOwn(FIRSTS, first)) return "a word is none of those offered.";
  if (weight.length !== 2 || !weight.every((at) => within(at, 0, F - 1))) return "there is no such weight.";
  const known = within(steps, 0, MOST) && rate >= SLOWEST && rate <= FASTEST;
  return known ? "" : `there are 0 to ${MOST} steps, at a rate from ${short(SLOWEST)} to ${short(FASTEST)}.`;
}

/** @type {(rows: Rows) => number} */
const largest = (rows) => Math.max(...rows.flat().map(Math.abs));
/** @type {(a: Rows, b: Rows) => Rows} */
const less = (a, b) => a.map((row, i) => row.map((value, j) => value - b[i][j]));
/** @type {(rows: Rows) => number} */
const squares = (rows) => rows.flat().reduce((total, value) => total + value * value, 0);

/** @param {State} state */
function derive({ target, picture, first, begin, rate, steps }) {
  const [image, limit, rank] = GIVEN[picture];
  const wanted = conv2d(image, target);
  const found = learn_filter(image, wanted, { rate, steps, initial: FIRSTS[first] ?? begin, most: BROKEN });
  const [ours, theirs] = [found.kernel, target].map((kernel) => conv2d(IMAGES.check_image, kernel));
  const output = conv2d(image, found.kernel);
  const loss = found.losses[found.losses.length - 1];
  return {
    ...found,
    image,
    limit,
    rank,
    wanted,
    output,
    error: less(output, wanted),
    off: less(found.kernel, target),
    unseen: largest(less(ours, theirs)),
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
 * As many digits of a weight or an output as say something.
 * @param {number} value
 */
const brief = (value) => (Math.abs(value) < 1e5 ? number(value) : power(value, 2));

/**
 * As many digits as there is room for in a grid's cells.
 * @type {(grid: Grid) => (value: number) => string}
 */
const roomy = (grid) => (value) => {
  const room = (grid.side - 5) / DIGIT;
  const tiny = Math.abs(value) < 0.005;
  const texts = [number(value), number(value, 1), number(value, 0), power(value, 1)];
  const least = tiny ? "≈0" : texts.reduce((a, b) => (b.length < a.length ? b : a));
  return texts.find((text) => text.length <= room && !(tiny && text.includes("e"))) ?? least;
};

/** @param {number} loss */
const told = (loss) => (loss < FOUND ? "under a trillionth" : short(loss));

/**
 * The name of a filter among those that are offered.
 * @type {(offered: Record<string, Rows | null>, rows: Rows) => string}
 */
const nameAmong = (offered, rows) =>
  Object.keys(offered).find((name) => [String(rows), "null"].includes(String(offered[name]))) ?? OWN;

/** @type {(values: number[], name: (value: number) => string) => [number, string][]} */
const ticks = (values, name) => values.map((value) => [value, name(value)]);

/** @param {Derived} now */
function lossCurve(now) {
  const losses = now.losses.map((loss) => clamp(loss, FOUND, BROKEN));
  const high = Math.ceil(Math.log10(Math.max(...losses)));
  const low = Math.min(high - 1, Math.floor(Math.log10(Math.min(...losses))));
  const last = Math.max(1, now.steps);
  const every = Math.ceil(losses.length / DRAWN);
  /** @type {[number, number][]} */
  const points = losses.map((loss, step) => [step, loss]);
  const exponents = [low, Math.round((high + low) / 2), high];
  return {
    label: `The loss goes from ${told(now.losses[0])} to ${told(now.loss)} in ${now.steps} steps.`,
    x: { low: 0, high: last, ticks: ticks([0, last], String), name: "step" },
    y: {
      low: 10 ** low,
      high: 10 ** high,
      log: true,
      name: `loss ${told(now.loss)}`,
      ticks: ticks([...new Set(exponents)].map((exponent) => 10 ** exponent), short),
    },
    lines: /** @type {[[number, number][], string][]} */ ([
      [points.filter((_, step) => step % every === 0 || step === now.steps), "ink"],
    ]),
    marks: (/** @type {Placed} */ at) => [circle(...at(now.steps, losses[now.steps]), 4, "point")],
  };
}

/**
 * The bowl of the weight that is chosen.
 * @type {(now: Derived, state: State) => Bowl}
 */
function bowlOf({ image, kernel, gradient, loss, wanted }, { rate, weight: [row, column], target }) {
  const [weight, slope] = [kernel, gradient].map((rows) => rows[row][column]);
  const alone = { loss, slope, bend: bend(image, edited(ZEROS, row, column, 1)) };
  // All nine go along their slopes: for each unit of this weight, so much of the others.
  const per = gradient.map((line) => line.map((value) => value / slope));
  const moves = Math.abs(slope) > 1e-9 && Number.isFinite(slope);
  return {
    weight,
    next: moves ? weight - rate * slope : weight,
    alone,
    all: moves ? { loss, slope: slope * squares(per), bend: bend(image, per) } : null,
    most: Math.max(1, 2.5 * largest(target)),
    top: Math.max(1, 1.25 * squares(wanted) / wanted.flat().length),
    name: `weight in row ${row}, column ${column}`,
    write: short,
    label: `The loss for one weight is a bowl. At ${short(weight)} the loss is ${told(loss)} and the slope ${
      short(slope)
    }.`,
  };
}

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
  const worst = `the worst weight ${brief(largest(now.off))} off`;
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
 * The step that a weight takes next, and what becomes of the loss.
 * @type {(bowl: Bowl, rate: number, steps: number) => HTMLElement[]}
 */
function nextStep({ weight, next, alone, all, name }, rate, steps) {
  const { slope, loss } = alone;
  const by = slope < 0 ? `(${short(slope)})` : short(slope);
  const [before, step, after] = [brief(weight), by, brief(weight - rate * slope)].map((text) => make("b", {}, text));
  const then = all ? lossAt(all, next - weight) : loss;
  /** @type {(...parts: (HTMLElement | string)[]) => HTMLElement} */
  const line = (...parts) => make("span", {}, ...parts);
  return [
    line(`step ${steps + 1}, ${name.replace("weight in ", "")}: `),
    line(before, ` − ${short(rate)}·`, step, " = ", after, ", "),
    line(`loss ${told(loss)} → ${told(Math.max(0, then))}`),
  ];
}

/**
 * The boards. `begin`: learning begins at this filter. `choose`: this weight's bowl. `aim`: the target is changed.
 * @param {{ begin: (row: number, column: number, value: number) => void,
 *   choose: (row: number, column: number) => void, aim: (row: number, column: number, value: number) => void }} does
 */
function boardsOf({ begin, choose, aim }) {
  const [min, max] = [-LARGEST, LARGEST];
  /** @type {(label: string, role: string) => Grid} */
  const board = (label, role) => new Grid({ label, role });
  const input = board("input", "input");
  const output = board("output", "output");
  const wanted = board("wanted output", "output");
  const error = board("error", "output");
  const slopes = board("slopes", "filter");
  const filter = new Grid({ label: "filter", role: "filter", min, max, edit: begin });
  const target = new Grid({ label: "target filter", role: "filter", min, max, edit: aim });
  for (const grid of [filter, slopes]) choosing(grid, choose);
  /** @type {(now: Derived, state: State) => void} */
  const show = (now, { target: aimed, weight }) => {
    const top = largest(now.wanted);
    filter.show({ values: now.kernel, format: roomy(filter), chosen: weight });
    slopes.show({
      values: now.gradient,
      format: roomy(slopes),
      top: Math.max(1, largest(now.gradient)),
      chosen: weight,
      title: "slopes of the loss",
    });
    target.show({ values: aimed, format: roomy(target) });
    const light = Math.min(...now.image.flat()) < 0 ? undefined : "grey"; // what has a sign is no brightness
    input.show({ values: now.image, light, top: light && BRIGHT });
    output.show({ values: now.output, format: roomy(output), top });
    wanted.show({ values: now.wanted, format: roomy(wanted), top });
    error.show({ values: now.error, format: roomy(error), top });
  };
  const legend = make("p", { class: "legend" }, "More colour: farther from 0. Hatched: below 0.");
  const compared = grids(output, sign("−"), wanted, sign("="), error, legend);
  const scene = make("div", { class: "scene compared" }, compared);
  return { input, filter, slopes, target, scene, show };
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
    limit.textContent = `The mark: ${short(most())}, the largest rate that works here.`;
  };
  return { element: rate.element, show };
}

/**
 * What is asked: the wanted filter, the image, and the filter to begin with.
 * @param {(changes: Partial<State>) => void} ask
 * @param {() => State} state
 * @param {() => Rows} kernel
 * @returns {Record<string, Part<State>>}
 */
function questionsOf(ask, state, kernel) {
  /** @type {(label: string, names: object, change: (name: string) => void) => ReturnType<typeof choice>} */
  const offer = (label, names, change) => choice(label, options(Object.keys(names)), change);
  const targets = offer("target", TARGETS, (name) => ask({ target: TARGETS[name] ?? state().target }));
  // The chapter's rates are a good half of the largest.
  const pictures = offer("image", GIVEN, (picture) => {
    ask({ picture, rate: Number((0.57 * GIVEN[picture][1]).toPrecision(1)) });
  });
  const firsts = offer("first filter", FIRSTS, (first) => ask({ first, begin: FIRSTS[first] ? ZEROS : kernel() }));
  return {
    target: { element: targets.element, show: ({ target }) => targets.show(nameAmong(TARGETS, target)) },
    picture: { element: pictures.element, show: ({ picture }) => pictures.show(picture) },
    first: { element: firsts.element, show: ({ first }) => firsts.show(first) },
  };
}

/**
 * The filter as it can stand in an address: a few digits of each weight, none beyond what may be asked for.
 * @param {Rows} kernel
 */
const kept = (kernel) =>
  kernel.map((row) => row.map((value) => clamp(Number(value.toPrecision(6)), -LARGEST, LARGEST) || 0));

/**
 * Takes steps: by itself, one at a time, or to any number of them.
 * @param {Context<State>} context
 * @param {() => Derived} now
 */
function stepping({ set, reset }, now) {
  const ended = () => now().broken || now().loss < FOUND || now().steps === MOST;
  // The farther, the longer the strides: the end is a crawl.
  const moves = player(() => {
    const further = Math.min(MOST, now().steps + Math.ceil((now().steps + 1) / 10));
    set({ steps: ended() ? 0 : further }, { remember: false });
    return !ended();
  }, { pace: 300, stopped: () => set({}, { quiet: true }) });
  /** @param {number} steps */
  const go = (steps) => {
    moves.stop();
    set({ steps: Math.min(steps, MOST) }, { quiet: true });
  };
  reset.addEventListener("click", moves.stop);
  const presses = [button("Step", () => go(now().steps + 1)), button("To step 0", () => go(0))];
  return { moves, go, presses };
}

/** What is said of the steps: the next one, how far they have come, what the image can teach. */
function words() {
  const [sum, progress, knowledge] = ["sum", "fact", "fact"].map((name) => make("p", { class: name }));
  /** @type {(now: Derived, state: State, bowl: Bowl) => void} */
  const show = (now, { rate, target }, shown) => {
    sum.replaceChildren(...nextStep(shown, rate, now.steps));
    progress.textContent = progressOf(now);
    progress.classList.toggle("broken", now.broken);
    knowledge.textContent = knowledgeOf(now, target);
  };
  return { sum, progress, knowledge, show };
}

/**
 * All that can be changed, by name; the page says which comes first.
 * @param {Context<State>} context
 * @param {{ now: () => Derived, ask: (changes: Partial<State>) => void, steps: ReturnType<typeof stepping> }} does
 * @returns {Record<string, Part<State>>}
 */
function controlsOf({ set, state }, { now, ask, steps: { moves, go } }) {
  const steps = field("steps done", { min: 0, max: MOST, change: go });
  const rate = rateSlider(() => state().rate, () => now().limit, (value) => {
    moves.stop();
    set({ rate: value });
  });
  return {
    rate,
    ...questionsOf(ask, state, () => kept(now().kernel)),
    steps: { element: steps.element, show: () => steps.show(now().steps) },
    pace: { element: moves.pacer.element, show: () => {} },
  };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, state, reset, arrange } = context;
  /** @type {Derived} */
  let now;
  let opened = false;
  const steps = stepping(context, () => now);
  const { moves, presses } = steps;
  // Another question begins at step 0.
  /** @param {Partial<State>} changes */
  const ask = (changes) => {
    moves.stop();
    set({ ...changes, steps: 0 });
  };
  /** @type {(row: number, column: number, value: number) => void} */
  const begin = (row, column, value) => ask({ first: OWN, begin: edited(kept(now.kernel), row, column, value) });
  const boards = boardsOf({
    begin,
    choose: (...weight) => set({ weight }, { quiet: true }),
    aim: (...cell) => ask({ target: edited(state().target, ...cell) }),
  });
  const basin = bowl((value) => {
    const [row, column] = state().weight;
    begin(row, column, value);
  });
  const curve = plot({ height: 196, left: 52 });
  const arranged = arrange(
    controlsOf(context, { now: () => now, ask, steps }),
    "rate",
    ["target", "picture", "first", "steps"].join(),
  );
  const said = words();
  const key = make(
    "p",
    { class: "legend" },
    "Solid: this weight alone. Dotted: all nine move, as a step moves them. Ring: where it lands.",
  );
  const beside = make("div", { class: "beside" }, ...arranged.first, said.sum);
  const descent = make("div", { class: "descent" }, boards.filter.element, basin.element, beside, key);
  const given = [boards.slopes, boards.target, boards.input, curve].map(({ element }) => element);
  root.append(controls(moves.play, ...presses, reset), descent, boards.scene, said.progress, said.knowledge);
  root.append(make("div", { class: "given" }, ...given), arranged.more);

  /** @param {State} current */
  return function show(current) {
    now = derive(current);
    boards.show(now, current);
    const shown = bowlOf(now, current);
    basin.show(shown);
    curve.show(lossCurve(now));
    arranged.show(current);
    said.show(now, current, shown);
    if (opened && !moves.playing()) say(said.progress.textContent ?? "");
    opened = true;
  };
}

export { build, check, defaults };
