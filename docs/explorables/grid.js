// Grids of numbers: they show them as the figures do, are walked with the arrow keys (ARIA's grid pattern), and
// where they may be edited take typing and painting.
import { make, number, parse } from "./explorable.js";

export const ARROWS = { ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowRight: [0, 1] };
const MOVES = {
  ...ARROWS,
  Home: [0, -Infinity], End: [0, Infinity], PageUp: [-Infinity, 0], PageDown: [Infinity, 0],
};
const clamp = (value, most) => Math.min(most, Math.max(0, value));

// Whether these are so many rows of so many numbers, none of them beyond ± `most`.
export const sized = (rows, height, width, most) => rows.length === height
  && rows.every((row) => row.length === width && row.every((value) => Math.abs(value) <= most));
// A copy of the rows with another value at a place.
export const edited = (rows, row, column, value) =>
  rows.map((line, i) => line.map((old, j) => (i === row && j === column ? value : old)));
// What stands between two grids.
export const sign = (text) => make("span", { class: "sign", "aria-hidden": "true" }, text);

// `label`: the grid's name. `role`: "input", "filter" or "output", for colour and marks.
// `edit(row, column, value)`: makes it editable; {min, max} hold what may be typed.
// `brush()`: the number that pressing and dragging paints, or null while pressing only looks.
// `look(row, column, hovering)`: a cell is looked at, by pointing at it if `hovering`, else by pressing it or by
// focus; null, null: it no longer is.
export class Grid {
  constructor({ label, role, edit, brush = () => null, look = () => {}, min = -999, max = 999 }) {
    Object.assign(this, { label, role, edit, brush, look, min, max, at: [0, 0], cells: [], values: [] });
    this.name = make("p", { class: `grid-name ${role}` });
    this.table = make("div", { class: `cells ${role}`, role: "grid", "aria-label": label, "aria-readonly": edit ? undefined : "true" });
    this.frame = make("span", { class: "window", "aria-hidden": "true", hidden: true });
    this.said = make("p", { class: "fault", role: "alert" });
    this.element = make("div", { class: "board" }, this.name, this.table, this.said);
    this.listen();
  }

  // `values`: rows of numbers, or of null for an empty cell. The rest is optional: `ring` (rows and columns of
  // padding), `frame` [row, column, height, width], `marked` and `crossed` (a test of row and column), `chosen`
  // [row, column], `title` (the visible name), `top` (what is shaded fully), `say` (words for a cell), `format` (how
  // a number is written).
  show({ values, ring = 0, frame = null, marked = () => false, crossed = () => false, chosen = null, title = this.label, top, say, format = number }) {
    const [height, width] = [values.length, values[0].length];
    if (height !== this.values.length || width !== this.values[0]?.length) this.rebuild(height, width);
    this.values = values;
    this.ring = ring;
    this.name.textContent = title;
    let longest = 0;
    const most = top ?? Math.max(1e-9, ...values.flat().map((v) => Math.abs(v ?? 0)));
    values.forEach((row, i) => row.forEach((value, j) => {
      const cell = this.cells[i][j];
      const pads = i < ring || j < ring || i >= height - ring || j >= width - ring;
      const shown = value === null ? "" : format(value);
      if (cell.firstChild?.nodeName !== "INPUT") cell.textContent = shown;
      cell.style.setProperty("--shade", value === null ? 0 : Math.round(16 * Math.min(1, Math.abs(value) / most)) / 16);
      cell.classList.toggle("pads", pads);
      cell.classList.toggle("negative", shown.startsWith("−"));
      cell.classList.toggle("long", shown.length > 3);
      cell.classList.toggle("longer", shown.length > 5);
      longest = Math.max(longest, shown.length);
      cell.classList.toggle("marked", marked(i, j));
      cell.classList.toggle("crossed", crossed(i, j));
      cell.classList.toggle("chosen", Boolean(chosen) && chosen[0] === i && chosen[1] === j);
      const words = say?.(i, j, shown);
      if (words) cell.setAttribute("aria-label", words); else cell.removeAttribute("aria-label");
      cell.setAttribute("aria-selected", String(cell.classList.contains("chosen") || cell.classList.contains("marked")));
    }));
    this.table.classList.toggle("roomy", longest > 4);
    this.table.classList.toggle("painting", Boolean(this.edit) && this.brush() !== null);
    this.said.textContent = "";
    // Who comes by Tab comes to what is chosen.
    if (chosen && !this.table.contains(document.activeElement)) this.stop(...chosen);
    this.frame.hidden = !frame;
    if (frame) {
      const [row, column, rows, columns] = frame;
      this.frame.style.gridArea = `${row + 1} / ${column + 1} / span ${rows} / span ${columns}`;
    }
  }

