// The layer calculator: build a stack row by row, and read what each layer puts out, learns, costs and sees.
import { FRAMEWORKS, inConvdemo, program } from "./calculator_code.js";
import { asDense, cellsOf, COMPARED, COSTS, csv, headsOf, inputRow, totals } from "./calculator_table.js";
import { button, choice, field, toggle } from "./controls.js";
import { decode, encode, LIMITS, ROWS, summarize, within } from "./convdemo_summary.js";
import { controls, make } from "./elements.js";
import { NETWORKS } from "./numbers.js";
import { nameOf, options, same } from "./numerals.js";
/** @import { Context } from "./explorable.js" */
/** @import { Choice, Kind, Layer, Name, Row, Summary } from "./convdemo_summary.js" */

/** @typedef {typeof defaults} State */
/** @typedef {Pick<State, "input" | "stack" | "row">} Version What undo comes back to. */

// Of each kind of layer its name and the row that is added
/** @type {Record<Kind, [string, string]>} */
const OFFERED = {
  Conv2d: ["convolution", "c16-3-psame"],
  MaxPool2d: ["max pooling", "m2"],
  AvgPool2d: ["average pooling", "a2"],
  ReLU: ["ReLU", "r"],
  Flatten: ["flatten", "f"],
  Dense: ["dense", "d10"],
};
/** @type {["n_h" | "n_w" | "n_c", string][]} */
const SIDES = [["n_h", "n_h, rows"], ["n_w", "n_w, columns"], ["n_c", "n_c, channels"]];
// The fields, before and behind the padding's words
/** @type {[Name, string][]} */
const FIELDS = [
  ["filters", "filters"],
  ["units", "units"],
  ["size", "f, size"],
  ["stride", "s, stride"],
  ["padding", "p, padding"],
  ["dilation", "d, dilation"],
  ["groups", "groups"],
];
const PADDING_AT = 4;
/** @type {("bias" | "ceil_mode")[]} */
const SWITCHES = ["bias", "ceil_mode"];

const defaults = { input: [32, 32, 3], stack: "", row: 1, dense: false, code: "convdemo" };

/** @param {State} state */
function check({ input, stack, row, code }) {
  if (input.length !== 3 || !SIDES.every(([name], i) => within(input[i], LIMITS[name]))) {
    return "the input must be three whole numbers, none below 1, and none larger than its field takes.";
  }
  if (!within(row, { min: 0, max: ROWS }) || !Object.hasOwn(FRAMEWORKS, code)) {
    return "there is no such row, or no such code.";
  }
  decode(stack);
  return "";
}

/** @param {HTMLTextAreaElement} area */
async function copy(area) {
  try {
    await navigator.clipboard.writeText(area.value);
  } catch {
    area.select();
    return document.execCommand("copy");
  }
  return true;
}

/**
 * Out of use, a button keeps the focus.
 * @type {(text: string, does: () => void) => HTMLButtonElement}
 */
const press = (text, does) =>
  button(text, (event) => {
    const { ariaDisabled } = /** @type {HTMLButtonElement} */ (event.currentTarget);
    if (ariaDisabled !== "true") does();
  });
/** @type {(element: HTMLElement, on: boolean) => void} */
const use = (element, on) => {
  element.ariaDisabled = String(!on);
};
/**
 * Roles, since a narrow window lays the table out as no table.
 * @type {(tag: keyof HTMLElementTagNameMap, role: string, ...inside: (Node | string)[]) => HTMLElement}
 */
const part = (tag, role, ...inside) => make(tag, { role }, ...inside);
/** @type {(...inside: (Node | string)[]) => HTMLElement} */
const across = (...inside) => make("td", { role: "cell", colspan: 9, class: "across" }, ...inside);
/** @type {(row: Element, cells: HTMLElement[]) => void} */
function fill(row, cells) {
  while (row.children.length > 1) row.lastChild?.remove();
  row.append(...cells);
}

/**
 * The states that the reader can come back to. A run of typing into one field is undone at once.
 * @param {(version: Version) => void} show
 */
