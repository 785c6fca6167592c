// The layer calculator: build a stack row by row, and read what each layer puts out, learns, costs and sees.
import { KINDS, LIMITS, ROWS, chosen, decode, encode, product, same, short, summarize, times, within } from "./convdemo_summary.js";
import { button, choice, controls, field, make, number, toggle } from "./explorable.js";
import { NETWORKS } from "./numbers.js";

const NAMES = { Conv2d: "convolution", MaxPool2d: "max pooling", AvgPool2d: "average pooling", ReLU: "ReLU", Flatten: "flatten", Dense: "dense" };
const NEW = { Conv2d: "c16-3-psame", MaxPool2d: "m2", AvgPool2d: "a2", ReLU: "r", Flatten: "f", Dense: "d10" };
const SIDES = { n_h: "n_h, rows", n_w: "n_w, columns", n_c: "n_c, channels" };
const FIELDS = { filters: "filters", units: "units", size: "f, size", stride: "s, stride", padding: "p, padding", dilation: "d, dilation", groups: "groups" };
const LANGUAGES = { convdemo, PyTorch: pytorch, Keras: keras };

const bytes = (n) => (n < 2 ** 20 ? `${number(n / 1024)} KiB` : `${number(n / 2 ** 20)} MiB`);
// A column: its heading, what its colour means, and what it shows of a row; `true`: the share of the total is drawn too.
const OUTPUT = ["output", "output", "output_shape"];
const WEIGHTS = ["weights", "filter", "weights", true];
const MACS = ["multiply-adds", "", "macs", true];
const COSTS = [
  OUTPUT, WEIGHTS, ["biases", "filter", "biases"], MACS, ["activations", "output", "activations", true], ["memory", "output", "memory"],
  ["receptive field", "input", "receptive_field"], ["jump", "input", "jump"], ["rows, columns never read", "input", "dropped"],
];
const COMPARED = [OUTPUT, WEIGHTS, MACS, ["weights and multiply-adds if dense", "filter", "dense", true]];

const defaults = { input: [32, 32, 3], stack: "", row: 1, dense: false, code: "convdemo" };

function check({ input, stack, row, code }) {
  if (input.length !== 3 || !Object.keys(SIDES).every((name, i) => within(input[i], LIMITS[name]))) return "the input must be three whole numbers, none below 1, and none larger than its field takes.";
  if (!within(row, { min: 0, max: ROWS }) || !Object.hasOwn(LANGUAGES, code)) return "there is no such row, or no such code.";
  decode(stack);
  return "";
}

// The stack in Python: for each package, a function that writes the lines of one row.
const python = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : typeof value === "string" ? `'${value}'`
  : Array.isArray(value) ? `(${value.map(python).join(", ")})` : value);
const call = (name, given, named = {}) => `${name}(${[...given.map(python),
  ...Object.entries(named).filter(([, value]) => value !== undefined).map(([key, value]) => key + "=" + python(value))].join(", ")})`;
// What a layer has chosen, as another package's keywords.
const named = (layer, names) => Object.fromEntries(chosen(layer).filter((key) => key in names).map((key) => [names[key], layer[key]]));
const TORCH = { stride: "stride", dilation: "dilation", groups: "groups", bias: "bias" };
const KERAS = { stride: "strides", dilation: "dilation_rate", groups: "groups", bias: "use_bias" };
const KERAS_NAMES = { Conv2d: "Conv2D", MaxPool2d: "MaxPooling2D", AvgPool2d: "AveragePooling2D" };
const INFINITE = "-float('inf')";
const MEANS = "# These zeros count in the means at the border; convdemo leaves them out.";

function convdemo({ layer }) {
  return [call(layer.type, KINDS[layer.type][0].map((key) => layer[key]), named(layer, { ...TORCH, padding: "padding", ceil_mode: "ceil_mode" }))];
}

// The padding that the windows reach, and what "same" would give.
const reached = ({ n, covers, stride, before, out }) => [before, Math.max(0, (out - 1) * stride + covers - n - before)];
const kept = ({ n, covers, stride }) => {
  const all = Math.max(0, (Math.ceil(n / stride) - 1) * stride + covers - n);
  return [all >> 1, all - (all >> 1)];
};

