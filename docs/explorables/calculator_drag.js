// Rows that are dragged by their handles: the row follows the pointer, the others make room, and Escape takes it back.

const NEAR = 4; // px: less is no drag
const [EDGE, SCROLL] = [56, 10]; // px: how near to the end of the screen it scrolls, and by how much a frame

/** @typedef {{ parts: HTMLElement[], top: number, height: number }} Unit What moves together. */

/**
 * Where the dragged one goes: the others make room as soon as it covers their middle.
 * @type {(units: Unit[], from: number, by: number) => number}
 */
export function placeOf(units, from, by) {
  const { top, height } = units[from];
  const middle = (/** @type {Unit} */ { top, height }) => top + height / 2;
  const above = units.slice(0, from).filter((unit) => middle(unit) < top + by).length;
  const passed = units.slice(from + 1).filter((unit) => middle(unit) < top + by + height).length;
  return by < 0 ? above : from + passed;
}

/**
 * @param {HTMLElement} body what holds the rows
 * @param {object} does
 * @param {() => HTMLElement[][]} does.units the rows, each with what belongs to it
 * @param {() => number} does.ceiling where what is seen begins on the screen
 * @param {(from: number, to: number) => void} does.drop
 */
export function letDrag(body, { units, ceiling, drop }) {
  /** @type {{ from: number, to: number, grab: number, y: number, all: Unit[], moved: boolean } | null} */
  let drag = null;
  const corner = () => body.getBoundingClientRect().top;

  /** @param {(unit: Unit, i: number) => string} shift */
  const place = (shift) => {
    drag?.all.forEach((unit, i) => {
      const transform = shift(unit, i);
      for (const part of unit.parts) if (part.style.transform !== transform) part.style.transform = transform;
    });
  };
  const go = () => {
    if (!drag) return;
    const { all, from, grab, y } = drag;
    const [first, last] = [all[0], all[all.length - 1]];
    const held = all[from];
    const wanted = y - grab - corner();
    const by = Math.min(last.top + last.height - held.height, Math.max(first.top, wanted)) - held.top;
    const to = drag.to = placeOf(all, from, by);
    place((_, i) => {
      if (i === from) return `translateY(${by}px)`;
      if (i > from && i <= to) return `translateY(${-held.height}px)`;
      return i < from && i >= to ? `translateY(${held.height}px)` : "";
    });
  };
  const scroll = () => {
    if (!drag?.moved) return;
    const [top, bottom] = [ceiling() + EDGE, innerHeight - EDGE];
    const by = Number(drag.y > bottom) - Number(drag.y < top);
    if (by) {
      scrollBy({ top: by * SCROLL, behavior: "instant" });
      go();
    }
    requestAnimationFrame(scroll);
  };
  const end = () => {
    const ended = drag;
    if (!ended) return null;
    body.classList.remove("sorting");
    place(() => "");
    for (const part of ended.all[ended.from].parts) part.classList.remove("held");
    drag = null;
    removeEventListener("keydown", escape, true);
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
    const top = corner();
    const all = units().map((parts) => {
      const [box, ...more] = parts.map((part) => part.getBoundingClientRect());
      return { parts, top: box.top - top, height: [box, ...more].reduce((sum, { height }) => sum + height, 0) };
    });
    const from = all.findIndex(({ parts }) => parts[0].contains(handle));
    const y = event.clientY;
    drag = { from, to: from, grab: y - top - all[from].top, y, all, moved: false };
    body.setPointerCapture(event.pointerId);
    addEventListener("keydown", escape, true);
  });
  body.addEventListener("pointermove", ({ clientY }) => {
    if (!drag) return;
    const begins = !drag.moved && Math.abs(clientY - drag.y) > NEAR;
    if (!drag.moved && !begins) return;
    drag.y = clientY;
    if (begins) {
      drag.moved = true;
      body.classList.add("sorting");
      for (const part of drag.all[drag.from].parts) part.classList.add("held");
      requestAnimationFrame(scroll);
    }
    go();
  });
  body.addEventListener("pointerup", () => {
    const ended = end();
    if (ended && ended.to !== ended.from) drop(ended.from, ended.to);
  });
  body.addEventListener("pointercancel", end);
  return { cancel: end };
}
