// The sliding window: paint the image, choose the filter, and see every output's sum and every pixel's readers.
import { MODES, axis, conv2d, flip, pad, pixel_uses } from "./convdemo.js";
import { button, choice, controls, factor, field, make, number, player, same, slider, toggle, within } from "./explorable.js";
import { Grid, edited, sign, sized } from "./grid.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";

const LARGEST = 8; // pixels of a side
const BRUSHES = { look: "only looks", 10: "paints 10, or wipes", 5: "paints 5, or wipes", "-10": "paints −10, or wipes" };
const MORE = ["padding", "mode", "stride", "dilation", "flip"]; // what chapters after the first ones explain

const defaults = {
  image: IMAGES.edge_image, kernel: FILTERS.VERTICAL, padding: 0, mode: "constant",
  stride: 1, dilation: 1, flip: false, cell: [0, 0], brush: "look",
};

const square = (rows, most) => within(rows.length, 1, most) && sized(rows, rows.length, rows.length, 999);

// What follows from a state; throws where the filter does not fit.
function derive({ image, kernel, padding, mode, stride, dilation, flip: turned }) {
  const options = { padding, mode, stride, dilation };
  const used = turned ? flip(kernel) : kernel;
  const line = axis(image.length, kernel.length, options);
  return { used, line, options, padded: pad(image, padding, { mode }), output: conv2d(image, used, options) };
}

function check(state) {
  const { image, kernel, padding, stride, dilation, mode, cell, brush } = state;
  if (!square(image, LARGEST)) return `the image must be a square of at most ${LARGEST} rows, with numbers from −999 to 999.`;
  if (!square(kernel, 5)) return "the filter must be a square of at most 5 rows, with numbers from −999 to 999.";
  if (!within(padding, 0, 3)) return "the padding must be 0, 1, 2 or 3.";
  if (!within(stride, 1, 3) || !within(dilation, 1, 3)) return "stride and dilation must be 1, 2 or 3.";
  if (!MODES.includes(mode) || !Object.hasOwn(BRUSHES, brush)) return "a word is none of those offered.";
  if (cell.length !== 2 || !cell.every((at) => within(at, 0, 99))) return "there is no such cell.";
  try { derive(state); } catch (error) { return `${error.message[0].toUpperCase()}${error.message.slice(1)}.`; }
  return "";
}

// The image at another side: its last row and column go on, or are cut off. The filter: its middle stays.
const resized = {
  image: (rows, side) => squareOf(side, (i) => Math.min(i, rows.length - 1), rows),
  kernel: (rows, side) => squareOf(side, (i) => i - Math.trunc((side - rows.length) / 2), rows),
};
const squareOf = (side, from, rows) => Array.from({ length: side }, (_, i) => Array.from({ length: side }, (_, j) => rows[from(i)]?.[from(j)] ?? 0));

const nameOf = (table, rows) => Object.keys(table).find((name) => same(table[name], rows)) ?? "own";

