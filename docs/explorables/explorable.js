// What all explorables share: elements, controls, the state and its place in the address, and what is said aloud.
//
// An explorable's module exports:
// - `defaults`: the whole state, as numbers, strings, booleans and (nested) arrays of numbers. A figure's
//   data-start overrides it, and the address overrides that.
// - `check(state)`: a sentence on what is wrong with a state, or nothing. A state with a fault is never shown.
// - `build({root, set, say, …})`: fills `root`, once, and returns `show(state)`, which is called after each change.
//   If it throws, the figure stays still; what fails later calls `failed(error)`, for the same end.

/** @typedef {number | string | boolean | number[] | string[] | number[][]} Value What a key of a state has. */
/** @typedef {Record<string, Value>} AnyState */
/** @typedef {{ remember?: boolean, quiet?: boolean }} SetOptions */
/**
 * @typedef {object} Page
 * @property {(name: string) => Promise<unknown>} script loads a script of the explorables
 * @property {(error: unknown) => void} failed makes the figure still again
 */
/**
 * What a module builds with.
 * @template State
 * @typedef {Page & {
 *   root: HTMLElement,
 *   fault: HTMLElement,
 *   figure: HTMLElement,
 *   reset: HTMLButtonElement,
 *   start: State,
 *   state: () => State,
 *   set: (changes: Partial<State>, options?: SetOptions) => boolean,
 *   say: (words: string) => void,
 * }} Context
 */
/**
 * @template State
 * @typedef {object} Module
 * @property {State} defaults
 * @property {(state: State) => string | undefined} check
 * @property {(context: Context<State>) => (state: State) => void} build
 */

/** @typedef {GlobalEventHandlersEventMap} Events */
/** @typedef {{ [Kind in keyof Events as `on${Kind}`]?: (event: Events[Kind]) => void }} Handlers */
/** @typedef {Handlers & { [name: string]: unknown }} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Numbers as the book writes them, by the rule that scripts/drawing/number_format.py tells: at most
 * `digits` decimals, a half away from 0, thousands apart, a true minus, no −0. What that would make 0
 * keeps its first digit, unless it is what rounding leaves of 0.
 * @param {number} value
 */
export function number(value, digits = 2) {
  const size = Math.abs(value);
  if (Number.isNaN(size)) return "NaN";
  if (size === Infinity) return value > 0 ? "∞" : "−∞";
  if (size >= 1e15) return power(value, 2);
  if (size < 1e-9) return "0";
  const rounded = value.toFixed(digits);
  if (Number(rounded) !== 0) {
    const [whole, part = ""] = rounded.replace("-", "−").split(".");
    const decimals = part.replace(/0+$/, "");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals && `.${decimals}`);
  }
  const first = Number(value.toPrecision(1));
  return Math.abs(first) >= 1e-4 ? String(first).replace("-", "−") : power(value, 0);
}

/**
 * A digit before the point, `digits` after it, and a power of ten: 1.2e15.
 * @type {(value: number, digits: number) => string}
 */
export const power = (value, digits) => value.toExponential(digits).replace(/\.?0*e\+?/, "e").replaceAll("-", "−");

/**
 * A factor; a negative one in brackets, for the dot before it.
 * @param {number} value
 */
export const factor = (value) => number(value).replace(/^−.*/, "($&)");

/**
 * A sum of products, term by term, ready to stand on the page.
 * @type {(pairs: number[][], first?: (value: number) => string) => (HTMLElement | string)[]}
 */
export const products = (pairs, first = factor) =>
  pairs.flatMap(([x, w], i) => [i ? " + " : "", make("i", {}, first(x)), "·", make("b", {}, factor(w))]);

/**
 * "−1.5" or "-1.5" as a number; NaN for everything that is none, "" and 1e999 included.
 * @param {string} text
 */
export function parse(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) ? value : NaN;
}

/** @type {(value: number, least: number, most: number) => boolean} */
export const within = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

