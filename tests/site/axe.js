// What axe-core finds on a page, with each way that text can look judged once.
//
// Nearly all of axe's time goes into contrast, element by element. Two texts of the same colours,
// font and grounds have the same contrast: so one of them is judged, and the others only if axe came
// to no answer about it. In an explorable one thing may lie over another, so there all are judged.
const NOT = "data-not-judged", CONTRAST = "color-contrast";
const OPTIONS = {
  resultTypes: ["violations", "passes", "incomplete"],
  preload: false,
  elementRef: true,
  selectors: false,
};
// What may be another in the other scheme, though the page is the same otherwise.
const OF_COLOUR = [CONTRAST, "link-in-text-block"];
// No answers, but for a reason that all of the same look have.
const OF_LOOK = ["nonBmp", "shortTextContent", "bgGradient", "bgImage"];
// No rule looks at these.
const UNSEEN = /^(data-md-color-.*|data-not-.*|loading|decoding|fetchpriority)$/;
/** @type {Set<string | undefined>} The looks that axe has come to an answer about. */
const answered = new Set();
let before = "";

axe.configure({ rules: [{ id: CONTRAST, selector: `:not([${NOT}])` }] });

/**
 * All that the contrast of an element's text comes from, as one string; the same for twins.
 * @param {Element[]} all
 */
function looks(all) {
  /** @type {Map<Element, string>} */
  const grounds = new Map();
  /** @type {(element: Element | null) => string | undefined} */
  const ground = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      grounds.set(
        element,
        [
          ground(element.parentElement),
          style.backgroundColor,
          style.backgroundImage,
          style.opacity,
          style.filter,
          style.mixBlendMode,
          style.position,
          style.zIndex,
          style.visibility,
        ].join(),
      );
    }
    return grounds.get(element);
  };
  return new Map(all.map((element) => {
    const style = getComputedStyle(element), text = (element.textContent ?? "").trim();
    // Of a single sign axe may come to no answer.
    const sign = text.length > 1 ? "" : text;
    return [
      element,
      [
        sign,
        style.color,
        style.fontSize,
        style.fontWeight,
        style.textShadow,
        style.webkitTextStroke,
        element.matches(":disabled, :disabled *, [aria-disabled=true], [aria-disabled=true] *, label, label *"),
        ground(element),
      ].join(),
    ];
  }));
}

/**
 * The elements that can have twins: with words or numbers of their own, fully shown, in no explorable.
 * @param {ParentNode} root
 */
function texts(root) {
  /** @param {Node} node */
  const words = (node) => node instanceof Text && /[\p{L}\p{N}]/u.test(node.data);
  const shown = { opacityProperty: true, visibilityProperty: true };
  return [...root.querySelectorAll("*")].filter((element) =>
    [...element.childNodes].some(words) && element.checkVisibility(shown) && !element.closest(".live")
  );
}

/** The page but for its colours, as one string: what the other rules look at. A picture has a twin for the dark. */
function withoutColours() {
  const hidden = [...document.querySelectorAll("picture")].filter((picture) => !picture.checkVisibility());
  const parts = new Set(hidden.flatMap((picture) => [picture, ...picture.children]));
  return [...document.querySelectorAll("*")].filter((element) => !parts.has(element)).map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const said = [...element.attributes].filter(({ name }) => !UNSEEN.test(name)).map(({ name, value }) =>
      `${name}=${value}`
    );
    const plain = said.join().replaceAll(/-?\b(light|dark)\b/g, "");
    return [element.tagName, plain, element.checkVisibility(), x, y, width, height];
  }).join();
}

/**
 * Run axe, with the contrast of `judged` alone; note the looks that it came to an answer about.
 * @param {Document | string} context
 * @param {AxeOptions} options
 * @param {Element[]} all
 * @param {Set<Element>} judged
 * @param {Map<Element, string>} look
 */
async function run(context, options, all, judged, look) {
  all.forEach((element) => element.toggleAttribute(NOT, !judged.has(element)));
  const found = await axe.run(context, { ...OPTIONS, ...options });
  all.forEach((element) => element.removeAttribute(NOT));
  /** @param {AxeNode} node */
  const ofLook = ({ any }) => OF_LOOK.includes(any[0]?.data?.messageKey ?? "");
  /** @param {AxeResult[]} results */
  const nodes = (results) => results.filter(({ id }) => id === CONTRAST).flatMap((result) => result.nodes);
  const good = [...nodes(found.passes), ...nodes(found.incomplete).filter(ofLook)];
  good.forEach(({ element }) => answered.add(look.get(element)));
  return found.violations;
}

/**
 * Where an element is: the last id on the way to it, and the tags from there.
 * @param {Element | null} element
 * @returns {string}
 */
function place(element) {
  if (!element || element.id) return element ? `#${element.id}` : "";
  return `${place(element.parentElement)} ${element.localName}`.trim();
}

window.violationsHere = async (selector) => {
  const context = selector || document;
  const root = selector ? document.querySelector(selector) : document;
  const all = root ? texts(root) : [], look = looks(all), first = new Map();
  for (const element of all) {
    const its = look.get(element);
    if (!answered.has(its) && !first.has(its)) first.set(its, element);
  }
  const now = `${selector} ${withoutColours()}`;
  const rules = now === before ? { runOnly: OF_COLOUR } : {};
  before = now;
  const found = await run(context, rules, all, new Set(first.values()), look);
  const open = all.filter((element) => !answered.has(look.get(element)) && first.get(look.get(element)) !== element);
  if (open.length) found.push(...await run(context, { runOnly: [CONTRAST] }, all, new Set(open), look));
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ element, html, failureSummary }) => `${id}: ${place(element)}: ${html.slice(0, 160)}: ${failureSummary}`,
    )
  );
};
