// What a stack of layers makes of an image, and what that costs: convdemo's layers and its `summarize`.
import { both } from "./convdemo.js";
import { faultsOf, fittingWords, windows } from "./convdemo_fits.js";
import { product, short, times } from "./convdemo_layers.js";
/** @import { Axis } from "./convdemo.js" */
/** @import { OneOrTwo } from "./controls.js" */
/** @import { Kind, Layer } from "./convdemo_layers.js" */

/**
 * What a layer makes.
 * @typedef {object} Made
 * @property {number[]} output_shape
 * @property {number} weights
 * @property {number} biases
 * @property {number} macs
 * @property {number} activations
 * @property {number[]} dropped rows and columns that no window reads
 * @property {Axis[]} [window]
 */
/**
 * And what follows from all layers above it. `dense`: the weights if the layers that learn were dense.
 * @typedef {Made & {
 *   parameters: number, memory: number, receptive_field: OneOrTwo, jump: OneOrTwo, dense: bigint
 * }} Counted
 */
/**
 * An impossible row has {fault, fits}, those below it {waits}, all others what is counted.
 * @typedef {Partial<Counted> & {
 *   number: number, layer: Layer, input_shape: number[], waits?: number, fault?: string, fits?: string
 * }} Row
 */
/** @typedef {ReturnType<typeof summarize>} Summary */

/** A layer that cannot be: why, and what would fit. */
class Impossible extends RangeError {
  /**
   * @param {string} why
   * @param {string} fits
   */
  constructor(why, fits) {
    super(why);
    this.fits = fits && `It would fit ${fits}.`;
  }
}

/**
 * How many pixels of a direction no window reads.
 * @param {Axis} line
 */
function unread({ n, f, stride, dilation, before, out, covers }) {
  // Windows that touch leave only what is behind the last one.
  if (dilation === 1 && stride <= f) return Math.max(0, Math.min(n, n + before - (out - 1) * stride - covers));
  let missed = 0;
  for (let i = before; i < n + before; i++) {
    let tap = Math.max(0, Math.ceil((i - (out - 1) * stride) / dilation));
    const last = Math.min(f - 1, Math.floor(i / dilation), tap + stride - 1);
    while (tap <= last && (i - tap * dilation) % stride) tap++;
    if (tap > last) missed++;
  }
  return missed;
}

// What a layer puts out, learns, does and keeps.
const NOTHING = { weights: 0, biases: 0, macs: 0, activations: 0, dropped: [0, 0] };

/** @type {(layer: Layer, shape: number[]) => Made & { window: Axis[] }} */
function slid(layer, shape) {
  const window = windows(layer, shape);
  const output_shape = [window[0].out, window[1].out, layer.filters ?? shape[2]];
  return { ...NOTHING, output_shape, window, activations: product(output_shape), dropped: window.map(unread) };
}

/** @type {(layer: Layer, shape: number[]) => Made} */
function convolved(layer, shape) {
  const { filters = 1, groups = 1, size = 1, bias } = layer;
  const kept = slid(layer, shape);
  const weights = product(both(size)) * (shape[2] / groups) * filters;
  const [rows, columns] = kept.window.map(({ out }) => out);
  return { ...kept, weights, biases: bias ? filters : 0, macs: rows * columns * weights };
}

/** @type {(layer: Layer, shape: number[]) => Made} */
function multiplied({ units = 1, bias }, shape) {
  const weights = shape[0] * units;
  const biases = bias ? units : 0;
  return { ...NOTHING, output_shape: [units], weights, biases, macs: weights, activations: units };
}

/** @type {Record<Kind, (layer: Layer, shape: number[]) => Made>} */
const MADE = {
  Conv2d: convolved,
  MaxPool2d: slid,
  AvgPool2d: slid,
  ReLU: (_, shape) => ({ ...NOTHING, output_shape: shape }),
  Flatten: (_, shape) => ({ ...NOTHING, output_shape: [product(shape)] }),
  Dense: multiplied,
};