function versions(show) {
  /** @type {Version[]} */
  const past = [];
  /** @type {Version[]} */
  const future = [];
  /** @type {Version | null} */
  let last = null;
  let typed = { key: "", time: 0 };
  let runs = false;

  /** @type {(from: Version[], to: Version[]) => void} */
  const travel = (from, to) => {
    const version = from.pop();
    if (!version || !last) return;
    to.push(last);
    last = version;
    typed = { key: "", time: 0 };
    show(version);
  };
  const undo = press("Undo", () => travel(past, future));
  const redo = press("Redo", () => travel(future, past));
  return {
    undo,
    redo,
    /** @param {string} key the field that is typed into */
    typing: (key) => {
      const time = performance.now();
      runs = key === typed.key && time - typed.time < 1000;
      typed = { key, time };
    },
    /** @param {Version} now what is shown */
    keep: (now) => {
      if (last && !same({ ...last, row: now.row }, now)) {
        if (!runs) past.push(last);
        future.length = 0;
      }
      last = now;
      runs = false;
    },
    offer: () => {
      use(undo, past.length > 0);
      use(redo, future.length > 0);
    },
  };
}

/**
 * The row below the chosen layer, with its choices and what can be done to it.
 * @typedef {object} Deeds
 * @property {(key: string, layer: Layer) => void} edit
 * @property {(by: number, act: HTMLElement) => void} move
 * @property {() => void} repeat
 * @property {() => void} remove
 * @property {() => Layer} layer the chosen one
 */
/** @param {Deeds} deeds */
function editor({ edit, move, repeat, remove, layer }) {
  /** @type {(key: Name) => (value: Choice) => void} */
  const change = (key) => (value) => edit(key, { ...layer(), [key]: value });
  const kinds = Object.fromEntries(Object.entries(OFFERED).map(([type, [name]]) => [type, name]));
  const kind = choice("layer", kinds, (chosen) => {
    const type = /** @type {Kind} */ (chosen);
    const [fresh] = decode(OFFERED[type][1]);
    // Of one pool to the other its choices are kept.
    const alike = same(Object.keys(fresh), Object.keys(layer()));
    edit("type", alike ? { ...layer(), type } : fresh);
  });
  /** @type {[Name, { element: HTMLElement, show: (value: any) => void }][]} */
  const fields = FIELDS.map(([key, label]) => [key, field(label, { ...LIMITS[key], change: change(key) })]);
  for (const key of SWITCHES) fields.push([key, toggle(key, change(key))]);
  const words = choice(
    "padding",
    options(["number", "valid", "same", "full"]),
    (word) => change("padding")(word === "number" ? 0 : word),
  );
  const up = press("Up", () => move(-1, up));
  const down = press("Down", () => move(1, down));
  const again = press("Repeat", repeat);
  const away = press("Delete", remove);
  const shown = fields.map(([, control]) => control).toSpliced(PADDING_AT, 0, words);
  const inside = controls(kind, ...shown, up, down, again, away);
  const element = part("tr", "row", make("td", { role: "cell", colspan: 10 }, inside));
  element.className = "editor";

  /** @type {(layer: Layer, row: number, rows: number) => void} */
  const show = (layer, row, rows) => {
    kind.show(layer.type);
    for (const [key, control] of fields) {
      control.element.hidden = !(key in layer) || typeof layer[key] === "string";
      if (!control.element.hidden) control.show(layer[key] ?? layer.size);
    }
    words.element.hidden = !("padding" in layer);
    words.show(typeof layer.padding === "string" ? layer.padding : "number");
    up.ariaLabel = `Move row ${row} up`;
    down.ariaLabel = `Move row ${row} down`;
    again.ariaLabel = `Repeat row ${row}`;
    away.ariaLabel = `Delete row ${row}`;
    use(up, row > 1);
    use(down, row < rows);
    use(again, rows < ROWS);
  };
  return { element, show };
}

/**
 * The table with its rows.
 * @param {(index: number) => void} press a layer's name is pressed
 */
