// Rows of numbers as states have them: whether they are right, and copies with another value at a place.
/** @import { Rows } from "./convdemo.js" */

/**
 * Whether these are so many rows of so many numbers, none of them beyond ± `most`.
 * @type {(rows: Rows, height: number, width: number, most: number) => boolean}
 */
export const sized = (rows, height, width, most) =>
  rows.length === height &&
  rows.every((row) => row.length === width && row.every((value) => Math.abs(value) <= most));

/**
 * Whether these are a square of numbers.
 * @type {(rows: Rows, least: number, longest: number, most: number) => boolean}
 */
export const square = (rows, least, longest, most) =>
  rows.length >= least && rows.length <= longest && sized(rows, rows.length, rows.length, most);

/**
 * A copy of the rows with another value at a place.
 * @type {<T>(rows: number[][], row: number, column: number, value: T) => (number | T)[][]}
 */
const replaced = (rows, row, column, value) =>
  rows.map((line, i) => line.map((old, j) => (i === row && j === column ? value : old)));
/** @type {(rows: Rows, row: number, column: number, value: number) => Rows} */
export const edited = replaced;
/** @type {(rows: Rows, row: number, column: number) => (number | null)[][]} */
export const emptied = (rows, row, column) => replaced(rows, row, column, null);
