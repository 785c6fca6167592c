// The cell that responds to an angle: turn and move an edge or a bar, and see and hear three cells respond.
import { button, choice, player, slider } from "./controls.js";
import { bar_image, complex_cell, edge_at, end_stopped_cell, simple_cell, tuning_curve } from "./convdemo_history.js";
import { controls, make } from "./elements.js";
import { HISTORY } from "./numbers.js";
import { clamp, number } from "./numerals.js";
import { circle, note, path, plot, svg } from "./plot.js";
/** @import { Cell } from "./convdemo_history.js" */
/** @import { Context } from "./explorable.js" */
/** @import { Drawing, Points } from "./plot.js" */

/** @typedef {typeof defaults} State */
/** @typedef {"angle" | "place" | "length"} Over What is moved. */

const N = HISTORY.edge_at.n; // pixels of the screen's side; a bar of this length has no end
/** @type {Record<string, string>} */
const CELLS = { simple_cell: "simple", complex_cell: "complex", end_stopped_cell: "end-stopped" };
const NAMES = Object.keys(CELLS);
/** @type {Record<string, string>} */
const STIMULI = { edge: "an edge", bar: "a bar of light" };
/**
 * What can be moved: from, to, a slider's step, a curve's step, and from tick to tick. A place lies to the right.
 * @type {Record<Over, { from: number, to: number, step: number, by: number, tick: number }>}
 */
const MOVES = {
  angle: { from: 0, to: 180, step: 1, by: 3, tick: 45 },
  place: { from: -8, to: 8, step: 0.25, by: 0.25, tick: 4 },
  length: { from: 1, to: N, step: 0.5, by: 0.5, tick: 4 },
};
const OVERS = /** @type {Over[]} */ (Object.keys(MOVES));
/** @type {(from: number, to: number, by: number) => number[]} */
const steps = (from, to, by) => Array.from({ length: (to - from) / by + 1 }, (_, i) => from + by * i);

const defaults = { angle: 90, place: 0, length: N, stimulus: "edge", cell: "simple_cell", over: "place" };

/** @param {State} state */
const overOf = (state) => /** @type {Over} */ (state.over);

/** @param {State} state */
function check(state) {
  for (const key of OVERS) {
    const { from, to } = MOVES[key];
    if (!(state[key] >= from && state[key] <= to)) return `the ${key} must be from ${number(from)} to ${to}.`;
  }
  const { stimulus, cell, over } = state;
  const known = Object.hasOwn(STIMULI, stimulus) && Object.hasOwn(CELLS, cell) && Object.hasOwn(MOVES, over);
  return known ? "" : "a word is none of those offered.";
}

/** @param {State} state */
function image({ stimulus, angle, place, length }) {
  if (stimulus === "edge") return edge_at(angle, { offset: -place });
  return bar_image(angle, { offset: -place, length: length < N ? length : null });
}

/**
 * The simple cell is the one that likes the stimulus. All three like it vertical.
 * @param {State} state
 */
const phase = ({ stimulus }) => (stimulus === "edge" ? 90 : 0);
/** @type {(state: State) => (image: number[]) => number[]} */
const responses = (state) => (image) => [
  simple_cell(image, 90, { phase: phase(state) }),
  complex_cell(image, 90),
  end_stopped_cell(image, 90),
];

/**
 * The curve of the three cells over what is moved.
 * @param {State} state
 */
function curveOf(state) {
  const over = overOf(state);
  const { from, to, by } = MOVES[over];
  const places = steps(from, to, by);
  const values = tuning_curve(responses(state), places, (value) => image({ ...state, [over]: value }));
  return places.map((value, i) => ({ x: value, values: values[i] }));
}

/**
 * Clicks at random moments, `rate()` of them a second. Nothing that makes sound exists before it is asked for.
 * @param {HTMLElement} element
 * @param {() => number} rate
 */
function spikes(element, rate) {
  /** @type {AudioContext | null} */
  let audio = null;
  let timer = 0;
  /** @param {AudioContext} context */
  const click = (context) => {
    const buffer = context.createBuffer(1, 60, context.sampleRate);
    buffer.getChannelData(0).fill(0.2);
    return () => {
      if (Math.random() > rate() * 0.015) return;
      const spike = new AudioBufferSourceNode(context, { buffer });
      spike.connect(context.destination);
      spike.start();
    };
  };
  /** @param {boolean} wanted */
  const hear = (wanted) => {
    clearInterval(timer);
    audio?.close();
    audio = wanted ? new AudioContext() : null;
    press.setAttribute("aria-pressed", String(wanted));
    if (audio) timer = setInterval(click(audio), 15);
  };
  const press = button("hear the spikes", () => hear(!audio), { "aria-pressed": "false" });
  /** @param {IntersectionObserverEntry[]} seen */
  const watch = (seen) => {
    if (!seen[seen.length - 1].isIntersecting) hear(false);
  };
  if (window.IntersectionObserver) new IntersectionObserver(watch).observe(element);
  document.addEventListener("visibilitychange", () => hear(false));
  addEventListener("pagehide", () => hear(false));
  return press;
}