function stackTable(press) {
  const heads = part("tr", "row");
  const body = part("tbody", "rowgroup");
  const [input, sum] = ["input", "total"].map((name) => part("tr", "row", part("th", "rowheader", name)));
  const head = part("thead", "rowgroup", heads);
  const first = part("tbody", "rowgroup", input);
  const foot = part("tfoot", "rowgroup", sum);
  const element = make("table", { class: "stack", role: "table" }, head, first, body, foot);
  /** @type {{ name: HTMLButtonElement, row: HTMLElement }[]} */
  const lines = [];

  /** @param {number} many */
  const resize = (many) => {
    while (lines.length > many) lines.pop()?.row.remove();
    while (lines.length < many) {
      const index = lines.length;
      const name = make("button", { type: "button", class: "layer", onclick: () => press(index) });
      const row = part("tr", "row", part("th", "rowheader", name));
      lines.push({ name, row });
      body.append(row);
    }
  };
  /** @type {(row: Row, columns: typeof COSTS, table: Summary) => HTMLElement[]} */
  const inside = (row, columns, table) => {
    if (row.fault) return [across(make("strong", {}, "Impossible: "), `${row.fault}. ${row.fits}`)];
    return row.waits ? [across(`waits for row ${row.waits}`)] : cellsOf(columns, row, table);
  };
  /** @type {(table: Summary, columns: typeof COSTS, chosen: number) => void} */
  const show = (table, columns, chosen) => {
    heads.replaceChildren(...headsOf(columns));
    fill(input, cellsOf(columns, inputRow(table.input_shape), table));
    resize(table.rows.length);
    table.rows.forEach((counted, i) => {
      const { name, row } = lines[i];
      name.textContent = `${i + 1} ${inConvdemo(counted.layer)}`;
      name.ariaExpanded = String(i === chosen);
      row.className = counted.fault ? "impossible" : "";
      fill(row, inside(counted, columns, table));
    });
    const named = /** @type {Element} */ (sum.firstChild);
    named.textContent = table.stop ? `above row ${table.stop}` : "total";
    fill(sum, cellsOf(columns, table, table));
  };
  return { element, lines, show };
}

/**
 * The stack as a program, to be copied.
 * @param {(code: string) => void} change
 */
function listing(change) {
  const language = choice("code for", options(Object.keys(FRAMEWORKS)), change);
  const code = make("textarea", {
    class: "code",
    readonly: true,
    rows: 9,
    wrap: "off",
    spellcheck: "false",
    "aria-label": "The stack in Python",
  });
  const copied = press("Copy", async () => {
    copied.textContent = (await copy(code)) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => {
      copied.textContent = "Copy";
    }, 2000);
  });
  /** @type {(framework: string, table: Summary) => void} */
  const show = (framework, table) => {
    language.show(framework);
    code.value = program(framework, table);
  };
  return { controls: controls(language, copied), code, show };
}

