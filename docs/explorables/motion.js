// Motion that shows a sum: the products appear where they are made, fall together, and become the sum where they land.
import { still } from "./controls.js";
import { make } from "./elements.js";

/** @typedef {{ cell: HTMLElement, text: string }} Product */

const [APPEARS, RESTS, FALLS, LANDS] = [220, 350, 450, 250]; // ms, at a speed of 1

/**
 * The middle of an element, from the corner of another.
 * @type {(element: Element, corner: DOMRect) => number[]}
 */
function middle(element, corner) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left - corner.left + width / 2, top - corner.top + height / 2];
}

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
    const [x, y] = middle(goal, corner);
    const all = (APPEARS + RESTS + FALLS + LANDS) / speed;
    const places = products.map(({ cell }) => middle(cell, corner));
    // A product covers the two numbers that it is made of.
    const chips = products.map(({ cell, text }) =>
      make("span", {
        style: `min-width: ${cell.clientWidth - 6}px; line-height: ${cell.clientHeight - 8}px; text-align: center`,
      }, text)
    );
    const total = make("b", {}, sum);
    layer.replaceChildren(...chips, ...sum ? [total] : []);
    scene.append(layer);
    const shown = (APPEARS + RESTS) / (all * speed), fallen = (APPEARS + RESTS + FALLS) / (all * speed);
    /** @param {number[]} place */
    const at = ([a, b]) => `translate(${a}px, ${b}px) translate(-50%, -50%)`;
    const to = at([x, y]);
    running = chips.map((chip, i) => {
      const from = at(places[i]);
      const begins = 0.6 * APPEARS / (all * speed) * i / chips.length;
      return chip.animate([
        { transform: `${from} scale(.6)`, opacity: 0, offset: 0 },
        { transform: `${from} scale(.6)`, opacity: 0, offset: begins },
        { transform: from, opacity: 1, offset: begins + 0.4 * APPEARS / (all * speed) },
        { transform: from, opacity: 1, offset: shown, easing: "ease-in" },
        { transform: `${to} scale(.6)`, opacity: .5, offset: fallen },
        { transform: `${to} scale(.6)`, opacity: 0, offset: fallen },
        { transform: `${to} scale(.6)`, opacity: 0, offset: 1 },
      ], { duration: all, fill: "both" });
    });
    running.push(total.animate([
      { transform: `${to} scale(.6)`, opacity: 0, offset: 0 },
      { transform: `${to} scale(.6)`, opacity: 0, offset: fallen },
      { transform: `${to} scale(1.6)`, opacity: 1, offset: (1 + fallen) / 2 },
      { transform: to, opacity: 1, offset: 1 },
    ], { duration: all, fill: "both" }));
    const mine = running;
    await Promise.allSettled(mine.map(({ finished }) => finished));
    return mine === running;
  };
  return { fly, land };
}
