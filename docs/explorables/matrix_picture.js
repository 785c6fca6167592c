// The matrix of a convolution as a picture: what is not zero, the row and the column that are shown, and a weight's
// entries. It is drawn anew only where the image or the window changes; a weight changes its entries alone.
import { make } from "./elements.js";
import { clamp, number, same } from "./numerals.js";
/** @import { Rows } from "./convdemo.js" */

/** @typedef {[number, number]} Place A row and a column of the matrix. */

/**
 * How the entries are told apart where there is no room for their numbers.
 * @type {(rows: number, columns: number, longest: number) => string}
 */
function marksFor(rows, columns, longest) {
  if (rows > 25 || longest > 3) return "marks";
  return columns > 16 || longest > 2 ? "marks-narrow" : "";
}

const SHADES = 16; // told apart, so that a weight that turns leaves most of the others as they are

/** @type {(element: HTMLElement, name: string, value: number) => void} */
const put = (element, name, value) => {
  const text = String(value);
  if (element.style.getPropertyValue(name) !== text) element.style.setProperty(name, text);
};

export class MatrixPicture {
  /** @param {{ look: (place: Place | null) => void, press: (place: Place) => void }} does */
  constructor({ look, press }) {
    /** @type {Rows} which weight stands where, counted from 1 */
    this.taps = [[]];
    /** @type {number[]} */
    this.weights = [];
    /** @type {HTMLElement[][]} the entries of each weight */
    this.entries = [];
    this.tap = -1;
    /** @type {Place | null} */
    this.looked = null;
    this.matrix = make("div", {
      class: "matrix",
      role: "img",
      onpointermove: (event) => {
        if (event.pointerType !== "mouse") return;
        const place = this.place(event);
        if (same(place, this.looked)) return;
        this.looked = place;
        look(place);
      },
      onpointerleave: () => {
        if (this.looked) look(null);
        this.looked = null;
      },
      onclick: (event) => press(this.place(event)),
    });
    this.row = make("b");
    this.column = make("b", { class: "column" });
    this.cross = make("b", { class: "cross" });
    this.name = make("p", { class: "grid-name filter" });
    this.key = make("p", { class: "key" });
    this.element = make("div", { class: "whole" }, this.name, this.matrix, this.key);
  }

  title() {
    return this.name.textContent ?? "";
  }

  /**
   * @param {MouseEvent} event
   * @returns {Place}
   */
  place({ clientX, clientY }) {
    const { left, top, width, height } = this.matrix.getBoundingClientRect();
    /** @type {(share: number, many: number) => number} */
    const at = (share, many) => clamp(Math.floor(share * many), 0, many - 1);
    return [at((clientY - top) / height, this.taps.length), at((clientX - left) / width, this.taps[0].length)];
  }

  /** @type {(taps: Rows, weights: number[]) => void} */
  draw(taps, weights) {
    if (taps === this.taps && weights.join() === this.weights.join()) return;
    const placed = !same(taps, this.taps);
    if (placed) this.lay(taps, weights.length);
    this.taps = taps;
    this.weigh(weights, placed);
  }

  /**
   * An entry for each weight of each window, where it lies on the image.
   * @type {(taps: Rows, many: number) => void}
   */
  lay(taps, many) {
    this.taps = taps;
    this.tap = -1;
    this.entries = Array.from({ length: many }, () => []);
    put(this.matrix, "--rows", taps.length);
    put(this.matrix, "--columns", taps[0].length);
    taps.forEach((line, r) =>
      line.forEach((tap, c) => {
        if (tap) this.entries[tap - 1].push(make("i", { style: `grid-area: ${r + 1} / ${c + 1}` }));
      })
    );
    this.matrix.replaceChildren(...this.entries.flat(), this.row, this.column, this.cross);
  }

  /**
   * The weights in their entries: a shade and a number or, where there is no room for it, a mark.
   * @type {(weights: number[], all: boolean) => void}
   */
  weigh(weights, all) {
    const there = weights.filter((weight, tap) => weight && this.entries[tap].length);
    const top = Math.max(...there.map(Math.abs));
    // What is equal has the mark of the first.
    /** @type {(element: HTMLElement, weight: number) => void} */
    const dress = (element, weight) => {
      const mark = weights.indexOf(weight);
      put(element, "--shade", Math.round(SHADES * Math.abs(weight) / top) / SHADES);
      put(element, "--x", mark % 3);
      put(element, "--y", Math.floor(mark / 3));
    };
    weights.forEach((weight, tap) => {
      for (const element of this.entries[tap]) {
        dress(element, weight);
        if (!all && weight === this.weights[tap]) continue;
        element.textContent = number(weight);
        element.hidden = !weight;
      }
    });
    this.weights = weights;
    const different = [...new Set(there)];
    const longest = Math.max(0, ...different.map((weight) => number(weight).length));
    const [rows, columns] = [this.taps.length, this.taps[0].length];
    this.element.className = `whole ${marksFor(rows, columns, longest)}`;
    const keys = different.map((weight) => {
      const element = make("i");
      dress(element, weight);
      return [element, ` ${number(weight)} `];
    });
    this.key.replaceChildren(...keys.flat());
    const filled = weights.reduce((sum, weight, tap) => sum + (weight ? this.entries[tap].length : 0), 0);
    this.name.textContent = `the same as a matrix, ${rows} × ${columns}`;
    const many = `${filled} of ${number(rows * columns)} entries are not zero`;
    this.matrix.setAttribute("aria-label", `${this.title()}: ${many}`);
  }

  /**
   * Frame a row, and a column if there is one; mark the entries of a weight.
   * @type {(row: number, column: number, tap: number) => void}
   */
  aim(row, column, tap) {
    put(this.row, "--at", row);
    put(this.column, "--at", column);
    put(this.cross, "--at", column);
    put(this.cross, "--row", row);
    this.column.hidden = this.cross.hidden = column < 0;
    if (tap === this.tap) return;
    for (const [which, is] of /** @type {[number, boolean][]} */ ([[this.tap, false], [tap, true]])) {
      for (const element of this.entries[which] ?? []) element.classList.toggle("same", is);
    }
    this.tap = tap;
  }
}
