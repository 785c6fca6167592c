// Shows a page's figures, or all its slides, one at a time across the whole screen. What is shown is the page's own:
// it is moved onto the stage and moved back, so an explorable keeps its state.
import { slidesOf } from "./slides.js";

/** @typedef {import("./slides.js").Slide} Slide */
/** @typedef {import("./slides.js").Kind} Kind */

const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
const ADDRESS = /^#(present|slides)=(.*)/;
const FULL = 1080; // px: the height of the screen for which sizes are given
/** @type {Record<Kind, number>} How much larger than on the page it may be there. */
const MOST = { words: 2.75, figure: 4, formula: 4 };
const LEAST = 0.5;
// Where all of an explorable has room only if it is so small, it is so large instead, and scrolls.
const [SMALL, LEGIBLE] = [1.4, 1.85];
const ROUNDED = 3; // px: what cells that overlap by their border come to
const TRIES = 7; // each halves what is not known of the size
const NARROWEST = 640; // px: of the window
const BEGUN = 80; // px: what begins so near to the top is what is read
const SHRUNK = 0.7; // of its height
const FORWARD = { ArrowRight: 1, PageDown: 1, " ": 1, End: Infinity };
const STEPS = new Map(Object.entries({ ...FORWARD, ArrowLeft: -1, PageUp: -1, Home: -Infinity }));
// What uses keys itself, and what a space presses.
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable], [role=grid], [role=slider]";
const PRESSED = "button, summary, a, input";

const styled = new Promise((onload, reject) => {
  const onerror = () => reject(new Error("stage.css did not come"));
  const href = new URL("../stylesheets/stage.css", src).href;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload, onerror }));
});

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
/** @type {(words: string, title: string, act: () => void) => HTMLButtonElement} */
const button = (words, title, act) => {
  const made = make("button", { type: "button", title }, words);
  made.addEventListener("click", act);
  return made;
};

/** @type {(element: Element | null | undefined) => string} */
const wordsOf = (element) => {
  const copy = /** @type {Element | undefined} */ (element?.cloneNode(true));
  copy?.querySelectorAll(".headerlink, .address").forEach((link) => link.remove());
  return copy?.textContent?.trim() ?? "";
};
/**
 * What a slide is called: a figure by what there is to notice first.
 * @param {Slide} slide
 */
const titleOf = ({ kind, parts: [first] }) => {
  if (kind === "formula") return "Formula";
  if (first.matches(".explorable")) return wordsOf(first.querySelector("summary"));
  if (kind === "words") return wordsOf(first.querySelector("h1, h2, .query-title") ?? first);
  const notices = Array.from(first.querySelectorAll("figcaption strong"));
  return wordsOf(notices.find((each) => each.checkVisibility?.()) ?? notices[0]) || "Figure";
};

/**
 * Puts a part of the page onto the stage; returns what brings it back. Its room on the page is kept.
 * @type {(part: HTMLElement, sheet: HTMLElement) => () => void}
 */
const moved = (part, sheet) => {
  const room = make("div", { style: `height: ${part.offsetHeight}px` });
  part.replaceWith(room);
  sheet.append(part);
  // What is folded away is unfolded there.
  const fold = part instanceof HTMLDetailsElement && part.matches(".explorable:not([open])") ? part : null;
  if (fold) fold.open = true;
  // The drawing for narrow windows is not for a screen.
  const narrow = Array.from(part.querySelectorAll("source")).filter(({ media }) => media.includes("width"));
  const medias = narrow.map(({ media }) => media);
  for (const source of narrow) source.media = "not all";
  return () => {
    narrow.forEach((source, i) => {
      source.media = medias[i];
    });
    if (fold) fold.open = false;
    room.replaceWith(part);
  };
};

/**
 * Makes what is on the sheet as large as the room lets it be.
 * @type {(room: HTMLElement, sheet: HTMLElement, kind: Kind) => void}
 */
const fit = (room, sheet, kind) => {
  const unit = Math.max(0.5, innerHeight / FULL), most = MOST[kind] * unit;
  /** @param {number} zoom */
  const fits = (zoom) => {
    sheet.style.setProperty("--zoom", String(zoom));
    const inner = Array.from(sheet.querySelectorAll(".live, .table"));
    const right = sheet.getBoundingClientRect().right - parseFloat(getComputedStyle(sheet).paddingRight) * zoom + 1;
    const narrow = inner.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + ROUNDED) ||
      Array.from(sheet.children).some((part) => part.getBoundingClientRect().right > right);
    return !narrow && sheet.getBoundingClientRect().height <= room.clientHeight;
  };
  if (fits(most)) return;
  let [low, high] = [LEAST, most];
  for (let i = 0; i < TRIES; i++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const live = sheet.querySelector(".live");
  fits(live && low < SMALL * unit ? LEGIBLE * unit : low);
};

