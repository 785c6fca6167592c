// A stack of layers as a program: for each framework a table of the lines that it needs for each kind of layer.
import { chosen, KINDS, short } from "./convdemo_layers.js";
import { ends } from "./convdemo.js";
import { same } from "./numerals.js";
/** @import { Axis } from "./convdemo.js" */
/** @import { Kind, Layer, Name } from "./convdemo_layers.js" */
/** @import { Row, Summary } from "./convdemo_summary.js" */

/** @typedef {Row & { window: Axis[] }} SlidingRow */
/** @typedef {(row: Row) => string[]} Writer */
/**
 * @typedef {object} Framework
 * @property {Record<Kind, Writer>} layers
 * @property {(lines: string, table: Summary) => string} program
 */

// Python

/** @type {(value: unknown) => string} */
export function python(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value}'`;
  return Array.isArray(value) ? `(${value.map(python).join(", ")})` : String(value);
}

/**
 * A call, without the keywords that are undefined.
 * @type {(name: string, given: unknown[], named?: Record<string, unknown>) => string}
 */
function call(name, given, named = {}) {
  const keywords = Object.entries(named).filter(([, value]) => value !== undefined);
  const parts = [...given.map(python), ...keywords.map(([key, value]) => `${key}=${python(value)}`)];
  return `${name}(${parts.join(", ")})`;
}

/**
 * What a layer has chosen, as a framework's keywords.
 * @type {(layer: Layer, names: Partial<Record<Name, string>>) => Record<string, unknown>}
 */
const named = (layer, names) =>
  Object.fromEntries(chosen(layer).filter((key) => key in names).map((key) => [names[key], layer[key]]));

const INFINITE = "-float('inf')";
const MEANS = "# These zeros count in the means at the border; convdemo leaves them out.";

/**
 * The padding that the windows reach.
 * @param {Axis} side
 */
const reached = ({ n, covers, stride, before, out }) => [before, Math.max(0, (out - 1) * stride + covers - n - before)];

/** @type {(writer: (row: SlidingRow) => string[]) => Writer} */
const sliding = (writer) => (row) => writer(/** @type {SlidingRow} */ (row));

// convdemo

/** @type {Partial<Record<Name, string>>} */
const CONVDEMO = {
  stride: "stride",
  dilation: "dilation",
  groups: "groups",
  bias: "bias",
  padding: "padding",
  ceil_mode: "ceil_mode",
};
/** @type {(layer: Layer) => string} */
export const inConvdemo = (layer) =>
  call(layer.type, KINDS[layer.type].needs.map((key) => layer[key]), named(layer, CONVDEMO));

/** @type {Writer} */
const asItIs = ({ layer }) => [inConvdemo(layer)];

// PyTorch

/** @type {Partial<Record<Name, string>>} */
const TORCH = { stride: "stride", dilation: "dilation", groups: "groups", bias: "bias" };

/** @type {(row: Row, given: unknown[], more?: Record<string, unknown>) => string} */
const torchCall = ({ layer }, given, more) =>
  call(`nn.${layer.type}`, given, { stride: undefined, ...more, ...named(layer, TORCH) });
/** @param {SlidingRow} row */
const torchPadding = ({ window }) => short(window.map((side) => side.before)) || undefined;
/** @param {SlidingRow} row */
const uneven = ({ window }) => window.some((side) => side.before !== side.after);
/** @param {SlidingRow} row */
const torchPad = ({ window }) => python(window.map(reached).reverse().flat());

/** @type {(row: SlidingRow) => string[]} */
function torchConvolution(row) {
  const { filters, size, padding, stride } = row.layer;
  const given = [row.input_shape[2], filters, size];
  if (padding === "same" && same(stride, 1)) return [torchCall(row, given, { padding })];
  if (!uneven(row)) return [torchCall(row, given, { padding: torchPadding(row) })];
  return [`nn.ZeroPad2d(${torchPad(row)})`, torchCall(row, given)];
}

/** @type {(row: SlidingRow, pad: string[]) => string[]} */
function torchPool(row, pad) {
  const { type, size, ceil_mode } = row.layer;
  // PyTorch pads a pool by half its window at most. A last window that hangs over is as good as a pixel more there.
  const fits = row.window.every(({ before, after, f, stride }) => 2 * before <= f && (before === after || stride > 1));
  if (!fits) return [...pad, torchCall(row, [size])];
  const padding = torchPadding(row);
  return [torchCall(row, [size], {
    padding,
    ceil_mode: ceil_mode || uneven(row) || undefined,
    count_include_pad: type === "AvgPool2d" && padding ? false : undefined,
  })];
}

// Keras

