// Whether a layer can follow a shape: what is wrong if it cannot, and which change would do. What is named was tried.
import { axis, both, ends } from "./convdemo.js";
import { COUNT, LIMITS, product, times, within } from "./convdemo_layers.js";
/** @import { Axis } from "./convdemo.js" */
/** @import { Layer } from "./convdemo_layers.js" */

/** @typedef {Partial<Pick<Layer, "size" | "padding" | "dilation" | "groups">>} Change */
/** @typedef {"size" | "padding" | "dilation"} OfWindow */

/** @type {OfWindow[]} */
const OF_WINDOW = ["size", "padding", "dilation"];

/**
 * How a window slides over rows and columns.
 * @type {(layer: Layer, shape: number[]) => Axis[]}
 */
export const windows = ({ type, size = 1, stride, padding = 0, dilation = 1, ceil_mode }, shape) =>
  [0, 1].map((i) => {
    const [f, p] = [both(size)[i], both(padding)[i]];
    if (type !== "Conv2d" && Number(p) >= f) {
      throw new RangeError(`a padding of ${p} is not smaller than the pool’s window ${f}`);
    }
    return axis(shape[i], f, { padding: p, stride: both(stride ?? size)[i], dilation: both(dilation)[i], ceil_mode });
  });

/** @type {(layer: Layer, shape: number[]) => string} */
function faultOfWindow(layer, shape) {
  try {
    const sides = windows(layer, shape).map(({ out }) => out);
    return Math.max(...sides) > COUNT.max ? `a side above ${times(COUNT.max)} is not counted here` : "";
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * The most groups, none more than asked for, that divide the channels and the filters.
 * @type {(layer: Layer, channels: number) => number}
 */
function groupsFor({ filters = 1, groups = 1 }, channels) {
  let good = groups;
  while (channels % good || filters % good) good--;
  return good;
}

/** @type {(layer: Layer, channels: number) => string} */
function faultOfGroups(layer, channels) {
  const { filters = 1, groups = 1 } = layer;
  if (groupsFor(layer, channels) === groups) return "";
  return `groups of ${groups} do not divide ${times(channels)} channels and ${times(filters)} filters`;
}

/** @param {Layer} layer */
const slides = ({ type }) => type === "Conv2d" || type.endsWith("Pool2d");

/**
 * All that is wrong with a layer on a shape.
 * @type {(layer: Layer, shape: number[]) => string[]}
 */
export function faultsOf(layer, shape) {
  const flat = shape.length < 3;
  if (layer.type === "Dense") return flat ? [] : [`a dense layer needs a flat input, not ${times(shape)}`];
  if (!slides(layer)) return [];
  if (flat) return [`${layer.type} needs rows and columns, not a flat ${times(shape)}`];
  return [faultOfWindow(layer, shape), faultOfGroups(layer, shape[2])].filter(Boolean);
}

/**
 * Whether a window has places, and not too many: as `windows`, but for hundreds of values it throws nothing.
 * @type {(layer: Layer, shape: number[]) => boolean}
 */
const fitting = ({ type, size = 1, stride, padding = 0, dilation = 1, ceil_mode }, shape) =>
  [0, 1].every((i) => {
    const [n, f, p] = [shape[i], both(size)[i], both(padding)[i]];
    if (type !== "Conv2d" && Number(p) >= f) return false;
    const [s, covers] = [both(stride ?? size)[i], both(dilation)[i] * (f - 1) + 1];
    const [before, after] = ends(p, { n, stride: s, covers });
    const out = (ceil_mode ? Math.ceil : Math.floor)((n + before + after - covers) / s) + 1;
    return out >= 1 && out <= COUNT.max;
  });

/**
 * The value nearest to the layer's own with which its window fits.
 * @type {(layer: Layer, name: OfWindow, shape: number[]) => Change[]}
 */
function nearest(layer, name, shape) {
  const { min, max } = LIMITS[name];
  const from = Math.max(...both(layer[name]).map(Number)) || 0;
  for (let by = 1; by <= max - min + 1; by++) {
    for (const value of [from - by, from + by]) {
      if (within(value, LIMITS[name]) && fitting({ ...layer, [name]: value }, shape)) return [{ [name]: value }];
    }
  }
  return [];
}

/**
 * The changes nearest to the layer's choices that would do, one at a time where that is enough.
 * @type {(layer: Layer, shape: number[]) => string}
 */
function changesFor(layer, shape) {
  const names = OF_WINDOW.filter((name) => name in layer);
  const ofWindow = faultOfWindow(layer, shape) ? names.flatMap((name) => nearest(layer, name, shape)) : [{}];
  const ofGroups = faultOfGroups(layer, shape[2]) ? { groups: groupsFor(layer, shape[2]) } : {};
  /** @type {Change[]} */
  const changes = ofWindow.map((change) => ({ ...change, ...ofGroups }));
  const worded = (/** @type {Change} */ change) =>
    Object.entries(change).map(([name, value]) => `${name === "groups" ? name : `a ${name}`} of ${value}`).join(
      " and ",
    );
  const good = changes.filter((change) => !faultsOf({ ...layer, ...change }, shape).length);
  return good.map((change) => `with ${worded(change)}`).join(", or ");
}

/**
 * What would fit in the place of a layer that cannot be; `volume` is the last shape that was not flat.
 * @type {(layer: Layer, shape: number[], volume: number[]) => string}
 */
export function fittingWords(layer, shape, volume) {
  if (layer.type === "Dense") {
    const many = product(shape) * (layer.units ?? 1) > Number.MAX_SAFE_INTEGER;
    return `below a flatten row${many ? " with fewer units" : ""}`;
  }
  if (shape.length === 3) return changesFor(layer, shape);
  if (!faultsOf(layer, volume).length) return "above the flatten row";
  const changes = changesFor(layer, volume);
  return changes && `above the flatten row ${changes}`;
}
