// The stack as a picture: what each row puts out as a block, as high and deep as its sides, as wide as its channels.
// The table says the same in numbers, so screen readers are told of the table alone.
import { times } from "./convdemo_layers.js";
import { make } from "./elements.js";
import { clamp } from "./numerals.js";
/** @import { Summary } from "./convdemo_summary.js" */

const HEIGHT = 88; // px of the drawing
const [DEEP, RISES] = [0.34, 0.45]; // of a block's depth what is drawn, and how much of that goes up
const WIDEST = 14; // px for each doubling of the channels
const FLAT = 5; // px, the height of what has no sides
const SCALE = "Heights grow with the square root of the side, widths with each doubling of the channels. " +
  "A hollow block keeps nothing.";
const SPACE = "http://www.w3.org/2000/svg";

/** @type {(name: string, attributes?: Record<string, string>) => SVGElement} */
function drawn(name, attributes = {}) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SPACE, name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** @type {(element: Element, name: string, value: string) => void} */
const put = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

/** @typedef {{ shape: number[], kind: string }} Shown */
/**
 * What is drawn of each row, the input's first.
 * @type {(table: Summary) => Shown[]}
 */
const shownOf = ({ input_shape, rows }) => [
  { shape: input_shape, kind: "input" },
  ...rows.map(({ output_shape, activations, fault }) => {
    if (!output_shape) return { shape: [], kind: fault ? "impossible" : "waits" };
    return { shape: output_shape, kind: activations ? "kept" : "passed" };
  }),
];

/**
 * The side that fills the height: a power of 4, so that a side is seen to grow and shrink until it is passed.
 * @param {Shown[]} all
 */
function tallest(all) {
  const sides = all.flatMap(({ shape }) => (shape.length === 3 ? shape.slice(0, 2) : []));
  return 4 ** Math.ceil(Math.log2(Math.max(16, ...sides)) / 2 - 1e-9);
}

/**
 * Height, depth and doublings of the channels.
 * @type {(shape: number[], top: number) => number[]}
 */
function measures(shape, top) {
  const doublings = Math.log2(1 + (shape.at(-1) ?? 0));
  if (shape.length < 3) return [FLAT, FLAT, doublings];
  const room = HEIGHT / (1 + DEEP * RISES) - 2;
  const [height, depth] = shape.map((side) => Math.max(3, room * Math.sqrt(side / top)));
  return [height, depth, doublings];
}

/** @type {(points: number[][]) => string} */
const path = (points) => `M${points.map((point) => point.map((n) => n.toFixed(1)).join(" ")).join("L")}Z`;

/**
 * The front of a block, and what is seen of its other sides.
 * @type {(left: number, width: number, height: number, depth: number) => [string, string]}
 */
function faces(left, width, height, depth) {
  const [right, bottom, top] = [left + width, HEIGHT - 1, HEIGHT - 1 - height];
  const [x, y] = [depth * DEEP, depth * DEEP * RISES];
  const front = [[left, top], [right, top], [right, bottom], [left, bottom]];
  const sides = [[left, top], [left + x, top - y], [right + x, top - y], [right + x, bottom - y], [right, bottom], [
    right,
    top,
  ]];
  return [path(front), path(sides)];
}

/** @typedef {{ x: number, wide: number, height: number, depth: number }} Place Where a block stands, and its size. */
/**
 * The places of all blocks in so many pixels.
 * @type {(all: Shown[], width: number) => Place[]}
 */
function placesOf(all, width) {
  const top = tallest(all);
  const sizes = all.map(({ shape }) => measures(shape, top));
  const gap = clamp(width / all.length * 0.3, 1.5, 22);
  const doublings = sizes.reduce((sum, [, , each]) => sum + each, 0);
  const last = Math.max(...sizes.map(([, depth]) => depth)) * DEEP;
  const mark = Math.min(12, gap * 2); // of what has no shape
  const marks = mark * all.filter(({ shape }) => !shape.length).length;
  const unit = Math.min(WIDEST, (width - last - marks - gap * all.length) / Math.max(1, doublings));
  let x = 1;
  return sizes.map(([height, depth, each], i) => {
    const wide = all[i].shape.length ? Math.max(1.5, each * unit) : mark;
    const place = { x, wide, height, depth };
    x += wide + gap;
    return place;
  });
}

