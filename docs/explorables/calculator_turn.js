// Numbers that turn where they stand: dragged up and down, stepped with keys, or typed into the field they become.
import { entry, judge } from "./controls.js";
import { make } from "./elements.js";
import { same } from "./numerals.js";
/** @import { OneOrTwo } from "./controls.js" */

/** @typedef {OneOrTwo | string} Value */
/**
 * @typedef {object} Turned
 * @property {string} label
 * @property {{ min: number, max: number, pair?: boolean }} limits
 * @property {string[]} [words] what may be typed besides numbers
 * @property {() => Value} value
 * @property {() => OneOrTwo} [start] where it turns from, while the value is a word
 * @property {(value: Value, run: string) => unknown} change what has the same `run` is undone at once
 */

const [NEAR, TURN] = [4, 8]; // px: less is no drag; and what changes a number by one step
/** @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** @type {WeakMap<Element, Turned>} */
const known = new WeakMap();

/**
 * The element of a number; it is shown by `showTurn`, and turned by the table that it is in.
 * @param {Turned} turned
 */
export function turn(turned) {
  const { label, limits } = turned;
  const range = { "aria-valuemin": limits.min, "aria-valuemax": limits.max };
  const element = make("span", { class: "turn", role: "spinbutton", tabindex: -1, "aria-label": label, ...range });
  known.set(element, turned);
  return element;
}

/** @type {(element: HTMLElement, text: string, value: Value) => void} */
export function showTurn(element, text, value) {
  if (element.textContent === text) return;
  element.textContent = text;
  const [now] = [value].flat();
  if (typeof now === "number") element.setAttribute("aria-valuenow", String(now));
  else element.removeAttribute("aria-valuenow");
  if (String(now) === text) element.removeAttribute("aria-valuetext");
  else element.setAttribute("aria-valuetext", text.replaceAll("'", ""));
}

/** @param {Turned} turned */
const startOf = ({ value, start }) => {
  const now = value();
  return typeof now === "string" ? start?.() ?? 0 : now;
};

/**
 * By how much a step turns a number: large ones by more.
 * @param {OneOrTwo} value
 */
const unitOf = (value) => 10 ** Math.max(0, String(Math.max(...[value].flat())).length - 2);

/** @param {Turned} turned */
const wanted = ({ limits, words = [] }) =>
  entry(limits).wanted.replace(/\.$/, words.map((word) => `, or ${word}`).join("") + ".");

/**
 * What is typed as a value; undefined if it is none.
 * @type {(turned: Turned, text: string) => Value | undefined}
 */
function meant({ limits, words = [] }, text) {
  const bare = text.trim().replace(/^['"(]+|['")]+$/g, "");
  if (words.includes(bare)) return bare;
  const { read, faulty } = entry(limits);
  const listed = limits.pair ? bare.replace(/,\s+/, "×") : bare; // (3, 5), as it stands there
  const value = read(listed);
  return faulty(value) ? undefined : value;
}

let runs = 0;

/**
 * Puts a field over a number. Enter keeps what is typed, Escape and going back in the history do not.
 * @type {(element: HTMLElement, turned: Turned, said: HTMLElement, typed?: string) => void}
 */
function openField(element, turned, said, typed) {
  const { label, limits } = turned;
  const { inputmode, width, write } = entry(limits);
  const before = turned.value();
  const input = make("input", {
    value: typed ?? (typeof before === "string" ? before : write(before)),
    inputmode,
    style: `--digits: ${width}`,
    autocomplete: "off",
    "aria-label": label,
    oninput: () => judge(input, meant(turned, input.value) === undefined),
  });
  const field = make("span", { class: "typing" }, input);
  let done = false;
  /** @type {(keep: boolean, stay: boolean) => void} */
  const finish = (keep, stay) => {
    if (done) return;
    done = true;
    removeEventListener("popstate", abandon, true);
    const value = meant(turned, input.value);
    field.remove();
    if (stay) element.focus();
    const bad = keep && value === undefined;
    said.textContent = bad ? `“${input.value.slice(0, 20)}” is none. ${wanted(turned)}` : "";
    const row = /** @type {HTMLElement} */ (element.closest("tr"));
    if (bad) said.style.top = `${row.offsetTop + row.offsetHeight}px`;
    if (keep && value !== undefined && !same(value, before)) turned.change(value, `typed ${++runs}`);
  };
  const abandon = () => finish(false, false);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    finish(event.key === "Enter", true);
  });
  const keep = () => finish(true, false);
  // As in a grid's cell: Firefox and WebKit take the focus away before they say that the reader has gone back.
  const here = location.href;
  input.addEventListener("blur", () => location.href === here ? keep() : setTimeout(keep, 50));
  addEventListener("popstate", abandon, true);
  said.textContent = "";
  element.after(field);
  input.focus();
  if (typed === undefined) input.select();
  else input.setSelectionRange(typed.length, typed.length);
}

/**
 * What a key does to a number, if anything.
 * @type {(element: HTMLElement, turned: Turned, said: HTMLElement, key: string) => (() => void) | undefined}
 */
function deed(element, turned, said, key) {
  const by = STEPS[key];
  if (by) {
    const next = entry(turned.limits).moved(startOf(turned), by);
    return () => !same(next, turned.value()) && turned.change(next, `keys ${turned.label}`);
  }
  if (key === "Enter" || key === "F2") return () => openField(element, turned, said);
  return /^[\d−-]$/.test(key) ? () => openField(element, turned, said, key) : undefined;
}

/**
 * Lets the numbers in a table be turned. `said`: where it is said that what was typed is no number.
 * @type {(table: HTMLElement, said: HTMLElement) => void}
 */
export function letTurn(table, said) {
  /** @typedef {{ turned: Turned, element: HTMLElement, from: PointerEvent, before: OneOrTwo, run: string }} Drag */
  /** @type {Drag | null} */
  let drag = null;
  let moved = false;

  table.addEventListener("pointerdown", (event) => {
    const element = /** @type {HTMLElement} */ (event.target);
    const turned = known.get(element);
    if (!turned || event.button) return;
    // A finger that passes by scrolls: it turns only the number that it has chosen before.
    if (event.pointerType !== "mouse" && document.activeElement !== element) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    moved = false;
    drag = { turned, element, from: event, before: startOf(turned), run: `drag ${++runs}` };
    table.setPointerCapture(event.pointerId);
  });
  table.addEventListener("pointermove", ({ clientX, clientY, shiftKey }) => {
    if (!drag) return;
    const { turned, from, before, run } = drag;
    moved ||= Math.hypot(clientX - from.clientX, clientY - from.clientY) > NEAR;
    if (!moved) return;
    table.classList.add("dragging");
    said.textContent = "";
    const unit = shiftKey ? Math.max(1, unitOf(before) / 10) : unitOf(before);
    const steps = Math.round((from.clientY - clientY) / TURN);
    const next = entry(turned.limits).moved(before, steps * unit);
    // What has not been turned yet may be a word.
    if (!same(next, turned.value()) && (steps || typeof turned.value() !== "string")) turned.change(next, run);
  });
  /** @param {boolean} whole whether the pointer was let go, and not taken away */
  const end = (whole) => {
    const ended = drag;
    drag = null;
    table.classList.remove("dragging");
    if (ended && whole && !moved) openField(ended.element, ended.turned, said);
  };
  table.addEventListener("pointerup", () => end(true));
  table.addEventListener("pointercancel", () => end(false));
  table.addEventListener("keydown", (event) => {
    const element = /** @type {HTMLElement} */ (event.target);
    const turned = known.get(element);
    if (!turned || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = deed(element, turned, said, event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
