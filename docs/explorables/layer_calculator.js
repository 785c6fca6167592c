// The layer calculator: build a stack row by row, and read what each layer puts out, learns, costs and sees.
import { FRAMEWORKS, program } from "./calculator_code.js";
import { stackPicture } from "./calculator_picture.js";
import { LABELS, part, stackTable } from "./calculator_stack.js";
import { asDense, csv, totals } from "./calculator_table.js";
import { button, choice, field, toggle } from "./controls.js";
import { decode, encode, LIMITS, ROWS, times, within } from "./convdemo_layers.js";
import { summarize } from "./convdemo_summary.js";
import { controls, make } from "./elements.js";
import { NETWORKS } from "./numbers.js";
import { nameOf, options, same } from "./numerals.js";
/** @import { Deeds as Stack } from "./calculator_stack.js" */
/** @import { Value } from "./calculator_turn.js" */
/** @import { Context } from "./explorable.js" */
/** @import { Choice, Kind, Layer, Name } from "./convdemo_layers.js" */
/** @import { Summary } from "./convdemo_summary.js" */

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
// What a row's own line has no number for, before and behind the padding's words
/** @type {Name[]} */
const FIELDS = ["dilation", "groups"];
/** @type {("bias" | "ceil_mode")[]} */
const SWITCHES = ["bias", "ceil_mode"];

const defaults = { input: [32, 32, 3], stack: "", row: 0, dense: false, code: "convdemo" };

