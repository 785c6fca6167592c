// The arithmetic of the explorables: what convdemo computes, under convdemo's names.
// An image or a filter is an array of rows, each an array (or a typed array) of numbers.

/** @typedef {number[][]} Rows */
/** @typedef {number | number[] | string} Padding A number, one for each end, or a word. */
/** @typedef {{ padding?: Padding, stride?: number, dilation?: number, ceil_mode?: boolean }} AxisOptions */
/**
 * How a window slides in one direction.
 * @typedef {object} Axis
 * @property {number} n the pixels
 * @property {number} f the window's taps
 * @property {number} stride
 * @property {number} dilation
 * @property {number} before the padding where the line begins
 * @property {number} after the padding where it ends
 * @property {number} out how many places the window has
 * @property {number} covers how many pixels it covers
 */

/** @type {(f: number, d: number) => number} */
const span = (f, d) => d * (f - 1) + 1;

/** @type {<T>(value: T | T[]) => T[]} */
export const both = (value) => (Array.isArray(value) ? value : [value, value]);

/** @type {(value: unknown, name: string, least: number) => number} */
function whole(value, name, least) {
  const number = Number(value);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new RangeError(`${name} must be a whole number, not ${value}`);
  }
  if (number < least) throw new RangeError(`${name} must be at least ${least}, not ${value}`);
  return number;
}

/**
 * The padding at both ends.
 * @param {Padding} padding
 * @param {{ n: number, stride: number, covers: number }} line
 */
export function ends(padding, { n, stride, covers }) {
  if (padding === "valid") return [0, 0];
  if (padding === "full") return [covers - 1, covers - 1];
  if (padding !== "same") return both(padding).map((end) => whole(end, "padding", 0));
  const total = Math.max(0, (Math.ceil(n / stride) - 1) * stride + covers - n);
  return [total >> 1, total - (total >> 1)];
}

/**
 * One direction: how many places a window of f taps has on n pixels, and the padding at both ends.
 * @param {number} n
 * @param {number} f
 * @param {AxisOptions} [options]
 * @returns {Axis}
 */
export function axis(n, f, { padding = 0, stride = 1, dilation = 1, ceil_mode = false } = {}) {
  for (const [name, value] of Object.entries({ n, f, stride, dilation })) whole(value, name, 1);
  const covers = span(f, dilation);
  const [before, after] = ends(padding, { n, stride, covers });
  const room = n + before + after - covers;
  const round = ceil_mode ? Math.ceil : Math.floor;
  let out = round(room / stride) + 1;
  // PyTorch's rule: no window starts in the far padding.
  if (ceil_mode && (out - 1) * stride >= n + before) out -= 1;
  const gaps = dilation > 1 ? ` with dilation ${dilation} covers ${covers} and` : "";
  if (out < 1) throw new RangeError(`a window of ${f}${gaps} does not fit in ${n + before + after} pixels`);
  return { n, f, stride, dilation, before, after, out, covers };
}

/** @type {(n: number, f: number, options?: AxisOptions) => number} */
export const output_size = (n, f, options) => axis(n, f, options).out;

/** @type {(shape: number[], size: number[], options?: AxisOptions) => Axis[]} */
const axes = ([height, width], [f_h, f_w], options) => [axis(height, f_h, options), axis(width, f_w, options)];

/** @type {(x: Rows) => number[]} */
const shape = (x) => [x.length, x[0].length];

/** @type {<T>(height: number, width: number, value: (row: number, column: number) => T) => T[][]} */
export const table = (height, width, value) =>
  Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => value(i, j)));

/**
 * Which pixel stands at place i of a line of n, counted from its first true pixel; −1: the constant.
 * @type {Record<string, (i: number, n: number) => number>}
 */
const source = {
  constant: (i, n) => (i < 0 || i >= n ? -1 : i),
  edge: (i, n) => Math.min(n - 1, Math.max(0, i)),
  wrap: (i, n) => ((i % n) + n) % n,
  reflect: (i, n) => {
    const period = Math.max(1, 2 * (n - 1));
    const at = source.wrap(i, period);
    return Math.min(at, period - at) % n;
  },
};
export const MODES = Object.keys(source);

/**
 * @param {Rows} x
 * @param {number | number[][]} padding a number, or [[top, bottom], [left, right]]
 * @param {{ mode?: string, value?: number }} [options]
 * @returns {Rows}
 */
