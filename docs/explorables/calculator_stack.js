// The table of the stack: its rows are turned, dragged and opened, and only what has changed is written anew.
import { inConvdemo } from "./calculator_code.js";
import { letDrag } from "./calculator_drag.js";
import { cellsOf, COMPARED, COSTS, headsOf, inputRow, makeCell, showCell } from "./calculator_table.js";
import { letTurn, showTurn, turn } from "./calculator_turn.js";
import { wordsOf } from "./calculator_words.js";
import { LIMITS, short, times } from "./convdemo_layers.js";
import { make } from "./elements.js";
/** @import { Cell } from "./calculator_table.js" */
/** @import { Value } from "./calculator_turn.js" */
/** @import { Layer, Name } from "./convdemo_layers.js" */
/** @import { Row, Summary } from "./convdemo_summary.js" */

const TALL = 12; // rows: more are not on one screen
/** @type {["n_h" | "n_w" | "n_c", string][]} */
const SIDES = [["n_h", "n_h, rows"], ["n_w", "n_w, columns"], ["n_c", "n_c, channels"]];
/** @type {Partial<Record<Name, string>>} */
export const LABELS = {
  filters: "filters",
  units: "units",
  size: "f, size",
  stride: "s, stride",
  padding: "p, padding",
  dilation: "d, dilation",
  groups: "groups",
};

/**
 * Roles, since the table is laid out as none.
 * @type {(tag: keyof HTMLElementTagNameMap, role: string, ...inside: (Node | string)[]) => HTMLElement}
 */
export const part = (tag, role, ...inside) => make(tag, { role }, ...inside);

/**
 * What a row has on the page.
 * @typedef {object} Line
 * @property {HTMLElement} row
 * @property {HTMLElement} head
 * @property {HTMLButtonElement} name
 * @property {HTMLElement} words
 * @property {Map<string, HTMLElement>} numbers that can be turned, by their names
 * @property {HTMLElement[]} cells
 * @property {string} form which words and cells it has
 */
/**
 * @typedef {object} Deeds
 * @property {(at: number) => void} press a layer's name is pressed
 * @property {(at: number, name: Name, value: Value, run: string) => unknown} turn
 * @property {(i: number, value: number, run: string) => unknown} side a side of the input is turned
 * @property {(from: number, to: number) => void} move
 * @property {(at: number) => void} point
 * @property {() => Summary} table
 * @property {() => number} ceiling where what is seen begins on the screen
 */

/** @type {(number: HTMLElement) => HTMLElement} */
const held = (number) => make("span", { class: "number" }, number);

/**
 * The number that a layer has; a word turns from what it comes to.
 * @type {(at: number, name: Name, does: Deeds) => HTMLElement}
 */
function numberOf(at, name, does) {
  const row = () => does.table().rows[at];
  const value = () => /** @type {Value} */ (row().layer[name] ?? row().layer.size ?? 0);
  return turn({
    label: LABELS[name] ?? name,
    limits: LIMITS[name],
    words: name === "padding" ? ["valid", "same", "full"] : [],
    value,
    start: () => short(row().window?.map(({ before }) => before) ?? [0, 0]),
    change: (next, run) => does.turn(at, name, next, run),
  });
}

/**
 * A layer's line in Python, its numbers to be turned. A choice that has become usual stays while it is turned.
 * @type {(line: Line, at: number, layer: Layer, does: Deeds) => void}
 */
function showWords(line, at, layer, does) {
  const turned = [...line.numbers].find(([, number]) => number === document.activeElement)?.[0];
  const parts = wordsOf(layer, turned);
  const form = [layer.type, ...parts.map(({ name }) => name)].join();
  if (line.form !== form) {
    line.form = form;
    line.numbers.clear();
    line.row.classList.toggle("long", parts.length > 1);
    line.words.replaceChildren(
      line.name,
      "(",
      ...parts.map(({ name, before, value }, i) => {
        const inside = typeof value === "boolean" ? make("span", { class: "fixed" }) : numberOf(at, name, does);
        line.numbers.set(name, inside);
        return make("span", { class: "part" }, before, held(inside), i < parts.length - 1 ? ", " : "");
      }),
      ")",
    );
  }
  for (const { name, text, value, usual } of parts) {
    const number = /** @type {HTMLElement} */ (line.numbers.get(name));
    if (typeof value !== "boolean") showTurn(number, text, /** @type {Value} */ (value));
    else if (number.textContent !== text) number.textContent = text;
    number.closest(".part")?.classList.toggle("usual", usual);
  }
}

