// The convolution as a matrix: each output has a row, each pixel a column.
import { conv2d, conv_matrix, mlp_parameters, pad } from "./convdemo.js";
import { choice, controls, make, number, within } from "./explorable.js";
import { Grid, edited, sign, sized } from "./grid.js";
import { FILTERS } from "./numbers.js";

const counting = (n, first) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => first + n * i + j));
const KERNELS = { "1 to 9": counting(3, 1), ...FILTERS };
const names = (values) => Object.fromEntries(values.map((value) => [value, String(value).toLowerCase()]));
const CHOICES = { padding: ["p, padding", names([0, 1, 2])], stride: ["s, stride", names([1, 2, 3])] };
// `row` and `column`: where the reader looks in the matrix; −1: nowhere.
const defaults = { image: counting(4, 0), kernel: KERNELS["1 to 9"], padding: 0, stride: 1, row: 0, column: -1 };

const square = (rows, least, most) => within(rows.length, least, most) && sized(rows, rows.length, rows.length, 99);
function check(state) {
  if (!square(state.image, 3, 6) || !square(state.kernel, 1, 3)) return "the image must be a square of 3 to 6 rows, the filter of at most 3, with numbers from −99 to 99.";
  if (!Object.entries(CHOICES).every(([key, [, known]]) => Object.hasOwn(known, state[key]))) return "a number is none of those offered.";
  if (![state.row, state.column].every((at) => within(at, -1, 99))) return "the matrix has no such row or column.";
  return "";
}

