// The cell that responds to an angle: turn and move an edge or a bar, and see and hear three cells respond.
import { button, choice, player, slider } from "./controls.js";
import { bar_image, complex_cell, edge_at, end_stopped_cell, simple_cell, tuning_curve } from "./convdemo_history.js";
import { controls, make } from "./elements.js";
import { HISTORY } from "./numbers.js";
import { number } from "./numerals.js";
import { circle, grip, note, path, plot, svg } from "./plot.js";
/** @import { Cell } from "./convdemo_history.js" */
/** @import { Context, Part } from "./explorable.js" */
/** @import { Drawing, Held, Place, Points } from "./plot.js" */

/** @typedef {typeof defaults} State */
/** @typedef {"angle" | "place" | "length"} Over What is moved. */

const WIDE = 34; // half of what a finger hits, in tenths of a pixel of the screen
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

const defaults = { angle: 90, place: 0, length: N, stimulus: "edge", cell: "simple_cell", over: "angle" };

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
  const press = button("Hear the spikes", () => hear(!audio), { "aria-pressed": "false" });
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
 * The middle of what is on the screen, and the way along it, to the knob.
 * @type {(state: State) => { middle: Place, along: Place }}
 */
function lieOf({ angle, place }) {
  const radians = (angle * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  return { middle: [10 * place * sine, 10 * place * cosine], along: [cosine, -sine] };
}

/** @type {(from: Place, way: Place, by: number) => Place} */
const onward = ([x, y], [right, down], by) => [x + by * right, y + by * down];

/**
 * Arrows that lie across the stimulus, or along it.
 * @type {(at: Place, words: string, degrees: number) => SVGElement}
 */
function arrows(at, words, degrees) {
  const drawn = note(0, 0, words);
  drawn.setAttribute("dominant-baseline", "central");
  drawn.setAttribute("transform", `translate(${at}) rotate(${degrees})`);
  return drawn;
}

/**
 * What the stimulus is held by: a stretch on both sides of its line, no farther than the screen.
 * @param {State} state
 */
function stretch(state) {
  const { middle, along } = lieOf(state);
  const inside = Math.sqrt(Math.max(0, 112 ** 2 - (10 * state.place) ** 2));
  const half = state.stimulus === "edge" ? inside : Math.min(inside, Math.max(5 * state.length, WIDE));
  const [from, to] = [half, -half].map((by) => onward(middle, along, by));
  const mark = onward(middle, along, state.stimulus === "edge" ? -Math.min(half, 80) : half / 2);
  const line = svg("path", { class: "hold", d: `M${from}L${to}` });
  return [line, arrows(mark, "↔", 90 - state.angle)];
}

/**
 * What a place on the screen means for each of what is moved.
 * @type {Record<Over, (state: State, place: Place) => number>}
 */
const MEANT = {
  angle: (_, [x, y]) => {
    const degrees = (Math.atan2(-y, x) * 180) / Math.PI;
    return degrees < -90 ? 180 : degrees;
  },
  place: (state, [x, y]) => {
    const [right, down] = lieOf(state).along;
    return (right * y - down * x) / 10;
  },
  length: (state, [x, y]) => {
    const { middle, along } = lieOf(state);
    return (along[0] * (middle[0] - x) + along[1] * (middle[1] - y)) / 5;
  },
};

/**
 * What is dragged on the screen: the stimulus, a bar's end, and the knob.
 * @param {SVGSVGElement} element
 * @param {(over: Over, value: number) => void} moved
 */
function gripsOn(element, moved) {
  /** @type {State} */
  let shown;
  /** @type {(key: Over, name: string) => ReturnType<typeof grip>} */
  const gripOf = (key, name) => {
    const meant = (/** @type {Place} */ place) => MEANT[key](shown, place);
    const made = grip(element, { meant, change: (value) => moved(key, value) });
    made.element.classList.add(name);
    return made;
  };
  const [body, end, knob] = [gripOf("place", "body"), gripOf("length", "end"), gripOf("angle", "knob")];
  element.append(body.element, end.element, knob.element);
  /** @type {(at: Place, radius: number) => SVGElement[]} */
  const round = (at, radius) => [circle(...at, WIDE, "hold"), circle(...at, radius, "face")];
  /** @param {State} state */
  const show = (state) => {
    shown = state;
    const { stimulus, angle, length } = state;
    const { middle, along } = lieOf(state);
    const [turned, last] = [onward([0, 0], along, 128), onward(middle, along, -5 * length)];
    const words = note(turned[0], turned[1] + 5, `${Math.round(angle)}°`);
    body.show(held("place", state, `Move the ${stimulus}`), middle, ...stretch(state));
    end.show(held("length", state, "The bar’s end"), last, ...round(last, 11), arrows(last, "↕", 90 - angle));
    end.element.style.display = stimulus === "edge" ? "none" : "";
    knob.show(held("angle", state, `Turn the ${stimulus}`), turned, ...round(turned, 22), words);
  };
  return { body, show };
}

/**
 * The screen as the cells see it. What is on it is moved, a knob turns it, and a bar's end makes it longer.
 * @param {(over: Over, value: number) => void} moved
 */
function screen(moved) {
  const pixels = steps(0, N * N - 1, 1).map((i) => {
    const [x, y] = [10 * (i % N) - 5 * N, 10 * Math.floor(i / N) - 5 * N];
    return svg("rect", { x, y, width: 10, height: 10 });
  });
  const [light, over] = ["pixels", "field"].map((name) => svg("g", { class: name, "aria-hidden": "true" }));
  light.append(...pixels);
  const frame = svg("path", { class: "line axis", d: "M-128 0A128 128 0 0 1 128 0M-106-106H106V106H-106Z" });
  const view = { class: "screen", role: "group", viewBox: "-156 -156 312 274" };
  const element = svg("svg", view, frame, light, over);
  const grips = gripsOn(element, moved);
  // A mouse moves what is on the screen from anywhere on it; a finger there scrolls.
  light.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && grips.body.take(event));
  /** @type {(state: State, image: number[]) => void} */
  const show = (state, image) => {
    image.forEach((value, i) => {
      const grey = `rgb(${Array(3).fill(Math.round(255 * value))})`;
      if (pixels[i].getAttribute("fill") !== grey) pixels[i].setAttribute("fill", grey);
    });
    over.replaceChildren(...field(state));
    grips.show(state);
    const seen = `${STIMULI[state.stimulus]} at ${number(state.angle)}°`;
    element.setAttribute("aria-label", `The screen: ${seen}, and the field of the ${CELLS[state.cell]} cell`);
  };
  return { element, show };
}