export function pad(x, padding, { mode = "constant", value = 0 } = {}) {
  const sides = Array.isArray(padding) ? padding : [both(padding), both(padding)];
  const [[top, bottom], [left, right]] = sides;
  const [height, width] = shape(x);
  const from = source[mode];
  if (!from) throw new RangeError(`mode must be one of ${MODES.join(", ")}, not ${mode}`);
  if (mode === "reflect" && (Math.max(top, bottom) >= height || Math.max(left, right) >= width)) {
    const most = Math.max(...sides.flat());
    throw new RangeError(`reflect finds no ${most} pixels beyond the border of ${height} × ${width}`);
  }
  return table(top + height + bottom, left + width + right, (i, j) => {
    const row = x[from(i - top, height)];
    const column = from(j - left, width);
    return row && column >= 0 ? row[column] : value;
  });
}

/**
 * `mode` and `value` say what the padding holds; everything else is as in convdemo.conv2d.
 * @param {Rows} x
 * @param {Rows} kernel
 * @param {AxisOptions & { mode?: string, value?: number }} [options]
 * @returns {Rows}
 */
export function conv2d(x, kernel, options = {}) {
  const { stride = 1, dilation = 1 } = options;
  const [rows, columns] = axes(shape(x), shape(kernel), options);
  const borders = [rows, columns].map(({ before, after }) => [before, after]);
  const padded = borders.flat().some(Boolean) ? pad(x, borders, options) : x;
  return Array.from({ length: rows.out }, (_, i) => {
    const line = new Float64Array(columns.out);
    kernel.forEach((weights, u) => {
      const pixels = padded[i * stride + u * dilation];
      for (let v = 0; v < weights.length; v++) addProducts(line, pixels, weights[v], v * dilation, stride);
    });
    return Array.from(line);
  });
}

/**
 * What one weight adds to a line of outputs; `first` is the pixel that it meets first.
 * @type {(line: Float64Array, pixels: number[], weight: number, first: number, stride: number) => void}
 */
function addProducts(line, pixels, weight, first, stride) {
  if (!weight) return;
  for (let j = 0, at = first; j < line.length; j++, at += stride) line[j] += pixels[at] * weight;
}

/** @type {(kernel: Rows) => Rows} */
export const flip = (kernel) => kernel.map((row) => [...row].reverse()).reverse();

/** @typedef {{ stride?: number, padding?: number, ceil_mode?: boolean }} PoolOptions */
/** @typedef {(x: Rows, size: number, options?: PoolOptions) => Rows} Pool */

/** @type {(x: Rows, size: number, options: PoolOptions, reduce: (values: number[]) => number) => Rows} */
function pool(x, size, { stride = size, padding = 0, ceil_mode = false }, reduce) {
  if (both(padding).some((p) => p >= size)) {
    throw new RangeError(`padding ${padding} must be smaller than the pool's window ${size}`);
  }
  const [rows, columns] = shape(x).map((n) => axis(n, size, { padding, stride, ceil_mode }));
  /** @type {(line: Axis, place: number) => number[]} */
  const taps = ({ before, n }, place) =>
    Array.from({ length: size }, (_, t) => place * stride + t - before).filter((i) => i >= 0 && i < n);
  return table(
    rows.out,
    columns.out,
    (i, j) => reduce(taps(rows, i).flatMap((r) => taps(columns, j).map((c) => x[r][c]))),
  );
}

/** @type {(values: number[]) => number} */
const mean = (values) => values.reduce((a, b) => a + b) / values.length;

/** @type {Pool} */
export const max_pool = (x, size, options = {}) => pool(x, size, options, (values) => Math.max(...values));
/** @type {Pool} */
export const avg_pool = (x, size, options = {}) => pool(x, size, options, mean);

/**
 * How many windows read each pixel of one direction; the counts of both are multiplied.
 * @param {Axis} line
 */
function uses({ n, f, stride, dilation, before, out }) {
  /** @type {number[]} */
  const counts = Array(n).fill(0);
  for (let k = 0; k < out; k++) {
    for (let t = 0; t < f; t++) {
      const pixel = k * stride + t * dilation - before;
      if (pixel >= 0 && pixel < n) counts[pixel] += 1;
    }
  }
  return counts;
}

/** @type {(image: number[], size: number[], options?: AxisOptions) => Rows} */
export function pixel_uses(image, size, options) {
  const [down, across] = axes(image, size, options).map(uses);
  return down.map((a) => across.map((b) => a * b));
}

/**
 * The convolution as one matrix: a row for each output, a column for each pixel.
 * @type {(image: number[], kernel: Rows, options?: AxisOptions) => Rows}
 */
export function conv_matrix([height, width], kernel, options = {}) {
  const [rows, columns] = axes([height, width], shape(kernel), options);
  /** @type {(i: number, j: number) => number[]} */
  const matrixRow = (i, j) => {
    const line = Array(height * width).fill(0);
    kernel.forEach((weights, u) =>
      weights.forEach((weight, v) => {
        const r = i * rows.stride + u - rows.before;
        const c = j * columns.stride + v - columns.before;
        if (r >= 0 && r < height && c >= 0 && c < width) line[r * width + c] = weight;
      })
    );
    return line;
  };
  return table(rows.out, columns.out, matrixRow).flat();
}

