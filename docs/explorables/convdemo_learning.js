// Learning a filter: what convdemo.learning computes, under its names.
import { conv2d, table } from "./convdemo.js";
/** @import { Rows } from "./convdemo.js" */

/**
 * The pixels that the weights meet, a line for each window.
 * @type {(image: Rows, [height, width]: number[], out: number[]) => Float64Array[]}
 */
const windowsOf = (image, [height, width], [rows, columns]) =>
  table(rows, columns, (i, j) => Float64Array.from(table(height, width, (u, v) => image[i + u][j + v]).flat())).flat();

/**
 * Gradient descent on the mean squared error, from the kernel `initial`. It stops early where the loss is past `most`.
 * @param {Rows} image
 * @param {Rows} targets
 * @param {{ rate: number, steps: number, initial: Rows, most?: number }} options
 */
export function learn_filter(image, targets, { rate, steps, initial, most = Infinity }) {
  const shape = [initial.length, initial[0].length];
  const windows = windowsOf(image, shape, [targets.length, targets[0].length]);
  const wanted = Float64Array.from(targets.flat());
  const kernel = Float64Array.from(initial.flat());
  const gradient = new Float64Array(kernel.length);
  const n = wanted.length;
  // Plain loops: thousands of steps, between two pictures.
  const measure = () => {
    gradient.fill(0);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const pixels = windows[i];
      let answer = 0;
      for (let k = 0; k < pixels.length; k++) answer += pixels[k] * kernel[k];
      const error = answer - wanted[i];
      total += error * error;
      for (let k = 0; k < pixels.length; k++) gradient[k] += (2 / n) * error * pixels[k];
    }
    return total / n;
  };
  /** @type {(line: Float64Array) => Rows} */
  const rows = (line) => table(shape[0], shape[1], (u, v) => line[u * shape[1] + v]);
  /** @type {number[]} */
  const losses = [];
  for (;;) {
    const loss = measure();
    losses.push(loss);
    if (losses.length > steps || !(loss <= most)) return { kernel: rows(kernel), gradient: rows(gradient), losses };
    for (let k = 0; k < kernel.length; k++) kernel[k] -= rate * gradient[k];
  }
}

/**
 * How the loss bends if the kernel goes in a direction: at `by` times the direction it is
 * loss + slope·by + bend·by², with nothing left out.
 * @type {(image: Rows, direction: Rows) => number}
 */
export function bend(image, direction) {
  const answers = conv2d(image, direction).flat();
  return answers.reduce((total, answer) => total + answer * answer, 0) / answers.length;
}