/**
 * Where the rows have come to: the shape, the last one that was not flat, what a dense layer is a window on, the field
 * that an output sees, and how far apart the fields of two neighbours are.
 * @typedef {{ shape: number[], volume: number[], plane: number[], field: number[], jump: number[] }} Reached
 */

/**
 * A row, and where it leads.
 * @type {(layer: Layer, reached: Reached) => [Counted, Reached]}
 */
function counted(layer, { shape, volume, plane, field, jump }) {
  const faults = faultsOf(layer, shape);
  if (faults.length) throw new Impossible(faults.join(", and "), fittingWords(layer, shape, volume));
  const row = MADE[layer.type](layer, shape);
  const flat = layer.type === "Dense";
  const last = shape[2] ? shape : plane;
  // A dense layer is a window on all that was flattened.
  const covers = row.window?.map((side) => side.covers) ?? (flat ? last : [1, 1]);
  const strides = row.window?.map((side) => side.stride) ?? [1, 1];
  const seen = field.map((pixels, i) => pixels + (covers[i] - 1) * jump[i]);
  const apart = jump.map((pixels, i) => pixels * strides[i]);
  const follows = {
    parameters: row.weights + row.biases,
    memory: 4 * row.activations,
    receptive_field: short(seen),
    jump: short(apart),
    dense: row.weights ? BigInt(product(shape)) * BigInt(product(row.output_shape)) : 0n,
  };
  const { output_shape } = row;
  const reached = {
    shape: output_shape,
    volume: output_shape.length === 3 ? output_shape : volume,
    plane: flat ? [1, 1] : last,
    field: seen,
    jump: apart,
  };
  return [{ ...row, ...follows }, reached];
}

const LEAST = { filters: 1, units: 1, size: 1, stride: 1, padding: 0, dilation: 1, groups: 1 };
/**
 * The same layer with the smallest numbers.
 * @param {Layer} layer
 */
const smallest = (layer) => ({
  ...layer,
  ...Object.fromEntries(Object.entries(LEAST).filter(([name]) => name in layer)),
});

/**
 * The rows and their totals. Below an impossible row nothing is counted; the totals are then of those above it.
 * @param {Layer[]} layers
 * @param {number[]} input_shape
 */
export function summarize(layers, input_shape) {
  const size = product(input_shape);
  const total = { weights: 0, biases: 0, parameters: 0, macs: 0, activations: size, memory: 4 * size };
  const names = /** @type {(keyof typeof total)[]} */ (Object.keys(total));
  /** @type {Reached} */
  let reached = { shape: input_shape, volume: input_shape, plane: input_shape, field: [1, 1], jump: [1, 1] };
  let dense = 0n;
  let stop = 0;
  /** @type {(row: Counted, next: Reached) => boolean} */
  const countable = (row, next) =>
    [...next.field, ...next.jump, ...names.map((name) => total[name] + row[name])]
      .every((n) => n <= Number.MAX_SAFE_INTEGER);
  /** @param {Layer} layer */
  const count = (layer) => {
    const [row, next] = counted(layer, reached);
    if (!countable(row, next)) {
      const where = countable(...counted(smallest(layer), reached)) ? "" : " in the rows above";
      const most = times(Number.MAX_SAFE_INTEGER);
      throw new Impossible(`a number above ${most} is not counted here`, `with smaller numbers${where}`);
    }
    for (const name of names) total[name] += row[name];
    dense += row.dense;
    reached = next;
    return row;
  };
  /** @type {Row[]} */
  const rows = layers.map((layer, i) => {
    const row = { number: i + 1, layer, input_shape: reached.shape };
    if (stop) return { ...row, waits: stop };
    try {
      return { ...row, ...count(layer) };
    } catch (error) {
      stop = i + 1;
      const { message, fits } = /** @type {Impossible} */ (error);
      return { ...row, fault: message, fits };
    }
  });
  const { shape, field } = reached;
  return { input_shape, rows, stop, ...total, dense, output_shape: shape, receptive_field: short(field) };
}
