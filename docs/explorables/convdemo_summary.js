// What a stack of layers makes of an image, and what that costs: convdemo's layers and its `summarize`.
// A layer has the names of its Python class, as in numbers.js: {type: "MaxPool2d", size: 2}.
import { axis, both } from "./convdemo.js";
import { same } from "./numerals.js";
/** @import { Axis } from "./convdemo.js" */
/** @import { OneOrTwo } from "./controls.js" */

/** @typedef {"Conv2d" | "MaxPool2d" | "AvgPool2d" | "ReLU" | "Flatten" | "Dense"} Kind */
/** @typedef {OneOrTwo | string | boolean | null | undefined} Choice */
/**
 * @typedef {object} Layer
 * @property {Kind} type
 * @property {number} [filters]
 * @property {number} [units]
 * @property {OneOrTwo} [size]
 * @property {OneOrTwo | null} [stride] null: the size
 * @property {OneOrTwo | string} [padding]
 * @property {OneOrTwo} [dilation]
 * @property {number} [groups]
 * @property {boolean} [bias]
 * @property {boolean} [ceil_mode]
 */
/** @typedef {Exclude<keyof Layer, "type">} Name What a layer may have. */
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

// What a layer is in an address, what it needs, and what it may have, with the value that is usual (null: the size).
// An address may be years old: a code that is once given stays.
/** @typedef {{ code: string, needs: Name[], may: Partial<Layer> }} KindOfLayer */
/** @type {Pick<KindOfLayer, "needs" | "may">} */
const POOL = { needs: ["size"], may: { stride: null, padding: 0, ceil_mode: false } };
/** @type {Record<Kind, KindOfLayer>} */
export const KINDS = {
  Conv2d: {
    code: "c",
    needs: ["filters", "size"],
    may: { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true },
  },
  MaxPool2d: { code: "m", ...POOL },
  AvgPool2d: { code: "a", ...POOL },
  ReLU: { code: "r", needs: [], may: {} },
  Flatten: { code: "f", needs: [], may: {} },
  Dense: { code: "d", needs: ["units"], may: { bias: true } },
};
/** @type {Partial<Record<Name, string>>} */
const CODES = { stride: "s", padding: "p", dilation: "d", groups: "g", bias: "b", ceil_mode: "c" };

// What may be asked for; a pair is height × width.
/** @typedef {{ min: number, max: number, pair?: boolean }} Limits */
const COUNT = { min: 1, max: 99_999 };
const SIDE = { min: 1, max: 9_999 };
const TAPS = { min: 1, max: 999, pair: true };
const SWITCH = { min: 0, max: 1 };
/** @type {Record<Name | "n_h" | "n_w" | "n_c", Limits>} */
export const LIMITS = {
  n_h: SIDE,
  n_w: SIDE,
  n_c: COUNT,
  filters: COUNT,
  units: COUNT,
  groups: COUNT,
  size: TAPS,
  stride: TAPS,
  dilation: TAPS,
  padding: { ...TAPS, min: 0 },
  bias: SWITCH,
  ceil_mode: SWITCH,
};
export const ROWS = 60;

export { same };
/** @type {(pair: number[]) => OneOrTwo} */
export const short = ([a, b]) => (a === b ? a : [a, b]);
/** @type {(value: OneOrTwo | bigint) => string} */
export const times = (value) => [value].flat().map((n) => n.toLocaleString("en-US")).join(" × ");
/** @type {(numbers: number[]) => number} */
export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

const kinds = /** @type {Kind[]} */ (Object.keys(KINDS));
/** @param {Kind} type */
const namesOf = (type) => /** @type {Name[]} */ (Object.keys(KINDS[type].may));

/**
 * The names of what a layer has that is not usual.
 * @param {Layer} layer
 */
export const chosen = (layer) => {
  const usual = (/** @type {Name} */ name) => KINDS[layer.type].may[name] ?? layer.size;
  return namesOf(layer.type).filter((name) => (layer[name] ?? null) !== null && !same(layer[name], usual(name)));
};

