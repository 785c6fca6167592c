// What a page has to present, in order and made from the page itself: its title with the question that it opens with,
// headings, figures with the sums below them, explorables, formulas with the words that lead to them, Remember, and the
// questions.

/** @typedef {"words" | "figure" | "formula"} Kind */
/** @typedef {{ key: string, kind: Kind, parts: HTMLElement[] }} Slide */

const SOUGHT = "hgroup, h1, h2, h3, figure, .explorable, .formula, .sum, .remember, .query";
// What stands in one of these belongs to it; what stands in an answer is not given away.
const WHOLE = "hgroup, figure, .remember, .query, details:not(.motion)";
// Questions, and what stands right before one.
const ASKED = "details:not(.motion, .explorable), :has(+ details:not(.motion, .explorable)):not(h1, h2, h3, .query)";

/** @type {(element: Element | null | undefined, selector: string) => element is HTMLElement} */
const is = (element, selector) => element instanceof HTMLElement && element.matches(selector);

/**
 * The name of a figure: that of the script that draws it, which is its picture's too.
 * @param {HTMLElement} figure
 */
const nameOf = (figure) => {
  const [, name] = /([^/]+?)(?:-dark)?\.\w+$/.exec(figure.querySelector("img")?.getAttribute("src") ?? "") ?? [];
  return name ?? figure.id;
};

/**
 * The siblings that follow at once and are all of one kind.
 * @type {(element: Element, selector: string) => HTMLElement[]}
 */
const following = (element, selector) => {
  const next = element.nextElementSibling;
  return is(next, selector) ? [next, ...following(next, selector)] : [];
};

/**
 * The paragraph before, if its sentence goes on into what follows.
 * @param {HTMLElement} element
 */
const leading = (element) => {
  const before = element.previousElementSibling;
  return is(before, "p:not(.sum)") && !/[.?!]\s*$/.test(before.textContent ?? "") ? [before] : [];
};

/** @type {(element: HTMLElement) => Slide} */
const slideOf = (element) => {
  const id = element.id || element.querySelector("[id]")?.id || "";
  if (is(element, "figure")) {
    return { key: `figure-${nameOf(element)}`, kind: "figure", parts: [element, ...following(element, ".sum")] };
  }
  if (is(element, ".explorable")) return { key: id, kind: "figure", parts: [element] };
  if (is(element, ".formula, .sum")) {
    return { key: id || "formula", kind: "formula", parts: [...leading(element), element] };
  }
  const more = is(element, ".query") ? [] : following(element, ASKED);
  return { key: id || "slide", kind: "words", parts: [element, ...more] };
};

/**
 * All slides of a page, each with a key of its own.
 * @param {ParentNode} text
 */
const slidesOf = (text) => {
  /** @type {NodeListOf<HTMLElement>} */
  const found = text.querySelectorAll(SOUGHT);
  /** @type {Map<string, number>} */
  const keys = new Map();
  const taken = new Set();
  return Array.from(found).flatMap((element) => {
    if (taken.has(element) || element.parentElement?.closest(WHOLE)) return [];
    const slide = slideOf(element);
    slide.parts.forEach((part) => taken.add(part));
    const times = (keys.get(slide.key) ?? 0) + 1;
    keys.set(slide.key, times);
    return [times > 1 ? { ...slide, key: `${slide.key}-${times}` } : slide];
  });
};

export { slidesOf };
