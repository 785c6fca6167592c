// Controls, and what plays. Each control is {element, show(value)}; `change(value)` is called with good values only.
import { make, unique } from "./elements.js";
import { clamp, exact, number, parse, same } from "./numerals.js";
/** @import { Attributes } from "./elements.js" */

/**
 * A control's visible name, which is its accessible name too.
 * @type {(label: string, input: Element) => HTMLElement}
 */
const named = (label, input) => {
  const name = make("span", { class: "name", id: unique("name") }, label);
  input.setAttribute("aria-labelledby", name.id);
  return name;
};

/** @typedef {number | number[]} OneOrTwo */
/**
 * @template Changed
 * @typedef {{ min: number, max: number, step?: number, change: (value: Changed) => unknown }} Range
 */

/**
 * What a field takes: a number, or one or two, as in 3 × 5, if `pair`.
 * @param {{ min: number, max: number, step?: number, pair?: boolean }} limits
 */
export function entry({ min, max, step = 1, pair = false }) {
  const whole = step === 1;
  /** @param {number} value */
  const bad = (value) => Number.isNaN(value) || value < min || value > max || (whole && !Number.isInteger(value));
  const one = whole ? "numeric" : "decimal";
  const digits = Math.max(exact(min).length, exact(max).length);
  return {
    // A telephone's keys have a star, for 3*5.
    inputmode: pair ? "tel" : one,
    width: `${Math.max(3, pair ? 2 * digits + 3 : digits)}ch`,
    wanted: `Type a ${whole ? "whole " : ""}number from ${number(min)} to ${number(max)}${
      pair ? ", or two: 3 × 5" : ""
    }.`,
    /** @type {(text: string) => OneOrTwo} */
    read: (text) => {
      const [a, b = a, ...more] = pair ? text.split(/[x×*]/).map(parse) : [parse(text)];
      if (more.length) return NaN;
      return same(a, b) ? a : [a, b];
    },
    /** @param {OneOrTwo} value */
    faulty: (value) => [value].flat().some(bad),
    /** @type {(value: OneOrTwo, by: number) => OneOrTwo} */
    moved: (value, by) => {
      const [a, b = a] = [value].flat().map((n) => clamp(Number((n + by).toFixed(6)), min, max));
      return a === b ? a : [a, b];
    },
    /** @param {OneOrTwo} value */
    write: (value) => [value].flat().map(exact).join(" × "),
  };
}

/**
 * The other sign: a telephone's keys for numbers may have none.
 * @type {(input: HTMLInputElement) => HTMLElement}
 */