/**
 * The row of the input, whose sides are turned.
 * @param {Deeds} does
 */
function inputLine(does) {
  const sides = SIDES.map(([name, label], i) =>
    turn({
      label,
      limits: LIMITS[name],
      value: () => does.table().input_shape[i],
      change: (value, run) => does.side(i, Number(value), run),
    })
  );
  for (const side of sides) side.tabIndex = 0;
  const words = sides.flatMap((side, i) => [i ? " × " : "", held(side)]);
  const head = part("th", "rowheader", make("span", { class: "words" }, "input ", ...words));
  head.ariaLabel = "input";
  const row = part("tr", "row", head);
  row.className = "given";
  return { row, head, sides };
}

/**
 * The focus goes from name to name, and from a name to its numbers; with Alt the row goes along.
 * @type {(body: HTMLElement, lines: Line[], move: Deeds["move"]) => void}
 */
function listenToKeys(body, lines, move) {
  /** @type {(event: KeyboardEvent, line: Line, at: number) => void} */
  const sideways = (event, line, at) => {
    const turns = /** @type {NodeListOf<HTMLElement>} */ (line.words.querySelectorAll(".turn"));
    const stops = [line.name, ...turns];
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    const next = by
      ? stops[stops.indexOf(/** @type {HTMLButtonElement} */ (event.target)) + by]
      : lines[at + down]?.name;
    if (!by && (!down || event.target !== line.name)) return;
    event.preventDefault();
    next?.focus();
  };
  body.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const at = lines.findIndex(({ row }) => row.contains(target));
    if (at < 0 || target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
    if (!event.altKey) {
      sideways(event, lines[at], at);
      return;
    }
    const to = at + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? NaN);
    if (!lines[to]) return;
    event.preventDefault();
    const name = [...lines[at].numbers].find(([, number]) => number === target)?.[0];
    move(at, to);
    (lines[to].numbers.get(name ?? "") ?? lines[to].name).focus();
  });
  // Tab stops at the numbers of the row that one is in.
  /** @type {(row: Element | null | undefined, index: number) => void} */
  const stop = (row, index) => {
    for (const number of row?.querySelectorAll(".turn") ?? []) /** @type {HTMLElement} */ (number).tabIndex = index;
  };
  /** @type {Element | null} */
  let inside = null;
  body.addEventListener("focusin", ({ target }) => {
    const row = /** @type {Element} */ (target).closest("tr");
    if (row === inside) return;
    stop(inside, -1);
    stop(inside = row, 0);
  });
}

/** @type {(row: Row) => (Node | string)[]} */
function noteOf({ fault, fits, waits }) {
  if (waits) return [`waits for row ${waits}`];
  return fault ? [make("strong", {}, "Impossible: "), `${fault}. ${fits ?? ""}`.trim()] : [];
}

/** @type {(line: { row: HTMLElement, cells: HTMLElement[] }, columns: typeof COSTS, texts: Cell[]) => void} */
function showCells(line, columns, texts) {
  if (line.cells.length !== columns.length) {
    for (const cell of line.cells) cell.remove();
    line.cells = columns.map(makeCell);
    line.row.append(...line.cells);
  }
  texts.forEach((text, i) => showCell(line.cells[i], text));
}

/** @type {(line: Line, note: (Node | string)[]) => void} */
function showNote(line, note) {
  const text = note.map((each) => (typeof each === "string" ? each : each.textContent)).join("");
  if (line.cells.length === 1 && line.cells[0].textContent === text) return;
  for (const cell of line.cells) cell.remove();
  line.cells = [make("td", { role: "cell", "aria-colspan": 9, class: "across" }, ...note)];
  line.row.append(...line.cells);
}

/** @type {(at: number, does: Deeds) => Line} */
function lineAt(at, does) {
  const keys = "Alt+ArrowUp Alt+ArrowDown";
  const onclick = () => does.press(at);
  const name = make("button", { type: "button", class: "layer", "aria-keyshortcuts": keys, onclick });
  const words = make("span", { class: "words" }, name);
  const handle = make("span", { class: "handle", "aria-hidden": "true", title: "Drag to another place" });
  const head = part("th", "rowheader", handle, words);
  return { row: part("tr", "row", head), head, name, words, numbers: new Map(), cells: [], form: "" };
}

/** @type {(lines: Line[], many: number, body: HTMLElement, does: Deeds) => void} */
function resize(lines, many, body, does) {
  while (lines.length > many) lines.pop()?.row.remove();
  while (lines.length < many) {
    const line = lineAt(lines.length, does);
    lines.push(line);
    body.append(line.row);
  }
}

