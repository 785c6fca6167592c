// What all explorables share: the live part, its state, what is said aloud, and which controls come first.
//
// An explorable's module exports:
// - `defaults`: the whole state, as numbers, strings, booleans and (nested) arrays of numbers. The data-start of its
//   place on a page overrides it, and the address overrides that.
// - `check(state)`: a sentence on what is wrong with a state, or nothing. A state with a fault is never shown.
// - `build({root, set, say, …})`: fills `root`, once, and returns `show(state)`, which is called after each change.
//   If it throws, the figure above stands alone; what fails later calls `failed(error)`, for the same end.
// Its folded line, its words and its questions are the page's, around `root`.
import { inAddress } from "./address.js";
import { button } from "./controls.js";
import { controls, make } from "./elements.js";
import { same } from "./numerals.js";

/** @typedef {number | string | boolean | number[] | string[] | number[][]} Value What a key of a state has. */
/** @typedef {Record<string, Value>} AnyState */
/** @typedef {{ remember?: boolean, quiet?: boolean }} SetOptions */
/**
 * @typedef {object} Page
 * @property {(name: string) => Promise<unknown>} script loads a script of the explorables
 * @property {(error: unknown) => void} failed leaves the figure alone again
 */
/**
 * A control with its element, which shows what a state has of it.
 * @template State
 * @typedef {{ element: HTMLElement, show: (state: State) => void }} Part
 */
/**
 * Controls in their order: those that a page puts first, and those that it folds away.
 * @template State
 * @typedef {{ first: HTMLElement[], more: HTMLDetailsElement,
 *   offers: (name: string) => boolean, show: (state: State) => void }} Arranged
 */
/**
 * What a module builds with.
 * @template State
 * @typedef {Page & {
 *   root: HTMLElement,
 *   fault: HTMLElement,
 *   section: HTMLElement,
 *   reset: HTMLButtonElement,
 *   start: State,
 *   state: () => State,
 *   set: (changes: Partial<State>, options?: SetOptions) => boolean,
 *   say: (words: string) => void,
 *   arrange: (parts: Record<string, Part<State>>, first: string, more: string) => Arranged<State>,
 * }} Context
 */
/**
 * @template State
 * @typedef {object} Module
 * @property {State} defaults
 * @property {(state: State) => string | undefined} check
 * @property {(context: Context<State>) => (state: State) => void} build
 */

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

/** @param {string | undefined} text */
const listed = (text) => text?.split(/[\s,]+/).filter(Boolean);

/**
 * Puts controls into their order. A page says by data-first and data-more which it offers, by their names; what it
 * offers not is there as soon as the address asks for another value than the start's.
 * @type {(section: HTMLElement, start: AnyState, state: () => AnyState) => Context<AnyState>["arrange"]}
 */
const arrangerOf = (section, start, state) => (parts, first, more) => {
  const ahead = listed(section.dataset.first ?? first) ?? [];
  const folded = listed(section.dataset.more ?? more) ?? [];
  const unknown = [...ahead, ...folded].filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length) throw new Error(`no control is called ${unknown}; there are ${Object.keys(parts)}`);
  const others = Object.keys(parts).filter((name) => !ahead.includes(name) && !folded.includes(name));
  const elementsOf = (/** @type {string[]} */ names) => names.map((name) => parts[name]);
  const fold = make(
    "details",
    { class: "more" },
    make("summary", {}, "More to change"),
    controls(...elementsOf([...folded, ...others])),
  );
  /** @type {(name: string, current: AnyState) => boolean} */
  const moved = (name, current) => Object.hasOwn(start, name) && !same(current[name], start[name]);
  /** @param {AnyState} current */
  const show = (current) => {
    for (const part of Object.values(parts)) part.show(current);
    for (const name of others) {
      const there = moved(name, current);
      if (there) fold.open = true;
      parts[name].element.hidden = !there;
    }
    fold.hidden = !folded.length && !others.some((name) => moved(name, current));
  };
  // What the address has changed is seen.
  if (folded.some((name) => moved(name, state()))) fold.open = true;
  return {
    first: elementsOf(ahead).map(({ element }) => element),
    more: fold,
    offers: (name) => !others.includes(name),
    show,
  };
};

/**
 * What a control asked for and cannot be is said beside it, where there is room for that.
 * @type {(root: HTMLElement, fault: HTMLElement) => void}
 */
function sayBeside(root, fault) {
  const control = root.contains(document.activeElement) && document.activeElement?.closest(".control");
  const beside = control && control.querySelector(".fault");
  if (!beside) return;
  beside.textContent = fault.textContent;
  fault.textContent = "";
}

const PINNED = 0.62; // of the window's height: a scene that takes more leaves no room for its controls

/**
 * Stands before the questions. A narrow page keeps the scene in sight, if there is room, and what is below it clear.
 * @type {(root: HTMLElement, section: HTMLElement) => void}
 */
function place(root, section) {
  const questions = section.querySelector(":scope > ul");
  if (questions) questions.before(root);
  else section.append(root);
  /** @type {HTMLElement | null} */
  const scene = root.querySelector(".scene");
  if (!scene || !window.ResizeObserver) return;
  new ResizeObserver(() => {
    root.classList.toggle("pinned", scene.offsetHeight < PINNED * innerHeight);
    root.style.setProperty("--scene", `${scene.offsetHeight}px`);
  }).observe(scene);
}

/**
 * @param {HTMLElement} section
 * @param {Module<AnyState>} module
 * @param {Page} page see start.js
 */
export function explorable(section, { defaults, check, build }, page) {
  /** @type {AnyState} */
  const start = { ...defaults, ...JSON.parse(section.dataset.start ?? "{}") };
  const heard = make("p", { class: "spoken", "aria-live": "polite" });
  const fault = make("p", { class: "fault", role: "alert" });
  const root = make("div", { class: "live", role: "group", "aria-label": section.dataset.label });
  const wrong = judgeWith(check);
  const address = inAddress(section.id, start, wrong);
  let state = start;

  // A good state that cannot be shown after all gives way to the last one.
  /** @type {(next: AnyState, problem: string) => string} */
  const present = (next, problem) => {
    const last = state;
    state = next;
    fault.textContent = problem;
    try {
      show(state);
      // On paper, what was moved stands as it was left, and else the picture alone.
      section.classList.toggle("is-moved", !same(state, start));
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
    if (problem) sayBeside(root, fault);
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
  const arrange = arrangerOf(section, start, () => address.read()[0]);
  root.append(fault);
  const say = speaker(heard);
  const show = build({ ...page, root, set, say, fault, section, start, state: () => state, reset, arrange });
  root.append(heard);
  restore();
  addEventListener("popstate", restore);
  place(root, section);
  section.classList.add("is-live");
}