// Cells' fields, ten units a pixel. Light on a plus excites the cell, on a minus it holds the cell back.
/** @type {(y: number, radius: number) => SVGElement} */
const outline = (y, radius) => circle(0, y, radius, "line filter");

/** @param {number} radius */
const endStoppedField = (radius) =>
  [0, 10, -10].flatMap((y) => [outline(y * HISTORY.END, radius), note(0, 8 * y + 6, y ? "−" : "+")]);

/** @type {(radius: number, wavelength: number, phase: number) => SVGElement[]} */
function simpleField(radius, wavelength, phase) {
  const stripes = steps(-2, 3, 1).flatMap((stripe) => {
    const middle = 5 * wavelength * (stripe - phase / 180);
    const border = middle - 2.5 * wavelength;
    const half = Math.sqrt(Math.max(0, radius ** 2 - border ** 2));
    const mark = stripe % 2 ? "−" : "+";
    return [
      path([[border, -half], [border, half]], "filter"),
      note(middle, 6, Math.abs(middle) > radius ? "" : mark),
    ];
  });
  return [outline(0, radius), ...stripes];
}

/**
 * The chosen cell's.
 * @param {State} state
 */
function field(state) {
  const { sigma, wavelength } = HISTORY[/** @type {Cell} */ (state.cell)];
  const radius = 20 * sigma;
  if (state.cell === "complex_cell") return [outline(0, radius)];
  if (state.cell === "end_stopped_cell") return endStoppedField(radius);
  return simpleField(radius, wavelength, phase(state));
}

/**
 * The screen as the cells see it, and a knob that turns what is on it.
 * @param {(over: Over, value: number) => void} moved
 */
function screen(moved) {
  const pixels = steps(0, N * N - 1, 1).map((i) => {
    const [x, y] = [10 * (i % N) - 5 * N, 10 * Math.floor(i / N) - 5 * N];
    return svg("rect", { x, y, width: 10, height: 10 });
  });
  const [light, over, knob] = ["pixels", "field", "knob"].map((name) => svg("g", { class: name }));
  light.append(...pixels);
  const frame = svg("path", { class: "line axis", d: "M-128 0A128 128 0 0 1 128 0M-106-106H106V106H-106Z" });
  const view = { class: "screen", role: "img", viewBox: "-150 -150 300 258" };
  const element = svg("svg", view, frame, light, over, knob);
  let radians = 0;
  /** @param {PointerEvent} event */
  const drag = (event) => {
    const part = [knob, light].find((one) => one.contains(/** @type {Node} */ (event.target)));
    if (!event.buttons || !part) return;
    part.setPointerCapture(event.pointerId);
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(element.getScreenCTM()?.inverse());
    const angle = Math.round((Math.atan2(-y, x) * 180) / Math.PI);
    const place = Math.round(0.4 * (Math.cos(radians) * y + Math.sin(radians) * x)) / 4;
    if (part === knob) moved("angle", angle < -90 ? 180 : Math.max(0, angle));
    else moved("place", clamp(place, -8, 8));
  };
  element.addEventListener("pointerdown", drag);
  element.addEventListener("pointermove", drag);
  /** @type {(state: State, image: number[]) => void} */
  const show = (state, image) => {
    radians = (state.angle * Math.PI) / 180;
    const [x, y] = [128 * Math.cos(radians), -128 * Math.sin(radians)];
    image.forEach((value, i) => pixels[i].setAttribute("fill", `rgb(${Array(3).fill(Math.round(255 * value))})`));
    over.replaceChildren(...field(state));
    knob.replaceChildren(circle(x, y, 20, ""), note(x, y + 4, `${Math.round(state.angle)}°`));
    const shown = `${STIMULI[state.stimulus]} at ${number(state.angle)}°`;
    element.setAttribute("aria-label", `${shown}, and the field of the ${CELLS[state.cell]} cell`);
  };
  return { element, show };
}

/**
 * A cell's line of the legend: chosen or not, and its response as a bar and a number.
 * @type {(cell: string, choose: () => void) => { element: HTMLElement, show: (is: boolean, response: number) => void }}
 */
function answer(cell, choose) {
  const radio = make("input", { type: "radio", name: "cell", onchange: choose });
  const bar = make("b");
  const response = make("i");
  const sample = svg("svg", { width: 28, height: 6 }, path([[0, 3], [28, 3]], cell));
  const element = make("label", {}, radio, sample, CELLS[cell], make("span", {}, bar), response);
  return {
    element,
    show: (chosen, value) => {
      radio.checked = chosen;
      bar.style.width = `${125 * value}%`;
      response.textContent = value.toFixed(2);
    },
  };
}

/** @type {Drawing["y"]} */
const RESPONSE = {
  low: 0,
  high: 0.8,
  ticks: [[0, 0], [0.2, 0.2], [0.4, 0.4], [0.6, 0.6]],
  name: "response",
};

