// Learning a filter: what convdemo.learning computes, under its names.
import { conv2d } from "./convdemo.js";
/** @import { Rows } from "./convdemo.js" */

/**
 * Gradient descent on the mean squared error, from the kernel `initial`. It stops early where the loss is past `most`.
 * @param {Rows} image
 * @param {Rows} targets
 * @param {{ rate: number, steps: number, initial: Rows, most?: number }} options
 */
export function learn_filter(image, targets, { rate, steps, initial, most = Infinity }) {
  const n = targets.flat().length;
  /** @type {number[]} */
  const losses = [];
  for (let kernel = initial;;) {
    const errors = conv2d(image, kernel).map((row, i) => row.map((answer, j) => answer - targets[i][j]));
    // The loss's gradient is the picture convolved with the errors.
    const gradient = conv2d(image, errors).map((row) => row.map((sum) => (2 / n) * sum));
    const loss = errors.flat().reduce((total, error) => total + error * error, 0) / n;
    losses.push(loss);
    if (losses.length > steps || !(loss <= most)) return { kernel, gradient, losses };
    kernel = kernel.map((row, u) => row.map((weight, v) => weight - rate * gradient[u][v]));
  }
}