/** @type {(value: number, least: number, most: number) => number} */
export const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** @type {(a: unknown, b: unknown) => boolean} */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The name of what is the same, in a table of values.
 * @type {(table: Record<string, unknown>, value: unknown) => string | undefined}
 */
export const nameOf = (table, value) => Object.keys(table).find((name) => same(table[name], value));

/**
 * A choice's options, each named by `name` or by itself.
 * @type {(values: (string | number)[], name?: (value: string) => string) => Record<string, string>}
 */
export const options = (values, name = (value) => value) =>
  Object.fromEntries(values.map((value) => [value, name(String(value))]));

let ids = 0;
/** @param {string} name */
export const unique = (name) => `${name}-${++ids}`;

/**
 * A control's visible name, which is its accessible name too.
 * @type {(label: string, input: Element) => HTMLElement}
 */
const named = (label, input) => {
  const name = make("span", { class: "name", id: unique("name") }, label);
  input.setAttribute("aria-labelledby", name.id);
  return name;
};

// Controls. Each is {element, show(value)}; `change(value)` is called with good values only.
/** @typedef {number | number[]} OneOrTwo */
/**
 * @template Changed
 * @typedef {{ min: number, max: number, step?: number, change: (value: Changed) => unknown }} Range
 */

/**
 * What a field takes: a number, or one or two, as in 3 × 5, if `pair`.
 * @param {{ min: number, max: number, step?: number, pair?: boolean }} limits
 */