// A stack in words that can be read and typed: c16-3-psame.r.m2.f.d10.
/** @type {(value: Choice) => string} */
const word = (value) => (typeof value === "boolean" ? String(Number(value)) : [value].flat().join("x"));
/** @param {Layer} layer */
const encoded = (layer) => {
  const { code, needs } = KINDS[layer.type];
  const needed = needs.map((name) => word(layer[name]));
  return code + [...needed, ...chosen(layer).map((name) => CODES[name] + word(layer[name]))].join("-");
};
/** @param {Layer[]} layers */
export const encode = (layers) => layers.map(encoded).join(".");

/** @type {(value: unknown, limits: Limits) => boolean} */
export const within = (value, { min, max, pair }) =>
  [value].flat().every((n, i) =>
    Number.isInteger(n) && Number(n) >= min && Number(n) <= max && i <= Number(Boolean(pair))
  );

/** @type {(text: string, name: Name) => Choice} */
function meant(text, name) {
  if (name === "padding" && /^(valid|same|full)$/.test(text)) return text;
  const numbers = text.split("x").map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : NaN));
  if (!within(numbers, LIMITS[name])) throw new RangeError(text);
  return LIMITS[name] === SWITCH ? numbers[0] > 0 : short([numbers[0], numbers.at(-1) ?? NaN]);
}

/** @type {<Key extends string>(keys: Key[], has: (key: Key) => boolean) => Key} */
function only(keys, has) {
  const found = keys.find(has);
  if (!found) throw new RangeError("no such code");
  return found;
}

/** @type {(text: string) => Layer} */
function decoded(text) {
  const type = only(kinds, (kind) => KINDS[kind].code === text[0]);
  const { needs, may } = KINDS[type];
  /** @type {{ [name: string]: Choice }} */
  const choices = {};
  text.slice(1).split("-").forEach((part, place) => {
    if (place < needs.length) choices[needs[place]] = meant(part, needs[place]);
    else if (part || place) {
      const name = only(namesOf(type), (key) => CODES[key] === part[0]);
      choices[name] = meant(part.slice(1), name);
    }
  });
  if (needs.some((name) => !choices[name])) throw new RangeError("something is missing");
  return { type, ...may, ...choices };
}

/** @type {(stack: string) => Layer[]} */
export const decode = (stack) =>
  (stack ? stack.split(".") : []).map((text, i) => {
    if (i === ROWS) throw new RangeError(`A stack has at most ${ROWS} rows.`);
    try {
      return decoded(text);
    } catch {
      throw new RangeError(`“${text.slice(0, 40)}” is no layer that can be counted here.`);
    }
  });

/** A layer that cannot be: why, and what would fit. */
class Impossible extends RangeError {
  /**
   * @param {string} why
   * @param {string} fits
   */
  constructor(why, fits) {
    super(why);
    this.fits = `It would fit ${fits}.`;
  }
}

/**
 * How a window slides over rows and columns.
 * @type {(layer: Layer, shape: number[]) => Axis[]}
 */
const windows = ({ type, size = 1, stride, padding = 0, dilation = 1, ceil_mode }, shape) =>
  [0, 1].map((i) => {
    const [f, p] = [both(size)[i], both(padding)[i]];
    if (type !== "Conv2d" && Number(p) >= f) {
      throw new RangeError(`a padding of ${p} is not smaller than the pool’s window ${f}`);
    }
    return axis(shape[i], f, { padding: p, stride: both(stride ?? size)[i], dilation: both(dilation)[i], ceil_mode });
  });

/** @type {(layer: Layer, shape: number[]) => boolean} */
function fitting(layer, shape) {
  try {
    return windows(layer, shape).length > 0;
  } catch {
    return false;
  }
}

/**
 * The value nearest to the layer's own with which its window fits.
 * @type {(layer: Layer, name: "size" | "padding" | "dilation", shape: number[]) => number | undefined}
 */
