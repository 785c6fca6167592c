// Choosing a cell of a grid: by pressing it, or with Enter or Space. The focus alone, on its way past, chooses nothing.
/** @import { Grid } from "./grid.js" */

/**
 * @param {Grid} grid
 * @param {(row: number, column: number) => void} choose
 */
export function choosing(grid, choose) {
  // Where the pointer is held by the grid, the grid knows which cell it pressed.
  grid.table.addEventListener("click", ({ target }) => choose(...grid.where(target) ?? grid.at));
  grid.table.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if ((key !== "Enter" && key !== " ") || !(target instanceof Element) || !target.matches(".cell")) return;
    event.preventDefault();
    choose(...grid.at);
  });
}
