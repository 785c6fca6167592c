// Questions that take an answer: what a reader answers is judged by the key that the build has computed, and told in
// words. A right answer opens the fold below. Nothing is kept but in the address, and on request in this browser.
import { number, parse, same } from "../../../../docs/explorables/numerals.js";

/** @typedef {{ kind: string, numbers: [number, number][], columns: number, mistakes: [number[], string][],
 *   options: string[], right: number[], hints: Record<string, string>, text: string }} Key */
/** @typedef {{ state: string, words: string, bad: number[] }} Verdict `bad` are the fields that cannot be read. */
/** @typedef {{ name: string, box: HTMLElement, form: HTMLFormElement, fold: HTMLDetailsElement, key: Key }} Asked */

const KEPT = "answers";
const WANTED = "a number, such as 12, −3, 0.5 or 3/4";
const NEAR = 1e-9;
const LONGEST = 1000; // characters of an answer in an address: servers refuse one that goes on and on
// What is pasted: numbers as the book writes them, with thousands apart, and as a table has them.
const APART = /[-−–+]?([1-9]\d{0,2}(,\d{3})+(?!\d)|[\d./]+)(\.\d+)?(e[-−+]?\d+)?/gi;
const TOGETHER = /[-−–+]?[\d./]+(e[-−+]?\d+)?/gi;

/** @type {<Kind extends Element = HTMLElement>(selector: string, root?: ParentNode) => Kind[]} */
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

// --- what is right, and what is told of what is not ---------------------------------------------

/** @type {Verdict} */
const RIGHT = { state: "right", words: "✓ Right.", bad: [] };
/** @type {(words: string) => Verdict} */
const wrong = (words) => ({ state: "wrong", words, bad: [] });
/** @type {(words: string, bad?: number[]) => Verdict} */
const unread = (words, bad = [0]) => ({ state: "unread", words, bad });

/**
 * A number as it is typed; a fraction too.
 * @param {string} text
 */
const read = (text) => {
  const [above, below = "1", ...more] = text.split("/");
  const value = parse(above) / parse(below);
  return more.length || !Number.isFinite(value) ? NaN : value;
};
/**
 * Whether a value is a number of the key at the key's decimals; a whole one is exact.
 * @type {(value: number, goal: number, decimals: number) => boolean}
 */
const equal = (value, goal, decimals) => {
  const room = decimals ? 0.5 * 10 ** -decimals : 0;
  return Math.abs(value - goal) <= room * (1 + NEAR) + NEAR * Math.max(1, Math.abs(goal));
};
/** @type {(numbers: number[], columns: number) => number[][]} */
const rows = (numbers, columns) =>
  Array.from({ length: numbers.length / columns }, (_, i) => numbers.slice(i * columns, (i + 1) * columns));
/** @type {(grid: number[][]) => number[][]} */
const turned = (grid) => grid[0].map((_, j) => grid.map((row) => row[j]));
/** @type {Record<string, (grid: number[][]) => number[][]>} */
const CHANGES = {
  "with rows and columns swapped": turned,
  "mirrored, left for right": (grid) => grid.map((row) => row.slice().reverse()),
  "upside down": (grid) => grid.slice().reverse(),
  "turned by half a turn": (grid) => grid.map((row) => row.slice().reverse()).reverse(),
  "with every sign the other way": (grid) => grid.map((row) => row.map((value) => -value)),
};