/**
 * What is moved, as a slider has it.
 * @type {(over: Over, state: State, label: string) => Held}
 */
const held = (over, state, label) => {
  const { from, to, step } = MOVES[over];
  return { value: state[over], low: from, high: to, step, label, words: wordsFor(over, state[over]) };
};

/**
 * A cell's line of the legend: chosen or not, and its response as a bar and a number.
 * @type {(cell: string, choose: () => void) => { element: HTMLElement, show: (is: boolean, response: number) => void }}
 */
function answer(cell, choose) {
  const radio = make("input", { type: "radio", name: "cell", onchange: choose });
  const bar = make("b");
  const response = make("i");
  const sample = svg("svg", { width: 28, height: 6, "aria-hidden": "true" }, path([[0, 3], [28, 3]], cell));
  const [name, room] = ["name", "bar"].map((part) => make("span", { class: part }));
  name.append(CELLS[cell]);
  room.append(bar);
  const element = make("label", {}, radio, sample, name, room, response);
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
 * The three cells' lines; below them the chosen one's is drawn once more, thick. Where lines lie on each other, the
 * dashes of the upper ones show the lower.
 * @type {(points: { x: number, values: number[] }[], cell: string) => [Points, string][]}
 */
function lines(points, cell) {
  /** @type {(of: string) => Points} */
  const line = (of) => points.map(({ x, values }) => [x, values[NAMES.indexOf(of)]]);
  return [[line(cell), `${cell} chosen`], ...NAMES.map((of) => /** @type {[Points, string]} */ ([line(of), of]))];
}

/** @type {(state: State, points: { x: number, values: number[] }[], now: number[]) => Drawing} */
function curveDrawing(state, points, now) {
  const over = overOf(state);
  const { from, to, tick } = MOVES[over];
  const response = now[NAMES.indexOf(state.cell)];
  return {
    label: `The three cells’ responses over the ${over}`,
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
      return [note(x, y - 17, response.toFixed(2), "middle", "ink")];
    },
    held: {
      ...held(over, state, "Along the curve"),
      level: response,
      words: `${wordsFor(over, state[over])}, response ${response.toFixed(2)}`,
    },
  };
}

