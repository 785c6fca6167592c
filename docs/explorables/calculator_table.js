// The layer calculator's table: what its columns show of a row, on the page and in a spreadsheet.
import { inConvdemo } from "./calculator_code.js";
import { product, times } from "./convdemo_summary.js";
import { make } from "./elements.js";
import { number } from "./numerals.js";
/** @import { Row, Summary } from "./convdemo_summary.js" */

/** @typedef {keyof Row | "output_shape"} Key */
/** @typedef {Partial<Row> | Summary} AnyRow */
/**
 * @typedef {object} Column
 * @property {string} name its heading
 * @property {string} role what its colour means
 * @property {keyof import("./convdemo_summary.js").Counted} key what it shows of a row
 * @property {boolean} [shared] the share of the total is drawn too
 */

/** @type {(n: number) => string} */
export const bytes = (n) => (n < 2 ** 20 ? `${number(n / 1024)} KiB` : `${number(n / 2 ** 20)} MiB`);

/** @type {Column} */
const OUTPUT = { name: "output", role: "output", key: "output_shape" };
/** @type {Column} */
const WEIGHTS = { name: "weights", role: "filter", key: "weights", shared: true };
/** @type {Column} */
const MACS = { name: "multiply-adds", role: "", key: "macs", shared: true };
/** @type {Column[]} */
export const COSTS = [
  OUTPUT,
  WEIGHTS,
  { name: "biases", role: "filter", key: "biases" },
  MACS,
  { name: "activations", role: "output", key: "activations", shared: true },
  { name: "memory", role: "output", key: "memory" },
  { name: "receptive field", role: "input", key: "receptive_field" },
  { name: "jump", role: "input", key: "jump" },
  { name: "rows, columns never read", role: "input", key: "dropped" },
];
/** @type {Column[]} */
export const COMPARED = [
  OUTPUT,
  WEIGHTS,
  MACS,
  { name: "weights and multiply-adds if dense", role: "filter", key: "dense", shared: true },
];

/**
 * The row of the input.
 * @param {number[]} shape
 */
export const inputRow = (shape) => ({
  number: 0,
  output_shape: shape,
  activations: product(shape),
  memory: 4 * product(shape),
});

/**
 * What a column shows of a row.
 * @type {(row: Partial<import("./convdemo_summary.js").Counted>, key: Column["key"]) => string}
 */
function shown(row, key) {
  const value = row[key];
  if (value === undefined) return "";
  if (!value || String(value) === "0,0") return "0";
  if (key === "memory") return bytes(Number(value));
  if (key === "dropped") return String(row.dropped?.join(", "));
  return times(/** @type {number | number[] | bigint} */ (value));
}

/**
 * A row's cells; of the totals themselves no share is drawn.
 * @param {Column[]} columns
 * @param {Partial<import("./convdemo_summary.js").Counted>} row
 * @param {Summary} total
 */
export const cellsOf = (columns, row, total) =>
  columns.map(({ name, role, key, shared }) => {
    const text = shown(row, key);
    const all = Number(/** @type {Record<string, unknown>} */ (total)[key]);
    const share = shared && row[key] && row !== total ? `--share: ${(100 * Number(row[key])) / all}%` : false;
    const empty = !text || text === "0";
    return make("td", { role: "cell", "data-name": name, class: role, "data-empty": empty, style: share }, text);
  });

/**
 * The headings.
 * @param {Column[]} columns
 */
export const headsOf = (columns) =>
  [{ name: "layer (press to change)", role: "" }, ...columns].map(({ name, role }) =>
    make("th", { role: "columnheader", scope: "col", class: role }, name)
  );

/**
 * The totals in a sentence.
 * @param {Summary} table
 */
export function totals(table) {
  const learned = `${times(table.weights)} weights, ${times(table.biases)} biases`;
  const kept = `${times(table.activations)} activations (${bytes(table.memory)} in float32)`;
  const costs = `${times(table.parameters)} parameters (${learned}), ${times(table.macs)} multiply-adds, ${kept}`;
  return `${costs}. Output ${times(table.output_shape)}, receptive field ${times(table.receptive_field)}.`;
}

/**
 * What they would be if the layers that learn were dense.
 * @param {Summary} table
 */
export function asDense({ dense, weights }) {
  if (!weights) return "";
  const more = times(Number((Number(dense) / weights).toPrecision(4)));
  const pairs = "with a weight for every pair of a number that comes in and one that goes out";
  const many = `${times(dense)} weights, ${more} times as many, and do as many multiply-adds`;
  return `If each layer that learns were dense, ${pairs}, they would have ${many}.`;
}

// What a spreadsheet gets of a row
const FILE = [
  "number",
  "layer",
  "output_shape",
  "weights",
  "biases",
  "parameters",
  "macs",
  "activations",
  "memory",
  "receptive_field",
  "jump",
  "dropped",
  "dense",
  "note",
];

/** @type {(row: Record<string, unknown>) => string} */
const csvLine = (row) =>
  FILE.map((key) => {
    const value = [row[key] ?? ""].flat().join(key === "dropped" ? ", " : " × ");
    return `"${value}"`;
  }).join(",");

/** @param {Summary} table */
export function csv(table) {
  const rows = table.rows.map((row) => ({
    ...row,
    layer: inConvdemo(row.layer),
    note: row.fault ?? (row.waits && `waits for row ${row.waits}`),
  }));
  const all = [{ ...inputRow(table.input_shape), layer: "input" }, ...rows, { ...table, layer: "total" }];
  return [FILE.join(","), ...all.map(csvLine)].join("\r\n");
}
