// What all explorables share: elements, controls, the state and its place in the address, and what is said aloud.
//
// An explorable's module exports:
// - `defaults`: the whole state, as numbers, strings, booleans and (nested) arrays of numbers. A figure's
//   data-start overrides it, and the address overrides that.
// - `check(state)`: a sentence on what is wrong with a state, or nothing. A state with a fault is never shown.
// - `build({root, set, say, …})`: fills `root`, once, and returns `show(state)`, which is called after each change. If it
//   throws, the figure stays still; what fails later calls `failed(error)`, for the same end.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

// Numbers as the book writes them, by the rule that scripts/drawing/digits.py tells: at most `digits` decimals, a half
// away from 0, thousands apart, a true minus, no −0. What that would make 0 keeps its first digit, unless it is what
// rounding leaves of 0.
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
// A digit before the point, `digits` after it, and a power of ten: 1.2e15.
export const power = (value, digits) => value.toExponential(digits).replace(/\.?0*e\+?/, "e").replaceAll("-", "−");
export const factor = (value) => (value < 0 ? `(${number(value)})` : number(value));

// "−1.5" or "-1.5" as a number; NaN for everything that is none, "" and 1e999 included.
export function parse(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) ? value : NaN;
}

export const within = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

let ids = 0;
export const unique = (name) => `${name}-${++ids}`;

// A control's visible name, which is its accessible name too.
const named = (label, input) => {
  const name = make("span", { class: "name", id: unique("name") }, label);
  input.setAttribute("aria-labelledby", name.id);
  return name;
};

// Controls. Each is {element, show(value)}; `change(value)` is called with good values only.

// A field for a number; for one or two, as in 3 × 5, if `pair`. What is wrong with an entry stands beside it, and the
// last good value counts.
export function field(label, { min, max, step = 1, pair = false, change }) {
  const whole = step === 1;
  const said = make("span", { class: "fault", id: unique("fault"), role: "alert" });
  const input = make("input", {
    // A telephone's keys have a star, for 3*5.
    type: "text", inputmode: pair ? "tel" : whole && min >= 0 ? "numeric" : "text", size: 4, autocomplete: "off",
    "aria-describedby": said.id,
    oninput: () => enter(),
    onkeydown: (event) => {
      const by = { ArrowUp: step, ArrowDown: -step }[event.key];
      if (!by) return;
      event.preventDefault();
      go(by);
    },
  });
  let good = min;
  let typing = false;
  // In a whole number a comma sets thousands apart; else it is a decimal comma.
  const one = (text) => parse(whole ? text.replace(/(\d),(?=\d{3}(?!\d))/g, "$1") : text);
  const read = () => {
    const [a, b = a, ...more] = pair ? input.value.split(/[x×*]/).map(one) : [one(input.value)];
    return more.length ? NaN : same(a, b) ? a : [a, b];
  };
  const bad = (value) => Number.isNaN(value) || value < min || value > max || (whole && !Number.isInteger(value));
  const fault = (text) => {
    said.textContent = text;
    input.toggleAttribute("aria-invalid", Boolean(text));
  };
  const enter = () => {
    const value = read();
    if ([value].flat().some(bad)) {
      fault(`Type a ${whole ? "whole " : ""}number from ${number(min)} to ${number(max)}${pair ? ", or two: 3 × 5" : ""}.`);
    } else {
      fault("");
      typing = true;
      const refused = change(value) === false;
      typing = false;
      if (refused) input.toggleAttribute("aria-invalid", true); else good = value;
    }
  };
  const go = (by) => {
    const [value, other = value] = [good].flat().map((n) => Math.min(max, Math.max(min, Number((n + by).toFixed(6)))));
    show(value === other ? value : [value, other]);
    change(good);
  };
  const show = (value) => {
    good = value;
    if (typing) return; // what is being typed stays
    fault("");
    if (document.activeElement !== input || !same(read(), value)) input.value = [value].flat().map((n) => number(n).replaceAll(",", "")).join(" × ");
  };
  const steps = [["−", -step, "Less"], ["+", step, "More"]].map(([sign, by, word]) =>
    make("button", { type: "button", "aria-label": `${word}: ${label}`, onclick: () => go(by) }, sign));
  const element = make("div", { class: "control" },
    make("label", {}, named(label, input), input), make("span", { class: "steps" }, ...steps), said);
  return { element, input, show, fault };
}

// One of several: `options` is {value: "what the reader sees"}.
export function choice(label, options, change) {
  const select = make("select", { onchange: () => change(select.value) },
    ...Object.entries(options).map(([value, text]) => make("option", { value }, text)));
  return {
    element: make("label", { class: "control" }, named(label, select), select),
    select,
    show: (value) => {
      select.value = value;
      // What is one's own cannot be chosen, only made.
      for (const option of select.options) if (option.value === "own") option.disabled = value !== "own";
    },
  };
}

export function toggle(label, change) {
  const input = make("input", { type: "checkbox", onchange: () => change(input.checked) });
  return {
    element: make("label", { class: "control toggle" }, input, make("span", {}, label)),
    input,
    show: (value) => { input.checked = value; },
  };
}

// A range. `words(value)` is what stands beside it and what a screen reader says.
export function slider(label, { min, max, step = 1, words = number, change }) {
  const output = make("output", { "aria-hidden": "true" });
  const input = make("input", { type: "range", min, max, step, oninput: () => change(Number(input.value)) });
  return {
    element: make("label", { class: "control range" }, named(label, input), input, output),
    input,
    show: (value, top = max) => {
      input.max = top;
      input.value = value;
      output.textContent = words(value);
      input.setAttribute("aria-valuetext", output.textContent);
    },
  };
}

