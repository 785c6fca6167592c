// What a stack of layers makes of an image, and what that costs: convdemo's layers and its `summarize`.
// A layer has the names of its Python class, as in numbers.js: {type: "MaxPool2d", size: 2}.
import { axis } from "./convdemo.js";

// What each class needs, and what it may have, with the value that is usual (null: the size).
const POOL = [["size"], { stride: null, padding: 0, ceil_mode: false }];
export const KINDS = {
  Conv2d: [["filters", "size"], { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true }],
  MaxPool2d: POOL, AvgPool2d: POOL, ReLU: [[], {}], Flatten: [[], {}], Dense: [["units"], { bias: true }],
};
// What may be asked for; a pair is height × width.
const COUNT = { min: 1, max: 99_999 };
const SIDE = { min: 1, max: 9_999 };
const TAPS = { min: 1, max: 999, pair: true };
const SWITCH = { min: 0, max: 1 };
export const LIMITS = {
  n_h: SIDE, n_w: SIDE, n_c: COUNT, filters: COUNT, units: COUNT, groups: COUNT,
  size: TAPS, stride: TAPS, dilation: TAPS, padding: { ...TAPS, min: 0 }, bias: SWITCH, ceil_mode: SWITCH,
};
export const ROWS = 60;

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export const short = ([a, b]) => (a === b ? a : [a, b]);
export const times = (value) => [value].flat().map((n) => n.toLocaleString("en-US")).join(" × ");
const both = (value) => (Array.isArray(value) ? value : [value, value]);
export const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

// A stack in words that can be read and typed: c16-3-psame.r.m2.f.d10. Layers and choices go by their first letters.
export const chosen = (layer) => Object.entries(KINDS[layer.type][1])
  .filter(([name, usual]) => (layer[name] ?? null) !== null && !same(layer[name], usual ?? layer.size)).map(([name]) => name);
const letter = (name) => name[0].toLowerCase();
const word = (value) => (typeof value === "boolean" ? Number(value) : [value].flat().join("x"));
export const encode = (layers) => layers.map((layer) => letter(layer.type) + [
  ...KINDS[layer.type][0].map((name) => word(layer[name])), ...chosen(layer).map((name) => letter(name) + word(layer[name])),
].join("-")).join(".");

export const within = (value, { min, max, pair }) => [value].flat().every((n, i) => Number.isInteger(n) && n >= min && n <= max && i <= Boolean(pair));
function meant(text, name) {
  if (name === "padding" && /^(valid|same|full)$/.test(text)) return text;
  const numbers = text.split("x").map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : NaN));
  if (!within(numbers, LIMITS[name])) throw 0;
  return LIMITS[name] === SWITCH ? numbers[0] > 0 : short([numbers[0], numbers.at(-1)]);
}
export const decode = (stack) => (stack ? stack.split(".") : []).map((text, i) => {
  if (i === ROWS) throw new RangeError(`A stack has at most ${ROWS} rows.`);
  try {
    const type = Object.keys(KINDS).find((name) => letter(name) === text[0]);
    const [needs, may] = KINDS[type];
    const layer = { type, ...may };
    text.slice(1).split("-").forEach((part, place) => {
      if (place < needs.length) layer[needs[place]] = meant(part, needs[place]);
      else if (part || place) {
        const name = Object.keys(may).find((key) => letter(key) === part[0]);
        layer[name] = meant(part.slice(1), name);
      }
    });
    if (needs.some((name) => !layer[name])) throw 0;
    return layer;
  } catch { throw new RangeError(`“${text.slice(0, 40)}” is no layer that can be counted here.`); }
});

// A layer that cannot be: why, and what would fit.
const impossible = (why, fits) => Object.assign(new RangeError(why), { fits: `It would fit ${fits}.` });

// How a window slides over rows and columns.
const windows = ({ type, size, stride, padding, dilation = 1, ceil_mode }, shape) => [0, 1].map((i) => {
  const [f, p] = [both(size)[i], both(padding)[i]];
  if (type !== "Conv2d" && p >= f) throw new RangeError(`a padding of ${p} is not smaller than the pool’s window ${f}`);
  return axis(shape[i], f, { padding: p, stride: both(stride ?? size)[i], dilation: both(dilation)[i], ceil_mode });
});
// The choices nearest to the layer's with which its window fits, one at a time.
const nearest = (layer, shape) => ["size", "padding", "dilation"].filter((name) => name in layer).flatMap((name) => {
  const from = Math.max(...both(layer[name])) || 0;
  for (let by = 1; by <= TAPS.max; by++) for (const value of [from - by, from + by]) {
    try {
      if (within(value, LIMITS[name]) && windows({ ...layer, [name]: value }, shape)) return [`with a ${name} of ${value}`];
    } catch { /* nor this one */ }
  }
  return [];
}).join(", or ");

