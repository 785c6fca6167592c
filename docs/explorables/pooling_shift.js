// Pushing the image: what a convolution's output does then, with and without a stride or a pool.
import { avg_pool, equivariance_error, invariance_error, nearest_move, output, roll } from "./convdemo.js";
import { button, choice, controls, make } from "./explorable.js";
import { ARROWS, Grid } from "./grid.js";
import { FILTERS, IMAGES, NAMES } from "./numbers.js";

const KERNELS = { none: [[1]], ...FILTERS };
const same = (names) => Object.fromEntries(names.map((name) => [name, NAMES[name] ?? name]));
// Each key of the state that is one of several, with its name and its values.
const CHOICES = {
  kept: ["what is kept", { all: "every output", max: "the largest (max pooling)", avg: "the mean (average pooling)", first: "the first alone (stride)" }],
  size: ["of each block of", { 2: "2 × 2", 3: "3 × 3" }],
  filter: ["filter", same(Object.keys(KERNELS))],
  stride: ["s, stride", { 1: "1", 2: "2", 3: "3" }],
  mode: ["at the border", { valid: "nothing (valid)", constant: "zeros", reflect: "reflect", edge: "edge", wrap: "wrap" }],
};
const defaults = { image: IMAGES.digit_image, filter: "none", stride: 1, mode: "wrap", kept: "max", size: 2, shift: [0, 1] };

// What convdemo is asked for. To keep the first of each block is a longer stride.
function options({ stride, kept, size }, mode) {
  if (kept === "all") return { mode, stride };
  if (kept === "first") return { mode, stride: stride * size };
  return { mode, stride, pool: size, pooling: kept === "avg" ? avg_pool : undefined };
}
// The outputs before and after the push; throws where a window does not fit.
function derive(state) {
  const asked = [KERNELS[state.filter], options(state, state.mode)];
  const pushed = roll(state.image, ...state.shift);
  return { asked, pushed, before: output(state.image, ...asked), after: output(pushed, ...asked) };
}

function check(state) {
  const { image, shift } = state;
  if (!(image.length > 1 && image.length < 9 && image.every((row) => row.length === image.length && row.every((value) => Math.abs(value) < 100)))) {
    return "the image must be a square of 2 to 8 rows, with numbers from −99 to 99.";
  }
  if (shift.length !== 2 || !shift.every((by) => Number.isInteger(by) && Math.abs(by) < 9)) return "a push is two whole numbers from −8 to 8.";
  if (!Object.entries(CHOICES).every(([key, [, known]]) => Object.hasOwn(known, state[key]))) return "a choice is none of those offered.";
  try { derive(state); } catch (error) { return `Not possible: ${error.message}.`; }
  return "";
}

const part = (by, more, less) => (by ? [`${Math.abs(by)} ${by > 0 ? more : less}`] : []);
const route = ([down, right]) => [...part(right, "right", "left"), ...part(down, "down", "up")].join(", ");
const differs = (one, other) => (i, j) => Math.abs(one[i][j] - other[i][j]) > 1e-9;
// An error to two decimals, or why there is none: the output is uniform, or a window too large.
function measured(error, { image, filter, shift }, asked) {
  try { return error(image, KERNELS[filter], shift, asked).toFixed(2); } catch ({ message }) { return message.startsWith("the output") ? "uniform, nothing to compare" : "does not fit"; }
}