export function button(label, press, attributes = {}) {
  return make("button", { type: "button", class: "press", onclick: press, ...attributes }, label);
}

export const controls = (...parts) => make("div", { class: "controls" }, ...parts.map((part) => part.element ?? part));

// Steps through places one by one. `step()` returns false at the end. Play is the reader's own choice, so it
// runs for those who ask for less motion too, but slower.
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
  const typed = ({ target }) => { if (target.matches(".cell input")) stop(); };
  const next = () => {
    timer = setTimeout(next, slow?.matches ? 2 * pace : pace);
    if (step() === false) stop();
  };
  const play = button("Play", () => {
    if (timer) { stop(); return; }
    play.textContent = "Pause";
    next();
    play.closest(".live").addEventListener("focusin", typed); // once, however often it plays
  });
  return { play, stop, playing: () => Boolean(timer) };
}

// The address holds what differs from the figure's own start: ?ID.stride=2&ID.kernel=1_0_-1*1_0_-1
const text = (value) => Array.isArray(value)
  ? value.map((part) => (Array.isArray(part) ? part.join("_") : part)).join("*")
  : typeof value === "boolean" ? String(Number(value)) : String(value);
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function read(code, like) {
  if (typeof like === "boolean") return code === "1" ? true : code === "0" ? false : undefined;
  if (typeof like === "number") { const value = parse(code); return Number.isNaN(value) ? undefined : value; }
  if (typeof like === "string") return code;
  const deep = Array.isArray(like[0]);
  const parts = code === "" ? [] : code.split("*").map((part) => (deep ? part.split("_").map(parse) : typeof like[0] === "string" ? part : parse(part)));
  return parts.flat().some(Number.isNaN) ? undefined : parts;
}

// `page`: {script, failed}, see start.js.
export function explorable(figure, { defaults, check, build }, page) {
  const prefix = `${figure.id}.`;
  const start = { ...defaults, ...JSON.parse(figure.dataset.start ?? "{}") };
  const heard = make("p", { class: "spoken", "aria-live": "polite" });
  const fault = make("p", { class: "fault", role: "alert" });
  const root = make("div", { class: "live", role: "group", "aria-label": figure.dataset.label });
  let state = start;
  let recent = { keys: "", time: 0 };
  let speaking = 0;
  let writing = 0;
  let unwritten = () => {};

  const say = (words) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => { heard.textContent = words; }, 400);
  };
  const wrong = (next) => { try { return check(next) ?? ""; } catch (error) { return error.message; } };

  const fromAddress = () => {
    const wanted = { ...start };
    for (const [name, code] of new URLSearchParams(location.search)) {
      const key = name.startsWith(prefix) ? name.slice(prefix.length) : "";
      if (!Object.hasOwn(start, key)) continue;
      const value = code.length <= 4000 ? read(code, start[key]) : undefined;
      if (value === undefined) return [start, `The address asks for ${key} = “${code.slice(0, 40)}”, which cannot be read. This is the start.`];
      wanted[key] = value;
    }
    const problem = wrong(wanted);
    return problem ? [start, `The address asks for something impossible: ${problem} This is the start.`] : [wanted, ""];
  };
  const toAddress = (keys, quiet) => {
    // A drag, or a run of the same key, is one entry of the history, written when it pauses.
    const goesOn = quiet || (keys === recent.keys && performance.now() - recent.time < 1000);
    recent = { keys, time: performance.now() };
    const shown = state;
    const write = () => {
      forget();
      const query = new URLSearchParams(location.search);
      for (const key of Object.keys(start)) {
        if (same(shown[key], start[key])) query.delete(prefix + key);
        else query.set(prefix + key, text(shown[key]));
      }
      const asked = query.toString();
      const address = `${location.pathname}${asked && "?"}${asked}#${figure.id}`;
      try { history[goesOn ? "replaceState" : "pushState"](null, "", address); } catch { /* a file's address may be fixed */ }
    };
    if (!goesOn) {
      unwritten(); // what the last entry came to
      write();
      return;
    }
    forget();
    unwritten = write;
    writing = setTimeout(write, 300);
  };
  const forget = () => {
    clearTimeout(writing);
    unwritten = () => {};
  };
  // Change the state. `quiet`: what is looked at, no entry of the history. `remember: false`: not even the address.
  const set = (changes, { remember = true, quiet = false } = {}) => {
    const next = { ...state, ...changes };
    const problem = present(wrong(next) ? state : next, wrong(next));
    if (!problem && remember) toAddress(Object.keys(changes).join(), quiet);
    return !problem;
  };
  // A good state that cannot be shown after all gives way to the last one.
  const present = (next, problem) => {
    const last = state;
    state = next;
    fault.textContent = problem;
    try {
      show(state);
      return problem;
    } catch (error) {
      if (next === last) throw error;
      console.error(error);
    }
    state = last;
    return present(last, "This cannot be shown.");
  };
  const reset = button("Start again", () => set(start));
  const show = build({ ...page, root, set, say, fault, figure, start, state: () => state, reset });
  root.append(...(root.contains(fault) ? [] : [fault]), heard);

  const restore = () => {
    const [found, problem] = fromAddress();
    forget();
    state = start;
    recent = { keys: "", time: 0 };
    present(found, problem);
  };
  restore();
  addEventListener("popstate", restore);
  figure.querySelector("figcaption").before(root);
  figure.classList.add("is-live");
}
