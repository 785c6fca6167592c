// What a numeral says when it is asked, in a note beside it; and the switch that shows all that can be asked. This
// comes when the first is asked, with the answers of the page: scripts/press/asking.py says what stands in them.
const NEAR = 14; // px that a finger may miss by
const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });
const BLOCKS = "p, li, tr, dd, figcaption, .formula, .said";
// Pressed, these do something else.
const OTHERS = "button, input, select, textarea, label, summary, .asked-note, .live";

const root = document.documentElement;
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const isOn = () => root.hasAttribute("data-asks");
/** @type {(tag: string, ...children: (Node | string)[]) => HTMLElement} */
const make = (tag, ...children) => {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
};

// What is told of a numeral.
/** @param {string} address */
const numberOf = (address) =>
  document.getElementById(address.slice(1))?.querySelector(".counted > .count")?.textContent ?? "";
/** @type {(answers: BookAnswers, index: number) => (Node | string)[]} */
const place = ({ places }, index) => {
  const [address, before = "is made in", words = numberOf(address)] = places[index];
  const link = make(address ? "a" : "span", words);
  if (address) link.setAttribute("href", address);
  return [before, words && " ", link];
};
/** @type {(answers: BookAnswers, index: number) => HTMLElement} */
const origin = (answers, index) => {
  const [name, at] = answers.names[index];
  return make("li", ...(name ? [make("code", name), " "] : []), ...place(answers, at));
};
/** @param {string} text */
const plain = (text) => text.replaceAll("−", "-").replace(/[,_]/g, "");
/** @param {string} value */
const isNumber = (value) => value !== "" && !Number.isNaN(Number(plain(value)));
/** @param {BookAnswerOf} entry */
const inFull = (entry) => Array.isArray(entry) ? entry : /** @type {Exclude<BookAnswerOf, number>} */ ([entry]);
/** @type {(answers: BookAnswers, entry: BookAnswerOf, numeral: Element) => HTMLElement[]} */
const told = (answers, entry, numeral) => {
  const [source, given = 0, which = 1, of = 1, as] = inFull(entry);
  const [code, ...names] = answers.sources[source];
  const written = as ?? String(numeral.textContent).trim();
  const value = given === 0 ? plain(written) : given;
  const says = make(
    "p",
    make("strong", written),
    isNumber(value) ? " = " : " stands in ",
    make("code", code),
    of > 1 ? `, number ${which} of the ${of} that it gives` : "",
  );
  const list = make("ul", ...names.map((index) => origin(answers, index)));
  if (value) {
    // A script writes text: what it has rounded is not exact.
    const isText = names.some((index) => answers.places[answers.names[index][1]][1] === "in");
    const other = isNumber(value) && plain(value) !== plain(written) ? `, written ${written}` : "";
    list.append(make("li", isText ? "which gives " : "exactly ", make("samp", value), other));
  }
  return [says, list];
};

// The numerals that are known, with what tells of each.
/** @type {Map<Element, () => HTMLElement[]>} */
const known = new Map();
/** @type {(answers: BookAnswers, numeral: Element, ...entries: BookAnswerOf[]) => Element} */
const know = (answers, numeral, ...entries) => {
  known.set(numeral, () => entries.flatMap((each) => told(answers, each, numeral)));
  return numeral;
};
// What takes the focus for a numeral: in a link, the link; in a formula, which is read as one thing, that.
/** @type {(numeral: Element) => HTMLElement} */
const holder = (numeral) => /** @type {HTMLElement} */ (numeral.closest("a") ?? numeral.closest("math") ?? numeral);
/** @param {Element} place */
const within = (place) => [place, ...place.querySelectorAll(".numeral")].filter((each) => known.has(each));
const allStops = () => [...new Set(within(main).map(holder))];