/**
 * The three cells' lines; the chosen one's is drawn once more, thick.
 * @type {(points: { x: number, values: number[] }[], cell: string) => [Points, string][]}
 */
function lines(points, cell) {
  /** @type {(of: string) => Points} */
  const line = (of) => points.map(({ x, values }) => [x, values[NAMES.indexOf(of)]]);
  return [...NAMES.map((of) => /** @type {[Points, string]} */ ([line(of), of])), [line(cell), `${cell} chosen`]];
}

/** @type {(state: State, points: { x: number, values: number[] }[], now: number[], told: string) => Drawing} */
function curveDrawing(state, points, now, told) {
  const over = overOf(state);
  const { from, to, tick } = MOVES[over];
  const response = now[NAMES.indexOf(state.cell)];
  return {
    label: `Responses over the ${over}. Now: ${told}`,
    x: {
      low: from,
      high: to,
      ticks: steps(from, to, tick).map((value) => [value, number(value)]),
      name: `the ${state.stimulus}’s ${over}`,
    },
    y: RESPONSE,
    lines: lines(points, state.cell),
    marks: (at) => {
      const [x, y] = at(state[over], response);
      return [circle(x, y, 6, "point"), note(x, y - 12, response.toFixed(2), "middle", "ink")];
    },
  };
}

/** @type {(trace: number[][], cell: string, told: string) => Drawing} */
function pastDrawing(trace, cell, told) {
  const points = trace.map((values, i) => ({ x: i + 1 - trace.length, values }));
  return {
    label: `The last ${trace.length} responses. Now: ${told}`,
    x: { low: -199, high: 0, ticks: [], name: "now" },
    y: RESPONSE,
    lines: lines(points, cell),
  };
}

/** @type {(over: Over, value: number) => string} */
function wordsFor(over, value) {
  if (over === "angle") return `${number(value)}°`;
  return value === N ? "no end" : number(value);
}

/** @type {(over: Over, change: (value: number) => void) => ReturnType<typeof slider>} */
function range(over, change) {
  const { from, to, step } = MOVES[over];
  return slider(over, { min: from, max: to, step, change, words: (value) => wordsFor(over, value) });
}

/** @param {Context<State>} context */
function build({ root, set, say, state, reset }) {
  /** @type {number[][]} */
  let trace = []; // the last responses
  /** @type {{ key: string, points: ReturnType<typeof curveOf> }} */
  let curve = { key: "", points: [] };
  let told = ""; // the three responses, in words
  /** @type {(changes: Partial<State>, options?: { quiet: boolean }) => void} */
  const change = (changes, options) => {
    moves.stop();
    set(changes, options);
    say(told);
  };
  // Round and round.
  const moves = player(() => {
    const over = overOf(state());
    const { from, to, by } = MOVES[over];
    const next = state()[over] + by;
    set({ [over]: next > to ? from : next }, { remember: false });
  }, {
    pace: 70,
    stopped: () => {
      set({}, { quiet: true });
      say(told);
    },
  });
  // The curve is over what was moved last.
  const view = screen((over, value) => change({ [over]: value + 0, over }, { quiet: true }));
  const ranges = OVERS.map((over) => range(over, (value) => change({ [over]: value, over })));
  const stimulus = choice("on the screen", STIMULI, (value) => change({ stimulus: value, over: "place" }));
  const answers = NAMES.map((cell) => answer(cell, () => change({ cell })));
  const sound = spikes(root, () => 75 * trace[trace.length - 1][NAMES.indexOf(state().cell)]);
  const legend = make("div", { class: "answers", role: "radiogroup", "aria-label": "cell" });
  legend.append(...answers.map(({ element }) => element));
  const [curves, past] = [plot({ height: 270 }), plot({ height: 180 })];
  const left = make("div", {}, view.element, legend, controls(...ranges, stimulus, moves.play, sound, reset));
  root.append(make("div", { class: "experiment" }, left, make("div", {}, curves.element, past.element)));

  /** @param {State} current */
  return function show(current) {
    const seen = image(current);
    const now = responses(current)(seen);
    told = NAMES.map((cell, i) => `${CELLS[cell]} ${now[i].toFixed(2)}`).join(", ");
    trace = [...trace, now].slice(-200);
    view.show(current, seen);
    // The curve stays while nothing moves but what it is over.
    const key = JSON.stringify({ ...current, cell: "", [current.over]: "" });
    if (key !== curve.key) curve = { key, points: curveOf(current) };
    curves.show(curveDrawing(current, curve.points, now, told));
    past.show(pastDrawing(trace, current.cell, told));
    answers.forEach(({ show }, i) => show(NAMES[i] === current.cell, now[i]));
    OVERS.forEach((over, i) => ranges[i].show(current[over]));
    ranges[OVERS.indexOf("length")].input.disabled = current.stimulus === "edge";
    stimulus.show(current.stimulus);
  };
}

export { build, check, defaults };