/** @type {() => SVGElement} */
function blank() {
  const block = drawn("g");
  const hit = { class: "hit", y: "0", height: String(HEIGHT) };
  block.append(drawn("path", { class: "sides" }), drawn("path", { class: "front" }), drawn("rect", hit));
  return block;
}

/** @type {(block: SVGElement, kind: string, place: Place) => void} */
function drawBlock(block, kind, place) {
  const [sides, front, hit] = block.children;
  const [whole, more] = outlines(kind, place);
  put(front, "d", whole);
  put(sides, "d", more);
  put(hit, "x", (place.x - 1).toFixed(1));
  put(hit, "width", (place.wide + place.depth * DEEP).toFixed(1));
  put(block, "data-kind", kind);
}

/**
 * @param {object} does
 * @param {(at: number) => void} does.point the block of this row is pointed at (0: the input's), or none (−1)
 * @param {(at: number) => void} does.press
 */
export function stackPicture({ point, press }) {
  const svg = drawn("svg", { class: "blocks" });
  const words = make("p", {});
  const element = make("div", { class: "scene shapes", "aria-hidden": "true" }, words, svg);
  const scale = make("p", { class: "scale" }, SCALE);
  /** @type {SVGElement[]} */
  const blocks = [];
  /** @type {Summary | null} */
  let table = null;
  let [width, pointed, chosen] = [0, -1, -1];

  /** @param {Event} event */
  const at = ({ target }) => blocks.findIndex((block) => block.contains(/** @type {Element} */ (target)));
  svg.addEventListener("pointerover", (event) => point(at(event)));
  svg.addEventListener("pointerleave", () => point(-1));
  svg.addEventListener("click", (event) => at(event) > 0 && press(at(event)));

  const draw = () => {
    if (!table || !width) return;
    const all = shownOf(table);
    while (blocks.length > all.length) blocks.pop()?.remove();
    while (blocks.length < all.length) {
      blocks.push(blank());
      svg.append(blocks[blocks.length - 1]);
    }
    placesOf(all, width).forEach((place, i) => drawBlock(blocks[i], all[i].kind, place));
    mark();
  };
  const mark = () => {
    blocks.forEach((block, i) => put(block, "class", classes(i === pointed, i === chosen)));
    const text = told(table, pointed >= 0 ? pointed : chosen);
    if (words.textContent !== text) words.textContent = text;
  };
  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 1) return;
    width = contentRect.width;
    draw();
  }).observe(element);
  return {
    element,
    scale,
    /** @type {(summary: Summary, row: number) => void} */
    show: (summary, row) => {
      [table, chosen] = [summary, row];
      mark(); // the words have their room before there is a width to draw in
      draw();
    },
    /** @param {number} row */
    point: (row) => {
      if (row === pointed) return;
      pointed = row;
      mark();
    },
  };
}

/** @type {(pointed: boolean, chosen: boolean) => string} */
const classes = (pointed, chosen) => `${pointed ? "pointed" : ""} ${chosen ? "chosen" : ""}`.trim();

/**
 * A block's front and its other sides; of what has no shape a cross, or a dot while it waits.
 * @type {(kind: string, place: Place) => [string, string]}
 */
function outlines(kind, { x, wide, height, depth }) {
  const [middle, low] = [x + wide / 2, HEIGHT - 10];
  if (kind === "waits") return [`M${middle - 1.5} ${low}h3v3h-3Z`, ""];
  if (kind !== "impossible") return faces(x, wide, height, depth);
  return [`M${middle - 6} ${low - 6}l12 12m0 -12l-12 12`, ""];
}

/**
 * What the picture says of a row, or of the whole stack.
 * @type {(table: Summary | null, at: number) => string}
 */
function told(table, at) {
  if (!table) return "";
  const { input_shape, output_shape, rows } = table;
  const row = rows[at - 1];
  if (!row) return `input ${times(input_shape)}${at === 0 ? "" : ` → output ${times(output_shape)}`}`;
  const name = `${row.number} ${row.layer.type}`;
  if (row.output_shape) return `${name}: ${times(row.input_shape)} → ${times(row.output_shape)}`;
  return `${name}: ${row.fault ? "impossible" : `waits for row ${row.waits}`}`;
}
