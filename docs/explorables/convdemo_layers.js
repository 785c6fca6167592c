// Layers, what they may have, and the codes that an address has for them.
// A layer has the names of its Python class, as in numbers.js: {type: "MaxPool2d", size: 2}.
import { same } from "./numerals.js";
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
export const COUNT = { min: 1, max: 99_999 };
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

/** @type {(pair: number[]) => OneOrTwo} */
export const short = ([a, b]) => (a === b ? a : [a, b]);
/** @type {(value: OneOrTwo | bigint) => string} */
export const times = (value) => [value].flat().map((n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",")).join(" × ");
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
