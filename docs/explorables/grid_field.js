// The field that a cell of a grid becomes while a number is typed into it.
import { judge, signFor } from "./controls.js";
import { make } from "./elements.js";
import { exact, number, parse } from "./numerals.js";
/** @import { Grid, Place } from "./grid.js" */

/**
 * Put a field into the cell. Enter keeps what is typed, Escape does not, and going back in the history does not;
 * what is no number is said to be none.
 * @type {(grid: Grid, at: Place, typed?: string) => void}
 */
export function openField(grid, [row, column], typed) {
  const cell = grid.cells[row][column];
  const { min, max } = grid.limits;
  const before = grid.values[row][column] ?? 0;
  const good = () => {
    const value = parse(input.value);
    return value >= min && value <= max;
  };
  const input = make("input", {
    value: typed ?? exact(before),
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": `${grid.label}, row ${row}, column ${column}`,
    oninput: () => judge(input, !good()),
  });
  const field = make("span", { class: "typing" }, input, ...(min < 0 ? [signFor(input)] : []));
  const abandon = () => finish(false, false);
  let done = false;
  /** @type {(keep: boolean, stay: boolean) => void} */
  const finish = (keep, stay) => {
    if (done) return;
    done = true;
    removeEventListener("popstate", abandon, true);
    const fine = good();
    field.remove();
    grid.open = null;
    grid.drawn[row][column] = ""; // the cell is drawn anew
    if (grid.shown) grid.show(grid.shown);
    if (stay) cell.focus();
    const range = `from ${number(min)} to ${number(max)}; the cell keeps ${number(before)}.`;
    grid.said.textContent = keep && !fine ? `“${input.value.slice(0, 20)}” is no number ${range}` : "";
    if (keep && fine) grid.change(row, column, parse(input.value));
    // The focus has gone with the field, and nobody was told.
    if (!stay) queueMicrotask(() => grid.lookAgain());
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Escape") event.stopPropagation();
    finish(event.key === "Enter", true);
  });
  const keep = () => finish(true, false);
  // WebKit takes the focus away before it says that the reader has gone back.
  const here = location.href;
  input.addEventListener("blur", () => location.href === here ? keep() : setTimeout(keep, 50));
  // Before the state of before is restored.
  addEventListener("popstate", abandon, true);
  grid.abandon = abandon;
  grid.open = cell;
  cell.replaceChildren(field);
  input.focus();
  if (typed === undefined) input.select();
  else input.setSelectionRange(typed.length, typed.length);
}