function build({ root, set, say, fault, state, start, reset }) {
  const pixels = new Grid({
    label: "pushed image", role: "input", min: -99, max: 99, brush: () => 9,
    // It is seen pushed, and edited where it is seen.
    edit: (row, column, value) => {
      const [down, right] = state().shift;
      const pushed = roll(state().image, down, right);
      pushed[row][column] = value;
      set({ image: roll(pushed, -down, -right) });
    },
  });
  const before = new Grid({ label: "output before", role: "output" });
  const after = new Grid({ label: "output after", role: "output" });

  // After a whole round the image is back.
  const push = (way) => {
    set({ shift: way ? state().shift.map((by, i) => (by + way[i]) % state().image.length) : [0, 0] });
  };
  const arrows = make("div", {
    class: "arrows", role: "group", "aria-label": "push the image",
    onkeydown: (event) => {
      if (!ARROWS[event.key] || event.altKey || event.metaKey) return;
      event.preventDefault();
      push(ARROWS[event.key]);
    },
  }, ...Object.keys(ARROWS).map((key, i) => button("↑←↓→"[i], () => push(ARROWS[key]), { "aria-label": `Push ${key.slice(5).toLowerCase()}` })));

  const changed = make("p", { class: "fact" });
  const moved = make("p", { class: "fact" });
  const rows = make("tbody");
  const heads = ["at the border", "equivariance error"].map((name) => make("th", { scope: "col" }, name));
  const named = { "the figure’s": start.image, ...IMAGES };
  const images = choice("image", { ...same(Object.keys(named)), own: "your own" }, (name) => set(named[name] ? { image: named[name] } : {}));
  const choices = Object.fromEntries(Object.entries(CHOICES).map(([key, [label, known]]) =>
    [key, choice(label, known, (value) => set({ [key]: typeof state()[key] === "number" ? Number(value) : value }))]));
  root.append(
    make("div", { class: "grids" },
      make("div", {}, pixels.element, make("div", { class: "pushes" }, arrows, button("Put back", () => push()))), make("div", { class: "grids" }, before.element, after.element)),
    make("div", { class: "found" }, make("div", {}, changed, moved), make("table", {}, make("thead", {}, make("tr", {}, ...heads)), rows)),
    controls(...Object.values(choices), images, reset),
    fault,
  );

  let opened = false;
  return function show(current) {
    const { image, shift } = current;
    const { asked, pushed, before: old, after: now } = derive(current);
    const [kernel, { stride, pool = 1 }] = asked;
    const equivariance = measured(equivariance_error, current, asked[1]);
    const move = equivariance >= 0 ? nearest_move(old, now, shift, asked[1]).move : [0, 0];
    const [stayed, followed] = [differs(old, now), differs(roll(old, ...move), now)];
    const top = Math.max(1e-9, ...[...old, ...now].flat().map(Math.abs));
    const cells = (test) => `${now.flatMap((row, i) => row.filter((_, j) => test(i, j))).length} of ${now.length ** 2} cells`;

    pixels.show({ values: pushed, title: `image, pushed ${route(shift) || "nowhere"}` });
    // Without a filter the pool's windows lie on the image itself.
    pixels.table.style.setProperty("--jump", kernel.length === 1 && stride * pool > 1 ? stride * pool : 9);
    before.show({ values: old, top });
    after.show({ values: now, top, marked: stayed, crossed: followed });
    changed.replaceChildren("How much the output changed where it stands (invariance error): ", make("strong", {}, measured(invariance_error, current, asked[1])),
      `; ${cells(stayed)}, framed. 0: it did not notice the push. About 1.4: no more alike than unrelated outputs; more: opposed.`);
    moved.replaceChildren(`How far it is from the old output ${route(move) ? "moved " : "left in place"}${route(move)} (equivariance error): `, make("strong", {}, equivariance),
      `; ${cells(followed)}, with a filled corner. 0: shift in, shift out.`,
      stride * pool > 1 ? ` From cell to cell it is ${stride * pool} pixels; the output cannot move by less.` : "");
    rows.replaceChildren(...Object.entries(CHOICES.mode[1]).map(([mode, name]) => make("tr", { "aria-current": mode === current.mode && "true" },
      make("th", { scope: "row" }, name), make("td", {}, measured(equivariance_error, current, options(current, mode))))));
    for (const key in choices) choices[key].show(current[key]);
    choices.size.select.disabled = current.kept === "all";
    if (opened) say(`${pixels.name.textContent}. ${changed.textContent} ${moved.textContent}`);
    opened = true;
    images.show(Object.keys(named).find((name) => JSON.stringify(named[name]) === JSON.stringify(image)) ?? "own");
  };
}

export { defaults, check, build };
