// Grids of numbers: they show them as the figures do, are walked with the arrow keys (ARIA's grid pattern), and
// where they may be edited take typing and painting.
import { clamp, make, number, parse } from "./explorable.js";
/** @import { Rows } from "./convdemo.js" */

/** @typedef {[number, number]} Place A row and a column. */
/** @typedef {(row: number, column: number) => boolean} Test */
/**
 * @typedef {object} GridOptions
 * @property {string} label the grid's name
 * @property {string} role "input", "filter" or "output", for colour and marks
 * @property {(row: number, column: number, value: number) => unknown} [edit] makes it editable
 * @property {() => number | null} [brush] the number that pressing and dragging paints, or null while pressing
 *   only looks
 * @property {(row: number | null, column: number | null, hovering: boolean) => void} [look] a cell is looked at, by
 *   pointing at it if `hovering`, else by pressing it or by focus; null, null: it no longer is
 * @property {number} [min] the least that may be typed
 * @property {number} [max] the most
 */
/**
 * @typedef {object} Shown
 * @property {(number | null)[][]} values rows of numbers, or of null for an empty cell
 * @property {number} [ring] rows and columns of padding
 * @property {number[] | null} [frame] row, column, height, width
 * @property {Test} [marked]
 * @property {Test} [crossed]
 * @property {number[] | false | null} [chosen] row, column
 * @property {string} [title] the visible name
 * @property {number} [top] what is shaded fully
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
  constructor({ label, role, edit, brush = () => null, look = () => {}, min = -999, max = 999 }) {
    this.label = label;
    this.role = role;
    this.edit = edit;
    this.brush = brush;
    this.look = look;
    this.limits = { min, max };
    /** @type {Place} */
    this.at = [0, 0];
    /** @type {HTMLElement[][]} */
    this.cells = [];
    /** @type {(number | null)[][]} */
    this.values = [];
    this.ring = 0;
    /** @type {number | null} */
    this.painting = null;
    /** @type {unknown} */
    this.looked = null;
    this.name = make("p", { class: `grid-name ${role}` });
    this.table = make("div", {
      class: `cells ${role}`,
      role: "grid",
      "aria-label": label,
      "aria-readonly": edit ? undefined : "true",
    });
    this.frame = make("span", { class: "window", "aria-hidden": "true", hidden: true });
    this.said = make("p", { class: "fault", role: "alert" });
    this.element = make("div", { class: "board" }, this.name, this.table, this.said);
    this.listenToPointer();
    this.listenToFocus();
    this.table.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** @param {Shown} shown */
  show(shown) {
    const { values, ring = 0, frame = null, chosen = null, title = this.label, format = number } = shown;
    const [height, width] = [values.length, values[0].length];
    if (height !== this.values.length || width !== this.values[0]?.length) this.rebuild(height, width);
    this.values = values;
    this.ring = ring;
    this.name.textContent = title;
    const texts = values.map((row) => row.map((value) => (value === null ? "" : format(value))));
    const top = shown.top ?? Math.max(1e-9, ...values.flat().map((value) => Math.abs(value ?? 0)));
    texts.forEach((row, i) => row.forEach((text, j) => this.fill(i, j, text, top, shown)));
    this.table.classList.toggle("roomy", texts.flat().some((text) => text.length > 4));
    this.table.classList.toggle("painting", Boolean(this.edit) && this.brush() !== null);
    this.said.textContent = "";
    // Who comes by Tab comes to what is chosen.
    if (chosen && !this.table.contains(document.activeElement)) this.stop(chosen[0], chosen[1]);
    this.frame.hidden = !frame;
    if (!frame) return;
    const [row, column, rows, columns] = frame;
    this.frame.style.gridArea = `${row + 1} / ${column + 1} / span ${rows} / span ${columns}`;
  }

  /** @type {(i: number, j: number, text: string, top: number, shown: Shown) => void} */
  fill(i, j, text, top, { chosen, marked = () => false, crossed = () => false, say }) {
    const cell = this.cells[i][j];
    if (cell.firstChild?.nodeName !== "INPUT") cell.textContent = text;
    const share = Math.min(1, Math.abs(this.values[i][j] ?? 0) / top);
    cell.style.setProperty("--shade", String(Math.round(16 * share) / 16));
    const marks = {
      pads: this.pads(i, j),
      negative: text.startsWith("−"),
      long: text.length > 3,
      longer: text.length > 5,
      marked: marked(i, j),
      crossed: crossed(i, j),
      chosen: Boolean(chosen) && equal(chosen, [i, j]),
    };
    for (const [name, has] of Object.entries(marks)) cell.classList.toggle(name, has);
    cell.setAttribute("aria-selected", String(marks.chosen || marks.marked));
    const words = say?.(i, j, text);
    if (words) cell.setAttribute("aria-label", words);
    else cell.removeAttribute("aria-label");
  }

  /** @type {(height: number, width: number) => void} */
  rebuild(height, width) {
    this.at = [clamp(this.at[0], 0, height - 1), clamp(this.at[1], 0, width - 1)];
    /** @type {(i: number, j: number) => HTMLElement} */
    const cell = (i, j) => {
      const style = `grid-area: ${i + 1} / ${j + 1}`;
      return make("span", { class: "cell", role: "gridcell", tabindex: "-1", "data-at": `${i},${j}`, style });
    };
    this.cells = Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => cell(i, j)));
    this.table.style.setProperty("--columns", String(width));
    const rows = this.cells.map((row) => make("div", { role: "row", class: "row" }, ...row));
    this.table.replaceChildren(...rows, this.frame);
    this.cells[this.at[0]][this.at[1]].tabIndex = 0;
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
    this.edit?.(row - this.ring, column - this.ring, value);
  }

  /** @type {(at: Place | null, hovering?: boolean) => void} */
  lookAt(at, hovering = false) {
    if (equal([at, hovering], this.looked)) return;
    this.looked = [at, hovering];
    const [row, column] = at ?? [null, null];
    this.look(row, column, hovering);
  }

  /** @param {Place | null} at */
  paint(at) {
    if (!at || this.painting === null) return;
    const [row, column] = at;
    if (this.editable(row, column) && this.values[row][column] !== this.painting) {
      this.change(row, column, this.painting);
    }
  }

  listenToPointer() {
    const { table } = this;
    table.addEventListener("pointerdown", (event) => this.press(event));
    table.addEventListener("pointermove", (event) => {
      const at = this.where(document.elementFromPoint(event.clientX, event.clientY));
      if (this.painting !== null) {
        this.paint(at);
        this.lookAt(at);
      } else if (event.pointerType === "mouse") this.lookAt(at, true);
    });
    /** @type {("pointerup" | "pointercancel")[]} */
    const ends = ["pointerup", "pointercancel"];
    for (const name of ends) {
      table.addEventListener(name, () => {
        this.painting = null;
      });
    }
    table.addEventListener("pointerleave", (event) => {
      if (this.painting !== null || event.pointerType !== "mouse") return;
      this.lookAt(table.contains(document.activeElement) ? this.at : null);
    });
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

  /** @param {PointerEvent} event */
  press(event) {
    const at = this.where(event.target);
    if (!at || event.button || inInput(event.target)) return;
    const again = document.activeElement === event.target;
    event.preventDefault();
    this.focus(...at);
    this.lookAt(at);
    if (!this.editable(...at)) return;
    const value = this.brush();
    if (value === null) {
      if (again || this.role === "filter") this.type(at);
      return;
    }
    // Pressing what has the brush's number already wipes it.
    this.painting = this.values[at[0]][at[1]] === value ? 0 : value;
    this.table.setPointerCapture(event.pointerId);
    this.paint(at);
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
    const value = this.brush() ?? 0;
    return () => this.change(row, column, this.values[row][column] === value ? 0 : value);
  }

  /**
   * Put a field into the cell. Enter keeps what is typed, Escape does not; what is no number is said to be none.
   * @type {(at: Place, typed?: string) => void}
   */
  type([row, column], typed) {
    const cell = this.cells[row][column];
    const { min, max } = this.limits;
    const before = this.values[row][column] ?? 0;
    const input = make("input", {
      value: typed ?? number(before),
      inputmode: "text",
      autocomplete: "off",
      "aria-label": `${this.label}, row ${row}, column ${column}`,
    });
    let done = false;
    /** @type {(keep: boolean, stay: boolean) => void} */
    const finish = (keep, stay) => {
      if (done) return;
      done = true;
      const value = parse(input.value);
      const good = value >= min && value <= max;
      input.remove();
      cell.textContent = number(before);
      if (stay) cell.focus();
      const range = `from ${number(min)} to ${number(max)}; the cell keeps ${number(before)}.`;
      this.said.textContent = keep && !good ? `“${input.value.slice(0, 20)}” is no number ${range}` : "";
      if (keep && good && value !== before) this.change(row, column, value);
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      if (event.key === "Escape") event.stopPropagation();
      finish(event.key === "Enter", true);
    });
    input.addEventListener("blur", () => finish(true, false));
    cell.replaceChildren(input);
    input.focus();
    if (typed === undefined) input.select();
    else input.setSelectionRange(typed.length, typed.length);
  }
}

/** @param {EventTarget | null} target */
const inInput = (target) => target instanceof HTMLInputElement;
