// $title: a window of ones moves across an edge, and its sum falls step by step.
import { conv2d, table } from "./convdemo.js";
import { controls, field, make, number, within } from "./explorable.js";
import { IMAGES } from "./numbers.js";
/** @import { Context } from "./explorable.js" */

/** @typedef {typeof defaults} State */

const F = 3; // the side of the filter
const [SUMS] = conv2d(IMAGES.edge_image, table(F, F, () => 1));
const LAST = SUMS.length - 1;

const defaults = { column: 0 };

/** @param {State} state */
const check = ({ column }) => within(column, 0, LAST) ? "" : `the column must be a whole number from 0 to ${LAST}.`;

/** @param {Context<State>} context */
function build({ root, set, say, reset }) {
  const column = field("column of the window", {
    min: 0,
    max: LAST,
    change: (value) => {
      const done = set({ column: value });
      say(sum.innerText);
      return done;
    },
  });
  const sum = make("p", { class: "sum" });
  root.append(controls(column, reset), sum);

  /** @param {State} state */
  return function show(state) {
    column.show(state.column);
    sum.replaceChildren("The window's sum is ", make("strong", {}, number(SUMS[state.column])), ".");
  };
}

export { build, check, defaults };
