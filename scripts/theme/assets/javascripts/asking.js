// What a numeral says when it is asked, in a note beside it; and the switch that shows all that can be asked. This
// comes when the first is asked, with the answers of the page: scripts/press/asking.py says what stands in them.
const NEAR = 14; // px that a finger may miss by
const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });
const BLOCKS = "p, li, tr, dd, figcaption, .formula, .said";
// Pressed, these do something else.
const OTHERS = "button, input, select, textarea, label, summary, .asked-note, .live";

/** @type {(tag: string, name?: string, ...children: (Node | string)[]) => HTMLElement} */
const make = (tag, name = "", ...children) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  return element;
};

// What is told of a numeral.
/** @param {number} index */
const place = (index) => {
  const [before, words, address] = window.bookAsked.places[index];
  const link = make(address ? "a" : "span", "", words);
  if (address) link.setAttribute("href", address);
  return [before, words && " ", link];
};
/** @param {number[]} names */
const origins = (names) =>
  names.map((index) => {
    const [name, at] = window.bookAsked.names[index];
    return make("li", "", ...(name ? [make("code", "", name), " "] : []), ...place(at));
  });
/** @param {string} text */
const plain = (text) => text.replaceAll("−", "-").replace(/[,_]/g, "");
/** @param {string} value */
const isNumber = (value) => value !== "" && !Number.isNaN(Number(plain(value)));
// A script writes text: what it has rounded is not exact.
/** @type {(value: string, written: string, isText: boolean) => HTMLElement} */
const exactly = (value, written, isText) => {
  const other = isNumber(value) && plain(value) !== plain(written) ? `, written ${written}` : "";
  return make("li", "", isText ? "which gives " : "exactly ", make("samp", "", value), other);
};
/** @type {(entry: BookAnswerOf, numeral: Element) => HTMLElement[]} */
const told = (entry, numeral) => {
  const [source, given, which = 1, of = 1, as] = Array.isArray(entry) ? entry : [entry];
  const [code, ...names] = window.bookAsked.sources[source];
  const written = as ?? String(numeral.textContent).trim();
  const value = given || (given === "" ? "" : plain(written));
  const isText = names.some((index) => window.bookAsked.places[window.bookAsked.names[index][1]][0] === "in");
  const part = of > 1 ? `, number ${which} of the ${of} that it gives` : "";
  // What an expression gives may be more than the numeral.
  const sign = isNumber(value) ? " = " : " stands in ";
  const says = make("p", "", make("strong", "", written), sign, make("code", "", String(code)), part);
  return [says, make("ul", "", ...origins(names), ...(value ? [exactly(value, written, isText)] : []))];
};

// The numerals that are known, with their entries: of most there is one.
/** @typedef {Map<Element, BookAnswerOf[]>} Known */
/** @type {(known: Known, numeral: Element, entry: BookAnswerOf | BookAnswerOf[]) => void} */
const know = (known, numeral, entry) => {
  const isList = Array.isArray(entry) && Array.isArray(entry[0]);
  known.set(numeral, /** @type {BookAnswerOf[]} */ (isList ? entry : [entry]));
};
// What takes the focus for a numeral: in a link, the link; in a formula, which is read as one thing, that.
/** @type {(numeral: Element) => HTMLElement} */
const holder = (numeral) => /** @type {HTMLElement} */ (numeral.closest("a") ?? numeral.closest("math") ?? numeral);
/** @type {(known: Known, stop: Element) => Element[]} */
const within = (known, stop) => {
  if (known.has(stop)) return [stop];
  return [...stop.querySelectorAll(".numeral")].filter((numeral) => known.has(numeral));
};
/** @param {Known} known */
const inOrder = (known) => [...document.querySelectorAll("main .numeral")].filter((numeral) => known.has(numeral));
/** @param {Element} stop */
const isButton = (stop) => stop.getAttribute("role") === "button";
const isOn = () => document.documentElement.hasAttribute("data-asks");

