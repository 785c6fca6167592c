// Grids of numbers: they show them as the figures do and are walked with the arrow keys (ARIA's grid pattern). The
// window that lies on one is dragged, or stepped with keys; cells that may be edited are typed, dragged and painted.
import { inInput, make } from "./elements.js";
import { listenToPointer } from "./grid_pointer.js";
import { openField } from "./grid_field.js";
import { DIGITS, LIGHT } from "./numbers.js";
import { clamp, fitted, number } from "./numerals.js";

/** @typedef {[number, number]} Place A row and a column. */
/** @typedef {(row: number, column: number) => boolean} Test */
/**
 * @typedef {object} GridOptions
 * @property {string} label the grid's name
 * @property {string} role "input", "filter" or "output", for colour and marks
 * @property {(row: number, column: number, value: number) => unknown} [edit] makes it editable
 * @property {() => number | null} [brush] the number that pressing and dragging paints; null while no brush is taken up
 * @property {(row: number | null, column: number | null, hovering: boolean) => void} [look] a cell is looked at, by
 *   pointing at it if `hovering`, else by pressing it or by focus; null, null: it no longer is
 * @property {(row: number, column: number) => void} [move] the window is dragged so that its first cell would lie
 *   there, which need not be a place that it may have; without it the window only shows
 * @property {(by: Place) => void} [step] the window is stepped by keys; needed with `move`
 * @property {number} [min] the least that may be typed
 * @property {number} [max] the most
 */
/**
 * @typedef {object} Shown
 * @property {(number | null)[][]} values rows of numbers, or of null for an empty cell
 * @property {number} [ring] rows and columns of padding
 * @property {number[] | null} [frame] row, column, height, width of the window
 * @property {(number | null)[][]} [weights] what lies in the window, small, a row for each of its rows
 * @property {string} [where] the window's place in words
 * @property {Test} [marked]
 * @property {Test} [crossed]
 * @property {number[] | false | null} [chosen] row, column
 * @property {string} [title] the visible name
 * @property {number} [top] what is shaded fully
 * @property {string} [light] "grey", "red", "green" or "blue": the numbers are brightness, dark at 0, bright
 *   at `top`
 * @property {(row: number, column: number, shown: string) => string} [say] words for a cell
 * @property {(value: number) => string} [format] how a number is written
 */

/** @type {Record<string, Place>} */
export const ARROWS = { ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowRight: [0, 1] };
/** @type {Record<string, Place>} */
const MOVES = {
  ...ARROWS,
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-Infinity, 0],
  PageDown: [Infinity, 0],
};
const STEPS = 16; // shades told apart in a grid
const [TYPE, SMALLEST, WIDE] = [13, 8, 0.605]; // px of a digit's size, of the smallest; its width in its size

/**
 * What stands between two grids.
 * @param {string} text
 */
export const sign = (text) => make("span", { class: "sign", "aria-hidden": "true" }, text);

/**
 * Grids, and what stands between them.
 * @param {...(HTMLElement | { element: Element })} boards
 */
export const grids = (...boards) =>
  make("div", { class: "grids" }, ...boards.map((board) => ("element" in board ? board.element : board)));

/** @type {(at: unknown, other: unknown) => boolean} */
const equal = (at, other) => String(at) === String(other);