/** @type {(over: Over, value: number) => string} */
function wordsFor(over, value) {
  if (over === "angle") return `${number(value)}°`;
  return value === N ? "no end" : number(value);
}

/**
 * All that can be changed by a form, by name. The curve is over what was moved last.
 * @type {(change: (changes: Partial<State>) => void, moves: ReturnType<typeof player>) => Record<string, Part<State>>}
 */
function controlsOf(change, moves) {
  /** @type {(over: Over) => Part<State>} */
  const range = (over) => {
    const { from, to, step } = MOVES[over];
    const words = (/** @type {number} */ value) => wordsFor(over, value);
    const made = slider(over, { min: from, max: to, step, words, change: (value) => change({ [over]: value, over }) });
    return {
      element: made.element,
      show: (state) => {
        made.show(state[over]);
        made.input.disabled = over === "length" && state.stimulus === "edge";
      },
    };
  };
  const stimulus = choice("on the screen", STIMULI, (value) => change({ stimulus: value }));
  return {
    angle: range("angle"),
    stimulus: { element: stimulus.element, show: (state) => stimulus.show(state.stimulus) },
    place: range("place"),
    length: range("length"),
    pace: { element: moves.pacer.element, show: () => {} },
  };
}

/** @param {Context<State>} context */
function build({ root, set, say, state, reset, arrange }) {
  /** @type {number[]} */
  let now = []; // the three responses
  /** @type {{ key: string, points: ReturnType<typeof curveOf> }} */
  let curve = { key: "", points: [] };
  const tell = () => say(NAMES.map((cell, i) => `${CELLS[cell]} ${now[i].toFixed(2)}`).join(", "));
  /** @type {(changes: Partial<State>, options?: { quiet: boolean }) => void} */
  const change = (changes, options) => {
    moves.stop();
    // An edge has no length that a curve could be over.
    const over = { ...state(), ...changes };
    const lost = over.stimulus === "edge" && over.over === "length" ? { over: "angle" } : {};
    set({ ...changes, ...lost }, options);
    tell();
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
      tell();
    },
  });
  /** @type {(over: Over, value: number) => void} */
  const drag = (over, value) => change({ [over]: value + 0, over }, { quiet: true });
  const view = screen(drag);
  const curves = plot({ height: 250, change: (value) => drag(overOf(state()), value) });
  const answers = NAMES.map((cell) => answer(cell, () => change({ cell })));
  const legend = make("div", { class: "answers", role: "radiogroup", "aria-label": "cell" });
  legend.append(...answers.map(({ element }) => element));
  const scene = make("div", { class: "scene" });
  scene.append(view.element, legend);
  const sound = spikes(root, () => 75 * now[NAMES.indexOf(state().cell)]);
  const arranged = arrange(controlsOf(change, moves), "angle, stimulus", "place, length, pace");
  const [angle, ...others] = arranged.first;
  const first = controls(angle, moves.play, ...others, sound, reset);
  root.append(make("div", { class: "experiment" }, scene, make("div", {}, curves.element, first, arranged.more)));

  /** @param {State} current */
  return function show(current) {
    const seen = image(current);
    now = responses(current)(seen);
    view.show(current, seen);
    // The curve stays while nothing moves but what it is over.
    const key = JSON.stringify({ ...current, cell: "", [current.over]: "" });
    if (key !== curve.key) curve = { key, points: curveOf(current) };
    curves.show(curveDrawing(current, curve.points, now));
    answers.forEach(({ show }, i) => show(NAMES[i] === current.cell, now[i]));
    arranged.show(current);
  };
}

export { build, check, defaults };