// The note. What was asked is in focus before and after.
const noteInMain = () => {
  const note = make("div", "asked-note");
  note.id = "asked";
  note.popover = "auto";
  note.tabIndex = -1;
  note.setAttribute("role", "dialog");
  note.setAttribute("aria-label", "Where this number comes from");
  document.querySelector("main")?.append(note);
  note.addEventListener("keydown", (event) => {
    const stops = [note, ...note.querySelectorAll("a")];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    if (event.key !== "Tab" || stops[at + (event.shiftKey ? -1 : 1)]) return;
    event.preventDefault();
    note.hidePopover();
  });
  note.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a")) note.hidePopover();
  });
  return note;
};
// Below the numeral, or above it where there is no room; never beyond the sides. It moves with the page.
/** @type {(note: HTMLElement, numeral: Element) => void} */
const put = (note, numeral) => {
  const first = numeral.getClientRects()[0] ?? numeral.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const [width, height] = [note.offsetWidth + 8, note.offsetHeight + 8];
  const left = Math.max(8, Math.min(first.left, clientWidth - width));
  const below = first.bottom + height < clientHeight || first.top < height;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${(below ? first.bottom + 4 : first.top - height + 4) + scrollY}px`;
};
/** @param {HTMLElement} stop */
const released = (stop) => {
  if (isOn() && isButton(stop)) stop.setAttribute("aria-expanded", "false");
  else stop.removeAttribute("aria-expanded");
  const leave = () => {
    if (!isOn() && !stop.matches("a")) stop.removeAttribute("tabindex");
  };
  if (stop === document.activeElement) stop.addEventListener("blur", leave, { once: true });
  else leave();
};
/** @param {Known} known */
const asker = (known) => {
  const note = noteInMain();
  /** @type {HTMLElement | null} */
  let asked = null;
  const close = () => {
    if (note.matches(":popover-open")) note.hidePopover();
  };
  /** @param {Element[]} numerals */
  const ask = (numerals) => {
    close();
    const answers = numerals.flatMap((each) => (known.get(each) ?? []).flatMap((entry) => told(entry, each)));
    if (!answers.length) return;
    note.replaceChildren(...answers);
    asked = holder(numerals[0]);
    if (!asked.hasAttribute("tabindex") && !asked.matches("a")) asked.tabIndex = -1;
    asked.focus({ preventScroll: true });
    note.showPopover();
    put(note, numerals[0]);
    if (isButton(asked)) asked.setAttribute("aria-expanded", "true");
    note.focus({ preventScroll: true });
  };
  // Before it closes, for then the focus is where it was.
  note.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open" || !asked) return;
    const stop = asked;
    asked = null;
    if (note.contains(document.activeElement)) stop.focus({ preventScroll: true });
    released(stop);
  });
  return { ask, close };
};

// The switch: what can be asked is marked, and has one stop of Tab in each block, with the arrows in between.
/** @param {Known} known */
const stopsOf = (known) => [...new Set(inOrder(known).map(holder))];
/** @param {Known} known */
const offer = (known) => {
  const blocks = new Set();
  for (const stop of stopsOf(known)) {
    stop.setAttribute("aria-haspopup", "dialog");
    if (stop.matches("a")) continue;
    const block = stop.closest(BLOCKS);
    stop.tabIndex = blocks.has(block) ? -1 : 0;
    blocks.add(block);
    if (stop.localName === "math") continue;
    stop.setAttribute("role", "button");
    stop.setAttribute("aria-expanded", "false");
  }
};
/** @param {Known} known */
const withdraw = (known) => {
  for (const stop of stopsOf(known)) {
    for (const name of ["aria-haspopup", "aria-expanded"]) stop.removeAttribute(name);
    if (!stop.matches("a")) { for (const name of ["role", "tabindex"]) stop.removeAttribute(name); }
  }
  for (const words of document.querySelectorAll("main .said")) words.remove();
};
// The texts of the pictures, below them.
/** @type {(known: Known, alt: string, runs: [BookAnswerOf, ...number[]][]) => HTMLElement} */
const textOf = (known, alt, runs) => {
  const text = make("p");
  let at = 0;
  for (const [entry, ...lengths] of runs) {
    lengths.forEach((length, i) => {
      const part = alt.slice(at, at += length);
      const piece = i % 2 ? make("span", "numeral", part) : part;
      if (i % 2) know(known, /** @type {Element} */ (piece), entry);
      text.append(piece);
    });
  }
  text.append(alt.slice(at));
  return make("div", "said", make("p", "", "What the figure says to those who do not see it:"), text);
};
/** @param {Known} known */
const showTexts = (known) => {
  const pictures = /** @type {HTMLImageElement[]} */ ([...document.querySelectorAll("main .light-only img")]);
  for (const [name, runs] of Object.entries(window.bookAsked.said)) {
    const image = pictures.find(({ src }) => src.includes(`figures/${name}.`));
    const picture = image?.closest("picture");
    if (!image || !picture) continue;
    const next = picture.nextElementSibling;
    (next?.matches(".dark-only") ? next : picture).after(textOf(known, image.alt, runs));
  }
};
/** @type {(known: Known, ask: (numerals: Element[]) => void) => (event: KeyboardEvent) => void} */
const keys = (known, ask) => (event) => {
  const { target, key } = event;
  if (!isOn() || !(target instanceof Element)) return;
  const stops = stopsOf(known).filter((each) => each.getClientRects().length);
  const at = stops.findIndex((each) => each === target);
  if (at < 0) return;
  if (!target.matches("a") && (key === "Enter" || key === " ")) {
    event.preventDefault();
    ask(within(known, target));
  }
  if (!STEPS[key] || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = stops[(at + STEPS[key] + stops.length) % stops.length];
  // A block's stop is where one was last.
  if (next.closest(BLOCKS) === target.closest(BLOCKS) && !target.matches("a")) stops[at].tabIndex = -1;
  if (!next.matches("a")) next.tabIndex = 0;
  next.focus();
};

// A finger need not hit the digit itself.
/** @type {(known: Known, x: number, y: number) => Element[]} */
const near = (known, x, y) => {
  /** @type {Element[]} */
  let found = [];
  let least = NEAR;
  for (const numeral of isOn() ? inOrder(known) : []) {
    for (const { left, right, top, bottom } of numeral.getClientRects()) {
      const far = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      if (far < least) [found, least] = [[numeral], far];
    }
  }
  return found;
};
/** @type {(known: Known, event: MouseEvent) => Element[]} */
const pressed = (known, { target, clientX, clientY }) => {
  if (!(target instanceof Element)) return [];
  const [numeral, link] = [target.closest(".numeral"), target.closest("a")];
  if (link && !isOn()) return [];
  if (numeral) return [numeral];
  if (link) return within(known, link);
  return target.closest(OTHERS) ? [] : near(known, clientX, clientY);
};

/** @type {(numerals: HTMLElement[], button: HTMLElement) => BookAsking} */
const begin = (numerals, button) => {
  /** @type {Known} */
  const known = new Map();
  numerals.forEach((numeral, n) => know(known, numeral, window.bookAsked.numerals[n]));
  const { ask, close } = asker(known);
  const toggle = () => {
    close();
    const on = document.documentElement.toggleAttribute("data-asks");
    button.setAttribute("aria-pressed", String(on));
    if (!on) return withdraw(known);
    showTexts(known);
    offer(known);
  };
  document.querySelector("main")?.addEventListener("keydown", keys(known, ask));
  return { toggle, press: (event) => ask(pressed(known, event)) };
};

export { begin };
