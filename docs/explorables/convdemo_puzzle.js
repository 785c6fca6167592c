// Which filters give an output: what convdemo.learning.identifiability says, exactly, for whole numbers.
import { table } from "./convdemo.js";
/** @import { Rows } from "./convdemo.js" */

/** @type {(a: bigint, b: bigint) => bigint} */
const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/**
 * A line of whole numbers without what divides all of them, so that they stay small.
 * @param {bigint[]} line
 */
function reduced(line) {
  const common = line.reduce(divisor, 0n);
  return common ? line.map((value) => value / common) : line;
}

/**
 * The equations that an output sets: a line for each window, its pixels and then the number that it shall give.
 * @type {(image: Rows, wanted: Rows, side: number) => bigint[][]}
 */
const equations = (image, wanted, side) =>
  wanted.flatMap((row, i) =>
    row.map((sum, j) => [...table(side, side, (u, v) => image[i + u][j + v]).flat(), sum].map(BigInt))
  );

/**
 * Lines so combined that each begins where all others have nothing (Gauss and Jordan's way, in whole numbers).
 * @type {(lines: bigint[][], unknowns: number) => { rows: bigint[][], starts: number[] }}
 */
function eliminated(lines, unknowns) {
  let rows = lines.map(reduced);
  /** @type {number[]} */
  const starts = [];
  for (let column = 0; column < unknowns; column++) {
    const done = starts.length;
    const at = rows.findIndex((line, i) => i >= done && line[column]);
    if (at < 0) continue;
    const first = rows[at];
    rows.splice(at, 1);
    rows.splice(done, 0, first);
    rows = rows.map((line, i) =>
      i === done || !line[column]
        ? line
        : reduced(line.map((value, k) => value * first[column] - first[k] * line[column]))
    );
    starts.push(column);
  }
  return { rows, starts };
}

/**
 * How many of the weights an image pins down, as convdemo.identifiability; whether any filter gives the wanted
 * outputs; and one that does, whose undecided weights are 0.
 * @type {(image: Rows, wanted: Rows, side?: number) =>
 *   { rank: number, unknowns: number, possible: boolean, filter: Rows }}
 */
export function identifiability(image, wanted, side = 3) {
  const unknowns = side * side;
  const { rows, starts } = eliminated(equations(image, wanted, side), unknowns);
  const weights = new Array(unknowns).fill(0);
  starts.forEach((column, i) => {
    weights[column] = Number(rows[i][unknowns]) / Number(rows[i][column]);
  });
  return {
    rank: starts.length,
    unknowns,
    possible: rows.slice(starts.length).every((line) => !line[unknowns]),
    filter: table(side, side, (u, v) => weights[u * side + v]),
  };
}
