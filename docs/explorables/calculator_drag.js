// Rows that are dragged by their handles: the row follows the pointer, the others make room, and Escape takes it back.
import { clamp } from "./numerals.js";

const NEAR = 4; // px: less is no drag
const [EDGE, SCROLL] = [56, 10]; // px: how near to the end of the screen it scrolls, and by how much a frame

/** @typedef {{ parts: HTMLElement[], top: number, height: number }} Unit What moves together. */

/**
 * Where the dragged one goes: the others make room as soon as it covers their middle.
 * @type {(units: Unit[], from: number, by: number) => number}
 */
function placeOf(units, from, by) {
  const { top, height } = units[from];
  const middle = (/** @type {Unit} */ unit) => unit.top + unit.height / 2;
  const above = units.slice(0, from).filter((unit) => middle(unit) < top + by).length;
  const passed = units.slice(from + 1).filter((unit) => middle(unit) < top + by + height).length;
  return by < 0 ? above : from + passed;
}

/** A row that is held, from the press to the end. */
class Held {
  /**
   * @param {HTMLElement} body
   * @param {HTMLElement[][]} rows
   * @param {PointerEvent} event
   */
  constructor(body, rows, { target, clientY }) {
    this.body = body;
    const top = this.corner();
    this.all = rows.map((parts) => {
      const boxes = parts.map((part) => part.getBoundingClientRect());
      return { parts, top: boxes[0].top - top, height: boxes.reduce((sum, { height }) => sum + height, 0) };
    });
    this.from = this.to = rows.findIndex(([row]) => row.contains(/** @type {Node} */ (target)));
    this.grab = clientY - top - this.all[this.from].top;
    this.y = clientY;
    this.moved = false;
  }

  corner() {
    return this.body.getBoundingClientRect().top;
  }

  /** @param {boolean} on */
  mark(on) {
    this.body.classList.toggle("sorting", on);
    for (const part of this.all[this.from].parts) part.classList.toggle("held", on);
  }

  /** The row is put under the pointer, and the others make room. */
  follow() {
    const { all, from, grab, y } = this;
    const held = all[from];
    const end = all[all.length - 1];
    const by = clamp(y - grab - this.corner(), all[0].top, end.top + end.height - held.height) - held.top;
    const to = this.to = placeOf(all, from, by);
    this.place((i) => {
      if (i === from) return by;
      const gone = Number(i > from), come = Number(i > from ? i <= to : i >= to);
      return held.height * come * (gone ? -1 : 1);
    });
  }

  /** @param {(i: number) => number} shift */
  place(shift) {
    this.all.forEach(({ parts }, i) => {
      const by = shift(i);
      const transform = by ? `translateY(${by}px)` : "";
      for (const part of parts) if (part.style.transform !== transform) part.style.transform = transform;
    });
  }
}

/**
 * @param {HTMLElement} body what holds the rows
 * @param {object} does
 * @param {() => HTMLElement[][]} does.units the rows, each with what belongs to it
 * @param {() => number} does.ceiling where what is seen begins on the screen
 * @param {(from: number, to: number) => void} does.drop
 */
export function letDrag(body, { units, ceiling, drop }) {
  /** @type {Held | null} */
  let held = null;

  // Near the end of the screen the page goes along.
  const scroll = () => {
    if (!held) return;
    const { top, bottom } = body.getBoundingClientRect();
    const [least, most] = [ceiling(), innerHeight];
    const by = Number(held.y > most - EDGE && bottom > most) - Number(held.y < least + EDGE && top < least);
    if (by) {
      scrollBy({ top: by * SCROLL, behavior: "instant" });
      held.follow();
    }
    requestAnimationFrame(scroll);
  };
  const end = () => {
    const ended = held;
    held = null;
    removeEventListener("keydown", escape, true);
    ended?.mark(false);
    ended?.place(() => 0);
    return ended;
  };
  /** @param {KeyboardEvent} event */
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };

  body.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element && event.target.closest(".handle");
    if (!handle || event.button) return;
    event.preventDefault();
    held = new Held(body, units(), event);
    body.setPointerCapture(event.pointerId);
    addEventListener("keydown", escape, true);
  });
  body.addEventListener("pointermove", ({ clientY }) => {
    if (!held || (!held.moved && Math.abs(clientY - held.y) <= NEAR)) return;
    held.y = clientY;
    if (!held.moved) {
      held.moved = true;
      held.mark(true);
      requestAnimationFrame(scroll);
    }
    held.follow();
  });
  body.addEventListener("pointerup", () => {
    const ended = end();
    if (ended && ended.to !== ended.from) drop(ended.from, ended.to);
  });
  body.addEventListener("pointercancel", end);
  return { cancel: end };
}
