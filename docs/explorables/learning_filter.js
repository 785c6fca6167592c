// Learning a filter: an image and the wanted outputs are given, and gradient descent looks for the nine weights.
import { conv2d, edge_filter } from "./convdemo.js";
import { learn_filter } from "./convdemo_learning.js";
import { button, choice, controls, field, make, number, player, power, slider, within } from "./explorable.js";
import { Grid, edited, sized } from "./grid.js";
import { FILTERS, IMAGES, LEARNING } from "./numbers.js";
import { circle, plot } from "./plot.js";

const [MOST, FOUND, BROKEN] = [2000, 1e-12, 1e12]; // the most steps, and two losses
const { VERTICAL, SOBEL, SCHARR } = FILTERS;
const { drawn, ...GIVEN } = LEARNING; // of each image: itself, its largest rate, its rank
const FIRSTS = { zeros: SOBEL.map((row) => row.map(() => 0)), "drawn by chance": drawn };
const TARGETS = { vertical: VERTICAL, Sobel: SOBEL, Scharr: SCHARR, "70 degrees": edge_filter(70, SOBEL), "your own": null };
const defaults = { target: SOBEL, picture: "stripes", first: "zeros", rate: 0.002, steps: 0 };

function check({ target, picture, first, rate, steps }) {
  if (!sized(target, 3, 3, 99)) return "a filter has 3 × 3 numbers from −99 to 99.";
  if (!Object.hasOwn(GIVEN, picture) || !Object.hasOwn(FIRSTS, first)) return "a word is none of those offered.";
  return within(steps, 0, MOST) && rate >= 1e-6 && rate <= 1e6 ? "" : "there are 0 to 2000 steps, at a rate from 1e−6 to 1e6.";
}

const largest = (rows) => Math.max(...rows.flat().map(Math.abs));
const apart = (a, b) => a.map((row, i) => row.map((value, j) => Math.abs(value - b[i][j])));

// What follows from a state.
function derive({ target, picture, first, rate, steps }) {
  const [image, limit, rank] = GIVEN[picture];
  const wanted = conv2d(image, target);
  const found = learn_filter(image, wanted, { rate, steps, initial: FIRSTS[first], most: BROKEN });
  const unseen = apart(...[found.kernel, target].map((kernel) => conv2d(IMAGES.check_image, kernel)));
  const loss = found.losses.at(-1);
  return {
    ...found, image, limit, rank, wanted, output: conv2d(image, found.kernel), off: apart(found.kernel, target), unseen: largest(unseen),
    loss, steps: found.losses.length - 1, broken: loss > BROKEN,
  };
}

// Three digits of a number of any size; in a cell there is room for five characters.
const short = (value) => {
  const size = Math.abs(value);
  return size < FOUND || (size >= 1e-4 && size < 1e5) ? number(Number(value.toPrecision(3)), 7) : power(value, 2);
};
const brief = (value) => {
  const size = Math.abs(value);
  return size < 1000 ? number(value, size < 10 ? 2 : size < 100 ? 1 : 0) : power(value, 0);
};
const told = (loss) => (loss < FOUND ? "under 1e−12" : short(loss));

