// The cell that responds to an angle: turn and move an edge or a bar, and see and hear three cells respond.
import { bar_image, complex_cell, edge_at, end_stopped_cell, simple_cell, tuning_curve } from "./convdemo_history.js";
import { button, choice, controls, make, number, player, slider } from "./explorable.js";
import { HISTORY } from "./numbers.js";
import { circle, note, path, plot, svg } from "./plot.js";

const N = HISTORY.edge_at.n; // pixels of the screen's side; a bar of this length has no end
const CELLS = { simple_cell: "simple", complex_cell: "complex", end_stopped_cell: "end-stopped" };
const NAMES = Object.keys(CELLS);
const STIMULI = { edge: "an edge", bar: "a bar of light" };
// What can be changed: from, to, a slider's step, a curve's step, and from tick to tick. A place lies to the right.
const MOVES = { angle: [0, 180, 1, 3, 45], place: [-8, 8, 0.25, 0.25, 4], length: [1, N, 0.5, 0.5, 4] };
const steps = (from, to, by) => Array.from({ length: (to - from) / by + 1 }, (_, i) => from + by * i);

const defaults = { angle: 90, place: 0, length: N, stimulus: "edge", cell: "simple_cell", over: "place" };

function check(state) {
  for (const [key, [from, to]] of Object.entries(MOVES)) {
    if (!(state[key] >= from && state[key] <= to)) return `the ${key} must be from ${number(from)} to ${to}.`;
  }
  const known = [[STIMULI, state.stimulus], [CELLS, state.cell], [MOVES, state.over]].every(([words, word]) => Object.hasOwn(words, word));
  return known ? "" : "a word is none of those offered.";
}

const image = ({ stimulus, angle, place, length }) =>
  (stimulus === "edge" ? edge_at(angle, { offset: -place }) : bar_image(angle, { offset: -place, length: length < N ? length : null }));
// The simple cell is the one that likes the stimulus. All three like it vertical.
const phase = ({ stimulus }) => (stimulus === "edge" ? 90 : 0);
const responses = (state) => (image) => [simple_cell(image, 90, { phase: phase(state) }), complex_cell(image, 90), end_stopped_cell(image, 90)];

// Clicks at random moments, `rate()` of them a second. Nothing that makes sound exists before it is asked for.
function spikes(element, rate) {
  let audio = false;
  let timer;
  const hear = (wanted) => {
    clearInterval(timer);
    if (audio) audio.close();
    audio = wanted && new AudioContext();
    press.setAttribute("aria-pressed", wanted);
    if (!wanted) return;
    const buffer = audio.createBuffer(1, 60, audio.sampleRate);
    buffer.getChannelData(0).fill(0.2);
    timer = setInterval(() => {
      if (Math.random() > rate() * 0.015) return;
      const spike = new AudioBufferSourceNode(audio, { buffer });
      spike.connect(audio.destination);
      spike.start();
    }, 15);
  };
  const press = button("hear the spikes", () => hear(!audio), { "aria-pressed": "false" });
  const watch = (seen) => { if (!seen.at(-1).isIntersecting) hear(false); };
  if (window.IntersectionObserver) new IntersectionObserver(watch).observe(element);
  document.addEventListener("visibilitychange", () => hear(false));
  addEventListener("pagehide", () => hear(false));
  return press;
}

// The chosen cell's field, ten units a pixel. Light on a plus excites the cell, on a minus it holds the cell back.
function field(state) {
  const { sigma, wavelength } = HISTORY[state.cell];
  const radius = 20 * sigma;
  const outline = (y) => circle(0, y, radius, "line filter");
  if (state.cell === "complex_cell") return [outline(0)];
  if (state.cell === "end_stopped_cell") return [0, 10, -10].flatMap((y) => [outline(y * HISTORY.END), note(0, 8 * y + 6, y ? "−" : "+")]);
  return [outline(0), ...steps(-2, 3, 1).flatMap((stripe) => {
    const middle = 5 * wavelength * (stripe - phase(state) / 180);
    const border = middle - 2.5 * wavelength;
    const half = Math.sqrt(Math.max(0, radius ** 2 - border ** 2));
    return [path([[border, -half], [border, half]], "filter"), note(middle, 6, Math.abs(middle) > radius ? "" : stripe % 2 ? "−" : "+")];
  })];
}