function entry({ min, max, step = 1, pair = false }) {
  const whole = step === 1;
  // In a whole number a comma sets thousands apart; else it is a decimal comma.
  /** @param {string} text */
  const one = (text) => parse(whole ? text.replace(/(\d),(?=\d{3}(?!\d))/g, "$1") : text);
  /** @param {number} value */
  const bad = (value) => Number.isNaN(value) || value < min || value > max || (whole && !Number.isInteger(value));
  // A telephone's keys have a star, for 3*5.
  const single = whole && min >= 0 ? "numeric" : "text";
  return {
    inputmode: pair ? "tel" : single,
    wanted: `Type a ${whole ? "whole " : ""}number from ${number(min)} to ${number(max)}${
      pair ? ", or two: 3 × 5" : ""
    }.`,
    /** @type {(text: string) => OneOrTwo} */
    read: (text) => {
      const [a, b = a, ...more] = pair ? text.split(/[x×*]/).map(one) : [one(text)];
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
    write: (value) => [value].flat().map((n) => number(n).replaceAll(",", "")).join(" × "),
  };
}

/**
 * A field for a number. What is wrong with an entry stands beside it, and the last good value counts.
 * @template {OneOrTwo} [Changed=number]
 * @param {string} label
 * @param {Range<Changed> & { pair?: boolean }} limits
 */
export function field(label, { change, ...limits }) {
  const { min, step = 1 } = limits;
  const { inputmode, wanted, read, faulty, moved, write } = entry(limits);
  /** @type {OneOrTwo} */
  let good = min;
  let typing = false;
  const said = make("span", { class: "fault", id: unique("fault"), role: "alert" });
  const input = make("input", {
    type: "text",
    inputmode,
    size: 4,
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
    said.textContent = text;
    input.toggleAttribute("aria-invalid", Boolean(text));
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
    if (refused) input.toggleAttribute("aria-invalid", true);
    else good = value;
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
  /** @type {(sign: string, by: number, word: string) => HTMLElement} */
  const stepper = (sign, by, word) =>
    make("button", { type: "button", "aria-label": `${word}: ${label}`, onclick: () => go(by) }, sign);
  const steps = make("span", { class: "steps" }, stepper("−", -step, "Less"), stepper("+", step, "More"));
  const element = make("div", { class: "control" }, make("label", {}, named(label, input), input), steps, said);
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
      // What is one's own cannot be chosen, only made.
      for (const option of select.options) if (option.value === "own") option.disabled = value !== "own";
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

/** @param {...(HTMLElement | { element: HTMLElement })} parts */
export const controls = (...parts) =>
  make("div", { class: "controls" }, ...parts.map((part) => ("element" in part ? part.element : part)));

/**
 * Steps through places one by one. `step()` returns false at the end. Play is the reader's own choice, so it
 * runs for those who ask for less motion too, but slower.
 * @param {() => unknown} step
 */
export function player(step, { pace = 700, stopped = () => {} } = {}) {
  let timer = 0;
  const slow = window.matchMedia?.("(prefers-reduced-motion: reduce)");
  const stop = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    play.textContent = "Play";
    stopped();
  };
  // Who types into a cell wants it to stay.
  /** @param {Event} event */
  const typed = ({ target }) => {
    if (/** @type {Element} */ (target).matches(".cell input")) stop();
  };
  const next = () => {
    timer = setTimeout(next, slow?.matches ? 2 * pace : pace);
    if (step() === false) stop();
  };
  const play = button("Play", () => {
    if (timer) {
      stop();
      return;
    }
    play.textContent = "Pause";
    next();
    play.closest(".live")?.addEventListener("focusin", typed); // once, however often it plays
  });
  return { play, stop, playing: () => Boolean(timer) };
}

/**
 * A value in the address: numbers as they are, rows apart by stars: 1_0_-1*1_0_-1.
 * @param {Value} value
 */
function coded(value) {
  if (Array.isArray(value)) return value.map((part) => (Array.isArray(part) ? part.join("_") : part)).join("*");
  return String(typeof value === "boolean" ? Number(value) : value);
}

/**
 * The value that a code means, of the kind that `like` is of; undefined if there is none.
 * @type {(code: string, like: Value) => Value | undefined}
 */
function decoded(code, like) {
  if (typeof like === "string") return code;
  if (typeof like === "boolean") return ["0", "1"].includes(code) ? code === "1" : undefined;
  if (typeof like === "number") {
    const value = parse(code);
    return Number.isNaN(value) ? undefined : value;
  }
  return decodedRows(code, like[0]);
}

/** @type {(code: string, first: string | number | number[]) => Value | undefined} */
function decodedRows(code, first) {
  const parts = code === "" ? [] : code.split("*");
  if (typeof first === "string") return parts;
  const rows = parts.map((part) => part.split("_").map(parse));
  if (Array.isArray(first)) return rows.flat().some(Number.isNaN) ? undefined : rows;
  const numbers = parts.map(parse);
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

/**
 * The address with what differs from the start. What is on the stage stays there.
 * @type {(id: string, start: AnyState, shown: AnyState) => string}
 */
function addressOf(id, start, shown) {
  const query = new URLSearchParams(location.search);
  for (const key of Object.keys(start)) {
    if (same(shown[key], start[key])) query.delete(`${id}.${key}`);
    else query.set(`${id}.${key}`, coded(shown[key]));
  }
  const asked = query.toString();
  const place = /^#(present|slides)=/.test(location.hash) ? location.hash : `#${id}`;
  return `${location.pathname}${asked && "?"}${asked}${place}`;
}

/**
 * The state in the address, which holds what differs from the figure's own start: ?ID.stride=2&ID.kernel=1_0_-1*1_0_-1
 * @param {string} id
 * @param {AnyState} start
 * @param {(state: AnyState) => string} wrong
 */
function inAddress(id, start, wrong) {
  const prefix = `${id}.`;
  let recent = { keys: "", time: 0 };
  let writing = 0;
  let unwritten = () => {};

  const forget = () => {
    clearTimeout(writing);
    unwritten = () => {};
  };
  /** @type {() => [AnyState, string]} */
  const read = () => {
    const wanted = { ...start };
    for (const [name, code] of new URLSearchParams(location.search)) {
      const key = name.startsWith(prefix) ? name.slice(prefix.length) : "";
      if (!Object.hasOwn(start, key)) continue;
      const value = code.length <= 4000 ? decoded(code, start[key]) : undefined;
      if (value === undefined) {
        const asked = `${key} = “${code.slice(0, 40)}”`;
        return [start, `The address asks for ${asked}, which cannot be read. This is the start.`];
      }
      wanted[key] = value;
    }
    const problem = wrong(wanted);
    if (!problem) return [wanted, ""];
    return [start, `The address asks for something impossible: ${problem} This is the start.`];
  };
  /** @type {(shown: AnyState, keys: string, quiet: boolean) => void} */
  const write = (shown, keys, quiet) => {
    // A drag, or a run of the same key, is one entry of the history, written when it pauses.
    const goesOn = quiet || (keys === recent.keys && performance.now() - recent.time < 1000);
    recent = { keys, time: performance.now() };
    const enter = () => {
      forget();
      try {
        history[goesOn ? "replaceState" : "pushState"](null, "", addressOf(id, start, shown));
      } catch {
        // A file's address may be fixed.
      }
    };
    if (!goesOn) {
      unwritten(); // what the last entry came to
      enter();
      return;
    }
    forget();
    unwritten = enter;
    writing = setTimeout(enter, 300);
  };
  const restart = () => {
    forget();
    recent = { keys: "", time: 0 };
  };
  return { read, write, restart };
}

/**
 * Says words aloud, once they stand still.
 * @param {HTMLElement} heard
 */
function speaker(heard) {
  let speaking = 0;
  /** @param {string} words */
  return (words) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      heard.textContent = words;
    }, 400);
  };
}

// What is wrong with a state; nothing, if it can be shown.
/** @type {(check: Module<AnyState>["check"]) => (next: AnyState) => string} */
const judgeWith = (check) => (next) => {
  try {
    return check(next) ?? "";
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
};

/**
 * @param {HTMLElement} figure
 * @param {Module<AnyState>} module
 * @param {Page} page see start.js
 */
export function explorable(figure, { defaults, check, build }, page) {
  /** @type {AnyState} */
  const start = { ...defaults, ...JSON.parse(figure.dataset.start ?? "{}") };
  const heard = make("p", { class: "spoken", "aria-live": "polite" });
  const fault = make("p", { class: "fault", role: "alert" });
  const root = make("div", { class: "live", role: "group", "aria-label": figure.dataset.label });
  let state = start;

  const wrong = judgeWith(check);
  const address = inAddress(figure.id, start, wrong);

  // A good state that cannot be shown after all gives way to the last one.
  /** @type {(next: AnyState, problem: string) => string} */
  const present = (next, problem) => {
    const last = state;
    state = next;
    fault.textContent = problem;
    try {
      show(state);
      // On paper, what was moved stands as it was left, and else the picture.
      figure.classList.toggle("is-moved", !same(state, start));
      return problem;
    } catch (error) {
      if (next === last) throw error;
      console.error(error);
    }
    state = last;
    return present(last, "This cannot be shown.");
  };
  // Change the state. `quiet`: what is looked at, no entry of the history. `remember: false`: not even the address.
  /** @type {(changes: Partial<AnyState>, options?: SetOptions) => boolean} */
  const set = (changes, { remember = true, quiet = false } = {}) => {
    const next = /** @type {AnyState} */ ({ ...state, ...changes });
    const found = wrong(next);
    const problem = present(found ? state : next, found);
    if (!problem && remember) address.write(state, Object.keys(changes).join(), quiet);
    return !problem;
  };
  const restore = () => {
    const [found, problem] = address.read();
    address.restart();
    state = start;
    present(found, problem);
  };

  const reset = button("Start again", () => set(start));
  const say = speaker(heard);
  const show = build({ ...page, root, set, say, fault, figure, start, state: () => state, reset });
  if (!root.contains(fault)) root.append(fault);
  root.append(heard);
  restore();
  addEventListener("popstate", restore);
  figure.querySelector("figcaption")?.before(root);
  figure.classList.add("is-live");
}
