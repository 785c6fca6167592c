// Numbers: how they are written, in full and where there is little room, and how they are read.
import { make } from "./elements.js";

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

// Thousands apart as the book writes them, or none; a point before decimals, or a comma where it can be nothing else.
const GROUPED = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * "−1.5", "-1.5", "1,5" or "1,000" as a number; NaN for everything that is none, "" and 1e999 included.
 * @param {string} text
 */
export function parse(text) {
  const bare = text.trim().replace(/[−–]/g, "-"); // telephones make a dash of a minus
  const plain = GROUPED.test(bare) ? bare.replaceAll(",", "") : bare.replace(",", ".");
  const value = PLAIN.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/**
 * A number as it is typed: all its digits, none apart.
 * @param {number} value
 */
export const exact = (value) => String(Number(value.toPrecision(12))).replaceAll("-", "−");

/**
 * A number in at most `room` characters: as it is written, or rounded with a sign that says so.
 * @type {(written: string, value: number, room: number) => string}
 */
export function fitted(written, value, room) {
  if (written.length <= room) return written;
  const rounder = [number(value, 1), number(value, 0), power(value, 1), power(value, 0)];
  const short = rounder.map((text) => `≈${text}`).find((text) => text.length <= room);
  return short ?? "⋯";
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