function nearestValue(layer, name, shape) {
  const from = Math.max(...both(layer[name]).map(Number)) || 0;
  for (let by = 1; by <= TAPS.max; by++) {
    for (const value of [from - by, from + by]) {
      if (within(value, LIMITS[name]) && fitting({ ...layer, [name]: value }, shape)) return value;
    }
  }
  return undefined;
}

/**
 * The choices nearest to the layer's, one at a time.
 * @type {(layer: Layer, shape: number[]) => string}
 */
function nearest(layer, shape) {
  /** @type {("size" | "padding" | "dilation")[]} */
  const names = ["size", "padding", "dilation"];
  const values = names.filter((name) => name in layer).map((name) => ({
    name,
    value: nearestValue(layer, name, shape),
  }));
  return values.filter(({ value }) => value !== undefined).map(({ name, value }) => `with a ${name} of ${value}`).join(
    ", or ",
  );
}

/**
 * How many pixels of a direction no window reads.
 * @param {Axis} line
 */
function unread({ n, f, stride, dilation, before, out }) {
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
  const n_c = shape[2];
  if (!n_c) {
    throw new Impossible(`${layer.type} needs rows and columns, not a flat ${times(shape)}`, "above the flatten row");
  }
  let window;
  try {
    window = windows(layer, shape);
  } catch (error) {
    throw new Impossible(/** @type {Error} */ (error).message, nearest(layer, shape));
  }
  const output_shape = [window[0].out, window[1].out, layer.filters ?? n_c];
  if (Math.max(...output_shape) > COUNT.max) {
    throw new Impossible(`a side above ${times(COUNT.max)} is not counted here`, "with less padding");
  }
  return { ...NOTHING, output_shape, window, activations: product(output_shape), dropped: window.map(unread) };
}

/** @type {(layer: Layer, shape: number[]) => Made} */
function convolved(layer, shape) {
  const { filters = 1, groups = 1, size = 1, bias } = layer;
  const kept = slid(layer, shape);
  const n_c = shape[2];
  let good = groups;
  while (n_c % good || filters % good) good--;
  if (good < groups) {
    const divided = `${times(n_c)} channels and ${times(filters)} filters`;
    throw new Impossible(`groups of ${groups} do not divide ${divided}`, `with groups of ${good}`);
  }
  const weights = product(both(size)) * (n_c / groups) * filters;
  const [rows, columns] = kept.window.map(({ out }) => out);
  return { ...kept, weights, biases: bias ? filters : 0, macs: rows * columns * weights };
}

/** @type {(layer: Layer, shape: number[]) => Made} */
function multiplied({ units = 1, bias }, shape) {
  if (shape[2]) throw new Impossible(`a dense layer needs a flat input, not ${times(shape)}`, "below a flatten row");
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
 * Where the rows have come to: the shape, the last one that was not flat, the field that an output sees, and how far
 * apart the fields of two neighbours are.
 * @typedef {{ shape: number[], plane: number[], field: number[], jump: number[] }} Reached
 */

/**
 * A row, and where it leads.
 * @type {(layer: Layer, reached: Reached) => [Counted, Reached]}
 */
function counted(layer, { shape, plane, field, jump }) {
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
  const reached = { shape: row.output_shape, plane: flat ? [1, 1] : last, field: seen, jump: apart };
  return [{ ...row, ...follows }, reached];
}

/** @param {number[]} numbers */
function countable(numbers) {
  if (numbers.every((n) => n <= Number.MAX_SAFE_INTEGER)) return;
  throw new Impossible(`a number above ${times(Number.MAX_SAFE_INTEGER)} is not counted here`, "with smaller numbers");
}

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
  let reached = { shape: input_shape, plane: input_shape, field: [1, 1], jump: [1, 1] };
  let dense = 0n;
  let stop = 0;
  /** @param {Layer} layer */
  const count = (layer) => {
    const [row, next] = counted(layer, reached);
    countable([...next.field, ...next.jump, ...names.map((name) => total[name] + row[name])]);
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