function pytorch({ layer, input_shape, window }) {
  const { type, size, padding, filters, units } = layer;
  const keywords = named(layer, TORCH);
  if (!window) return [units ? call("nn.Linear", [input_shape[0], units], keywords) : `nn.${type}()`];
  const write = (more) => call(`nn.${type}`, filters ? [input_shape[2], filters, size] : [size], { stride: undefined, ...more, ...keywords });
  const before = short(window.map((side) => side.before)) || undefined;
  const uneven = window.some((side) => side.before !== side.after);
  const mean = type === "AvgPool2d";
  if (filters) {
    if (padding === "same" && same(layer.stride, 1)) return [write({ padding })];
    if (!uneven) return [write({ padding: before })];
  } else if (window.every(({ before: p, after, f, stride }) => 2 * p <= f && (p === after || stride > 1))) {
    // PyTorch pads a pool by half its window at most. A last window that hangs over is as good as a pixel more there.
    return [write({ padding: before, ceil_mode: layer.ceil_mode || uneven || undefined, count_include_pad: mean && before ? false : undefined })];
  }
  const around = python(window.map(reached).reverse().flat());
  return [...(mean ? [MEANS] : []), type === "MaxPool2d" ? `nn.ConstantPad2d(${around}, ${INFINITE})` : `nn.ZeroPad2d(${around})`, write()];
}

function keras({ layer, window }) {
  const { type, size, stride, filters, units } = layer;
  const keywords = named(layer, KERAS);
  if (!window) return [units ? call("layers.Dense", [units], keywords) : `layers.${type}()`];
  const around = window.map(reached);
  const gaps = keywords.dilation_rate && keywords.strides;
  const pads = around.flat().some(Boolean);
  const padding = pads && !gaps && same(around, window.map(kept)) ? "same" : undefined;
  const lines = [];
  if (pads && !padding) {
    if (type === "MaxPool2d") lines.push("# Keras has no such padding for a max pool.", `layers.Lambda(lambda x: keras.ops.pad(x, ${python([[0, 0], ...around, [0, 0]])}, constant_values=${INFINITE}))`);
    else lines.push(...(filters ? [] : [MEANS]), call("layers.ZeroPadding2D", [around]));
  }
  lines.push(call(`layers.${KERAS_NAMES[type]}`, filters ? [filters, size] : [size], { strides: undefined, padding, ...keywords, ...(gaps && { strides: undefined }) }));
  if (gaps) lines.push("# Keras has no stride with dilation: of all places, these are kept.", call("layers.MaxPooling2D", [1], { strides: stride }));
  return lines;
}

function program(language, { rows, input_shape, stop }) {
  if (stop) return `# No code: row ${stop} is impossible,\n# ${rows[stop - 1].fault}.`;
  const lines = rows.flatMap(LANGUAGES[language]).map((line) => `    ${line}${line[0] === "#" ? "" : ","}\n`).join("");
  const [n_h, n_w, n_c] = input_shape;
  const shape = python(input_shape);
  return language === "PyTorch" ? `from torch import nn\n\n# An input is (m, ${n_c}, ${n_h}, ${n_w}): channels come first.\nmodel = nn.Sequential(\n${lines})\n`
    : language === "Keras" ? `import keras\nfrom keras import layers\n\nmodel = keras.Sequential([\n    keras.Input(${shape}),\n${lines}])\n`
      : `from convdemo import ${[...new Set(rows.map(({ layer }) => layer.type))].sort().concat("summarize").join(", ")}\n\nlayers = [\n${lines}]\nprint(summarize(layers, ${shape}))\n`;
}

// The table for a spreadsheet
const FILE = ["number", "layer", "output_shape", "weights", "biases", "parameters", "macs", "activations", "memory", "receptive_field", "jump", "dropped", "dense", "note"];
const csv = (table) => [FILE.join(","), ...[
  input_row(table.input_shape), ...table.rows.map((row) => ({ ...row, layer: convdemo(row)[0], note: row.fault ?? (row.waits && `waits for row ${row.waits}`) })), { ...table, layer: "total" },
].map((row) => FILE.map((key) => `"${[row[key] ?? ""].flat().join(key === "dropped" ? ", " : " × ")}"`).join(","))].join("\r\n");

const input_row = (shape) => ({ number: 0, layer: "input", output_shape: shape, activations: product(shape), memory: 4 * product(shape) });
const totals = (t) => `${times(t.parameters)} parameters (${times(t.weights)} weights, ${times(t.biases)} biases), ${times(t.macs)} multiply-adds, ${times(t.activations)} activations (${bytes(t.memory)} in float32). Output ${times(t.output_shape)}, receptive field ${times(t.receptive_field)}.`;

async function copy(area) {
  try { await navigator.clipboard.writeText(area.value); } catch { area.select(); return document.execCommand("copy"); }
  return true;
}
// A choice's options, each of which is its own name.
const named_alike = (names) => Object.fromEntries(names.map((name) => [name, name]));
// Out of use, a button keeps the focus.
const press = (text, does) => button(text, ({ currentTarget }) => { if (currentTarget.ariaDisabled !== "true") does(); });
const use = (element, on) => { element.ariaDisabled = String(!on); };
// Roles, since a narrow window lays the table out as no table.
const part = (tag, role, ...inside) => make(tag, { role }, ...inside);

