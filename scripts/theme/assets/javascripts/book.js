// What a page of the book does beyond being read: the colour scheme, search, copying code, and marking the
// section that is being read. Everything else works without this file, and each part of it without the others.
"use strict";
{
  const { dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const base = String(dataset.base).replace(/\/?$/, "/");

  // Elements
  /** @type {<Kind extends Element = HTMLElement>(selector: string, root?: ParentNode) => Kind[]} */
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  /** @type {(selector: string, root?: ParentNode) => HTMLElement} */
  const one = (selector, root = document) => /** @type {HTMLElement} */ (root.querySelector(selector));
  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {Record<string, string>} attributes
   * @param {...(Node | string)} children
   */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  // A button that is not ready once the page is there is taken away: see scheme.html.
  /** @param {HTMLElement} button */
  const ready = (button) => {
    button.dataset.ready = "";
  };

  /** @param {string} text */
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // "100%" is not the code of anything
    }
  };
  // What an address's hash leads to: like a browser, look for it as it is written, then decoded.
  /** @param {string} hash */
  const target = (hash) => {
    const written = hash.slice(1);
    return document.getElementById(written) ?? document.getElementById(decoded(written));
  };

  // The scheme is the system's until the reader chooses; the choice is kept in this browser alone.
  const SCHEMES = ["light", "dark"];
  const readScheme = () => {
    try {
      const kept = localStorage.getItem("scheme");
      return SCHEMES.find((scheme) => scheme === kept) ?? null;
    } catch {
      return null;
    }
  };
  /** @param {string | null} scheme */
  const keepScheme = (scheme) => {
    try {
      if (scheme) localStorage.setItem("scheme", scheme);
      else localStorage.removeItem("scheme");
    } catch {
      // Storage is off or full: the choice lasts for this page.
    }
  };
  const schemeSwitch = () => {
    const system = window.matchMedia?.("(prefers-color-scheme: dark)");
    const button = one("[data-scheme]");
    const systems = () => SCHEMES[Number(Boolean(system?.matches))];
    let chosen = readScheme();
    const show = () => {
      const dark = (chosen ?? systems()) === "dark";
      const label = `Use the ${dark ? "light" : "dark"} scheme`;
      document.body.setAttribute("data-md-color-scheme", dark ? "slate" : "default");
      button.setAttribute("aria-label", label);
      button.title = label;
    };
    const change = () => {
      const other = (chosen ?? systems()) === "dark" ? "light" : "dark";
      chosen = other === systems() ? null : other;
      show();
      keepScheme(chosen);
    };
    show();
    button.addEventListener("click", change);
    ready(button);
    system?.addEventListener?.("change", show);
  };

  // Copying gives the code alone, as it runs.
  /** @param {string} text */
  const copySelected = (text) => {
    const area = make("textarea", { readonly: "", class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    } finally {
      area.remove();
    }
  };
  /** @param {string} text */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copySelected(text); // there is no clipboard, or it is not allowed here
    }
  };
  /** @param {HTMLElement} block */
  const copyButton = (block) => {
    const name = block.dataset.name;
    const button = make("button", { type: "button", class: "md-clipboard" });
    /** @type {(word: string, label: string) => void} */
    const say = (word, label) => {
      button.textContent = word;
      button.setAttribute("aria-label", label);
    };
    const rest = () => say("Copy", `Copy ${name}`);
    button.addEventListener("click", async () => {
      if (await copy(one("code", block).textContent ?? "")) say("Copied", `Copied ${name}`);
      else say("Press Ctrl+C", `${name} could not be copied`);
      setTimeout(rest, 2000);
    });
    rest();
    block.append(button);
  };
  const copyButtons = () => all(".listing > .highlight").forEach((block) => copyButton(block));

  // In the contents, the section that is being read is marked.
  const sectionMark = () => {
    /** @type {HTMLAnchorElement[]} */
    const links = all(".sections a");
    const known = links.flatMap((link) => {
      const head = target(link.hash);
      return head ? [{ link, head }] : [];
    });
    if (!known.length) return;
    let queued = false;
    const mark = () => {
      queued = false;
      const line = innerHeight * 0.3;
      const current = known.findLast(({ head }) => head.getBoundingClientRect().top < line);
      for (const { link } of known) {
        if (link === current?.link) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    };
    const queue = () => {
      if (!queued) requestAnimationFrame(mark);
      queued = true;
    };
    addEventListener("scroll", queue, { passive: true });
    mark();
  };

  // Where the contents are a panel, it closes when the reader goes where they lead.
  const contentsPanel = () => {
    const panel = one("#contents");
    panel.addEventListener("click", (event) => {
      const led = event.target instanceof Element && event.target.closest("a");
      if (led && panel.hidePopover && panel.matches(":popover-open")) panel.hidePopover();
    });
  };

  // On paper, folded answers are part of the chapter.
  const printing = () => {
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    const unfold = () => {
      opened = all("details:not([open])");
      for (const fold of opened) fold.open = true;
    };
    const foldAgain = () => {
      for (const fold of opened) fold.open = false;
    };
    addEventListener("beforeprint", unfold);
    addEventListener("afterprint", foldAgain);
  };

  // A link to something inside a folded answer opens it.
  const linksIntoFolds = () => {
    /** @type {(element: Element | null | undefined) => HTMLDetailsElement | null} */
    const outer = (element) => element?.closest("details") ?? null;
    const reveal = () => {
      for (let fold = outer(target(location.hash)); fold; fold = outer(fold.parentElement)) fold.open = true;
    };
    addEventListener("hashchange", reveal);
    reveal();
  };

  // The search index is read when the reader first searches. From a disk a page may not read files, but it may
  // run a script, so there the index comes as one.
  const PATIENCE = 20_000; // ms
  /** @param {string} text */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  /** @type {() => Promise<Window["bookIndex"]>} */
  const indexFromDisk = () =>
    new Promise((resolve, reject) => {
      const script = make("script", { src: `${base}search/search_index.js` });
      script.onload = () => resolve(window.bookIndex);
      script.onerror = () => reject(new Error("search_index.js did not load"));
      document.head.append(script);
    });
  /** @type {() => Promise<Window["bookIndex"]>} */
  const indexFromServer = async () => {
    const answer = await fetch(`${base}search/search_index.json`, { signal: AbortSignal.timeout?.(PATIENCE) });
    if (!answer.ok) throw new Error(`search_index.json: ${answer.status}`);
    return answer.json();
  };
  const readIndex = async () => {
    const { docs } = await (location.protocol === "file:" ? indexFromDisk() : indexFromServer());
    const pages = docs.filter((doc) => !doc.location.includes("#"));
    const titles = new Map(pages.map((doc) => [doc.location, doc.title]));
    return docs.map((doc) => ({
      ...doc,
      page: doc.term ?? titles.get(doc.location.split("#")[0]) ?? "",
      inTitle: plain(doc.title),
      inText: plain(doc.text),
    }));
  };
  /** @typedef {BookEntry & { page: string, inTitle: string, inText: string }} Doc */
  // Read once; what failed is read again when it is next asked for.
  /** @type {Promise<Doc[]> | null} */
  let reading = null;
  const index = () => {
    reading ??= readIndex().catch((error) => {
      reading = null;
      console.error("The search index could not be read:", error);
      throw error;
    });
    return reading;
  };

  // What is found, the best first
  /** @type {(doc: Doc, word: string) => number} */
  const scoreOfWord = (doc, word) => {
    const title = doc.inTitle.indexOf(word);
    const text = doc.inText.split(word).length - 1;
    if (title < 0) return Math.min(text, 6);
    const starts = title === 0 || doc.inTitle[title - 1] === " ";
    return (starts ? 20 : 8) + Math.min(text, 6);
  };
  /** @type {(doc: Doc, words: string[]) => number} */
  const score = (doc, words) => {
    const scores = words.map((word) => scoreOfWord(doc, word));
    if (scores.includes(0)) return 0;
    const page = !doc.location.includes("#");
    const named = page && doc.inTitle === words.join(" ") ? 30 : 0;
    const whole = page ? 2 : 0;
    return scores.reduce((a, b) => a + b) + named + (doc.term ? 4 : whole);
  };
  /** @type {(docs: Doc[], words: string[]) => Doc[]} */
  const hitsOf = (docs, words) =>
    docs
      .map((doc) => ({ points: score(doc, words), doc }))
      .filter(({ points }) => points)
      .sort((a, b) => b.points - a.points)
      .map(({ doc }) => doc);

  // The text with each of the words marked.
  /** @type {(text: string, words: string[], at: number) => { from: number, word: string } | undefined} */
  const firstOf = (text, words, at) =>
    words
      .map((word) => ({ from: text.indexOf(word, at), word }))
      .filter(({ from }) => from >= 0)
      .sort((a, b) => a.from - b.from)[0];
  /** @type {(text: string, words: string[]) => (Node | string)[]} */
  const marked = (text, words) => {
    const low = plain(text);
    if (low.length !== text.length) return [text]; // places do not carry over
    const pieces = [];
    let at = 0;
    for (let found = firstOf(low, words, at); found; found = firstOf(low, words, at)) {
      const { from, word } = found;
      const end = from + word.length;
      pieces.push(text.slice(at, from), make("mark", {}, text.slice(from, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  };
  const EXCERPT = 160; // letters
  /** @type {(doc: Doc, words: string[]) => (Node | string)[]} */
  const excerpt = (doc, words) => {
    const places = words.map((word) => doc.inText.indexOf(word)).filter((place) => place >= 0);
    const first = Math.min(...places);
    const from = first < doc.text.length ? doc.text.lastIndexOf(" ", Math.max(0, first - 50)) + 1 : 0;
    const room = doc.text.slice(from, from + EXCERPT);
    const whole = from + EXCERPT >= doc.text.length;
    const cut = whole ? room : `${room.slice(0, room.lastIndexOf(" "))} …`;
    return marked((from ? "… " : "") + cut, words);
  };
  /** @type {(doc: Doc, words: string[]) => HTMLElement} */
  const resultOf = (doc, words) => {
    /** @type {(name: string, ...inside: (Node | string)[]) => HTMLElement} */
    const part = (name, ...inside) => make("span", { class: `md-search-result__${name}` }, ...inside);
    const parts = [part("title", ...marked(doc.title, words))];
    if (doc.location.includes("#")) parts.push(part("page", doc.term ? `defined in ${doc.page}` : doc.page));
    if (doc.text) parts.push(part("text", ...excerpt(doc, words)));
    const link = make("a", { class: "md-search-result__link", href: base + doc.location }, ...parts);
    return make("li", { class: "md-search-result__item" }, link);
  };
  const SHOWN = 20;
  /** @param {Doc[]} hits */
  const countOf = (hits) => {
    if (hits.length === 0) return "Nothing found";
    if (hits.length === 1) return "1 place";
    const rest = hits.length > SHOWN ? `, the first ${SHOWN} shown` : "";
    return `${hits.length} places${rest}`;
  };

  /** @typedef {{ list: HTMLElement, show: (items: Node[], ...words: (Node | string)[]) => void }} Shows */
  /** @typedef {Shows & { fail: () => void, wait: () => void }} Results */
  // What was found, below the field.
  /** @type {(dialog: HTMLElement, again: () => void) => Results} */
  const results = (dialog, again) => {
    const list = one(".md-search-result__list", dialog);
    const status = one(".md-search-result__meta", dialog);
    /** @type {(items: Node[], ...words: (Node | string)[]) => void} */
    const show = (items, ...words) => {
      list.replaceChildren(...items);
      status.replaceChildren(...words);
    };
    const fail = () => {
      const button = make("button", { type: "button", class: "again" }, "Try again");
      button.addEventListener("click", again);
      const map = make("a", { href: `${base}index.html#chapters` }, "map of chapters");
      show([], "The search index could not be read. ", button, ", or see the ", map, ".");
    };
    const wait = () => {
      if (!list.children.length) status.textContent = "Reading the index …";
    };
    return { list, show, fail, wait };
  };

  // The keys of the dialog: up and down walk through what was found.
  /** @type {(input: HTMLElement, list: HTMLElement) => (event: KeyboardEvent) => void} */
  const walker = (input, list) => (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [input, ...all("a", list)];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    stops[(at + step + stops.length) % stops.length].focus();
    event.preventDefault();
  };
  /** @param {KeyboardEvent} event */
  const isSlash = ({ target, key, ctrlKey, metaKey, altKey }) => {
    const typing = target instanceof Element &&
      target.closest("input, textarea, select, [contenteditable], [role=grid]");
    return key === "/" && !typing && !ctrlKey && !metaKey && !altKey;
  };

  const search = () => {
    const dialog = /** @type {HTMLDialogElement} */ (one("#search"));
    const input = /** @type {HTMLInputElement} */ (one(".md-search__input", dialog));
    if (!dialog.showModal) throw new Error("this browser has no dialogs");
    const { list, show, fail, wait } = results(dialog, () => {
      input.focus();
      find();
    });
    const find = async () => {
      wait();
      let docs;
      try {
        docs = await index();
      } catch {
        fail();
        return;
      }
      // What stands in the field now: reading took its time.
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      if (!words.length) {
        show([]);
        return;
      }
      const hits = hitsOf(docs, words);
      show(hits.slice(0, SHOWN).map((doc) => resultOf(doc, words)), countOf(hits));
    };
    const open = () => {
      if (dialog.open) return;
      dialog.showModal();
      input.select();
      index().catch(() => {}); // it has been reported, and is told to who searches
    };
    /** @param {SubmitEvent} event */
    const submit = (event) => {
      const { value } = /** @type {Partial<HTMLButtonElement>} */ (event.submitter ?? {});
      if (value === "close" && document.activeElement !== input) return;
      event.preventDefault();
      const [first] = all("a", list);
      if (first) first.click();
      else find();
    };
    input.addEventListener("input", find);
    one("form", dialog).addEventListener("submit", submit);
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || (target instanceof Element && target.closest("a"))) dialog.close();
    });
    dialog.addEventListener("keydown", walker(input, list));
    addEventListener("keydown", (event) => {
      if (!isSlash(event)) return;
      event.preventDefault();
      open();
    });
    for (const button of all("[data-search]")) {
      button.addEventListener("click", open);
      ready(button);
    }
  };

  // Each part by itself: one that fails is reported, and the others go on.
  const parts = { schemeSwitch, copyButtons, sectionMark, contentsPanel, printing, linksIntoFolds, search };
  for (const [name, setUp] of Object.entries(parts)) {
    try {
      setUp();
    } catch (error) {
      console.error(`${name} could not be set up:`, error);
    }
  }
}