// The screen as the cells see it, and a knob that turns what is on it.
function screen(moved) {
  const pixels = steps(0, N * N - 1, 1).map((i) => svg("rect", { x: 10 * (i % N) - 5 * N, y: 10 * Math.floor(i / N) - 5 * N, width: 10, height: 10 }));
  const [light, over, knob] = ["pixels", "field", "knob"].map((name) => svg("g", { class: name }));
  light.append(...pixels);
  const element = svg("svg", { class: "screen", role: "img", viewBox: "-150 -150 300 258" },
    svg("path", { class: "line axis", d: "M-128 0A128 128 0 0 1 128 0M-106-106H106V106H-106Z" }), light, over, knob);
  let radians;
  const drag = (event) => {
    const part = [knob, light].find((one) => one.contains(event.target));
    if (!event.buttons || !part) return;
    part.setPointerCapture(event.pointerId);
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(element.getScreenCTM().inverse());
    const angle = Math.round((Math.atan2(-y, x) * 180) / Math.PI);
    const place = Math.round(0.4 * (Math.cos(radians) * y + Math.sin(radians) * x)) / 4;
    if (part === knob) moved("angle", angle < -90 ? 180 : Math.max(0, angle));
    else moved("place", Math.min(8, Math.max(-8, place)));
  };
  element.addEventListener("pointerdown", drag);
  element.addEventListener("pointermove", drag);
  return { element, show(state, image) {
    radians = (state.angle * Math.PI) / 180;
    const [x, y] = [128 * Math.cos(radians), -128 * Math.sin(radians)];
    image.forEach((value, i) => pixels[i].setAttribute("fill", `rgb(${Array(3).fill(Math.round(255 * value))})`));
    over.replaceChildren(...field(state));
    knob.replaceChildren(circle(x, y, 20, ""), note(x, y + 4, `${Math.round(state.angle)}°`));
    element.setAttribute("aria-label", `${STIMULI[state.stimulus]} at ${number(state.angle)}°, and the field of the ${CELLS[state.cell]} cell`);
  } };
}

function build({ root, set, say, state, reset }) {
  let trace = []; // the last responses
  let curve = {};
  let told; // the three responses, in words
  const change = (changes, options) => { moves.stop(); set(changes, options); say(told); };
  // The curve is over what was moved last.
  const view = screen((over, value) => change({ [over]: value + 0, over }, { quiet: true }));
  const ranges = Object.entries(MOVES).map(([over, [min, max, step]]) => slider(over, {
    min, max, step, change: (value) => change({ [over]: value, over }),
    words: (value) => (over === "angle" ? `${number(value)}°` : value === N ? "no end" : number(value)),
  }));
  const stimulus = choice("on the screen", STIMULI, (value) => change({ stimulus: value, over: "place" }));
  // Round and round.
  const moves = player(() => {
    const { over } = state();
    const [from, to, , by] = MOVES[over];
    const next = state()[over] + by;
    set({ [over]: next > to ? from : next }, { remember: false });
  }, { pace: 70, stopped: () => { set({}, { quiet: true }); say(told); } });

  const rows = NAMES.map((cell) => {
    const [radio, bar, response] = [make("input", { type: "radio", name: "cell", onchange: () => change({ cell }) }), make("b"), make("i")];
    const sample = svg("svg", { width: 28, height: 6 }, path([[0, 3], [28, 3]], cell));
    return { radio, bar, response, element: make("label", {}, radio, sample, CELLS[cell], make("span", {}, bar), response) };
  });
  const [curves, past] = [plot({ height: 270 }), plot({ height: 180 })];
  root.append(make("div", { class: "experiment" },
    make("div", {}, view.element, make("div", { class: "answers", role: "radiogroup", "aria-label": "cell" }, ...rows.map((row) => row.element)),
      controls(...ranges, stimulus, moves.play, spikes(root, () => 75 * trace.at(-1)[NAMES.indexOf(state().cell)]), reset)),
    make("div", {}, curves.element, past.element)));

  const y = { low: 0, high: 0.8, ticks: [0, 0.2, 0.4, 0.6].map((value) => [value, value]), name: "response" };
  // The chosen cell's line is drawn once more, thick.
  const lines = (points) => [...NAMES, `${state().cell} chosen`].map((role, i) =>
    [points.map(([x, values]) => [x, values[i < 3 ? i : NAMES.indexOf(state().cell)]]), role]);

  return function show(current) {
    const { over } = current;
    const [low, high, , by, tick] = MOVES[over];
    const seen = image(current);
    const now = responses(current)(seen);
    const digits = now.map((value) => value.toFixed(2));
    const chosen = NAMES.indexOf(current.cell);
    told = NAMES.map((cell, i) => `${CELLS[cell]} ${digits[i]}`).join(", ");
    trace = [...trace, now].slice(-200);
    view.show(current, seen);

    // The curve stays while nothing moves but what it is over.
    const key = JSON.stringify({ ...current, cell: "", [over]: "" });
    if (key !== curve.key) {
      const places = steps(low, high, by);
      const values = tuning_curve(responses(current), places, (value) => image({ ...current, [over]: value }));
      curve = { key, points: places.map((value, i) => [value, values[i]]) };
    }
    curves.show({
      label: `Responses over the ${over}. Now: ${told}`,
      x: { low, high, ticks: steps(low, high, tick).map((value) => [value, number(value)]), name: `the ${current.stimulus}’s ${over}` },
      y, lines: lines(curve.points),
      marks: (at) => {
        const [x, y] = at(current[over], now[chosen]);
        return [circle(x, y, 6, "point"), note(x, y - 12, digits[chosen], "middle", "ink")];
      },
    });
    past.show({
      label: `The last ${trace.length} responses. Now: ${told}`,
      x: { low: -199, high: 0, ticks: [], name: "now" }, y,
      lines: lines(trace.map((values, i) => [i + 1 - trace.length, values])),
    });
    rows.forEach(({ radio, bar, response }, i) => {
      radio.checked = i === chosen;
      bar.style.width = `${125 * now[i]}%`;
      response.textContent = digits[i];
    });
    Object.keys(MOVES).forEach((name, i) => ranges[i].show(current[name]));
    ranges[2].input.disabled = current.stimulus === "edge";
    stimulus.show(current.stimulus);
  };
}

export { defaults, check, build };