// The note. What was asked is in focus before and after.
const noteInMain = () => {
  const note = Object.assign(make("div"), {
    className: "asked-note",
    id: "asked",
    popover: "auto",
    tabIndex: -1,
    role: "dialog",
    ariaLabel: "Where this number comes from",
  });
  main.append(note);
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
  const height = note.offsetHeight + 8;
  const left = Math.max(8, Math.min(first.left, root.clientWidth - note.offsetWidth - 8));
  const below = first.bottom + height < root.clientHeight || first.top < height;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${(below ? first.bottom : first.top - height) + 4 + scrollY}px`;
};
/** @param {HTMLElement} stop */
const released = (stop) => {
  if (stop.role === "button") stop.ariaExpanded = "false";
  const leave = () => {
    if (!isOn() && !stop.matches("a")) stop.removeAttribute("tabindex");
  };
  if (stop === document.activeElement) stop.addEventListener("blur", leave, { once: true });
  else leave();
};
const asker = () => {
  const note = noteInMain();
  /** @type {HTMLElement | null} */
  let asked = null;
  const close = () => {
    if (note.matches(":popover-open")) note.hidePopover();
  };
  /** @param {Element[]} numerals */
  const ask = (numerals) => {
    close();
    const answers = numerals.flatMap((each) => known.get(each)?.() ?? []);
    if (!answers.length) return;
    note.replaceChildren(...answers);
    asked = holder(numerals[0]);
    if (!asked.hasAttribute("tabindex") && !asked.matches("a")) asked.tabIndex = -1;
    asked.focus({ preventScroll: true });
    note.showPopover();
    put(note, numerals[0]);
    if (asked.role === "button") asked.ariaExpanded = "true";
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
const offer = () => {
  const blocks = new Set();
  for (const stop of allStops()) {
    stop.ariaHasPopup = "dialog";
    if (stop.matches("a")) continue;
    const block = stop.closest(BLOCKS);
    stop.tabIndex = blocks.has(block) ? -1 : 0;
    blocks.add(block);
    if (stop.localName === "math") continue;
    stop.role = "button";
    stop.ariaExpanded = "false";
  }
};
const withdraw = () => {
  for (const stop of allStops()) {
    stop.ariaHasPopup = stop.ariaExpanded = null;
    if (stop.matches("a")) continue;
    stop.role = null;
    stop.removeAttribute("tabindex");
  }
  for (const text of main.querySelectorAll(".said")) text.remove();
};
// The texts of the pictures, below them.
/** @type {(answers: BookAnswers, alt: string, runs: [BookAnswerOf, ...number[]][]) => HTMLElement} */
const textOf = (answers, alt, runs) => {
  const text = make("p");
  let at = 0;
  for (const [entry, ...lengths] of runs) {
    lengths.forEach((length, i) => {
      const part = alt.slice(at, at += length);
      const numeral = Object.assign(make("span", part), { className: "numeral" });
      text.append(i % 2 ? know(answers, numeral, entry) : part);
    });
  }
  text.append(alt.slice(at));
  const heading = make("p", "What the figure says to those who do not see it:");
  return Object.assign(make("div", heading, text), { className: "said" });
};
const showTexts = () => {
  const answers = window.bookSaid;
  if (!answers) return;
  for (const [name, runs] of Object.entries(answers.said)) {
    const image = /** @type {HTMLImageElement?} */ (main.querySelector(`.light-only img[src*="figures/${name}."]`));
    const picture = image?.closest("picture");
    if (!image || !picture) continue;
    const next = picture.nextElementSibling;
    (next?.matches(".dark-only") ? next : picture).after(textOf(answers, image.alt, runs));
  }
};
/** @type {(ask: (numerals: Element[]) => void) => (event: KeyboardEvent) => void} */
const keys = (ask) => (event) => {
  const { target, key } = event;
  if (!isOn() || !(target instanceof Element)) return;
  const stops = allStops().filter((each) => each.getClientRects().length);
  const at = stops.findIndex((each) => each === target);
  if (at < 0) return;
  if (!target.matches("a") && (key === "Enter" || key === " ")) {
    event.preventDefault();
    ask(within(target));
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
/** @type {(x: number, y: number) => Element[]} */
const near = (x, y) => {
  /** @type {Element[]} */
  let found = [];
  let least = NEAR;
  for (const numeral of within(main)) {
    for (const { left, right, top, bottom } of numeral.getClientRects()) {
      const far = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      if (far < least) [found, least] = [[numeral], far];
    }
  }
  return found;
};
/** @type {(event: MouseEvent) => Element[]} */
const pressed = ({ target, clientX, clientY }) => {
  if (!(target instanceof Element)) return [];
  const [numeral, link] = [target.closest(".numeral"), target.closest("a")];
  if (link && !isOn()) return [];
  if (numeral) return [numeral];
  if (link) return within(link);
  return target.closest(OTHERS) ? [] : near(clientX, clientY);
};

/** @type {(numerals: HTMLElement[], button: HTMLElement) => BookAsking} */
const begin = (numerals, button) => {
  const answers = window.bookAsked;
  let come = 0;
  numerals.forEach((numeral, n) => {
    const given = /** @type {BookAnswerOf[]} */ (answers.numerals[n]);
    const entries = Array.isArray(given[0]) ? given : /** @type {BookAnswerOf[]} */ ([given]);
    const counted = entries.map((entry) => {
      const [back, ...rest] = inFull(entry);
      return /** @type {BookAnswerOf} */ ([back ? come - back : come++, ...rest]);
    });
    know(answers, numeral, ...counted);
  });
  const { ask, close } = asker();
  const toggle = () => {
    close();
    const on = root.toggleAttribute("data-asks");
    button.ariaPressed = String(on);
    if (!on) return withdraw();
    showTexts();
    offer();
  };
  main.addEventListener("keydown", keys(ask));
  return { toggle, press: (event) => ask(pressed(event)) };
};

export { begin };