function build({ root, set, say, fault, start, state, reset }) {
  let layers = [];
  let table = null;
  let last = null; // what undo comes back to
  let typed = {}; // the field that was typed into, and when: a run of typing is undone at once
  let runs = false;
  let told = "";
  const [past, future, lines] = [[], [], []];
  const at = () => Math.min(state().row, layers.length) - 1;

  const type_in = (key, changes) => {
    const time = performance.now();
    runs = key === typed.key && time - typed.time < 1000;
    typed = { key, time };
    set(changes);
  };
  const edit = (key, layer) => type_in(key + at(), { stack: encode(layers.with(at(), layer)) });
  // The focus goes along with the row.
  const put = (next, row, act) => {
    set({ stack: encode(next), row });
    (act ?? lines[at()]?.name ?? adds[0]).focus();
  };
  const travel = (from, to) => {
    to.push(last);
    last = from.pop();
    typed = {};
    set(last);
  };

  const presets = { "this page’s example": [start.input, start.stack] };
  for (const [name, [input, network]] of Object.entries(NETWORKS)) presets[name] = [input, encode(network)];
  const preset = choice("start from", { ...named_alike(Object.keys(presets)), own: "your own" }, (name) => set({ input: presets[name][0], stack: presets[name][1], row: 1 }));
  const sides = Object.entries(SIDES).map(([name, label], i) => field(label, { ...LIMITS[name], change: (n) => type_in(name, { input: state().input.with(i, n) }) }));
  const undo = press("Undo", () => travel(past, future));
  const redo = press("Redo", () => travel(future, past));

  // The chosen layer's choices stand in a row of their own, below it.
  const change = (key) => (value) => edit(key, { ...layers[at()], [key]: value });
  const kind = choice("layer", NAMES, (type) => {
    const [layer] = decode(NEW[type]);
    edit("type", same(Object.keys(layer), Object.keys(layers[at()])) ? { ...layers[at()], type } : layer);
  });
  const fields = {};
  for (const [key, label] of Object.entries(FIELDS)) fields[key] = field(label, { ...LIMITS[key], change: change(key) });
  for (const key of ["bias", "ceil_mode"]) fields[key] = toggle(key, change(key));
  const words = choice("padding", named_alike(["number", "valid", "same", "full"]), (word) => change("padding")(word === "number" ? 0 : word));
  const move = (by, act) => put(layers.toSpliced(at(), 1).toSpliced(at() + by, 0, layers[at()]), at() + 1 + by, act);
  const acts = [
    press("Up", () => move(-1, acts[0])), press("Down", () => move(1, acts[1])),
    press("Repeat", () => put(layers.toSpliced(at(), 0, layers[at()]), at() + 2)), press("Delete", () => put(layers.toSpliced(at(), 1), at() + 1)),
  ];
  const editor = part("tr", "row", make("td", { role: "cell", colspan: 10 }, controls(kind, ...Object.values(fields).toSpliced(4, 0, words), ...acts)));
  editor.className = "editor";
  const adds = Object.entries(NEW).map(([type, code]) => press(NAMES[type], () => {
    const below = at() + 1 || layers.length;
    put(layers.toSpliced(below, 0, ...decode(code)), below + 1);
  }));
  const where = make("span", { class: "name" });

  const line = (index) => {
    const name = make("button", { type: "button", class: "layer", onclick: () => set({ row: at() === index ? 0 : index + 1 }, { quiet: true }) });
    return { name, row: part("tr", "row", part("th", "rowheader", name)) };
  };
  const heads = part("tr", "row");
  const body = part("tbody", "rowgroup");
  const [input, sum] = ["input", "total"].map((name) => part("tr", "row", part("th", "rowheader", name)));
  const [fact, compared] = ["fact", "fact"].map((name) => make("p", { class: name }));
  const dense = toggle("compare with dense layers", (on) => set({ dense: on }, { quiet: true }));
  const language = choice("code for", named_alike(Object.keys(LANGUAGES)), (code) => set({ code }, { quiet: true }));
  const code = make("textarea", { class: "code", readonly: true, rows: 9, wrap: "off", spellcheck: "false", "aria-label": "The stack in Python" });
  const copied = press("Copy", async () => {
    copied.textContent = (await copy(code)) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { copied.textContent = "Copy"; }, 2000);
  });
  const save = press("Save as CSV", () => {
    const href = URL.createObjectURL(new Blob(["\ufeff", csv(table)], { type: "text/csv" }));
    make("a", { href, download: "layers.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  });
  const start_line = controls(preset, ...sides, undo, redo, reset);
  start_line.classList.add("start");
  root.append(
    start_line, fault, fact,
    make("div", { class: "table" }, make("table", { class: "stack", role: "table" }, part("thead", "rowgroup", heads), part("tbody", "rowgroup", input), body, part("tfoot", "rowgroup", sum))),
    controls(where, ...adds), controls(dense, save), compared, controls(language, copied), code,
  );

  const fill = (row, ...cells) => {
    while (row.children.length > 1) row.lastChild.remove();
    row.append(...cells);
  };
  const across = (...inside) => make("td", { role: "cell", colspan: 9, class: "across" }, ...inside);
  // What a row shows; of the totals themselves no share is drawn.
  const cells = (row) => (state().dense ? COMPARED : COSTS).map(([name, role, key, shared]) => {
    const value = row[key];
    const text = value === undefined ? "" : !value || String(value) === "0,0" ? "0" : key === "memory" ? bytes(value) : key === "dropped" ? value.join(", ") : times(value);
    const share = shared && value && row !== table ? `--share: ${(100 * Number(value)) / Number(table[key])}%` : false;
    return make("td", { role: "cell", "data-name": name, class: role, "data-empty": !text || text === "0", style: share }, text);
  });

  return function show(current) {
    const { input: shape, stack, row } = current;
    const now = { input: shape, stack, row };
    if (last && !same({ ...last, row }, now)) {
      if (!runs) past.push(last);
      future.length = 0;
    }
    [last, runs] = [now, false];
    layers = decode(stack);
    table = summarize(layers, shape);
    const { rows, stop } = table;

    preset.show(Object.keys(presets).find((name) => same([shape, stack], presets[name])) ?? "own");
    sides.forEach((side, i) => side.show(shape[i]));
    fact.textContent = totals(table);
    heads.replaceChildren(...[["layer (press to change)", ""], ...(current.dense ? COMPARED : COSTS)].map(([name, role]) => make("th", { role: "columnheader", scope: "col", class: role }, name)));
    fill(input, ...cells(input_row(shape)));
    while (lines.length > layers.length) lines.pop().row.remove();
    while (lines.length < layers.length) {
      lines.push(line(lines.length));
      body.append(lines.at(-1).row);
    }
    rows.forEach((counted, i) => {
      const { name, row: element } = lines[i];
      name.textContent = `${i + 1} ${convdemo(counted)[0]}`;
      name.ariaExpanded = String(i === at());
      element.className = counted.fault ? "impossible" : "";
      fill(element, ...(counted.fault ? [across(make("strong", {}, "Impossible: "), `${counted.fault}. ${counted.fits}`)]
        : counted.waits ? [across(`waits for row ${counted.waits}`)] : cells(counted)));
    });
    sum.firstChild.textContent = stop ? `above row ${stop}` : "total";
    fill(sum, ...cells(table));
    compared.textContent = table.weights ? `If each layer that learns were dense, with a weight for every pair of a number that comes in and one that goes out, they would have ${times(table.dense)} weights, ${times(Number((Number(table.dense) / table.weights).toPrecision(4)))} times as many, and do as many multiply-adds.` : "";

    const chosen_row = lines[at()]?.row;
    if (!chosen_row) editor.remove();
    else {
      if (chosen_row.nextSibling !== editor) chosen_row.after(editor);
      edits(layers[at()], at() + 1);
    }
    const full = layers.length === ROWS;
    where.textContent = full ? `a stack ends at ${ROWS} rows` : chosen_row ? `add below row ${at() + 1}` : "add a row";
    for (const add of [...adds, acts[2]]) use(add, !full);
    use(undo, past.length);
    use(redo, future.length);
    dense.show(current.dense);
    language.show(current.code);
    code.value = program(current.code, table);
    const news = stop ? `Row ${stop} is impossible: ${rows[stop - 1].fault}.` : fact.textContent;
    if (told && told !== news) say(news);
    told = news;
  };

  function edits(layer, row) {
    kind.show(layer.type);
    for (const [key, control] of Object.entries(fields)) {
      control.element.hidden = !(key in layer) || typeof layer[key] === "string";
      if (!control.element.hidden) control.show(layer[key] ?? layer.size);
    }
    words.element.hidden = !("padding" in layer);
    words.show(typeof layer.padding === "string" ? layer.padding : "number");
    [`Move row ${row} up`, `Move row ${row} down`, `Repeat row ${row}`, `Delete row ${row}`].forEach((name, i) => { acts[i].ariaLabel = name; });
    use(acts[0], row > 1);
    use(acts[1], row < layers.length);
  }
}

export { defaults, check, build };