/** @param {Summary} table */
function save(table) {
  const href = URL.createObjectURL(new Blob(["\ufeff", csv(table)], { type: "text/csv" }));
  make("a", { href, download: "layers.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

/**
 * Where a stack can start from.
 * @type {(start: State) => Record<string, [number[], string]>}
 */
const presetsOf = (start) => ({
  "this page’s example": [start.input, start.stack],
  ...Object.fromEntries(Object.entries(NETWORKS).map(([name, [input, network]]) => [name, [input, encode(network)]])),
});

/**
 * The input, and what the stack starts from.
 * @param {Context<State>} context
 * @param {(key: string, changes: Partial<State>) => void} type
 */
function startLine({ set, start, state }, type) {
  const presets = presetsOf(start);
  const preset = choice("start from", { ...options(Object.keys(presets)), own: "your own" }, (name) => {
    const [input, stack] = presets[name];
    set({ input, stack, row: 1 });
  });
  const sides = SIDES.map(([name, label], i) => {
    /** @param {number} n */
    const change = (n) => type(name, { input: state().input.with(i, n) });
    return field(label, { ...LIMITS[name], change });
  });
  /** @param {State} state */
  const show = ({ input, stack }) => {
    preset.show(nameOf(presets, [input, stack]) ?? "own");
    sides.forEach((side, i) => side.show(input[i]));
  };
  return { parts: [preset, ...sides], show };
}

/**
 * What changes the stack; the layers are those of the state.
 * @param {Context<State>} context
 * @param {(key: string, changes: Partial<State>) => void} type
 * @param {(row: number) => HTMLElement} nameOfRow
 */
function deedsOf({ set, state }, type, nameOfRow) {
  const layers = () => decode(state().stack);
  const at = () => Math.min(state().row, layers().length) - 1;
  const layer = () => layers()[at()];
  // The focus goes along with the row.
  /** @type {(next: Layer[], row: number, act?: HTMLElement) => void} */
  const put = (next, row, act) => {
    set({ stack: encode(next), row });
    (act ?? nameOfRow(at())).focus();
  };
  /** @type {Deeds} */
  const deeds = {
    layer,
    edit: (key, layer) => type(key + at(), { stack: encode(layers().with(at(), layer)) }),
    move: (by, act) => put(layers().toSpliced(at(), 1).toSpliced(at() + by, 0, layer()), at() + 1 + by, act),
    repeat: () => put(layers().toSpliced(at(), 0, layer()), at() + 2),
    remove: () => put(layers().toSpliced(at(), 1), at() + 1),
  };
  /** @param {string} code */
  const add = (code) => {
    const below = at() + 1 || layers().length;
    put(layers().toSpliced(below, 0, ...decode(code)), below + 1);
  };
  return { ...deeds, at, add };
}

/** @type {(chosen: number, many: number) => string} */
function whereToAdd(chosen, many) {
  if (many === ROWS) return `a stack ends at ${ROWS} rows`;
  return chosen >= 0 ? `add below row ${chosen + 1}` : "add a row";
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, say, fault, reset } = context;
  /** @type {Summary} */
  let table;
  let told = "";
  const history = versions(set);
  /** @type {(key: string, changes: Partial<State>) => void} */
  const type = (key, changes) => {
    history.typing(key);
    set(changes);
  };
  const deeds = deedsOf(context, type, (row) => stack.lines[row]?.name ?? adds[0]);
  const { at } = deeds;
  const begin = startLine(context, type);
  const edits = editor(deeds);
  const adds = Object.values(OFFERED).map(([name, code]) => press(name, () => deeds.add(code)));
  const where = make("span", { class: "name" });
  const stack = stackTable((index) => set({ row: at() === index ? 0 : index + 1 }, { quiet: true }));
  const [fact, compared] = ["fact", "fact"].map((name) => make("p", { class: name }));
  const dense = toggle("compare with dense layers", (on) => set({ dense: on }, { quiet: true }));
  const saves = press("Save as CSV", () => save(table));
  const code = listing((code) => set({ code }, { quiet: true }));
  const first = controls(...begin.parts, history.undo, history.redo, reset);
  first.classList.add("start");
  const framed = make("div", { class: "table" }, stack.element);
  root.append(first, fault, fact, framed, controls(where, ...adds), controls(dense, saves), compared);
  root.append(code.controls, code.code);

  /** @type {(row: HTMLElement | undefined) => void} */
  const showEditor = (row) => {
    if (!row) {
      edits.element.remove();
      return;
    }
    if (row.nextSibling !== edits.element) row.after(edits.element);
    edits.show(deeds.layer(), at() + 1, table.rows.length);
  };
  /** @param {State} current */
  return function show(current) {
    const { input, stack: coded, row } = current;
    history.keep({ input, stack: coded, row });
    table = summarize(decode(coded), input);
    const { rows, stop } = table;
    begin.show(current);
    fact.textContent = totals(table);
    stack.show(table, current.dense ? COMPARED : COSTS, at());
    compared.textContent = asDense(table);
    showEditor(stack.lines[at()]?.row);
    where.textContent = whereToAdd(at(), rows.length);
    for (const add of adds) use(add, rows.length < ROWS);
    history.offer();
    dense.show(current.dense);
    code.show(current.code, table);
    const news = stop ? `Row ${stop} is impossible: ${rows[stop - 1].fault}.` : fact.textContent;
    if (told && told !== news) say(news);
    told = news;
  };
}

export { build, check, defaults };