function build({ root, set, say, fault, figure, start, state, reset }) {
  let now = null; // what follows from the state
  let looked = null; // the pixel that the reader looks at, in the padded image
  let pointed = null; // the output that the pointer is over
  let shown = ""; // the state without the place
  let told = ""; // what has been said of the output
  const whole = {}; // what was resized, and what came of it: to be resized from again

  const changed = (key) => (...cell) => set({ [key]: edited(state()[key], ...cell) });
  const input = new Grid({
    label: "input", role: "input", edit: changed("image"),
    brush: () => (state().brush === "look" ? null : Number(state().brush)),
    look: (row, column) => { looked = row === null ? null : [row, column]; mark(); tell(); },
  });
  const filter = new Grid({ label: "filter", role: "filter", edit: (row, column, value) => {
    // A turned filter is shown turned, and edited where it is seen.
    const last = state().kernel.length - 1;
    changed("kernel")(...(state().flip ? [last - row, last - column] : [row, column]), value);
  } });
  // To point at an output is a look; to press it, or to walk to it, moves the window there.
  const output = new Grid({ label: "output", role: "output", look: (row, column, hovering) => {
    pointed = hovering && row !== null && !moves.playing() ? [row, column] : null;
    if (row === null || hovering || String([row, column]) === String(cellOf())) { framed(); return; }
    moves.stop();
    set({ cell: [row, column] }, { quiet: true });
    tell();
  } });

  const moves = player(() => {
    const [row, column] = state().cell;
    const out = now.line.out;
    const next = (row * out + column + 1) % (out * out);
    set({ cell: [Math.floor(next / out), next % out] }, { remember: false });
    return next !== out * out - 1;
  }, { stopped: () => { set({}, { quiet: true }); tell(); } });
  const stepTo = (by) => {
    moves.stop();
    const out = now.line.out;
    const next = (state().cell[0] * out + state().cell[1] + by + out * out) % (out * out);
    set({ cell: [Math.floor(next / out), next % out] }, { quiet: true });
    tell();
  };
  const press = (label, by, name) => button(label, () => stepTo(by), { "aria-label": name });
  const scrub = slider("place", { min: 1, max: 16, words: (place) => `${place} of ${now.line.out ** 2}`, change: (place) => {
    moves.stop();
    set({ cell: [Math.floor((place - 1) / now.line.out), (place - 1) % now.line.out] }, { quiet: true });
  } });

  const offered = (table, key) => ({ ...Object.fromEntries(Object.keys(table).map((name) => [name, NAMES[name]])),
    ...(nameOf(table, start[key]) === "own" && { start: "the figure’s" }), own: "your own" });
  const choose = (table, key) => (name) => set({ [key]: table[name] ?? start[key] });
  const images = choice("image", offered(IMAGES, "image"), choose(IMAGES, "image"));
  const filters = choice("filter", offered(FILTERS, "kernel"), choose(FILTERS, "kernel"));
  const named = (table, key) => (same(state()[key], start[key]) && nameOf(table, start[key]) === "own" ? "start" : nameOf(table, state()[key]));
  const resize = (key) => (side) => {
    if (whole[key]?.made !== state()[key]) whole[key] = { from: state()[key] };
    whole[key].made = resized[key](whole[key].from, side);
    return set({ [key]: whole[key].made });
  };
  const side = field("n, the image’s side", { min: 1, max: LARGEST, change: resize("image") });
  const f = field("f, the filter’s side", { min: 1, max: 5, change: resize("kernel") });
  const padding = field("p, padding", { min: 0, max: 3, change: (value) => set({ padding: value }) });
  const mode = choice("padding with", Object.fromEntries(MODES.map((name) => [name, name.replace("constant", "zeros")])), (value) => set({ mode: value }));
  const stride = field("s, stride", { min: 1, max: 3, change: (value) => set({ stride: value }) });
  const dilation = field("d, dilation", { min: 1, max: 3, change: (value) => set({ dilation: value }) });
  const turn = toggle("turn the filter first (convolution, not cross-correlation)", (value) => set({ flip: value }));
  const brush = choice("pressing a pixel", BRUSHES, (value) => set({ brush: value }));

  const more = make("details", { class: "more", open: figure.dataset.open !== undefined },
    make("summary", {}, "padding, stride, dilation, turn"), controls(padding, mode, stride, dilation, turn));
  const sum = make("p", { class: "sum" });
  const size = make("p", { class: "fact" });
  const readers = make("p", { class: "fact" });
  root.append(
    make("div", { class: "grids" }, input.element, sign("∗"), filter.element, sign("="), output.element),
    controls(moves.play, press("Back", -1, "Step back"), press("Step", 1, "Step on"), scrub),
    sum, size, readers,
    controls(images, filters, brush, side, f),
    more,
    fault,
    controls(reset),
  );

  const withinOutput = (cell) => cell.map((at) => Math.min(at, now.line.out - 1));
  const cellOf = () => withinOutput(state().cell);

  // The outputs whose window reads place (row, column) of the padded image.
  const reads = (place, out) => {
    const { stride: s, dilation: d, kernel } = state();
    const tap = place - out * s;
    return tap >= 0 && tap % d === 0 && tap / d < kernel.length;
  };

  function mark() {
    const { stride: s, dilation: d, kernel, image, padding: p } = state();
    const [row, column] = withinOutput(pointed ?? state().cell);
    const n = image.length;
    const counts = pixel_uses([n, n], [kernel.length, kernel.length], now.options);
    const unread = (i, j) => counts[i - p]?.[j - p] === 0;
    const gaps = (i, j) => d > 1 && reads(i, row) && reads(j, column);
    input.show({
      values: now.padded, ring: p, frame: [row * s, column * s, now.line.covers, now.line.covers], marked: gaps, crossed: unread, chosen: looked,
      title: `input ${n} × ${n}` + (p ? `, padded to ${n + 2 * p} × ${n + 2 * p}` : ""),
      say: (i, j, shown) => (unread(i, j) ? `${shown}, read by no window` : input.cells[i][j].classList.contains("pads") ? `${shown}, padding` : ""),
    });
    filter.show({ values: now.used, title: `filter ${kernel.length} × ${kernel.length}${state().flip ? ", turned" : ""}` });
    output.show({
      values: now.output, chosen: [row, column],
      marked: (i, j) => Boolean(looked) && reads(looked[0], i) && reads(looked[1], j),
      title: `output ${now.line.out} × ${now.line.out}`,
    });
    const lost = counts.flat().filter((count) => count === 0).length;
    if (looked) {
      const many = now.output.flatMap((line, i) => line.map((_, j) => reads(looked[0], i) && reads(looked[1], j))).filter(Boolean).length;
      const what = input.cells[looked[0]]?.[looked[1]]?.classList.contains("pads") ? "This place of the padding" : "This pixel";
      readers.textContent = many ? `${what} is read by ${many} of ${now.line.out ** 2} windows; their outputs are marked.` : `${what} is read by no window.`;
    } else {
      readers.textContent = lost ? `${lost} of ${n * n} pixels are read by no window; they are crossed.` : "Every pixel is read by at least one window. Point at one, or press it, to see by which.";
    }
  }

  // The sum of the chosen cell, term by term.
  function terms() {
    const { stride: s, dilation: d } = state();
    const [row, column] = withinOutput(pointed ?? state().cell);
    const parts = now.used.flatMap((weights, u) => weights.map((weight, v) => [now.padded[row * s + u * d][column * s + v * d], weight]));
    return { parts, total: now.output[row][column] };
  }
  function tell(ofOutput = !looked) {
    if (moves.playing()) return;
    const [row, column] = cellOf();
    const sizeNow = `${now.line.out} × ${now.line.out}`;
    const framedNow = `row ${row}, column ${column}: ${number(now.output[row][column])}.`;
    say(!ofOutput ? readers.textContent : told === sizeNow ? `Output ${framedNow}` : `Output ${sizeNow}; ${framedNow}`);
    told = sizeNow;
  }

  // The window, its output and its sum.
  function framed() {
    mark();
    const { parts, total } = terms();
    sum.replaceChildren(...parts.flatMap(([x, w], i) => [i ? " + " : "", make("i", {}, factor(x)), "·", make("b", {}, factor(w))]),
      " = ", make("strong", {}, number(total)));
  }

  return function show(current) {
    now = derive(current);
    if (looked && (looked[0] >= now.padded.length || looked[1] >= now.padded.length)) looked = null;
    const { image, kernel, padding: p, stride: s, dilation: d } = current;
    framed();
    const covers = d > 1 ? `(${d}·(${kernel.length} − 1) + 1)` : String(kernel.length);
    const fits = (image.length + 2 * p - now.line.covers) % s;
    const plain = !p && s === 1 && d === 1;
    size.replaceChildren(...(plain ? [make("span", { class: "letters" }, "n − f + 1"), ` = ${image.length} − ${kernel.length} + 1 = `] : [
      make("span", { class: "letters" }, d > 1 ? "⌊(n + 2p − (d·(f − 1) + 1)) / s⌋ + 1" : "⌊(n + 2p − f) / s⌋ + 1"),
      ` = ⌊(${image.length} + 2·${p} − ${covers}) / ${s}⌋ + 1 = `]), make("strong", {}, String(now.line.out)),
      fits ? ` (${fits} left over)` : "");
    const place = cellOf()[0] * now.line.out + cellOf()[1] + 1;
    scrub.show(place, now.line.out ** 2);
    images.show(named(IMAGES, "image"));
    filters.show(named(FILTERS, "kernel"));
    if (MORE.some((key) => current[key] !== start[key])) more.open = true;
    side.show(image.length);
    f.show(kernel.length);
    padding.show(p);
    mode.show(current.mode);
    stride.show(s);
    dilation.show(d);
    turn.show(current.flip);
    brush.show(current.brush);
    // What a control has changed is said; what plays is not.
    const seen = JSON.stringify({ ...current, cell: 0, brush: 0 });
    if (shown && seen !== shown) tell(true);
    shown = seen;
  };
}

export { defaults, check, build };