function build({ root, set, say, fault, state, reset }) {
  let now = null; // what follows from the state
  let looked = [0, 0]; // the weight whose next step is written out
  const go = (steps) => { moves.stop(); set({ steps: Math.min(steps, MOST) }, { quiet: true }); };
  // Another question begins at step 0.
  const ask = (changes) => { moves.stop(); set({ ...changes, steps: 0 }); };

  const look = (row, column) => { if (row !== null) { looked = [row, column]; next(); } };
  const [input, output, wanted] = ["input", "output", "wanted output"].map((label, i) => new Grid({ label, role: i ? "output" : "input" }));
  const [filter, gradient] = ["filter", "gradient"].map((label) => new Grid({ label, role: "filter", look }));
  const target = new Grid({ label: "target filter", role: "filter", look, min: -99, max: 99, edit: (...cell) => {
    ask({ target: edited(state().target, ...cell) });
  } });
  const chart = plot({ height: 200, left: 52 });

  const offer = (label, table, change) => choice(label, Object.fromEntries(Object.keys(table).map((name) => [name, name])), change);
  const targets = offer("target", TARGETS, (name) => ask({ target: TARGETS[name] ?? state().target }));
  // The chapter's rates are a good half of the largest.
  const images = offer("image", GIVEN, (picture) => ask({ picture, rate: Number((0.57 * GIVEN[picture][1]).toPrecision(1)) }));
  const firsts = offer("first filter", FIRSTS, (first) => ask({ first }));
  // The farther, the longer the strides: the end is a crawl.
  const ended = () => now.broken || now.loss < FOUND || now.steps === MOST;
  const moves = player(() => {
    set({ steps: ended() ? 0 : Math.min(MOST, now.steps + Math.ceil((now.steps + 1) / 10)) }, { remember: false });
    return !ended();
  }, { pace: 150, stopped: () => set({}, { quiet: true }) });
  const steps = field("steps done", { min: 0, max: MOST, change: go });
  // The slider has the rate over the largest one, as a power of ten.
  const rate = slider("learning rate", {
    min: -2, max: 0.5, step: 0.02,
    words: () => short(state().rate) + (state().rate < now.limit ? "" : ", too large"),
    change: (exponent) => { moves.stop(); set({ rate: Number((now.limit * 10 ** exponent).toPrecision(3)) }); },
  });
  const limit = make("span", { class: "name" });
  rate.element.append(make("span", { class: "limit", "aria-hidden": "true" }), limit);
  reset.addEventListener("click", moves.stop);

  const sum = make("p", { class: "sum" });
  const progress = make("p", { class: "fact" });
  const knowledge = make("p", { class: "fact" });
  const grids = (...parts) => make("div", { class: "grids" }, ...parts.map((part) => part.element));
  root.append(
    controls(targets, images, firsts), grids(filter, target, gradient, chart),
    controls(moves.play, button("Step", () => go(now.steps + 1)), button("To step 0", () => go(0)), steps, rate),
    sum, progress, knowledge, grids(input, output, wanted), fault, controls(reset),
  );

  // The step that the looked-at weight takes next.
  function next() {
    const [row, column] = looked;
    const [weight, slope] = [now.kernel, now.gradient].map((rows) => rows[row][column]);
    sum.replaceChildren(`next, row ${row}, column ${column}: `, make("b", {}, brief(weight)), ` − ${short(state().rate)}·`,
      make("b", {}, slope < 0 ? `(${short(slope)})` : short(slope)), " = ", make("b", {}, brief(weight - state().rate * slope)));
  }

  function curve() {
    const losses = now.losses.map((loss) => Math.min(BROKEN, Math.max(FOUND, loss)));
    const [high, low] = [Math.ceil(Math.log10(Math.max(...losses))), Math.floor(Math.log10(Math.min(...losses)))];
    const last = Math.max(1, now.steps);
    chart.show({
      label: `The loss goes from ${told(now.losses[0])} to ${told(now.loss)} in ${now.steps} steps.`,
      x: { low: 0, high: last, ticks: [[0, "0"], [last, String(last)]], name: "step" },
      y: {
        low: 10 ** low, high: 10 ** high, log: true, name: `loss ${told(now.loss)}`,
        ticks: [low, Math.round((high + low) / 2), high].map((exponent) => [10 ** exponent, short(10 ** exponent)]),
      },
      lines: [[losses.map((loss, step) => [step, loss]), "ink"]],
      marks: (at) => [circle(...at(now.steps, losses[now.steps]), 4, "point")],
    });
  }

  const sums = (rows) => rows[0].map((_, j) => brief(rows.reduce((total, row) => total + row[j], 0))).join(", ");

  return function show(current) {
    const opened = now;
    now = derive(current);
    const worst = largest(now.off);
    filter.show({ values: now.kernel, format: brief, marked: (i, j) => worst > 0.005 && now.off[i][j] > worst - 1e-9 });
    target.show({ values: current.target, format: brief });
    gradient.show({ values: now.gradient, format: brief, top: Math.max(1, largest(now.gradient)) });
    input.show({ values: now.image });
    output.show({ values: now.output, format: brief, top: largest(now.wanted) });
    wanted.show({ values: now.wanted, format: brief });
    curve();
    next();
    targets.show(Object.keys(TARGETS).find((name) => [String(current.target), "null"].includes(String(TARGETS[name]))));
    images.show(current.picture);
    firsts.show(current.first);
    steps.show(now.steps);
    rate.show(Math.log10(current.rate / now.limit));
    limit.textContent = `The mark: ${short(now.limit)}, the largest for this image.`;
    progress.textContent = now.broken
      ? `It breaks: after ${now.steps} steps the loss is past 1e12. Rates below ${short(now.limit)} work.`
      : `After ${now.steps} steps the loss is ${told(now.loss)} and the worst weight, framed, ${brief(worst)} off. On the chessboard, which was not shown, the worst output is ${brief(now.unseen)} off.`;
    progress.classList.toggle("broken", now.broken);
    knowledge.textContent = now.rank === 9
      ? "This image fixes all 9 weights."
      : `This image fixes ${now.rank} sums of the 9 weights, those of the columns: now ${sums(now.kernel)}; wanted ${sums(current.target)}.`;
    if (opened && !moves.playing()) say(progress.textContent);
  };
}

export { defaults, check, build };
