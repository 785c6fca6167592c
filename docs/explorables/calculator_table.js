// The layer calculator's table: what its columns show of a row, on the page and in a spreadsheet.
import { inConvdemo } from "./calculator_code.js";
import { product, times } from "./convdemo_layers.js";
import { make } from "./elements.js";
import { number, power } from "./numerals.js";
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

// Numbers longer than this are shortened; they are whole where they are pointed at, and where they are read out.
const ROOM = 9; // letters
const LARGE = ["M", "G", "T"]; // millions and so on

/** @type {(n: number, unit: number, names: string[]) => [number, string | undefined]} */
function scaled(n, unit, names) {
  let power = 0;
  while (Number((n / unit ** power).toPrecision(4)) >= unit && power < names.length) power++;
  return [n / unit ** power, names[power - 1]];
}

/** @param {number} n */
export function bytes(n) {
  const [value, unit = "B"] = scaled(n, 1024, ["KiB", "MiB", "GiB", "TiB", "PiB"]);
  return `${number(value, Math.max(0, 3 - String(Math.floor(value)).length))} ${unit}`;
}

/**
 * A count in a few letters.
 * @type {(n: number | bigint) => string}
 */
export function compact(n) {
  const whole = times(n);
  if (whole.length <= ROOM) return whole;
  const size = Number(n);
  if (size >= 1e15) return power(size, 2);
  const [value, unit] = scaled(size / 1000, 1000, LARGE);
  return `${number(Number(value.toPrecision(4)))} ${unit}`;
}

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
  { name: "never read", role: "input", key: "dropped" },
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

/** @typedef {Partial<import("./convdemo_summary.js").Counted>} AnyCounted */
/** @typedef {{ text: string, whole: string, share: string }} Cell What it shows, in full, its share of all. */

/**
 * What a column shows of a row, and what that is in full.
 * @type {(row: AnyCounted, key: Column["key"]) => string[]}
 */
function shown(row, key) {
  const value = row[key];
  if (value === undefined) return ["", ""];
  if (!value || String(value) === "0,0") return ["0", "0"];
  if (key === "memory") return [bytes(Number(value)), `${times(Number(value))} bytes`];
  if (key === "dropped") return Array(2).fill(String(row.dropped?.join(", ")));
  const whole = times(/** @type {number | number[] | bigint} */ (value));
  if (key === "output_shape") return [whole, whole];
  return [[/** @type {number | number[] | bigint} */ (value)].flat().map(compact).join(" × "), whole];
}

/**
 * A row's cells; of the totals themselves no share is drawn.
 * @type {(columns: Column[], row: AnyCounted, total: Summary) => Cell[]}
 */
export const cellsOf = (columns, row, total) =>
  columns.map(({ key, shared }) => {
    const [text, whole] = shown(row, key);
    const all = Number(/** @type {Record<string, unknown>} */ (total)[key]);
    const share = shared && row[key] && row !== total ? `${(100 * Number(row[key]) / all).toFixed(2)}%` : "";
    return { text, whole, share };
  });

/** @type {(column: Column, place: number) => HTMLElement} */
export const makeCell = ({ name, role }, place) =>
  make("td", { role: "cell", "data-name": name, "data-empty": true, class: role, style: `--at: ${place + 2}` });

/**
 * What has changed is written; the rest stays as it is laid out.
 * @type {(cell: HTMLElement, now: Cell) => void}
 */
export function showCell(cell, { text, whole, share }) {
  if (cell.textContent !== text) {
    cell.textContent = text;
    cell.toggleAttribute("data-empty", !text || text === "0");
  }
  const hidden = text === whole ? "" : whole;
  if (cell.title !== hidden) {
    cell.title = hidden;
    if (hidden) cell.setAttribute("aria-label", hidden);
    else cell.removeAttribute("aria-label");
  }
  if (cell.style.getPropertyValue("--share") !== share) cell.style.setProperty("--share", share);
}

/**
 * The headings.
 * @param {Column[]} columns
 */
export const headsOf = (columns) =>
  [{ name: "layer (press for more)", role: "" }, ...columns].map(({ name, role }) =>
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
