// Motion that shows a sum: the products appear where they are made, fall together, and become the sum where they land.
import { still } from "./controls.js";
import { make } from "./elements.js";

/** @typedef {{ cell: HTMLElement, text: string }} Product */

const [APPEARS, RESTS, FALLS, LANDS] = [220, 350, 450, 250]; // ms, at a speed of 1
const ALL = APPEARS + RESTS + FALLS + LANDS;

/**
 * The middle of an element, from the corner of another.
 * @type {(element: Element, corner: DOMRect) => number[]}
 */
function middle(element, corner) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left - corner.left + width / 2, top - corner.top + height / 2];
}

/**
 * Where a product comes from and goes to, and when, in shares of all the time.
 * @typedef {{ from: string, to: string, begins: number, shown: number, fallen: number }} Flight
 */

/** @type {(flight: Flight) => Keyframe[]} */
const product = ({ from, to, begins, shown, fallen }) => [
  { transform: `${from} scale(.6)`, opacity: 0, offset: 0 },
  { transform: `${from} scale(.6)`, opacity: 0, offset: begins },
  { transform: from, opacity: 1, offset: begins + 0.4 * APPEARS / ALL },
  { transform: from, opacity: 1, offset: shown, easing: "ease-in" },
  { transform: `${to} scale(.6)`, opacity: 0.5, offset: fallen },
  { transform: `${to} scale(.6)`, opacity: 0, offset: fallen },
  { transform: `${to} scale(.6)`, opacity: 0, offset: 1 },
];

/** @type {(to: string, fallen: number) => Keyframe[]} */
const total = (to, fallen) => [
  { transform: `${to} scale(.6)`, opacity: 0, offset: 0 },
  { transform: `${to} scale(.6)`, opacity: 0, offset: fallen },
  { transform: `${to} scale(1.6)`, opacity: 1, offset: (1 + fallen) / 2 },
  { transform: to, opacity: 1, offset: 1 },
];

/**
 * A product covers the two numbers that it is made of.
 * @param {Product} product
 */
const chip = ({ cell, text }) =>
  make("span", {
    style: `min-width: ${cell.clientWidth - 6}px; line-height: ${cell.clientHeight - 8}px; text-align: center`,
  }, text);

/** @param {number[]} place */
const at = ([x, y]) => `translate(${x}px, ${y}px) translate(-50%, -50%)`;

/** What flies, one sum at a time: the next one takes the place of the last, and who asks for less motion sees none. */
export function flyer() {
  const layer = make("div", { class: "flight", "aria-hidden": "true" });
  /** @type {Animation[]} */
  let running = [];
  const land = () => {
    for (const motion of running) motion.cancel();
    running = [];
    layer.replaceChildren();
    layer.remove();
  };
  /**
   * @param {HTMLElement} scene holds all of them, and has a position
   * @param {Product[]} products
   * @param {HTMLElement} goal
   * @param {number} speed
   * @param {string} [sum] what they become
   * @returns {Promise<boolean>} whether it has come to its end, and not been taken over by another
   */
  const fly = async (scene, products, goal, speed, sum = "") => {
    land();
    if (still() || !layer.animate) return true;
    const corner = scene.getBoundingClientRect();
    const to = at(middle(goal, corner));
    const from = products.map(({ cell }) => at(middle(cell, corner)));
    const chips = products.map(chip);
    const landed = make("b", {}, sum);
    layer.replaceChildren(...chips, ...sum ? [landed] : []);
    scene.append(layer);
    const [shown, fallen] = [(APPEARS + RESTS) / ALL, (APPEARS + RESTS + FALLS) / ALL];
    /** @type {KeyframeAnimationOptions} */
    const timing = { duration: ALL / speed, fill: "both" };
    running = chips.map((each, i) => {
      const begins = 0.6 * APPEARS / ALL * i / chips.length;
      return each.animate(product({ from: from[i], to, begins, shown, fallen }), timing);
    });
    running.push(landed.animate(total(to, fallen), timing));
    const mine = running;
    await Promise.allSettled(mine.map(({ finished }) => finished));
    return mine === running;
  };
  return { fly, land };
}
