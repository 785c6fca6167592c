// An image of the filter bench with the window on it: dragged by its frame, put where one presses, stepped with keys.
import { make } from "./elements.js";
import { ARROWS } from "./grid.js";
/** @import { Handlers } from "./elements.js" */
/** @import { Size } from "./filter_bench_work.js" */

/** @typedef {number[]} Place A row and a column. */
/**
 * What the window does: it is looked at while the pointer is over an image, and goes where it is put.
 * @typedef {{ look: (place: Place | null) => void, go: (place: Place) => void, place: () => Place }} Moves
 */

/**
 * What the pointer does to an image. A finger that passes by scrolls the page: it moves the window by its frame, or by
 * a tap.
 * @param {HTMLElement} canvas
 * @param {HTMLElement} frame
 * @param {(event: MouseEvent) => Place} under the pixel under the pointer, in parts too
 * @param {number} inset
 * @param {Moves} moves
 * @returns {Handlers}
 */
function byPointer(canvas, frame, under, inset, { look, go, place }) {
  /** @type {(event: MouseEvent) => Place} */
  const at = (event) => under(event).map((pixel) => Math.floor(pixel) - inset);
  /** @type {Place | null} from the pointer to the window's place, while it is dragged */
  let grip = null;
  const release = () => {
    grip = null;
    frame.classList.remove("held");
  };
  return {
    onpointerdown: (event) => {
      const held = event.target === frame;
      if (event.button || (!held && event.pointerType !== "mouse")) return;
      event.preventDefault();
      canvas.focus({ preventScroll: true }); // for the keys
      if (!held || event.pointerType === "mouse") go(at(event));
      const from = under(event);
      grip = place().map((start, i) => start - from[i]);
      /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
      frame.classList.add("held");
    },
    onpointermove: (event) => {
      const start = grip;
      if (start) go(under(event).map((pixel, i) => Math.round(pixel + start[i])));
      else if (event.pointerType === "mouse") look(at(event));
    },
    onpointerup: release,
    onpointercancel: release,
    onpointerleave: () => look(null),
    onclick: (event) => {
      if (event.target instanceof HTMLCanvasElement) go(at(event));
    },
  };
}

/**
 * A window has its centre `inset` pixels further on than its place.
 * @param {string} role
 * @param {number} inset
 * @param {Size} size
 * @param {Moves} moves
 */
export function view(role, inset, size, moves) {
  const title = make("p", { class: `grid-name ${role}` }, role);
  const frame = make("span", { class: "window" });
  /** @type {(event: MouseEvent) => Place} */
  const under = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(clientY - top) / height * canvas.height, (clientX - left) / width * canvas.width];
  };
  /** @param {KeyboardEvent} event */
  const step = (event) => {
    const by = ARROWS[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moves.go(moves.place().map((start, i) => start + by[i] * (event.shiftKey ? 10 : 1)));
  };
  const canvas = make("canvas", { ...size, role: "application", tabindex: 0, "aria-label": role, onkeydown: step });
  const box = make("div", { class: "view", ...byPointer(canvas, frame, under, inset, moves) }, canvas, frame);
  const screen = canvas.getContext("bitmaprenderer");
  return {
    element: make("div", { class: "board" }, title, box),
    canvas,
    /** @type {(words: string, drawn: Size & { bitmap: ImageBitmap }) => void} */
    show: (words, { height, width, bitmap }) => {
      title.textContent = words;
      canvas.setAttribute("aria-label", `${words}; arrow keys move the window`);
      if (canvas.height !== height || canvas.width !== width) Object.assign(canvas, { height, width });
      canvas.classList.toggle("small", width < 200);
      screen?.transferFromImageBitmap(bitmap);
    },
    /** @param {Place} place */
    mark: ([row, column]) => {
      const { height, width } = canvas;
      const [top, left, wide] = [(row + inset + 0.5) / height, (column + inset + 0.5) / width, (2 * inset + 1) / width];
      frame.style.cssText = `top: ${top * 100}%; left: ${left * 100}%; width: ${wide * 100}%`;
    },
  };
}
