// Model cells and what they are shown, as in convdemo.history; n × n numbers are one list, row after row.
import { HISTORY } from "./numbers.js";

/** @typedef {"simple_cell" | "complex_cell" | "end_stopped_cell"} Cell */

const { n, blur } = HISTORY.edge_at;

/** @type {(degrees: number) => number} */
const radians = (degrees) => (degrees * Math.PI) / 180;

/**
 * Each pixel from its distances across and along a line through the centre.
 * @type {(angle: number, value: (across: number, along: number) => number) => number[]}
 */
function drawn(angle, value) {
  const cosine = Math.cos(radians(angle));
  const sine = Math.sin(radians(angle));
  return Array.from({ length: n * n }, (_, i) => {
    const right = (i % n) - (n - 1) / 2;
    const up = (n - 1) / 2 - Math.floor(i / n);
    return value(cosine * up - sine * right, sine * up + cosine * right);
  });
}

/**
 * From 0 to 1 where the distance crosses 0, blurred: (1 + erf(z)) / 2, by a series with terms of one sign.
 * @type {(distance: number) => number}
 */
function step(distance) {
  const z = distance / (Math.SQRT2 * blur);
  if (Math.abs(z) > 6) return z > 0 ? 1 : 0;
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (2 * z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-z * z)) / Math.sqrt(Math.PI);
}

/** @type {(distance: number, width: number) => number} */
const between = (distance, width) => step(distance + width / 2) - step(distance - width / 2);

/** @type {(angle: number, options?: { offset?: number }) => number[]} */
export const edge_at = (angle, { offset = 0 } = {}) => drawn(angle, (across) => step(across - offset));

/** @type {(angle: number, options?: { offset?: number, length?: number | null }) => number[]} */
export const bar_image = (angle, { offset = 0, length = null } = {}) =>
  drawn(angle, (across, along) => {
    const side = between(across - offset, HISTORY.bar_image.width);
    return side * (length === null ? 1 : between(along, length));
  });

/** @type {(a: number[], b: number[]) => number} */
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/**
 * A cell's filters at phases 0 and 90, with the bell moved along the stripes.
 * @type {(angle: number, cell: Cell, centre: number) => number[][]}
 */
function gabor_pair(angle, cell, centre) {
  const { sigma, wavelength } = HISTORY[cell];
  const bell = drawn(angle, (across, along) => Math.exp(-(across ** 2 + (along - centre) ** 2) / (2 * sigma ** 2)));
  return [Math.cos, Math.sin].map((wave) => {
    const waves = drawn(angle, (across) => wave((2 * Math.PI * across) / wavelength));
    const mean = dot(bell, waves) / bell.reduce((a, b) => a + b);
    const balanced = bell.map((weight, i) => weight * (waves[i] - mean));
    const strength = dot(balanced, waves) / 2;
    return balanced.map((weight) => weight / strength);
  });
}

/**
 * The filters are made once.
 * @type {Record<string, number[][]>}
 */
const pairs = {};

/** @type {(image: number[], angle: number, cell: Cell, centre?: number) => number[]} */
function responses(image, angle, cell, centre = 0) {
  const pair = pairs[`${[angle, cell, centre]}`] ??= gabor_pair(angle, cell, centre);
  return pair.map((filter) => dot(image, filter));
}

/** @type {(image: number[], angle: number, options?: { phase?: number }) => number} */
export function simple_cell(image, angle, { phase = 0 } = {}) {
  const [even, odd] = responses(image, angle, "simple_cell");
  return Math.max(0, Math.cos(radians(phase)) * even + Math.sin(radians(phase)) * odd);
}

/** @type {(image: number[], angle: number) => number} */
export const complex_cell = (image, angle) => Math.hypot(...responses(image, angle, "complex_cell"));

/** @type {(image: number[], angle: number) => number} */
export function end_stopped_cell(image, angle) {
  const [middle, one, other] = [0, -HISTORY.END, HISTORY.END].map((end) =>
    Math.hypot(...responses(image, angle, "end_stopped_cell", end))
  );
  return Math.max(0, middle - (one + other) / 2);
}

/** @type {<T>(cell: (image: number[]) => T, angles: number[], image?: (angle: number) => number[]) => T[]} */
export const tuning_curve = (cell, angles, image = bar_image) => angles.map((angle) => cell(image(angle)));
