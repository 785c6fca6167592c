// What a numeral says when it is asked, in a note beside it; and the switch that shows all that can be asked. This comes
// when the first is asked, with the answers of the page: scripts/press/asking.py says what stands in them.
"use strict";
window.bookAsking = (/** @type {HTMLElement[]} */ numerals, /** @type {HTMLElement} */ button) => {
  const { places, sources, numerals: entries, said } = window.bookAsked;
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  // The entries of each numeral; of most there is one.
  /** @type {Map<Element, BookAnswerOf[]>} */
  const known = new Map();
  /** @type {(numeral: HTMLElement, entry: BookAnswerOf | BookAnswerOf[]) => void} */
  const know = (numeral, entry) => {
    known.set(numeral, /** @type {BookAnswerOf[]} */ (Array.isArray(entry?.[0]) ? entry : [entry]));
  };
  numerals.forEach((numeral, n) => know(numeral, entries[n]));

  /** @type {(tag: string, name?: string, ...children: (Node | string)[]) => HTMLElement} */
  const make = (tag, name = "", ...children) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  };

  // What is told.
  /** @param {number} index */
  const place = (index) => {
    const [before, words, address] = places[index];
    const link = make(address ? "a" : "span", "", words);
    if (address) link.setAttribute("href", address);
    return [before, words && " ", link];
  };
  /** @type {(entry: BookAnswerOf, numeral: Element) => HTMLElement[]} */
  const told = (entry, numeral) => {
    const [source, given, which = 1, of = 1, as] = Array.isArray(entry) ? entry : [entry];
    const [code, ...names] = sources[source];
    const written = as ?? String(numeral.textContent).trim();
    const value = given ?? written.replace("−", "-").replace(/[,_]/g, "");
    const lines = [];
    for (let n = 0; n < names.length; n += 2) {
      const [name, index] = [String(names[n]), Number(names[n + 1])];
      const parts = name ? [make("code", "", name), " ", ...place(index)] : place(index);
      lines.push(make("li", "", ...parts));
    }
    const part = of > 1 ? `, number ${which} of the ${of} that it gives` : "";
    const says = make("p", "", make("strong", "", written), " = ", make("code", "", String(code)), part);
    const other = value === written ? "" : `, written ${written}`;
    lines.push(make("li", "", "exactly ", make("samp", "", value), other));
    return [says, make("ul", "", ...lines)];
  };

  // The note. The numeral that has it is in focus before and after.
  const note = make("div", "asked");
  note.id = "asked";
  note.popover = "auto";
  note.tabIndex = -1;
  note.setAttribute("role", "dialog");
  note.setAttribute("aria-label", "Where this number comes from");
  main.append(note);
  /** @type {HTMLElement | null} */
  let asked = null;
  // What takes the focus for a numeral: in a link, the link; in a formula, which is read as one thing, that.
  const WHOLE = "a, math";
  /** @type {(numeral: Element) => HTMLElement} */
  const holder = (numeral) => /** @type {HTMLElement} */ (numeral.closest("a") ?? numeral.closest(WHOLE) ?? numeral);
  /** @type {(stop: Element) => Element[]} */
  const within = (stop) => (known.has(stop) ? [stop] : [...stop.querySelectorAll(".numeral")].filter((n) => known.has(n)));
  // Below the numeral, or above it where there is no room; never beyond the sides. It moves with the page.
  /** @param {Element} numeral */
  const put = (numeral) => {
    const [first, room] = [numeral.getClientRects()[0] ?? numeral.getBoundingClientRect(), document.documentElement];
    const left = Math.max(8, Math.min(first.left, room.clientWidth - note.offsetWidth - 8));
    const below = first.bottom + note.offsetHeight + 8 < room.clientHeight || first.top < note.offsetHeight + 8;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(below ? first.bottom + 4 : first.top - note.offsetHeight - 4) + scrollY}px`;
  };
  const close = () => note.hidePopover();
  /** @param {Element[]} wanted */
  const ask = (wanted) => {
    if (note.matches(":popover-open")) close();
    const answers = wanted.flatMap((numeral) => (known.get(numeral) ?? []).flatMap((entry) => told(entry, numeral)));
    if (!answers.length) return;
    note.replaceChildren(...answers);
    const [numeral] = wanted;
    asked = holder(numeral);
    if (!asked.hasAttribute("tabindex") && !asked.matches("a")) asked.tabIndex = -1;
    asked.focus({ preventScroll: true });
    note.showPopover();
    put(numeral);
    if (asked.role === "button") asked.setAttribute("aria-expanded", "true");
    note.focus({ preventScroll: true });
  };
  // Before it closes, for then the focus is where it was.
  note.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open" || !asked) return;
    const was = asked;
    asked = null;
    if (on && was.role === "button") was.setAttribute("aria-expanded", "false");
    else was.removeAttribute("aria-expanded");
    if (note.contains(document.activeElement)) was.focus({ preventScroll: true });
    const leave = () => {
      if (!on && !was.matches("a")) was.removeAttribute("tabindex");
    };
    if (was === document.activeElement) was.addEventListener("blur", leave, { once: true });
    else leave();
  });
  note.addEventListener("keydown", (event) => {
    const links = [note, ...note.querySelectorAll("a")];
    const at = links.findIndex((link) => link === document.activeElement);
    if (event.key !== "Tab" || links[at + (event.shiftKey ? -1 : 1)]) return;
    event.preventDefault();
    close();
  });
  note.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a")) close();
  });

  // The switch: marks, one stop of Tab in each block, the arrows in between; and the texts of pictures.
  const BLOCKS = "p, li, tr, dd, figcaption, .formula, .said";
  let on = false;
  /** @type {HTMLElement[]} */
  const shown = [];
  const all = () => [...main.querySelectorAll(".numeral")].filter((numeral) => known.has(numeral));
  /** @type {(name: string) => HTMLImageElement | undefined} */
  const picture = (name) =>
    [...main.querySelectorAll("img")].find((image) =>
      image.src.includes(`figures/${name}.`) && image.closest(".light-only")
    );
  const showSaid = () => {
    for (const [name, marks] of Object.entries(said)) {
      const image = picture(name);
      if (!image) continue;
      const text = make("p");
      let at = 0;
      for (const [start, end, entry] of marks) {
        const numeral = make("span", "numeral", image.alt.slice(start, end));
        know(numeral, entry);
        text.append(image.alt.slice(at, start), numeral);
        at = end;
      }
      text.append(image.alt.slice(at));
      const words = make("div", "said", make("p", "", "What the picture says to those who do not see it:"), text);
      const beside = /** @type {HTMLElement} */ (image.closest("picture"));
      const last = beside.nextElementSibling?.matches(".dark-only") ? beside.nextElementSibling : beside;
      last.after(words);
      shown.push(words);
    }
  };
  const stops = () => [...new Set(all().map(holder))];
  const offer = () => {
    const blocks = new Set();
    for (const stop of stops()) {
      stop.setAttribute("aria-haspopup", "dialog");
      if (stop.matches("a")) continue;
      const block = stop.closest(BLOCKS);
      stop.tabIndex = blocks.has(block) ? -1 : 0;
      blocks.add(block);
      if (stop.matches("math")) continue;
      stop.setAttribute("role", "button");
      stop.setAttribute("aria-expanded", "false");
    }
  };
  const withdraw = () => {
    for (const stop of stops()) {
      for (const name of ["aria-haspopup", "aria-expanded"]) stop.removeAttribute(name);
      if (!stop.matches("a")) for (const name of ["role", "tabindex"]) stop.removeAttribute(name);
    }
    for (const words of shown.splice(0)) words.remove();
  };
  const toggle = () => {
    if (note.matches(":popover-open")) close();
    on = !on;
    if (on) showSaid();
    document.documentElement.toggleAttribute("data-asks", on);
    button.setAttribute("aria-pressed", String(on));
    if (on) offer();
    else withdraw();
  };
  main.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!on || !(target instanceof Element) || note.contains(target)) return;
    const all = stops().filter((each) => each.getClientRects().length);
    const at = all.findIndex((each) => each === target);
    if (at < 0) return;
    if (!target.matches("a") && (key === "Enter" || key === " ")) {
      event.preventDefault();
      ask(within(target));
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (!step) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    // The stop of a block is where one was last.
    if (next.closest(BLOCKS) === target.closest(BLOCKS) && !target.matches("a")) all[at].tabIndex = -1;
    if (!next.matches("a")) next.tabIndex = 0;
    next.focus();
  });

  // A finger need not hit the digit itself.
  const NEAR = 14; // px
  /** @type {(x: number, y: number) => Element | undefined} */
  const near = (x, y) => {
    let [found, least] = [/** @type {Element | undefined} */ (undefined), NEAR];
    for (const numeral of on ? all() : []) {
      for (const { left, right, top, bottom } of numeral.getClientRects()) {
        const far = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
        if (far < least) [found, least] = [numeral, far];
      }
    }
    return found;
  };
  /** @param {MouseEvent} event */
  const press = (event) => {
    const target = /** @type {Element} */ (event.target);
    const link = target.closest("a");
    const other = target.closest("button, input, select, textarea, label, summary, .asked, .live");
    if (link && !on) return;
    const numeral = target.closest(".numeral") ?? (link || other ? null : near(event.clientX, event.clientY));
    ask(numeral ? [numeral] : link ? within(link) : []);
  };
  return { toggle, press };
};