/** @type {(value: number, goal: number, decimals: number) => string} */
const closeness = (value, goal, decimals) => {
  const away = Math.abs(value - goal);
  const kind = decimals ? `number with ${decimals} decimal${decimals > 1 ? "s" : ""}` : "whole number";
  if (away === 1 && !decimals) return "Close: off by one.";
  if (away <= Math.abs(goal) / 10) return `Close: within 10 % of it. What is expected is a ${kind}.`;
  return `Not this. What is expected is a ${kind}.`;
};
/** @type {(values: number[], key: Key) => string} */
const howMany = (values, { numbers, columns }) => {
  const goal = numbers.map(([value]) => value);
  const decimals = Math.max(...numbers.map(([, places]) => places));
  if (columns) {
    const given = rows(values, columns), wanted = rows(goal, columns);
    for (const [words, change] of Object.entries(CHANGES)) {
      const flat = change(given).flat(), fits = change(given).length === wanted.length;
      if (fits && flat.every((value, i) => equal(value, goal[i], decimals))) return `Close: it is right, but ${words}.`;
    }
  }
  const right = values.filter((value, i) => equal(value, ...numbers[i])).length;
  return `Not this. Right so far: ${right} of ${values.length} numbers.`;
};
/** @type {(texts: string[], key: Key) => Verdict} */
const ofNumbers = (texts, key) => {
  const values = texts.map(read), { numbers } = key;
  const bad = values.flatMap((value, i) => Number.isNaN(value) ? [i] : []);
  const each = texts.length > 1 ? ", in each field" : "";
  if (bad.length) return unread(`Not counted yet: type ${WANTED}${each}.`, bad);
  if (values.every((value, i) => equal(value, ...numbers[i]))) return RIGHT;
  const known = key.mistakes.find(([wrong]) => values.every((value, i) => equal(value, wrong[i], numbers[i][1])));
  if (known) return wrong(known[1]);
  return wrong(key.kind === "number" ? closeness(values[0], ...numbers[0]) : howMany(values, key));
};
/** @type {(chosen: string, key: Key) => Verdict} */
const ofChoice = (chosen, { right, hints }) => {
  if (chosen === "") return unread("Choose one of the options.");
  if (Number(chosen) === right[0]) return RIGHT;
  return wrong(hints[chosen] ?? "Not this one.");
};
/** @type {(places: number[], key: Key) => Verdict} */
const ofOrder = (places, { right }) => {
  const fit = places.filter((item, i) => right[item] === i).length;
  if (fit === places.length) return RIGHT;
  return wrong(`Not this order. In their place: ${fit} of ${places.length}.`);
};
/** @param {string} line */
const spaced = (line) => line.trim().replace(/\s+/g, " ").replace(/ ?([[\](),]) ?/g, "$1");
/** @param {string} text */
const lines = (text) => text.trim().split("\n").map((line) => spaced(line).replaceAll("−", "-"));
/** @type {(text: string, key: Key) => Verdict} */
const ofOutput = (text, key) => {
  if (!text.trim()) return unread("Type what the code prints, line by line.");
  const given = lines(text), wanted = lines(key.text);
  if (same(given, wanted)) return RIGHT;
  const at = given.findIndex((line, i) => line !== wanted[i]);
  if (at < 0) return wrong("Right so far. More is printed than this.");
  return wrong(at < wanted.length ? `Line ${at + 1} is the first that differs.` : `Line ${at + 1} is one too many.`);
};

// --- the fields ---------------------------------------------------------------------------------

/** @type {(asked: Asked) => HTMLInputElement[]} */
const inputs = ({ form }) => all("input, textarea", form);
/** @type {(asked: Asked) => number[]} */
const places = ({ form }) => all("li", form).map(({ dataset }) => Number(dataset.item));

/**
 * How the reader's answer stands in the address, as those of explorables do; a fraction as a number.
 * @param {Asked} asked
 */
