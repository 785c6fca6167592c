// Brushes that paint a number into a grid's cells: one of them is taken up, or none.
import { button } from "./controls.js";
import { make, unique } from "./elements.js";
import { number } from "./numerals.js";

const BRUSHES = [0, 5, 10];
/** While no brush is taken up. */
const NONE = "look";

/** @param {string} brush */
export const isBrush = (brush) => [NONE, ...BRUSHES.map(String)].includes(brush);

/**
 * The number that a brush paints.
 * @param {string} brush
 */
export const painted = (brush) => (brush === NONE ? null : Number(brush));

/**
 * The buttons that take a brush up, and lay it down.
 * @param {() => { brush: string }} state
 * @param {(brush: string) => void} take
 */
export function brushesOf(state, take) {
  const presses = BRUSHES.map((value) => {
    const press = () => take(state().brush === String(value) ? NONE : String(value));
    return button(number(value), press, { "aria-label": `Brush that paints ${number(value)}` });
  });
  const name = make("span", { class: "name", id: unique("brushes") }, "brush");
  const group = { class: "brushes", role: "group", "aria-labelledby": name.id };
  /** @param {KeyboardEvent} event */
  const onkeydown = (event) => {
    if (event.key === "Escape" && state().brush !== NONE) take(NONE);
  };
  const element = make("div", { ...group, onkeydown }, name, ...presses);
  return {
    element,
    /** @param {{ brush: string }} current */
    show: ({ brush }) =>
      presses.forEach((press, i) => press.setAttribute("aria-pressed", String(String(BRUSHES[i]) === brush))),
  };
}