/** @type {Partial<Record<Name, string>>} */
const KERAS = { stride: "strides", dilation: "dilation_rate", groups: "groups", bias: "use_bias" };

/**
 * The layer's call, below the lines that pad for it where Keras cannot.
 * @type {(row: SlidingRow, name: string, given: unknown[], pad: (around: number[][]) => string[]) => string[]}
 */
function kerasSliding({ layer, window }, name, given, pad) {
  const keywords = named(layer, KERAS);
  const around = window.map(reached);
  // Keras has no stride with dilation.
  const apart = keywords.dilation_rate && keywords.strides;
  const pads = around.flat().some(Boolean);
  const kept = pads && !apart && same(around, window.map((side) => ends("same", side)));
  const written = { strides: undefined, padding: kept ? "same" : undefined, ...keywords };
  const lines = pads && !kept ? pad(around) : [];
  if (!apart) return [...lines, call(name, given, written)];
  return [
    ...lines,
    call(name, given, { ...written, strides: undefined }),
    "# Keras has no stride with dilation: of all places, these are kept.",
    call("layers.MaxPooling2D", [1], { strides: layer.stride }),
  ];
}

/** @param {number[][]} around */
const kerasZeros = (around) => call("layers.ZeroPadding2D", [around]);
/** @param {number[][]} around */
const kerasInfinite = (around) => {
  const widths = python([[0, 0], ...around, [0, 0]]);
  return `layers.Lambda(lambda x: keras.ops.pad(x, ${widths}, constant_values=${INFINITE}))`;
};

// The tables

/** @type {Record<string, Framework>} */
export const FRAMEWORKS = {
  convdemo: {
    layers: { Conv2d: asItIs, MaxPool2d: asItIs, AvgPool2d: asItIs, ReLU: asItIs, Flatten: asItIs, Dense: asItIs },
    program: (lines, { rows, input_shape }) => {
      const names = [...new Set(rows.map(({ layer }) => layer.type))].sort();
      const imported = [...names, "summarize"].join(", ");
      const print = `print(summarize(layers, ${python(input_shape)}))`;
      return `from convdemo import ${imported}\n\nlayers = [\n${lines}]\n${print}\n`;
    },
  },
  PyTorch: {
    layers: {
      Conv2d: sliding(torchConvolution),
      MaxPool2d: sliding((row) => torchPool(row, [`nn.ConstantPad2d(${torchPad(row)}, ${INFINITE})`])),
      AvgPool2d: sliding((row) => torchPool(row, [MEANS, `nn.ZeroPad2d(${torchPad(row)})`])),
      ReLU: () => ["nn.ReLU()"],
      Flatten: () => ["nn.Flatten()"],
      Dense: ({ layer, input_shape }) => [call("nn.Linear", [input_shape[0], layer.units], named(layer, TORCH))],
    },
    program: (lines, { input_shape: [n_h, n_w, n_c] }) => {
      const order = `# An input is (m, ${n_c}, ${n_h}, ${n_w}): channels come first.`;
      return `from torch import nn\n\n${order}\nmodel = nn.Sequential(\n${lines})\n`;
    },
  },
  Keras: {
    layers: {
      Conv2d: sliding((row) => {
        const given = [row.layer.filters, row.layer.size];
        return kerasSliding(row, "layers.Conv2D", given, (around) => [kerasZeros(around)]);
      }),
      MaxPool2d: sliding((row) =>
        kerasSliding(row, "layers.MaxPooling2D", [row.layer.size], (around) => [
          "# Keras has no such padding for a max pool.",
          kerasInfinite(around),
        ])
      ),
      AvgPool2d: sliding((row) =>
        kerasSliding(row, "layers.AveragePooling2D", [row.layer.size], (around) => [MEANS, kerasZeros(around)])
      ),
      ReLU: () => ["layers.ReLU()"],
      Flatten: () => ["layers.Flatten()"],
      Dense: ({ layer }) => [call("layers.Dense", [layer.units], named(layer, KERAS))],
    },
    program: (lines, { input_shape }) => {
      const input = `    keras.Input(${python(input_shape)}),\n`;
      return `import keras\nfrom keras import layers\n\nmodel = keras.Sequential([\n${input}${lines}])\n`;
    },
  },
};

/**
 * The whole program.
 * @type {(framework: string, table: Summary) => string}
 */
export function program(framework, table) {
  const { rows, stop } = table;
  if (stop) return `# No code: row ${stop} is impossible,\n# ${rows[stop - 1].fault}.`;
  const { layers, program } = FRAMEWORKS[framework];
  const lines = rows.flatMap((row) => layers[row.layer.type](row));
  return program(lines.map((line) => `    ${line}${line.startsWith("#") ? "" : ","}\n`).join(""), table);
}