export const signFor = (input) =>
  make("button", {
    type: "button",
    class: "signed",
    tabindex: -1,
    "aria-label": "Other sign",
    onpointerdown: (event) => event.preventDefault(), // the field keeps the focus, and its keys
    onclick: () => {
      input.value = /^[−-]/.test(input.value) ? input.value.slice(1) : `−${input.value}`;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
  }, "±");

/**
 * Whether an entry is bad, as a screen reader is told.
 * @type {(input: HTMLInputElement, bad: boolean) => void}
 */
export const judge = (input, bad) => {
  if (bad) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
};

/**
 * Two buttons that change a number by a step.
 * @type {(label: string, step: number, go: (by: number) => void) => HTMLElement}
 */
function steppers(label, step, go) {
  /** @type {(sign: string, by: number, word: string) => HTMLElement} */
  const one = (sign, by, word) =>
    make("button", { type: "button", "aria-label": `${word}: ${label}`, onclick: () => go(by) }, sign);
  return make("span", { class: "steps" }, one("−", -step, "Less"), one("+", step, "More"));
}

/**
 * A field for a number. What is wrong with an entry stands beside it, and the last good value counts.
 * @template {OneOrTwo} [Changed=number]
 * @param {string} label
 * @param {Range<Changed> & { pair?: boolean }} limits
 */
export function field(label, { change, ...limits }) {
  const { min, step = 1 } = limits;
  const { inputmode, width, wanted, read, faulty, moved, write } = entry(limits);
  /** @type {OneOrTwo} */
  let good = min;
  let typing = false;
  const said = make("span", { class: "fault", id: unique("fault"), role: "alert" });
  const input = make("input", {
    type: "text",
    inputmode,
    style: `--digits: ${width}`,
    autocomplete: "off",
    "aria-describedby": said.id,
    oninput: () => enter(),
    onkeydown: (event) => {
      const by = { ArrowUp: step, ArrowDown: -step }[event.key];
      if (!by) return;
      event.preventDefault();
      go(by);
    },
  });
  /** @param {OneOrTwo} value */
  const changed = (value) => change(/** @type {Changed} */ (value));
  /** @param {string} text */
  const fault = (text) => {
    if (said.textContent !== text) said.textContent = text; // said once
    judge(input, Boolean(text));
  };
  const enter = () => {
    const value = read(input.value);
    if (faulty(value)) {
      fault(wanted);
      return;
    }
    fault("");
    typing = true;
    const refused = changed(value) === false;
    typing = false;
    judge(input, refused);
    if (!refused) good = value;
  };
  /** @param {number} by */
  const go = (by) => {
    show(moved(good, by));
    changed(good);
  };
  /** @param {OneOrTwo} value */
  const show = (value) => {
    good = value;
    if (typing) return; // what is being typed stays
    fault("");
    if (document.activeElement !== input || !same(read(input.value), value)) input.value = write(value);
  };
  const signs = min < 0 ? [signFor(input)] : [];
  const name = make("label", {}, named(label, input), input);
  const element = make("div", { class: "control" }, name, ...signs, steppers(label, step, go), said);
  return { element, input, show, fault };
}

/**
 * One of several: `options` is {value: "what the reader sees"}.
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {(value: string) => unknown} change
 */
export function choice(label, options, change) {
  const offered = Object.entries(options).map(([value, text]) => make("option", { value }, text));
  const select = make("select", { onchange: () => change(select.value) }, ...offered);
  return {
    element: make("label", { class: "control" }, named(label, select), select),
    select,
    /** @param {string | number} value */
    show: (value) => {
      select.value = String(value);
    },
  };
}

/**
 * @param {string} label
 * @param {(value: boolean) => unknown} change
 */
export function toggle(label, change) {
  const input = make("input", { type: "checkbox", onchange: () => change(input.checked) });
  return {
    element: make("label", { class: "control toggle" }, input, make("span", {}, label)),
    input,
    /** @param {boolean} value */
    show: (value) => {
      input.checked = value;
    },
  };
}

/**
 * A range. `words(value)` is what stands beside it and what a screen reader says.
 * @param {string} label
 * @param {Range<number> & { words?: (value: number) => string }} range
 */
export function slider(label, { min, max, step = 1, words = number, change }) {
  const output = make("output", { "aria-hidden": "true" });
  const input = make("input", { type: "range", min, max, step, oninput: () => change(Number(input.value)) });
  return {
    element: make("label", { class: "control range" }, named(label, input), input, output),
    input,
    /** @param {number} value */
    show: (value, top = max) => {
      input.max = String(top);
      input.value = String(value);
      output.textContent = words(value);
      input.setAttribute("aria-valuetext", output.textContent);
    },
  };
}

/**
 * @param {string} label
 * @param {(event: MouseEvent) => void} press
 * @param {Attributes} [attributes]
 */
export function button(label, press, attributes = {}) {
  return make("button", { type: "button", class: "press", onclick: press, ...attributes }, label);
}

/** How fast what plays goes. */
const SPEEDS = { 0.5: "slowly", 1: "steadily", 4: "fast" };

/** @param {number} time milliseconds */
const rest = (time) => new Promise((done) => setTimeout(done, time));

/** Whether the reader asks for less motion. */
export const still = () => Boolean(window.matchMedia?.("(prefers-reduced-motion: reduce)").matches);

/**
 * Takes steps by itself. `step(speed)` may take its time, and returns false at the end. Play is the reader's own
 * choice, so it runs for those who ask for less motion too, but slower.
 * @param {(speed: number) => unknown} step
 */
export function player(step, { pace = 700, stopped = () => {} } = {}) {
  let run = 0; // which of the runs goes on
  let speed = 1;
  let playing = false;
  const stop = () => {
    if (!playing) return;
    playing = false;
    run++;
    play.textContent = "Play";
    stopped();
  };
  const go = async () => {
    const mine = ++run;
    while (mine === run) {
      const time = pace / speed * (still() ? 2 : 1);
      const [goesOn] = await Promise.all([step(speed), rest(time)]);
      if (mine === run && goesOn === false) stop();
    }
  };
  // Who types into a cell wants it to stay.
  /** @param {Event} event */
  const typed = ({ target }) => {
    if (/** @type {Element} */ (target).matches(".cell input")) stop();
  };
  const play = button("Play", () => {
    if (playing) {
      stop();
      return;
    }
    playing = true;
    play.textContent = "Pause";
    play.closest(".live")?.addEventListener("focusin", typed); // once, however often it plays
    go();
  });
  const pacer = choice("it plays", SPEEDS, (value) => {
    speed = Number(value);
  });
  pacer.show(speed);
  return { play, pacer, stop, playing: () => playing };
}