export class Grid {
  /** @param {GridOptions} options */
  constructor({ label, role, edit, brush = () => null, look = () => {}, move, step, min = -999, max = 999 }) {
    this.label = label;
    this.role = role;
    this.edit = edit;
    this.brush = brush;
    this.look = look;
    this.move = move;
    this.limits = { min, max };
    /** @type {Place} */
    this.at = [0, 0];
    /** @type {HTMLElement[][]} */
    this.cells = [];
    /** @type {string[][]} what each cell shows */
    this.drawn = [];
    /** @type {(number | null)[][]} */
    this.values = [];
    this.ring = 0;
    /** @type {string | undefined} */
    this.lit = undefined;
    this.side = 34; // px of a cell
    /** @type {number[] | null} */
    this.framed = null;
    /** @type {Shown | null} */
    this.shown = null;
    /** @type {unknown} */
    this.looked = null;
    /** @type {HTMLElement | null} the cell that is typed into */
    this.open = null;
    /** @type {() => void} closes the field in a cell without its number */
    this.abandon = () => {};
    this.name = make("p", { class: `grid-name ${role}` });
    this.table = make("div", {
      class: `cells ${role}`,
      role: "grid",
      "aria-label": label,
      "aria-readonly": edit ? undefined : "true",
    });
    this.table.classList.toggle("editable", Boolean(edit));
    this.frame = this.makeFrame(step);
    this.plane = make("div", { class: "plane" }, this.table, this.frame);
    this.said = make("p", { class: "fault", role: "alert" });
    this.element = make("div", { class: "board" }, this.name, this.plane, this.said);
    listenToPointer(this);
    this.listenToFocus();
    this.table.addEventListener("keydown", (event) => this.pressed(event));
    if (window.ResizeObserver) new ResizeObserver(() => this.resized()).observe(this.table);
  }

