// Elements of a page: how they are made and named, and where they stand.

/** @typedef {GlobalEventHandlersEventMap} Events */
/** @typedef {{ [Kind in keyof Events as `on${Kind}`]?: (event: Events[Kind]) => void }} Handlers */
/** @typedef {Handlers & { [name: string]: unknown }} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

let ids = 0;
/** @param {string} name */
export const unique = (name) => `${name}-${++ids}`;

/** @param {...(HTMLElement | { element: HTMLElement })} parts */
export const controls = (...parts) =>
  make("div", { class: "controls" }, ...parts.map((part) => ("element" in part ? part.element : part)));

/**
 * Whether it is what one types into, or a button beside it.
 * @param {EventTarget | null} target
 */
export const inInput = (target) => target instanceof HTMLInputElement || target instanceof HTMLButtonElement;
