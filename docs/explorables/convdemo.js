// The arithmetic of the explorables: what convdemo computes, under convdemo's names.
// An image or a filter is an array of rows, each an array (or a typed array) of numbers.

const span = (f, d) => d * (f - 1) + 1;
const both = (value) => (Array.isArray(value) ? value : [value, value]);
const whole = (value, name, least) => {
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number, not ${value}`);
  if (value < least) throw new RangeError(`${name} must be at least ${least}, not ${value}`);
  return value;
};

// One direction: how many places a window of f taps has on n pixels, and the padding at both ends.
export function axis(n, f, { padding = 0, stride = 1, dilation = 1, ceil_mode = false } = {}) {
  whole(n, "n", 1);
  whole(f, "f", 1);
  whole(stride, "stride", 1);
  whole(dilation, "dilation", 1);
  const covers = span(f, dilation);
  let [before, after] = both(padding);
  if (padding === "valid") [before, after] = [0, 0];
  else if (padding === "full") [before, after] = [covers - 1, covers - 1];
  else if (padding === "same") {
    const total = Math.max(0, (Math.ceil(n / stride) - 1) * stride + covers - n);
    [before, after] = [total >> 1, total - (total >> 1)];
  }
  whole(before, "padding", 0);
  whole(after, "padding", 0);
  const room = n + before + after - covers;
  let out = Math[ceil_mode ? "ceil" : "floor"](room / stride) + 1;
  // PyTorch's rule: no window starts in the far padding.
  if (ceil_mode && (out - 1) * stride >= n + before) out -= 1;
  const gaps = dilation > 1 ? ` with dilation ${dilation} covers ${covers} and` : "";
  if (out < 1) throw new RangeError(`a window of ${f}${gaps} does not fit in ${n + before + after} pixels`);
  return { n, f, stride, dilation, before, after, out, covers };
}

export const output_size = (n, f, options) => axis(n, f, options).out;

// Which pixel stands at place i of a line of n, counted from its first true pixel; −1: the constant.
const source = {
  constant: (i, n) => (i < 0 || i >= n ? -1 : i),
  edge: (i, n) => Math.min(n - 1, Math.max(0, i)),
  wrap: (i, n) => ((i % n) + n) % n,
  reflect: (i, n) => {
    const period = Math.max(1, 2 * (n - 1));
    const at = ((i % period) + period) % period;
    return Math.min(at, period - at) % n;
  },
};
export const MODES = Object.keys(source);

// `padding` is a number, or [[top, bottom], [left, right]].
export function pad(x, padding, { mode = "constant", value = 0 } = {}) {
  const [[top, bottom], [left, right]] = Array.isArray(padding) ? padding : [both(padding), both(padding)];
  const [height, width] = shape(x);
  const from = source[mode];
  if (!from) throw new RangeError(`mode must be one of ${MODES.join(", ")}, not ${mode}`);
  if (mode === "reflect" && (Math.max(top, bottom) >= height || Math.max(left, right) >= width)) {
    throw new RangeError(`reflect finds no ${Math.max(top, bottom, left, right)} pixels beyond the border of ${height} × ${width}`);
  }
  const columns = Array.from({ length: left + width + right }, (_, j) => from(j - left, width));
  return Array.from({ length: top + height + bottom }, (_, i) => {
    const row = x[from(i - top, height)];
    return columns.map((j) => (row && j >= 0 ? row[j] : value));
  });
}

const axes = ([height, width], [f_h, f_w], options) => [axis(height, f_h, options), axis(width, f_w, options)];
const shape = (x) => [x.length, x[0].length];

// `mode` and `value` say what the padding holds; everything else is as in convdemo.conv2d.
export function conv2d(x, kernel, options = {}) {
  const { stride = 1, dilation = 1 } = options;
  const [rows, columns] = axes(shape(x), shape(kernel), options);
  const ends = [[rows.before, rows.after], [columns.before, columns.after]];
  const padded = ends.flat().some(Boolean) ? pad(x, ends, options) : x;
  return Array.from({ length: rows.out }, (_, i) => {
    const line = new Float64Array(columns.out);
    kernel.forEach((weights, u) => {
      const pixels = padded[i * stride + u * dilation];
      for (let v = 0; v < weights.length; v++) {
        const weight = weights[v];
        if (!weight) continue;
        for (let j = 0, at = v * dilation; j < line.length; j++, at += stride) line[j] += pixels[at] * weight;
      }
    });
    return Array.from(line);
  });
}

export const flip = (kernel) => kernel.map((row) => [...row].reverse()).reverse();

function pool(x, size, options, reduce) {
  const { stride = size, padding = 0, ceil_mode = false } = options;
  if (both(padding).some((p) => p >= size)) throw new RangeError(`padding ${padding} must be smaller than the pool's window ${size}`);
  const [rows, columns] = shape(x).map((n) => axis(n, size, { padding, stride, ceil_mode }));
  const taps = ({ before, n }, place) => Array.from({ length: size }, (_, t) => place * stride + t - before).filter((i) => i >= 0 && i < n);
  return Array.from({ length: rows.out }, (_, i) =>
    Array.from({ length: columns.out }, (_, j) =>
      reduce(taps(rows, i).flatMap((r) => taps(columns, j).map((c) => x[r][c])))));
}
export const max_pool = (x, size, options = {}) => pool(x, size, options, (values) => Math.max(...values));
export const avg_pool = (x, size, options = {}) => pool(x, size, options, (values) => values.reduce((a, b) => a + b) / values.length);