/** @param {State} state */
function check({ input, stack, row, code }) {
  const { n_h, n_w, n_c } = LIMITS;
  if (input.length !== 3 || ![n_h, n_w, n_c].every((limits, i) => within(input[i], limits))) {
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
const useful = (text, does) =>
  button(text, (event) => {
    const { ariaDisabled } = /** @type {HTMLButtonElement} */ (event.currentTarget);
    if (ariaDisabled !== "true") does();
  });
/** @type {(element: HTMLElement, on: boolean) => void} */
const use = (element, on) => {
  element.ariaDisabled = String(!on);
};
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
  const undo = useful("Undo", () => travel(past, future));
  const redo = useful("Redo", () => travel(future, past));
  return {
    undo,
    redo,
    /** @param {string} key the field that is typed into, or the drag that goes on, which may rest */
    typing: (key) => {
      const time = performance.now();
      runs = key === typed.key && (key.includes("drag") || time - typed.time < 1000);
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
 * The row below the chosen layer, with what its line has no number for, and what can be done to it.
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
  const fields = FIELDS.map((key) => [key, field(String(LABELS[key]), { ...LIMITS[key], change: change(key) })]);
  for (const key of SWITCHES) fields.push([key, toggle(key, change(key))]);
  const words = choice(
    "padding",
    options(["number", "valid", "same", "full"]),
    (word) => change("padding")(word === "number" ? 0 : word),
  );
  const up = useful("Up", () => move(-1, up));
  const down = useful("Down", () => move(1, down));
  const again = useful("Repeat", repeat);
  const away = useful("Delete", remove);
  const inside = controls(kind, words, ...fields.map(([, control]) => control), up, down, again, away);
  const element = part("tr", "row", make("td", { role: "cell", "aria-colspan": 10 }, inside));
  element.className = "editor";

  /** @type {(layer: Layer, row: number, rows: number) => void} */
  const show = (layer, row, rows) => {
    kind.show(layer.type);
    for (const [key, control] of fields) {
      control.element.hidden = !(key in layer);
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
  /** @type {(line: HTMLElement | undefined, row: number, rows: number) => void} */
  const below = (line, row, rows) => {
    if (!line) {
      element.remove();
      return;
    }
    if (line.nextSibling !== element) line.after(element);
    show(layer(), row + 1, rows);
  };
  return { below };
}

/**
 * The stack as a program, to be copied. It is written while its fold is open.
 * @param {(code: string) => void} change
 * @param {() => Summary} table
 */
function listing(change, table) {
  const language = choice("code for", options(Object.keys(FRAMEWORKS)), change);
  const code = make("textarea", {
    class: "code",
    readonly: true,
    rows: 9,
    wrap: "off",
    spellcheck: "false",
    "aria-label": "The stack in Python",
  });
  const copied = useful("Copy", async () => {
    copied.textContent = (await copy(code)) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => {
      copied.textContent = "Copy";
    }, 2000);
  });
  const write = () => {
    const text = element.open ? program(language.select.value, table()) : "";
    if (code.value !== text) code.value = text;
  };
  const summary = make("summary", {}, `Its code, for ${Object.keys(FRAMEWORKS).join(", ")}`);
  const element = make("details", { class: "more", ontoggle: write }, summary, controls(language, copied), code);
  /** @param {string} framework */
  const show = (framework) => {
    if (language.select.value !== framework) element.open = true; // what the address asks for is seen
    language.show(framework);
    write();
  };
  return { element, show };
}

/**
 * The layers compared with dense ones, and the table as a file.
 * @param {(dense: boolean) => void} change
 * @param {() => Summary} table
 */
function comparison(change, table) {
  const dense = toggle("compare with dense layers", change);
  const words = make("p", { class: "fact" });
  const inside = controls(dense, useful("Save as CSV", () => save(table())));
  const element = make(
    "details",
    { class: "more" },
    make("summary", {}, "Compare with dense layers, or save"),
    inside,
    words,
  );
  /** @param {boolean} on */
  const show = (on) => {
    if (on) element.open = true;
    dense.show(on);
    words.textContent = asDense(table());
  };
  return { element, show };
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
 * What the stack starts from.
 * @param {Context<State>} context
 */
function startChoice({ set, start }) {
  const presets = presetsOf(start);
  const preset = choice("start from", { ...options(Object.keys(presets)), own: "your own" }, (name) => {
    const [input, stack] = presets[name];
    set({ input, stack, row: 0 });
  });
  /** @param {State} state */
  const show = ({ input, stack }) => preset.show(nameOf(presets, [input, stack]) ?? "own");
  return { element: preset.element, show };
}

/**
 * What changes the stack; the layers are those of the state.
 * @param {Context<State>} context
 * @param {(key: string, changes: Partial<State>) => boolean} type
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
  /** @type {(key: string, row: number, layer: Layer) => boolean} */
  const replace = (key, row, layer) => type(key + row, { stack: encode(layers().with(row, layer)) });
  // The chosen row stays chosen wherever it has come to.
  /** @type {(from: number, to: number) => void} */
  const carry = (from, to) => {
    const places = layers().map((_, i) => i);
    const [chosen, order] = [at(), places.toSpliced(from, 1).toSpliced(to, 0, from)];
    set({ stack: encode(order.map((place) => layers()[place])), row: order.indexOf(chosen) + 1 });
  };
  /** @type {Deeds} */
  const deeds = {
    layer,
    edit: (key, layer) => replace(key, at(), layer),
    move: (by, act) => {
      carry(at(), at() + by);
      act.focus();
    },
    repeat: () => put(layers().toSpliced(at(), 0, layer()), at() + 2),
    remove: () => put(layers().toSpliced(at(), 1), Math.min(at() + 1, layers().length - 1)),
  };
  /** @param {string} code */
  const add = (code) => {
    const below = at() + 1 || layers().length;
    put(layers().toSpliced(below, 0, ...decode(code)), below + 1);
  };
  /** @type {(row: number, name: Name, value: Value, run: string) => boolean} */
  const turn = (row, name, value, run) => replace(`${name} ${run} `, row, { ...layers()[row], [name]: value });
  return { ...deeds, at, add, carry, turn };
}

/** @type {(chosen: number, many: number) => string} */
function whereToAdd(chosen, many) {
  if (many === ROWS) return `a stack ends at ${ROWS} rows`;
  return chosen >= 0 ? `add below row ${chosen + 1}` : "add a row";
}

/**
 * What is said of a change: a row that has moved, then what the stack comes to, or why it does not.
 * @type {(table: Summary, moved: string) => string}
 */
function newsOf({ rows, stop, parameters, output_shape }, moved) {
  if (stop) return `${moved}Row ${stop} is impossible: ${rows[stop - 1].fault}.`;
  return `${moved}${times(parameters)} parameters. Output ${times(output_shape)}.`;
}

/**
 * The picture and the table, which point at each other.
 * @param {Context<State>} context
 * @param {ReturnType<typeof deedsOf>} deeds
 * @param {() => Summary} table
 * @param {{ side: Stack["side"], moves: (words: string) => void }} does
 */
function views({ set }, deeds, table, { side, moves }) {
  // Once the pointer has gone, what has the focus is pointed at.
  /** @param {number} row */
  const point = (row) => {
    const at = row < 0 ? stack.focused() : row;
    picture.point(at);
    stack.mark(at);
  };
  const picture = stackPicture({
    point,
    press: (row) => {
      set({ row }, { quiet: true });
      stack.lines[row - 1].row.scrollIntoView({ block: "nearest" });
    },
  });
  const stack = stackTable({
    press: (row) => set({ row: deeds.at() === row ? 0 : row + 1 }, { quiet: true }),
    point,
    turn: deeds.turn,
    side,
    move: (from, to) => {
      moves(`Row ${from + 1} is now row ${to + 1}. `);
      deeds.carry(from, to);
    },
    table,
    ceiling: () => picture.element.getBoundingClientRect().bottom,
  });
  return { picture, stack };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, state, say, reset } = context;
  /** @type {Summary} */
  let table;
  let [told, moved] = ["", ""];
  const history = versions(set);
  /** @type {(key: string, changes: Partial<State>) => boolean} */
  const type = (key, changes) => {
    history.typing(key);
    return set(changes);
  };
  const deeds = deedsOf(context, type, (row) => stack.lines[row]?.name ?? adds[0]);
  const { at } = deeds;
  const { picture, stack } = views(context, deeds, () => table, {
    side: (i, n, run) => type(`side ${i} ${run}`, { input: state().input.with(i, n) }),
    moves: (words) => {
      moved = words;
    },
  });
  const begin = startChoice(context);
  const edits = editor(deeds);
  const adds = Object.values(OFFERED).map(([name, code]) => useful(name, () => deeds.add(code)));
  const where = make("span", { class: "name" });
  const fact = make("p", { class: "fact" });
  const compared = comparison((on) => set({ dense: on }, { quiet: true }), () => table);
  const code = listing((code) => set({ code }, { quiet: true }), () => table);
  const first = controls(begin, history.undo, history.redo, reset);
  first.classList.add("start");
  root.append(first, picture.element, picture.scale, fact, stack.element);
  root.append(controls(where, ...adds), make("div", { class: "folds" }, compared.element, code.element));

  /** @param {State} current */
  return function show(current) {
    const { input, stack: coded, row } = current;
    history.keep({ input, stack: coded, row });
    table = summarize(decode(coded), input);
    begin.show(current);
    fact.textContent = totals(table);
    picture.show(table, at() + 1 || -1);
    stack.show(table, current.dense, at());
    edits.below(stack.lines[at()]?.row, at(), table.rows.length);
    where.textContent = whereToAdd(at(), table.rows.length);
    for (const add of adds) use(add, table.rows.length < ROWS);
    history.offer();
    compared.show(current.dense);
    code.show(current.code);
    const news = newsOf(table, moved);
    moved = "";
    if (told && told !== news) say(news);
    told = news;
  };
}

export { build, check, defaults };