const NOTHING = { weights: 0, biases: 0, macs: 0, activations: 0, dropped: [0, 0] };
// What a layer puts out, learns, does and keeps.
function made(layer, shape) {
  const { type, filters, groups, units, bias } = layer;
  const n_c = shape[2];
  if (type === "ReLU") return { ...NOTHING, output_shape: shape };
  if (type === "Flatten") return { ...NOTHING, output_shape: [product(shape)] };
  if (type === "Dense") {
    if (n_c) throw impossible(`a dense layer needs a flat input, not ${times(shape)}`, "below a flatten row");
    const weights = shape[0] * units;
    return { ...NOTHING, output_shape: [units], weights, biases: bias ? units : 0, macs: weights, activations: units };
  }
  if (!n_c) throw impossible(`${type} needs rows and columns, not a flat ${times(shape)}`, "above the flatten row");
  let window;
  try { window = windows(layer, shape); } catch (error) { throw impossible(error.message, nearest(layer, shape)); }
  const output_shape = [window[0].out, window[1].out, filters ?? n_c];
  if (Math.max(...output_shape) > COUNT.max) throw impossible(`a side above ${times(COUNT.max)} is not counted here`, "with less padding");
  const kept = { ...NOTHING, output_shape, window, activations: product(output_shape), dropped: window.map(unread) };
  if (type !== "Conv2d") return kept;
  let good = groups;
  while (n_c % good || filters % good) good--;
  if (good < groups) throw impossible(`groups of ${groups} do not divide ${times(n_c)} channels and ${times(filters)} filters`, `with groups of ${good}`);
  const weights = product(both(layer.size)) * (n_c / groups) * filters;
  return { ...kept, weights, biases: bias ? filters : 0, macs: window[0].out * window[1].out * weights };
}

// How many pixels of a direction no window reads.
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

// The rows and their totals. An impossible row has {fault, fits}, those below it {waits}; the totals are then of those
// above it. `dense`: the weights if the layers that learn were dense.
export function summarize(layers, input_shape) {
  const size = product(input_shape);
  const total = { weights: 0, biases: 0, parameters: 0, macs: 0, activations: size, memory: 4 * size };
  let [dense, stop, shape, field, jump, plane] = [0n, 0, input_shape, [1, 1], [1, 1], input_shape];
  const count = (layer) => {
    const row = made(layer, shape);
    const flat = layer.type === "Dense";
    if (shape[2]) plane = shape;
    // A dense layer is a window on all that was flattened.
    const seen = field.map((pixels, i) => pixels + ((row.window?.[i].covers ?? (flat ? plane[i] : 1)) - 1) * jump[i]);
    const apart = jump.map((pixels, i) => pixels * (row.window?.[i].stride ?? 1));
    if (flat) plane = [1, 1];
    Object.assign(row, {
      parameters: row.weights + row.biases, memory: 4 * row.activations, receptive_field: short(seen), jump: short(apart),
      dense: row.weights ? BigInt(product(shape)) * BigInt(product(row.output_shape)) : 0n,
    });
    if ([...seen, ...apart, ...Object.keys(total).map((name) => total[name] + row[name])].some((n) => n > Number.MAX_SAFE_INTEGER)) {
      throw impossible(`a number above ${times(Number.MAX_SAFE_INTEGER)} is not counted here`, "with smaller numbers");
    }
    for (const name in total) total[name] += row[name];
    dense += row.dense;
    [shape, field, jump] = [row.output_shape, seen, apart];
    return row;
  };
  const rows = layers.map((layer, i) => {
    const row = { number: i + 1, layer, input_shape: shape };
    if (stop) return { ...row, waits: stop };
    try { return { ...row, ...count(layer) }; } catch (error) {
      stop = i + 1;
      return { ...row, fault: error.message, fits: error.fits };
    }
  });
  return { input_shape, rows, stop, ...total, dense, output_shape: shape, receptive_field: short(field) };
}