// How many windows read each pixel of one direction; the counts of both are multiplied.
function uses({ n, f, stride, dilation, before, out }) {
  const counts = Array(n).fill(0);
  for (let k = 0; k < out; k++) for (let t = 0; t < f; t++) {
    const pixel = k * stride + t * dilation - before;
    if (pixel >= 0 && pixel < n) counts[pixel] += 1;
  }
  return counts;
}
export function pixel_uses(image, size, options) {
  const [down, across] = axes(image, size, options).map(uses);
  return down.map((a) => across.map((b) => a * b));
}

// The convolution as one matrix: a row for each output, a column for each pixel.
export function conv_matrix([height, width], kernel, options = {}) {
  const [rows, columns] = axes([height, width], shape(kernel), options);
  const matrix = [];
  for (let i = 0; i < rows.out; i++) for (let j = 0; j < columns.out; j++) {
    const line = Array(height * width).fill(0);
    kernel.forEach((weights, u) => weights.forEach((weight, v) => {
      const [r, c] = [i * rows.stride + u - rows.before, j * columns.stride + v - columns.before];
      if (r >= 0 && r < height && c >= 0 && c < width) line[r * width + c] = weight;
    }));
    matrix.push(line);
  }
  return matrix;
}

export const roll = (x, down, right) => x.map((row, i) => [...row].map((_, j) => {
  const from = x[source.wrap(i - down, x.length)];
  return from[source.wrap(j - right, row.length)];
}));

const norm = (x) => Math.sqrt(x.flat().reduce((total, value) => total + value * value, 0));

// The convolution that keeps the size (or "valid"), and pooling after it where `pool` is given.
export function output(x, kernel, { mode = "wrap", stride = 1, pool: size = null, pooling = max_pool } = {}) {
  const reach = (kernel.length - 1) / 2;
  const convolved = conv2d(mode === "valid" ? x : pad(x, reach, { mode }), kernel, { stride });
  return size ? pooling(convolved, size) : convolved;
}

// The difference as a share of how much `wanted` varies about its mean.
function difference(wanted, got) {
  const apart = wanted.map((row, i) => row.map((value, j) => value - got[i][j]));
  const mean = wanted.flat().reduce((total, value) => total + value, 0) / wanted.flat().length;
  const variation = norm(wanted.map((row) => row.map((value) => value - mean)));
  // The mean of equal numbers is rounded.
  if (variation <= 1e-12 * norm(wanted)) throw new RangeError("the output is uniform, so there is nothing to compare with");
  return norm(apart) / variation;
}

// The move of `before`, in cells, that comes nearest to `after`, of those next to the shift in pixels.
export function nearest_move(before, after, shift, { stride = 1, pool: size = null } = {}) {
  const shrunk = stride * (size ?? 1);
  const [down, right] = shift.map((pixels) => [...new Set([Math.floor(pixels / shrunk), Math.ceil(pixels / shrunk)])]);
  const moves = down.flatMap((r) => right.map((c) => ({ move: [r, c], error: difference(roll(before, r, c), after) })));
  return moves.reduce((best, other) => (other.error < best.error ? other : best));
}

// ‖b − a‖ / ‖a − mean(a)‖ with b = output(shift(x)), and a = shift(output(x)) or, for invariance, output(x).
export function equivariance_error(x, kernel, [down, right], options = {}) {
  const [before, after] = [output(x, kernel, options), output(roll(x, down, right), kernel, options)];
  return nearest_move(before, after, [down, right], options).error;
}
export const invariance_error = (x, kernel, [down, right], options) =>
  difference(output(x, kernel, options), output(roll(x, down, right), kernel, options));

// A filter for edges that run at `angle` degrees, from one for vertical edges (90) and its quarter turn (0).
const turned = (kernel) => kernel[0].map((_, i) => kernel.map((row) => row[i]).reverse());
const ON_AXIS = [[1, 0], [0, 1], [-1, 0], [0, -1]]; // Math.cos(Math.PI / 2) is not 0
export function edge_filter(angle, base) {
  const around = ((angle % 360) + 360) % 360;
  const radians = (around * Math.PI) / 180;
  const [cos, sin] = ON_AXIS[around / 90] ?? [Math.cos(radians), Math.sin(radians)];
  const level = turned(base);
  return base.map((row, i) => row.map((value, j) => sin * value + cos * level[i][j] + 0));
}

export const mlp_parameters = (shape, units, { bias = false } = {}) => (shape.reduce((a, b) => a * b) + (bias ? 1 : 0)) * units;
export const conv_parameters = (size, n_c_prev, n_c, bias = true) => (size * size * n_c_prev + (bias ? 1 : 0)) * n_c;