/** @type {(line: Line, row: Row, at: number, chosen: boolean, does: Deeds) => void} */
function showHead(line, row, at, chosen, does) {
  showWords(line, at, row.layer, does);
  const label = `${at + 1} ${inConvdemo(row.layer)}`;
  if (line.head.ariaLabel !== label) {
    line.head.ariaLabel = line.name.ariaLabel = label;
    line.name.textContent = `${at + 1} ${row.layer.type}`;
  }
  line.name.ariaExpanded = String(chosen);
  line.row.classList.toggle("impossible", Boolean(row.fault));
  line.row.classList.toggle("current", chosen);
}

/**
 * Rows with what belongs to them.
 * @param {Line[]} lines
 */
const unitsOf = (lines) =>
  lines.map(({ row }) => {
    const after = /** @type {HTMLElement | null} */ (row.nextElementSibling);
    return after?.classList.contains("editor") ? [row, after] : [row];
  });

/**
 * The row that is pointed at, or has the focus, is pointed at in the picture too.
 * @type {(table: HTMLElement, input: HTMLElement, lines: Line[], point: (at: number) => void) => void}
 */
function listenToPointing(table, input, lines, point) {
  /** @param {Event} event */
  const found = ({ target }) => {
    const row = /** @type {Element} */ (target).closest("tr");
    if (row?.className === "editor") return;
    point(row === input ? 0 : lines.findIndex((line) => line.row === row) + 1 || -1);
  };
  for (const kind of ["pointerover", "focusin"]) table.addEventListener(kind, found);
  for (const kind of ["pointerleave", "focusout"]) table.addEventListener(kind, () => point(-1));
}

/**
 * The table with its rows.
 * @param {Deeds} does
 */
export function stackTable(does) {
  const heads = part("tr", "row");
  const body = part("tbody", "rowgroup");
  const input = { ...inputLine(does), cells: /** @type {HTMLElement[]} */ ([]) };
  const named = part("th", "rowheader", "total");
  const sum = { row: part("tr", "row", named), cells: /** @type {HTMLElement[]} */ ([]) };
  const groups = [part("thead", "rowgroup", heads), part("tbody", "rowgroup", input.row), body];
  const table = make("table", { class: "stack", role: "table" }, ...groups, part("tfoot", "rowgroup", sum.row));
  const said = make("p", { class: "fault", role: "alert" });
  const element = make("div", { class: "table" }, table, said);
  /** @type {Line[]} */
  const lines = [];
  /** @type {typeof COSTS | null} */
  let headed = null;

  letTurn(table, said);
  const drag = letDrag(body, {
    units: () => unitsOf(lines),
    ceiling: does.ceiling,
    drop: (from, to) => {
      does.move(from, to);
      lines[to]?.name.focus({ preventScroll: true });
    },
  });
  listenToKeys(body, lines, does.move);
  listenToPointing(table, input.row, lines, does.point);

  /** @type {(columns: typeof COSTS) => void} */
  const head = (columns) => {
    if (headed === columns) return;
    headed = columns;
    heads.replaceChildren(...headsOf(columns));
    table.classList.toggle("compared", columns === COMPARED);
    for (const line of [...lines, input, sum]) showCells(line, [], []);
  };
  /** @type {(summary: Summary, dense: boolean, chosen: number) => void} */
  const show = (summary, dense, chosen) => {
    drag.cancel();
    if (said.textContent) said.textContent = "";
    table.classList.toggle("tall", summary.rows.length > TALL);
    const columns = dense ? COMPARED : COSTS;
    head(columns);
    summary.input_shape.forEach((side, i) => showTurn(input.sides[i], times(side), side));
    showCells(input, columns, cellsOf(columns, inputRow(summary.input_shape), summary));
    resize(lines, summary.rows.length, body, does);
    summary.rows.forEach((row, i) => {
      showHead(lines[i], row, i, i === chosen, does);
      const note = noteOf(row);
      if (note.length) showNote(lines[i], note);
      else showCells(lines[i], columns, cellsOf(columns, row, summary));
    });
    named.textContent = summary.stop ? `above row ${summary.stop}` : "total";
    showCells(sum, columns, cellsOf(columns, summary, summary));
  };
  /** @param {number} at the row that is pointed at in the picture */
  const mark = (at) => lines.forEach(({ row }, i) => row.classList.toggle("pointed", i + 1 === at));
  /** The row that has the focus, as it is pointed at. */
  const focused = () => lines.findIndex(({ row }) => row.contains(document.activeElement)) + 1 || -1;
  return { element, lines, show, mark, focused };
}