/**
 * Write the address, which can be sent. Where it cannot be changed, after too many changes, it stays.
 * @type {(how: "pushState" | "replaceState", hash: string) => void}
 */
const write = (how, hash) => {
  try {
    history[how](null, "", `${location.search}#${hash}`);
  } catch {
    // What is shown does not depend on it.
  }
};

/**
 * Lead the reader to a part of the page that is not in view, unfolded if need be.
 * @param {HTMLElement} part
 */
const reveal = (part) => {
  const fold = part.closest("details");
  if (fold) fold.open = true;
  const { top, bottom } = part.getBoundingClientRect();
  if (bottom < BEGUN || top > innerHeight - BEGUN) part.scrollIntoView();
};
/**
 * The focus goes where it was, or to what was shown.
 * @type {(before: Element | null, part: HTMLElement) => void}
 */
const giveFocus = (before, part) => {
  const [own] = before && before !== document.body ? [before] : part.querySelectorAll(".present-button");
  const goal = own instanceof HTMLElement ? own : part;
  goal.focus({ preventScroll: true });
  if (document.activeElement === goal) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
};

/**
 * The figure nearest to the middle of the window; what is folded away has no place.
 * @param {Slide[]} slides
 */
const nearest = (slides) => {
  const middle = innerHeight / 2;
  /** @param {Slide} slide */
  const away = ({ parts: [first] }) => {
    const { top, bottom, height } = first.getBoundingClientRect();
    return height ? Math.max(top - middle, middle - bottom, 0) : Infinity;
  };
  return slides.reduce((best, slide) => away(slide) < away(best) ? slide : best);
};
/**
 * What begins last above the text that is being read.
 * @param {Slide[]} slides
 */
const begun = (slides) =>
  slides.findLast(({ parts: [first] }) => first.getBoundingClientRect().top < BEGUN) ?? slides[0];

class Stage {
  sheet = make("div", { class: "stage-sheet md-typeset" });
  slide = make("div", { class: "stage-slide", role: "group", "aria-roledescription": "slide", tabindex: "0" });
  place = make("p", { class: "stage-place", role: "status" });
  about = make("p", { class: "stage-about", "aria-hidden": "true" });
  room = make("div", { class: "stage-room" });
  dialog = make("dialog", { class: "stage", "aria-label": "Presentation" });
  back = button("Back", "Back (←)", () => this.go(-1));
  next = button("Next", "Next (→)", () => this.go(1));
  whole = button("Slides", "With headings, formulas and Remember (s)", () => this.choose(!this.all));
  full = button("Full screen", "Full screen (f)", () => this.fill());
  /** @type {Slide[]} Those of the page, in order. */
  slides = [];
  /** @type {Slide[]} Those that one goes through. */
  chosen = [];
  /** @type {Slide | null} */
  shown = null;
  /** @type {(() => void)[]} What brings back to the page what is on the stage. */
  returns = [];
  /** @type {{ slide: Slide, focus: Element | null } | null} Where the reader was. */
  from = null;
  height = 0; // of what was fitted

  constructor() {
    const bar = make("div", { class: "stage-bar", role: "group", "aria-label": "Presentation" });
    bar.append(this.back, this.place, this.next, this.about, this.whole, this.full);
    bar.append(button("Close", "Close (Escape)", () => this.dialog.close()));
    this.full.hidden = !document.fullscreenEnabled;
    this.slide.append(this.sheet);
    this.room.append(this.slide, bar);
    this.dialog.append(this.room);
    document.body.append(this.dialog);
    this.listen();
  }

  listen() {
    this.dialog.addEventListener("close", () => this.left());
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    // What is unfolded wants room, and gives it back.
    this.sheet.addEventListener("toggle", () => this.fit(), true);
    addEventListener("resize", () => this.fit());
    // On paper the page is whole.
    addEventListener("beforeprint", () => this.dialog.close());
    if (!window.ResizeObserver) return;
    new ResizeObserver(() => requestAnimationFrame(() => this.fit())).observe(this.slide);
    new ResizeObserver(() => requestAnimationFrame(() => this.grown())).observe(this.sheet);
  }

  get all() {
    return this.chosen === this.slides;
  }

  /** @param {boolean} all */
  select(all) {
    this.chosen = all ? this.slides : this.slides.filter(({ kind }) => kind === "figure");
  }

  /** @param {boolean} all */
  collect(all) {
    this.slides = slidesOf(/** @type {HTMLElement} */ (document.querySelector("main")));
    this.select(all);
  }

  /**
   * Begin with a figure, or where the reader is.
   * @type {(figure: Element | null, all: boolean) => void}
   */
  begin(figure, all) {
    if (this.dialog.open) return;
    this.collect(all);
    const wanted = this.chosen.find(({ parts }) => parts.some((part) => part === figure));
    this.open(wanted ?? (all ? begun : nearest)(this.chosen), "pushState");
  }