  /** @param {GridOptions["step"]} step */
  makeFrame(step) {
    if (!step) return make("div", { class: "window", "aria-hidden": "true", hidden: true });
    /** @param {KeyboardEvent} event */
    const onkeydown = (event) => {
      const by = MOVES[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      step(by);
    };
    const attributes = { role: "slider", tabindex: 0, "aria-label": "window", "aria-valuemin": 1, onkeydown };
    return make("div", { class: "window", hidden: true, ...attributes });
  }

  /** @param {Shown} shown */
  show(shown) {
    const { values, ring = 0, chosen = null, title = this.label, format = number, light } = shown;
    const [height, width] = [values.length, values[0].length];
    if (height !== this.values.length || width !== this.values[0]?.length) this.rebuild(height, width);
    this.shown = shown;
    this.values = values;
    this.ring = ring;
    if (this.name.textContent !== title) this.name.textContent = title;
    const texts = values.map((row) => row.map((value) => (value === null ? "" : format(value))));
    this.widen(Math.max(...texts.flat().map((text) => text.length)));
    const top = shown.top ?? Math.max(1e-9, ...values.flat().map((value) => Math.abs(value ?? 0)));
    this.light(light);
    texts.forEach((row, i) => row.forEach((text, j) => this.fill(i, j, text, top, shown)));
    this.table.classList.toggle("painting", Boolean(this.edit) && this.brush() !== null);
    if (this.said.textContent) this.said.textContent = "";
    // Who comes by Tab comes to what is chosen.
    if (chosen && !this.table.contains(document.activeElement)) this.stop(chosen[0], chosen[1]);
    this.showFrame(shown);
  }

  /**
   * The colours of brightness, if the numbers are that.
   * @param {string | undefined} name
   */
  light(name) {
    if (this.lit === name) return;
    this.lit = name;
    const { dim = [], pale = [] } = name ? LIGHT[name] : {};
    const colours = {
      "--dim": dim[0],
      "--dimmer": dim[1],
      "--pale": pale[0],
      "--paler": pale[1],
      "--on-dim": DIGITS[0],
      "--on-pale": DIGITS[1],
    };
    for (const [property, colour] of Object.entries(colours)) this.table.style.setProperty(property, colour ?? "");
  }

  /**
   * Cells grow with their numbers, as far as there is room.
   * @param {number} longest
   */
  widen(longest) {
    const wanted = String(Math.max(4, longest));
    if (this.table.style.getPropertyValue("--longest") === wanted) return;
    this.table.style.setProperty("--longest", wanted);
    this.measure();
  }

  measure() {
    const { clientWidth } = this.table;
    if (clientWidth) this.side = clientWidth / this.cells[0].length;
  }

  /** Numbers that had room may have none, or the other way round. */
  resized() {
    const before = this.side;
    this.measure();
    if (this.shown && Math.abs(this.side - before) > 0.5) this.show(this.shown);
  }

  /** @type {(i: number, j: number, whole: string, top: number, shown: Shown) => void} */
  fill(i, j, whole, top, { chosen, marked = () => false, crossed = () => false, say, light }) {
    const cell = this.cells[i][j];
    const value = this.values[i][j];
    const room = Math.floor((this.side - 5) / (SMALLEST * WIDE));
    const text = value === null ? "" : fitted(whole, value, room);
    const size = Math.min(TYPE, (this.side - 5) / (WIDE * text.length));
    const part = (light ? Math.max(0, value ?? 0) : Math.abs(value ?? 0)) / top;
    const [shade, bright] = shadeOf(Math.floor(STEPS * Math.min(1, part) + 0.5), light);
    const marks = {
      pads: this.pads(i, j),
      framed: this.frames(i, j),
      negative: whole.startsWith("−"),
      marked: marked(i, j),
      crossed: crossed(i, j),
      chosen: Boolean(chosen) && equal(chosen, [i, j]),
      lit: Boolean(light),
      pale: bright,
    };
    const names = Object.entries(marks).filter(([, has]) => has).map(([name]) => name).join(" ");
    const short = text === whole ? "" : whole;
    const words = say?.(i, j, whole) || short;
    const drawn = [text, names, short, words, shade, size].join("|");
    if (this.drawn[i][j] === drawn) return;
    this.drawn[i][j] = drawn;
    if (cell !== this.open) cell.textContent = text;
    cell.className = `cell ${names}`;
    cell.style.setProperty("--shade", String(shade));
    cell.style.fontSize = size < TYPE ? `${size.toFixed(1)}px` : "";
    cell.setAttribute("aria-selected", String(marks.chosen || marks.marked));
    put(cell, "aria-label", words);
    put(cell, "data-whole", short);
  }

  /** @param {Shown} shown */
  showFrame({ frame = null, weights, where = "", format = number }) {
    this.framed = frame;
    this.frame.hidden = !frame;
    if (!frame) return;
    const [row, column, rows, columns] = frame;
    const [height, width] = [this.cells.length, this.cells[0].length];
    /** @type {(part: number, all: number) => string} */
    const percent = (part, all) => `${part / all * 100}%`;
    Object.assign(this.frame.style, {
      top: percent(row, height),
      left: percent(column, width),
      height: percent(rows, height),
      width: percent(columns, width),
    });
    if (this.move) {
      const many = [height - rows + 1, width - columns + 1];
      this.frame.ariaValueNow = String(row * many[1] + column + 1);
      this.frame.ariaValueMax = String(many[0] * many[1]);
      this.frame.ariaValueText = where;
    }
    const texts = weights?.map((line) => line.map((weight) => (weight === null ? "" : format(weight)))) ?? [];
    const drawn = JSON.stringify(texts);
    if (this.frame.dataset.weights === drawn) return;
    this.frame.dataset.weights = drawn;
    this.frame.style.setProperty("--columns", String(columns));
    const small = texts.flat().map((text) => make("i", { class: text.length > 3 ? "long" : "" }, text));
    this.frame.replaceChildren(...small);
  }

  /** @type {Test} */
  frames(row, column) {
    const { frame } = /** @type {Shown} */ (this.shown);
    if (!frame || !this.move) return false;
    const [top, left, height, width] = frame;
    return row >= top && row < top + height && column >= left && column < left + width;
  }

  /** @type {(height: number, width: number) => void} */
  rebuild(height, width) {
    this.abandon();
    this.at = [clamp(this.at[0], 0, height - 1), clamp(this.at[1], 0, width - 1)];
    /** @type {(i: number, j: number) => HTMLElement} */
    const cell = (i, j) => {
      const style = `grid-area: ${i + 1} / ${j + 1}`;
      return make("span", { class: "cell", role: "gridcell", tabindex: "-1", "data-at": `${i},${j}`, style });
    };
    this.cells = Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => cell(i, j)));
    this.drawn = this.cells.map((row) => row.map(() => ""));
    this.table.style.setProperty("--columns", String(width));
    this.plane.style.setProperty("--columns", String(width));
    const focused = this.table.contains(document.activeElement);
    this.table.replaceChildren(...this.cells.map((row) => make("div", { role: "row", class: "row" }, ...row)));
    const cellAt = this.cells[this.at[0]][this.at[1]];
    cellAt.tabIndex = 0;
    if (focused) cellAt.focus();
    this.measure();
  }

  /**
   * The place of the cell that an element is in.
   * @param {EventTarget | null} element
   * @returns {Place | null}
   */
  where(element) {
    /** @type {HTMLElement | null} */
    const cell = element instanceof Element ? element.closest(".cell") : null;
    if (!cell || !this.table.contains(cell)) return null;
    const [row, column] = String(cell.dataset.at).split(",").map(Number);
    return [row, column];
  }

  /**
   * The one cell that Tab stops at.
   * @type {(row: number, column: number) => HTMLElement}
   */
  stop(row, column) {
    this.cells[this.at[0]][this.at[1]].tabIndex = -1;
    this.at = [clamp(row, 0, this.cells.length - 1), clamp(column, 0, this.cells[0].length - 1)];
    const cell = this.cells[this.at[0]][this.at[1]];
    cell.tabIndex = 0;
    return cell;
  }

  /** @type {(row: number, column: number) => void} */
  focus(row, column) {
    this.stop(row, column).focus();
  }

  /** @type {Test} */
  pads(row, column) {
    const [height, width] = [this.values.length, this.values[0].length];
    return Math.min(row, column, height - 1 - row, width - 1 - column) < this.ring;
  }

  /** @type {Test} */
  editable(row, column) {
    return Boolean(this.edit) && !this.pads(row, column);
  }

  /** @type {(row: number, column: number, value: number) => void} */
  change(row, column, value) {
    if (this.values[row][column] !== value) this.edit?.(row - this.ring, column - this.ring, value);
  }

  /** @type {(at: Place | null, hovering?: boolean) => void} */
  lookAt(at, hovering = false) {
    if (equal([at, hovering], this.looked)) return;
    this.looked = [at, hovering];
    const [row, column] = at ?? [null, null];
    this.look(row, column, hovering);
  }

  /** What the focus looks at, once the pointer has gone: nothing, if the focus is elsewhere. */
  lookAgain() {
    this.lookAt(this.table.contains(document.activeElement) ? this.at : null);
  }

  listenToFocus() {
    this.table.addEventListener("focusin", ({ target }) => {
      const at = this.where(target);
      if (!at || inInput(target)) return;
      this.stop(...at);
      this.lookAt(at);
    });
    this.table.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.table.contains(/** @type {Node | null} */ (relatedTarget))) this.lookAt(null);
    });
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (inInput(event.target) || event.altKey) return;
    const [row, column] = this.at;
    const whole = event.ctrlKey || event.metaKey;
    const move = MOVES[event.key];
    if (move) {
      event.preventDefault();
      // Home and End with Ctrl lead to a corner.
      this.focus(row + (whole && move[0] === 0 ? move[1] : move[0]), column + move[1]);
      return;
    }
    const act = whole || !this.editable(row, column) ? null : this.deed(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /**
   * What a key does to the cell that may be edited, if anything.
   * @param {string} key
   * @returns {(() => void) | null}
   */
  deed(key) {
    const [row, column] = this.at;
    if (/^[\d.,−-]$/.test(key)) return () => this.type(this.at, key);
    if (key === "Enter" || key === "F2") return () => this.type(this.at);
    if (key === "Delete" || key === "Backspace") return () => this.change(row, column, 0);
    if (key !== " ") return null;
    // Without a brush it paints nothing; the page stays where it is.
    const value = this.brush();
    return () => value !== null && this.change(row, column, this.values[row][column] === value ? 0 : value);
  }

  /** @type {(at: Place, typed?: string) => void} */
  type(at, typed) {
    openField(this, at, typed);
  }
}

/**
 * How far a step is on its way between two colours, and whether it is bright.
 * @type {(step: number, light: string | undefined) => [number, boolean]}
 */
function shadeOf(step, light) {
  if (!light) return [step / STEPS, false];
  const { first } = LIGHT[light];
  return step < first ? [step / (first - 1), false] : [(step - first) / (STEPS - first), true];
}

/** @type {(element: Element, name: string, value: string) => void} */
const put = (element, name, value) => {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
};
