// What a pointer does to a grid: it looks at cells, drags the window or a number, paints, and opens a cell for typing.
import { inInput } from "./elements.js";
import { clamp } from "./numerals.js";
/** @import { Grid, Place } from "./grid.js" */

/**
 * What a press may become: it goes on with each move, and ends, moved or not.
 * @typedef {{ go: (event: PointerEvent) => void, end: (moved: boolean) => void }} Drag
 */

const [NEAR, TURN] = [4, 8]; // px: less is no drag; and what changes a number by one step

/**
 * The brush paints from cell to cell. Pressing what has the brush's number already wipes it.
 * @type {(grid: Grid, at: Place, value: number) => Drag}
 */
function painting(grid, [row, column], value) {
  const paint = grid.values[row][column] === value ? 0 : value;
  /** @param {Place | null} at */
  const on = (at) => {
    if (!at) return;
    if (grid.editable(...at)) grid.change(...at, paint);
    grid.lookAt(at);
  };
  on([row, column]);
  return {
    go: ({ clientX, clientY }) => on(grid.where(document.elementFromPoint(clientX, clientY))),
    end: () => {},
  };
}

/**
 * The window goes along; from outside it comes under the pointer.
 * @type {(grid: Grid, from: PointerEvent, at: Place) => Drag}
 */
function sliding(grid, from, at) {
  const [top, left, height, width] = /** @type {number[]} */ (grid.framed);
  const inside = grid.frames(...at);
  const [row, column] = inside ? [top, left] : [at[0] - (height - 1) / 2, at[1] - (width - 1) / 2];
  return {
    go: ({ clientX, clientY }) => {
      grid.lookAt(null); // what is dragged is the window, not the pixel by which it is held
      const side = grid.table.clientWidth / grid.cells[0].length;
      grid.move?.(row + (clientY - from.clientY) / side, column + (clientX - from.clientX) / side);
    },
    end: () => {},
  };
}

/**
 * A number grows as it is dragged up, by one for each step, or by a tenth with Shift; to press it is to type.
 * @type {(grid: Grid, from: PointerEvent, at: Place) => Drag}
 */
function turning(grid, from, [row, column]) {
  const before = grid.values[row][column] ?? 0;
  const { min, max } = grid.limits;
  return {
    go: ({ clientY, shiftKey }) => {
      const steps = Math.round((from.clientY - clientY) / TURN);
      const value = Number((before + steps * (shiftKey ? 0.1 : 1)).toFixed(6));
      grid.change(row, column, clamp(value, min, max));
    },
    end: (moved) => {
      if (!moved) grid.type([row, column]);
    },
  };
}

/**
 * @type {(grid: Grid, event: PointerEvent, at: Place, again: boolean) => Drag | null}
 */
function dragFor(grid, event, at, again) {
  const editable = grid.editable(...at);
  const value = grid.brush();
  if (editable && value !== null) return painting(grid, at, value);
  if (grid.move && grid.framed) {
    const slide = sliding(grid, event, at);
    // A second press on a pixel opens it.
    return { ...slide, end: (moved) => !moved && again && editable && grid.type(at) };
  }
  if (!editable) return null;
  // A finger that passes by scrolls: it turns only the number that was chosen before.
  if (event.pointerType !== "mouse" && !again) return null;
  return turning(grid, event, at);
}

/** @param {Grid} grid */
export function listenToPointer(grid) {
  const { table } = grid;
  /** @type {Drag | null} */
  let drag = null;
  /** @type {PointerEvent} */
  let from;
  let moved = false;

  table.addEventListener("pointerdown", (event) => {
    const at = grid.where(event.target);
    if (!at || event.button || inInput(event.target)) return;
    const again = document.activeElement === grid.cells[at[0]][at[1]];
    event.preventDefault();
    grid.stop(...at).focus({ preventScroll: true });
    grid.lookAt(at);
    [from, moved] = [event, false];
    drag = dragFor(grid, event, at, again);
    if (drag) table.setPointerCapture(event.pointerId);
  });
  table.addEventListener("pointermove", (event) => {
    if (!drag) {
      if (event.pointerType === "mouse") grid.lookAt(grid.where(event.target), true);
      return;
    }
    moved ||= Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > NEAR;
    table.classList.toggle("dragging", moved);
    if (moved) drag.go(event);
  });
  /** @param {boolean} whole whether the pointer was let go, and not taken away */
  const end = (whole) => {
    const ended = drag;
    drag = null;
    table.classList.remove("dragging");
    if (whole) ended?.end(moved);
  };
  table.addEventListener("pointerup", () => end(true));
  table.addEventListener("pointercancel", () => end(false));
  table.addEventListener("pointerleave", (event) => {
    if (!drag && event.pointerType === "mouse") grid.lookAgain();
  });
}