  /** Show what the address asks for; if it is nothing, no stage. */
  follow() {
    const [, mode, code] = ADDRESS.exec(location.hash) ?? [];
    if (!mode) {
      this.dialog.close();
      return;
    }
    if (!this.dialog.open) this.collect(mode === "slides");
    this.select(mode === "slides");
    this.open(this.chosen.find(({ key }) => key === code) ?? this.chosen[0], "replaceState");
  }

  /** @type {(slide: Slide, how: "pushState" | "replaceState") => void} */
  open(slide, how) {
    if (!this.dialog.open) {
      // A telephone shows a figure as wide as it can already.
      if (innerWidth < NARROWEST) {
        slide.parts[0].scrollIntoView();
        return;
      }
      this.from = { slide, focus: document.activeElement };
      this.dialog.showModal();
    }
    this.show(slide, how);
  }

  /** @type {(slide: Slide, how?: "pushState" | "replaceState") => void} */
  show(slide, how = "replaceState") {
    const aside = document.activeElement?.closest(".stage-bar");
    this.clear();
    this.shown = slide;
    this.returns = slide.parts.map((part) => moved(part, this.sheet));
    this.fit();
    this.slide.scrollTop = 0;
    this.tell(slide);
    write(how, `${this.all ? "slides" : "present"}=${slide.key}`);
    if (!aside) this.slide.focus({ preventScroll: true });
  }

  /** @param {Slide} slide */
  tell(slide) {
    const at = this.chosen.indexOf(slide), title = titleOf(slide);
    const where = `${at + 1} of ${this.chosen.length}`;
    const above = this.slides.slice(0, this.slides.indexOf(slide)).filter(({ kind }) => kind === "words");
    const section = above.at(slide.kind === "words" ? 0 : -1);
    this.place.replaceChildren(where, make("span", { class: "spoken" }, `: ${title}`));
    this.slide.setAttribute("aria-label", `${title}, ${where}`);
    this.about.textContent = section ? titleOf(section) : "";
    this.back.setAttribute("aria-disabled", String(at === 0));
    this.next.setAttribute("aria-disabled", String(at === this.chosen.length - 1));
    this.whole.setAttribute("aria-pressed", String(this.all));
  }

  clear() {
    for (const bring of this.returns) bring();
    this.returns = [];
  }

  /** @param {number} by */
  go(by) {
    const { shown, chosen } = this;
    if (!shown) return;
    const at = Math.min(Math.max(chosen.indexOf(shown) + by, 0), chosen.length - 1);
    if (chosen[at] !== shown) this.show(chosen[at]);
  }

  /**
   * Go through all slides, or through figures alone: on from here.
   * @param {boolean} all
   */
  choose(all) {
    const { shown, slides } = this;
    if (!shown) return;
    this.select(all);
    const later = slides.slice(slides.indexOf(shown)).find((slide) => this.chosen.includes(slide));
    this.show(later ?? this.chosen[this.chosen.length - 1]);
  }

  fill() {
    const done = document.fullscreenElement ? document.exitFullscreen() : this.room.requestFullscreen();
    done.catch(() => {}); // it is not allowed here, and the stage stays as it is
  }

  fit() {
    if (!this.dialog.open || !this.shown) return;
    fit(this.slide, this.sheet, this.shown.kind);
    this.height = this.sheet.getBoundingClientRect().height;
  }

  /** What is on the stage has changed by itself: fit it if it has no room, or has far too much. */
  grown() {
    const { height } = this.sheet.getBoundingClientRect();
    if (height > this.slide.clientHeight || height < this.height * SHRUNK) this.fit();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const { key, target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
    if (target.closest(FIELDS) || (key === " " && target.closest(PRESSED))) return;
    const by = key === " " && shiftKey ? -1 : STEPS.get(key);
    if (by) this.go(by);
    else if (key === "f" && !this.full.hidden) this.fill();
    else if (key === "s") this.choose(!this.all);
    else return;
    event.preventDefault();
  }

  /** The page has its parts again, and the reader is where the last of them stands. */
  left() {
    const { shown, from } = this;
    if (!shown || !from) return;
    this.clear();
    this.shown = null;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    const [part] = shown.parts;
    const same = shown === from.slide;
    // Who has gone back is where the browser leads.
    if (ADDRESS.test(location.hash)) {
      if (!document.getElementById(shown.key)) part.id ||= shown.key;
      write("replaceState", document.getElementById(shown.key) ? shown.key : part.id);
      reveal(part);
    }
    giveFocus(same ? from.focus : null, part);
  }
}

/** @type {Stage | undefined} */
let stage;
const theStage = async () => {
  await styled;
  return stage ??= new Stage();
};
/** @type {(figure: Element | null, all: boolean) => Promise<void>} */
const begin = async (figure, all) => (await theStage()).begin(figure, all);
const follow = async () => (await theStage()).follow();

export { begin, follow };