function build({ root, set, say, fault, state, reset }) {
  let now = null; // what follows from the state
  const look = (row, column) => {
    if (row === state().row && column === state().column) return;
    set({ row, column }, { quiet: true });
  };
  const edit = (key) => (...cell) => set({ [key]: edited(state()[key], ...cell) });
  const input = new Grid({ label: "input", role: "input", min: -99, max: 99, edit: edit("image"), look: (i, j) => {
    const { image: { length: n }, padding: p } = state();
    if (i !== null) look(-1, [i, j].every((at) => at >= p && at < n + p) ? (i - p) * n + j - p : -1);
  } });
  const filter = new Grid({ label: "filter", role: "filter", min: -99, max: 99, edit: edit("kernel") });
  const output = new Grid({ label: "output", role: "output", look: (i, j) => { if (i !== null) look(i * now.output.length + j, -1); } });

  const matrix = make("div", { class: "matrix", role: "img", onpointermove: point, onpointerdown: point });
  function point({ clientX, clientY }) {
    const { left, top, width, height } = matrix.getBoundingClientRect();
    const place = (share, many) => Math.min(many - 1, Math.max(0, Math.floor(share * many)));
    look(place((clientY - top) / height, now.matrix.length), place((clientX - left) / width, now.matrix[0].length));
  }
  const [title, key, words] = ["grid-name filter", "key", "fact"].map((name) => make("p", { class: name }));
  const counts = make("tbody");
  const kernels = choice("filter", { ...names(Object.keys(KERNELS)), own: "your own" }, (name) => set(KERNELS[name] ? { kernel: KERNELS[name] } : {}));
  const side = choice("n, the image’s side", names([3, 4, 5, 6]), (n) => set({ image: counting(Number(n), 0) }));
  const choices = Object.fromEntries(Object.entries(CHOICES).map(([of, [label, known]]) => [of, choice(label, known, (value) => set({ [of]: Number(value) }))]));
  root.append(
    make("div", { class: "grids" }, input.element, sign("∗"), filter.element, sign("="), output.element, make("table", {},
      make("thead", {}, make("tr", {}, make("td"), ...["convolution", "dense"].map((name) => make("th", { scope: "col" }, name)))), counts)),
    make("div", { class: "whole" }, title, matrix, key), words,
    controls(kernels, side, ...Object.values(choices), reset), fault,
  );

  // Draws what is not zero. A weight has a shade and, where there is no room for its number, a mark.
  function draw(kernel) {
    const [rows, columns] = [now.matrix.length, now.matrix[0].length];
    const entries = now.matrix.flat().filter(Boolean);
    const different = [...new Set(kernel.flat())].filter((weight) => entries.includes(weight));
    const entry = (weight, area) => {
      const [shade, mark] = [Math.abs(weight) / Math.max(...different.map(Math.abs)), different.indexOf(weight)];
      return make("i", { style: `grid-area: ${area}; --shade: ${shade}; --x: ${mark % 3}; --y: ${Math.floor(mark / 3)}` }, number(weight));
    };
    const longest = Math.max(0, ...different.map((weight) => number(weight).length));
    matrix.style.cssText = `--rows: ${rows}; --columns: ${columns}`;
    matrix.parentNode.className = `whole ${rows > 25 || longest > 3 ? "marks" : columns > 16 || longest > 2 ? "marks-narrow" : ""}`;
    matrix.replaceChildren(...now.matrix.flatMap((line, r) => line.flatMap((weight, c) => (weight ? [entry(weight, `${r + 1} / ${c + 1}`)] : []))));
    key.replaceChildren(...different.flatMap((weight) => [entry(weight, "auto"), ` ${number(weight)} `]));
    title.textContent = `the same as a matrix, ${rows} × ${columns}`;
    const dense = mlp_parameters([columns], rows);
    matrix.setAttribute("aria-label", `${title.textContent}: ${entries.length} of ${dense} entries are not zero`);
    counts.replaceChildren(...[["entries", dense], ["not zero", entries.length], ["different", different.length]].map(([name, count]) =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, number(count)), make("td", {}, number(dense)))));
  }
  // A row or a column: whose it is, and all of its entries.
  const written = (name, at, [row, column], line) => [
    `${name} at row ${row}, column ${column}: ${line.filter(Boolean).length} of ${line.length} entries not zero. `.replace("#", at),
    make("span", { class: "sum" }, ...line.flatMap((weight) => [weight ? make("b", {}, number(weight)) : "0", " "])),
  ];

  let told = "";
  return function show(current) {
    const { image, kernel, padding, stride } = current;
    const n = image.length;
    now = { output: conv2d(image, kernel, { padding, stride }), matrix: conv_matrix([n, n], kernel, { padding, stride }) };
    const out = now.output.length;
    const [row, column] = [Math.min(current.row, out ** 2 - 1), Math.min(current.column, n ** 2 - 1)];
    const place = (at, side) => (at < 0 ? null : [Math.floor(at / side), at % side]);
    const [from, pixel] = [place(row, out), place(column, n)];

    draw(kernel);
    if (from) matrix.append(make("b", { style: `grid-area: ${row + 1} / 1 / auto / -1` }));
    if (pixel) matrix.append(make("b", { class: "column", style: `grid-area: 1 / ${column + 1} / -1` }));
    input.show({
      values: pad(image, padding), ring: padding, title: `input ${n} × ${n}`,
      frame: from && [from[0] * stride, from[1] * stride, kernel.length, kernel.length], chosen: pixel && pixel.map((at) => at + padding),
    });
    filter.show({ values: kernel });
    output.show({ values: now.output, chosen: from, title: `output ${out} × ${out}`, marked: (i, j) => Boolean(now.matrix[i * out + j][column]) });
    words.replaceChildren(
      ...from ? written("Row # makes the output", row, from, now.matrix[row]) : [],
      ...pixel ? written("Column # belongs to the pixel", column, pixel, now.matrix.map((line) => line[column])) : [],
      from || pixel ? "" : "The padding has no column: it is 0, and needs no weight.",
    );
    kernels.show(Object.keys(KERNELS).find((name) => String(KERNELS[name]) === String(kernel)) ?? "own");
    side.show(n);
    for (const of in choices) choices[of].show(current[of]);
    if (told) say((title.textContent === told ? "" : `${title.textContent}. `) + words.textContent);
    told = title.textContent;
  };
}

export { defaults, check, build };