const coded = (asked) => {
  const { kind, columns } = asked.key, fields = inputs(asked);
  if (kind === "choice") return fields.find(({ checked }) => checked)?.value ?? "";
  if (kind === "order") return places(asked).join("_");
  if (kind === "output") return fields[0].value;
  const values = fields.map(({ value }) => String(read(value)));
  return rows(/** @type {any} */ (values), columns || values.length).map((row) => row.join("_")).join("*");
};
/** @type {(asked: Asked, code: string) => void} */
const fill = (asked, code) => {
  const { kind } = asked.key, parts = code.split(/[_*]/), fields = inputs(asked);
  if (kind === "order") {
    const items = all("li", asked.form);
    const known = [...parts.keys()].every((item) => parts.includes(String(item))) && parts.length === items.length;
    const order = known ? parts : [...items.keys()].map(String);
    const sorted = order.map((item) => items.find(({ dataset }) => dataset.item === item) ?? items[0]);
    items[0].parentElement?.append(...sorted);
  } else if (kind === "choice") {
    for (const field of fields) field.checked = field.value === code;
  } else if (kind === "output") {
    fields[0].value = code;
  } else {
    fields.forEach((field, i) => {
      const value = parse(parts[i] ?? "");
      field.value = Number.isNaN(value) ? "" : String(value).replace("-", "−");
    });
  }
};
/** @type {(asked: Asked) => Verdict} */
const judge = (asked) => {
  const { key } = asked, fields = inputs(asked);
  if (key.kind === "choice") return ofChoice(fields.find(({ checked }) => checked)?.value ?? "", key);
  if (key.kind === "order") return ofOrder(places(asked), key);
  if (key.kind === "output") return ofOutput(fields[0].value, key);
  return ofNumbers(fields.map(({ value }) => value), key);
};
/** @type {(asked: Asked, verdict: Verdict | null) => void} */
const tell = (asked, verdict) => {
  const news = all(".query-news", asked.form)[0];
  asked.box.dataset.verdict = verdict?.state ?? "";
  inputs(asked).forEach((field, i) => {
    if (verdict?.bad.includes(i)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });
  news.textContent = verdict?.words ?? "";
};

/**
 * Keys and what is pasted into several fields: arrows walk, an array fills.
 * @param {Asked} asked
 */
const listenToFields = (asked) => {
  const fields = inputs(asked), across = asked.key.columns || fields.length;
  /** @type {(event: KeyboardEvent) => void} */
  const walk = (event) => {
    const at = fields.findIndex((field) => field === event.target);
    const { selectionStart, selectionEnd, value } = fields[at];
    const step = { ArrowUp: -across, ArrowDown: across, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const isOther = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
    if (!step || isOther || (step === -1 && selectionEnd) || (step === 1 && selectionStart !== value.length)) {
      return;
    }
    const next = fields[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  };
  /** @type {(event: ClipboardEvent) => void} */
  const paste = (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    const at = fields.findIndex((field) => field === event.target);
    const [grouped, apart] = [APART, TOGETHER].map((numbers) => pasted.match(numbers) ?? []);
    const found = grouped.length === fields.length - at ? grouped : apart;
    if (found.length < 2) return;
    event.preventDefault();
    found.forEach((text, i) => fields[at + i] && (fields[at + i].value = text));
    tell(asked, null);
  };
  if (asked.key.kind === "output" || fields.length < 2) return;
  asked.form.addEventListener("keydown", walk);
  asked.form.addEventListener("paste", paste);
};
/**
 * Things in an order: by buttons, or by dragging.
 * @param {Asked} asked
 */
const listenToOrder = (asked) => {
  const [list] = all("ol", asked.form);
  /** @type {(item: Element) => void} */
  const say = (item) => {
    const items = [...list.children];
    tell(asked, null);
    const words = item.querySelector("span")?.textContent;
    all(".query-news", asked.form)[0].textContent = `${words}: ${items.indexOf(item) + 1} of ${items.length}`;
  };
  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    const item = button && button.closest("li");
    if (!item) return;
    const up = button.dataset.move === "up";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (other) other[up ? "before" : "after"](item);
    button.focus();
    say(item);
  });
  /** @type {HTMLElement | null} */
  let held = null;
  let before = "";
  const order = () => places(asked).join();
  // A finger scrolls, and has the buttons.
  list.addEventListener("pointerdown", ({ target, pointerId, pointerType, button }) => {
    if (!(target instanceof Element) || target.closest("button") || button || pointerType === "touch") return;
    held = target.closest("li");
    if (!held) return;
    before = order();
    held.classList.add("is-held");
    list.setPointerCapture(pointerId);
  });
  list.addEventListener("pointermove", ({ clientY }) => {
    const over = held && all("li", list).find((item) => {
      const { top, bottom } = item.getBoundingClientRect();
      return item !== held && clientY > top && clientY < bottom;
    });
    if (!held || !over) return;
    over[over.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_FOLLOWING ? "before" : "after"](held);
  });
  const drop = () => {
    held?.classList.remove("is-held");
    if (held && order() !== before) say(held);
    held = null;
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
};

// --- the address, and this browser --------------------------------------------------------------

/** @param {string} name */
const inAddress = (name) => new URLSearchParams(location.search).get(`answer.${name}`);
/** @type {(asked: Asked) => void} */
const write = (asked) => {
  const query = new URLSearchParams(location.search), name = `answer.${asked.name}`, code = coded(asked);
  if (query.get(name) === code) return;
  if (code.length > LONGEST) query.delete(name);
  else query.set(name, code);
  const place = /^#(present|slides)=/.test(location.hash) ? location.hash : `#${asked.box.id}`;
  try {
    history.pushState(null, "", `${location.pathname}?${query}${place}`);
  } catch {
    // A file's address may be fixed.
  }
};

/** @typedef {Record<string, Record<string, string>>} Answers those that are right, by page and by question. */
/** @returns {Answers | null} */
const kept = () => {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
};
/** @type {(answers: Answers | null) => boolean} */
const keep = (answers) => {
  try {
    if (answers) localStorage.setItem(KEPT, JSON.stringify(answers));
    else localStorage.removeItem(KEPT);
    return true;
  } catch {
    return false;
  }
};
const here = location.pathname;
/** @type {(answers: Answers | null, path: string) => Record<string, string>} */
const keptOf = (answers, path) => {
  const found = Object.entries(answers?.[path] ?? {}).filter(([, code]) => typeof code === "string");
  return Object.fromEntries(found);
};

/** @type {Asked[]} */
const questions = all(".query[data-answer]").map((box) => ({
  box,
  name: box.id.replace(/^exercise-/, ""),
  key: JSON.parse(String(box.dataset.answer)),
  form: /** @type {HTMLFormElement} */ (box.querySelector("form")),
  fold: /** @type {HTMLDetailsElement} */ (box.querySelector("details.question")),
}));

/** What is kept, as it is shown on top of Check yourself. */
const offer = () => {
  const [panel] = all(".query-keep");
  if (!panel) return () => {};
  const [wanted] = /** @type {HTMLInputElement[]} */ (all("input", panel)), [forget] = all("button", panel);
  const [said] = all("p", panel);
  const show = (trouble = "") => {
    const answers = kept();
    wanted.checked = Boolean(answers);
    forget.hidden = !answers;
    const done = questions.filter(({ name }) => name in keptOf(answers, here)).length;
    said.textContent = trouble || (answers ? `Answered: ${done} of ${questions.length}.` : "");
  };
  const FORGOTTEN = "Forgotten.";
  const BLOCKED = "This browser lets nothing be kept here. The address keeps an answer too.";
  wanted.addEventListener("change", () => {
    const right = questions.filter(({ box }) => box.dataset.verdict === "right");
    // Another tab may have begun to keep.
    const own = { ...keptOf(kept(), here), ...Object.fromEntries(right.map((asked) => [asked.name, coded(asked)])) };
    const done = keep(wanted.checked ? { ...kept(), [here]: own } : null);
    const forgot = wanted.checked ? "" : FORGOTTEN;
    show(done ? forgot : BLOCKED);
  });
  forget.addEventListener("click", () => {
    show(keep(null) ? FORGOTTEN : BLOCKED);
    wanted.focus();
  });
  addEventListener("storage", () => show());
  show();
  return show;
};

const map = () => {
  const answers = kept();
  for (const item of answers ? all("li[data-questions]") : []) {
    const link = /** @type {HTMLAnchorElement | null} */ (item.querySelector(".name > a"));
    const done = link ? Object.keys(keptOf(answers, link.pathname)).length : 0;
    const found = Math.min(done, Number(item.dataset.questions)); // of an older page, there may be more
    const words = document.createElement("span");
    words.className = "answered";
    words.textContent = `answered ${number(found)} of ${item.dataset.questions}`;
    if (found) link?.parentElement?.after(" ", words);
  }
};

const start = () => {
  const shown = offer();
  /** @type {Map<Asked, string | null>} what stood in the address */
  const seen = new Map();
  /** @type {(asked: Asked, code: string | null) => void} */
  const restore = (asked, code) => {
    fill(asked, code ?? "");
    tell(asked, code === null ? null : judge(asked));
  };
  /** @param {Asked} asked */
  const answer = (asked) => {
    const verdict = judge(asked);
    tell(asked, verdict);
    if (verdict.state === "unread") {
      inputs(asked)[verdict.bad[0]].focus();
      return;
    }
    write(asked);
    seen.set(asked, inAddress(asked.name));
    if (verdict.state !== "right") return;
    asked.fold.open = true;
    const answers = kept();
    if (!answers) return;
    keep({ ...answers, [here]: { ...keptOf(answers, here), [asked.name]: coded(asked) } });
    shown();
  };
  for (const asked of questions) {
    asked.form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(asked);
    });
    asked.form.addEventListener("input", () => tell(asked, null));
    asked.form.addEventListener("keydown", (event) => {
      const send = event.target instanceof HTMLTextAreaElement && event.key === "Enter" &&
        (event.ctrlKey || event.metaKey);
      if (send) asked.form.requestSubmit();
    });
    if (asked.key.kind === "order") listenToOrder(asked);
    else listenToFields(asked);
    const code = inAddress(asked.name) ?? keptOf(kept(), here)[asked.name] ?? null;
    if (code !== null) restore(asked, code);
    seen.set(asked, inAddress(asked.name));
  }
  addEventListener("popstate", () => {
    // A link to another place of the page comes here too: what is being typed stays.
    for (const asked of questions) {
      const code = inAddress(asked.name);
      if (code !== seen.get(asked)) restore(asked, code ?? keptOf(kept(), here)[asked.name] ?? null);
      seen.set(asked, code);
    }
  });
  for (const part of all(".query .needs-js, .query-keep")) part.dataset.ready = "";
  map();
};
start();

export { judge };