/** @type {(x: Rows, down: number, right: number) => Rows} */
export const roll = (x, down, right) =>
  x.map((row, i) => {
    const from = x[source.wrap(i - down, x.length)];
    return [...row].map((_, j) => from[source.wrap(j - right, row.length)]);
  });

/** @type {(x: Rows) => number} */
const norm = (x) => Math.sqrt(x.flat().reduce((total, value) => total + value * value, 0));

/** @typedef {{ mode?: string, stride?: number, pool?: number | null, pooling?: Pool }} Options */

/**
 * The convolution that keeps the size (or "valid"), and pooling after it where `pool` is given.
 * @param {Rows} x
 * @param {Rows} kernel
 * @param {Options} [options]
 * @returns {Rows}
 */
export function output(x, kernel, { mode = "wrap", stride = 1, pool: size = null, pooling = max_pool } = {}) {
  const reach = (kernel.length - 1) / 2;
  const convolved = conv2d(mode === "valid" ? x : pad(x, reach, { mode }), kernel, { stride });
  return size ? pooling(convolved, size) : convolved;
}

/**
 * The difference as a share of how much `wanted` varies about its mean.
 * @type {(wanted: Rows, got: Rows) => number}
 */
function difference(wanted, got) {
  const apart = wanted.map((row, i) => row.map((value, j) => value - got[i][j]));
  const middle = mean(wanted.flat());
  const variation = norm(wanted.map((row) => row.map((value) => value - middle)));
  // The mean of equal numbers is rounded.
  if (variation <= 1e-12 * norm(wanted)) {
    throw new RangeError("the output is uniform, so there is nothing to compare with");
  }
  return norm(apart) / variation;
}

/**
 * The move of `before`, in cells, that comes nearest to `after`, of those next to the shift in pixels.
 * @param {Rows} before
 * @param {Rows} after
 * @param {number[]} shift
 * @param {Options} [options]
 */
export function nearest_move(before, after, shift, { stride = 1, pool: size = null } = {}) {
  const shrunk = stride * (size ?? 1);
  const [down, right] = shift.map((pixels) => [
    ...new Set([Math.floor(pixels / shrunk), Math.ceil(pixels / shrunk)]),
  ]);
  const moves = down.flatMap((r) => right.map((c) => ({ move: [r, c], error: difference(roll(before, r, c), after) })));
  return moves.reduce((best, other) => (other.error < best.error ? other : best));
}

/** @typedef {(x: Rows, kernel: Rows, shift: number[], options?: Options) => number} ShiftError */

/**
 * ‖b − a‖ / ‖a − mean(a)‖ with b = output(shift(x)), and a = shift(output(x)) or, for invariance, output(x).
 * @type {ShiftError}
 */
export function equivariance_error(x, kernel, [down, right], options = {}) {
  const [before, after] = [x, roll(x, down, right)].map((image) => output(image, kernel, options));
  return nearest_move(before, after, [down, right], options).error;
}
/** @type {ShiftError} */
export const invariance_error = (x, kernel, [down, right], options) =>
  difference(output(x, kernel, options), output(roll(x, down, right), kernel, options));

/** @type {(kernel: Rows) => Rows} */
const turned = (kernel) => kernel[0].map((_, i) => kernel.map((row) => row[i]).reverse());
// Math.cos(Math.PI / 2) is not 0
const ON_AXIS = [[1, 0], [0, 1], [-1, 0], [0, -1]];

/**
 * A filter for edges that run at `angle` degrees, from one for vertical edges (90) and its quarter turn (0).
 * @type {(angle: number, base: Rows) => Rows}
 */
export function edge_filter(angle, base) {
  const around = source.wrap(angle, 360);
  const radians = (around * Math.PI) / 180;
  const [cos, sin] = ON_AXIS[around / 90] ?? [Math.cos(radians), Math.sin(radians)];
  const level = turned(base);
  return base.map((row, i) => row.map((value, j) => sin * value + cos * level[i][j] + 0));
}

/** @type {(shape: number[], units: number, options?: { bias?: boolean }) => number} */
export const mlp_parameters = (shape, units, { bias = false } = {}) =>
  (shape.reduce((a, b) => a * b) + Number(bias)) * units;

/** @type {(size: number, n_c_prev: number, n_c: number, bias?: boolean) => number} */
export const conv_parameters = (size, n_c_prev, n_c, bias = true) => (size * size * n_c_prev + Number(bias)) * n_c;