  rebuild(height, width) {
    this.at = [clamp(this.at[0], height - 1), clamp(this.at[1], width - 1)];
    this.cells = Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) =>
      make("span", { class: "cell", role: "gridcell", tabindex: "-1", "data-at": `${i},${j}`, style: `grid-area: ${i + 1} / ${j + 1}` })));
    this.table.style.setProperty("--columns", width);
    this.table.replaceChildren(...this.cells.map((row) => make("div", { role: "row", class: "row" }, ...row)), this.frame);
    this.cells[this.at[0]][this.at[1]].tabIndex = 0;
  }

  where(element) {
    const cell = element?.closest?.(".cell");
    return cell && this.table.contains(cell) ? cell.dataset.at.split(",").map(Number) : null;
  }

  // The one cell that Tab stops at.
  stop(row, column) {
    this.cells[this.at[0]][this.at[1]].tabIndex = -1;
    this.at = [clamp(row, this.cells.length - 1), clamp(column, this.cells[0].length - 1)];
    const cell = this.cells[this.at[0]][this.at[1]];
    cell.tabIndex = 0;
    return cell;
  }
  focus(row, column) { this.stop(row, column).focus(); }

  editable(row, column) {
    return Boolean(this.edit) && !this.cells[row][column].classList.contains("pads");
  }

  listen() {
    let painting = null;
    let known = null;
    const paint = (at) => {
      if (!at || !this.editable(...at) || this.values[at[0]][at[1]] === painting) return;
      this.edit(at[0] - this.ring, at[1] - this.ring, painting);
    };
    const looked = (at, hovering = false) => {
      if (String([at, hovering]) === String(known)) return;
      known = [at, hovering];
      this.look(...(at ?? [null, null]), hovering);
    };
    this.table.addEventListener("pointerdown", (event) => {
      const at = this.where(event.target);
      if (!at || event.button || event.target.nodeName === "INPUT") return;
      const again = document.activeElement === event.target;
      event.preventDefault();
      this.focus(...at);
      looked(at);
      const value = this.brush();
      if (value === null) { if (this.editable(...at) && (again || this.role === "filter")) this.type(at); return; }
      if (!this.editable(...at)) return;
      // Pressing what has the brush's number already wipes it.
      painting = this.values[at[0]][at[1]] === value ? 0 : value;
      this.table.setPointerCapture(event.pointerId);
      paint(at);
    });
    this.table.addEventListener("pointermove", (event) => {
      const at = this.where(document.elementFromPoint(event.clientX, event.clientY));
      if (painting !== null) { paint(at); looked(at); } else if (event.pointerType === "mouse") looked(at, true);
    });
    for (const name of ["pointerup", "pointercancel"]) this.table.addEventListener(name, () => { painting = null; });
    this.table.addEventListener("pointerleave", (event) => {
      if (painting === null && event.pointerType === "mouse") looked(this.table.contains(document.activeElement) ? this.at : null);
    });
    this.table.addEventListener("focusin", (event) => {
      const at = this.where(event.target);
      if (at && event.target.nodeName !== "INPUT") { this.stop(...at); looked(at); }
    });
    this.table.addEventListener("focusout", (event) => { if (!this.table.contains(event.relatedTarget)) looked(null); });
    this.table.addEventListener("keydown", (event) => {
      if (event.target.nodeName === "INPUT" || event.altKey) return;
      const [row, column] = this.at;
      const move = MOVES[event.key];
      if (move) {
        event.preventDefault();
        const whole = event.ctrlKey || event.metaKey;
        this.focus(row + (whole && move[0] === 0 ? move[1] : move[0]), column + move[1]);
        return;
      }
      if (event.ctrlKey || event.metaKey || !this.editable(row, column)) return;
      if (/^[\d.,−-]$/.test(event.key)) { event.preventDefault(); this.type(this.at, event.key); }
      else if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); this.type(this.at); }
      else if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); this.edit(row - this.ring, column - this.ring, 0); }
      else if (event.key === " ") {
        event.preventDefault();
        const value = this.brush() ?? 0;
        this.edit(row - this.ring, column - this.ring, this.values[row][column] === value ? 0 : value);
      }
    });
  }

  // Put a field into the cell. Enter keeps what is typed, Escape does not; what is no number is said to be none.
  type([row, column], typed) {
    const cell = this.cells[row][column];
    const before = this.values[row][column];
    const input = make("input", {
      value: typed ?? number(before), inputmode: "text", autocomplete: "off",
      "aria-label": `${this.label}, row ${row}, column ${column}`,
    });
    let done = false;
    const finish = (keep, stay) => {
      if (done) return;
      done = true;
      const value = parse(input.value);
      const good = value >= this.min && value <= this.max;
      input.remove();
      cell.textContent = number(before);
      if (stay) cell.focus();
      this.said.textContent = keep && !good ? `“${input.value.slice(0, 20)}” is no number from ${number(this.min)} to ${number(this.max)}; the cell keeps ${number(before)}.` : "";
      if (keep && good && value !== before) this.edit(row - this.ring, column - this.ring, value);
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); finish(true, true); }
      else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); finish(false, true); }
    });
    input.addEventListener("blur", () => finish(true, false));
    cell.replaceChildren(input);
    input.focus();
    if (typed === undefined) input.select(); else input.setSelectionRange(typed.length, typed.length);
  }
}
