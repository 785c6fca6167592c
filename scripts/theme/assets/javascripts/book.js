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
  const copyButtons = () => all(".listing > .highlight, .citation").forEach((block) => copyButton(block));

  // The link beside a figure, a table or the like copies its address. Where that cannot be, it leads there, so that
  // the address can be copied from the browser.
  /** @type {(link: HTMLAnchorElement, heard: HTMLElement) => void} */
  const copiesAddress = (link, heard) => {
    const name = (link.getAttribute("aria-label") ?? "").replace("Link to ", "");
    const rest = () => {
      link.textContent = "#";
      delete link.dataset.said;
      heard.textContent = "";
    };
    link.title = `Copy the address of ${name}`;
    link.setAttribute("aria-label", link.title);
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const address = new URL(link.hash, location.href);
      address.search = "";
      if (!await copy(address.href)) {
        location.hash = link.hash;
        return;
      }
      link.textContent = "Copied";
      link.dataset.said = "";
      heard.textContent = `Copied the address of ${name}`;
      setTimeout(rest, 2000);
    });
  };
  const addresses = () => {
    const heard = make("p", { class: "spoken", "aria-live": "polite" });
    one("main").append(heard);
    for (const link of /** @type {HTMLAnchorElement[]} */ (all("a.address"))) copiesAddress(link, heard);
  };

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

  // On paper, folded answers are part of the chapter, unless the reader wants none. The address above the text leads
  // back to what is printed, with what was moved; that of a file leads nobody else anywhere.
  const printing = () => {
    /** @type {HTMLInputElement[]} */
    const wanted = all("[data-answers]");
    const { dataset, style } = document.documentElement;
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    const prepare = () => {
      dataset.answers = wanted.every(({ checked }) => checked) ? "open" : "none";
      if (location.protocol.startsWith("http")) {
        style.setProperty("--address", JSON.stringify(location.origin + location.pathname));
        for (const line of all(".imprint .found-at")) line.textContent = location.href;
      }
      opened = all("details:not([open])");
      for (const fold of opened) fold.open = true;
    };
    const foldAgain = () => {
      for (const fold of opened) fold.open = false;
    };
    addEventListener("beforeprint", prepare);
    addEventListener("afterprint", foldAgain);
    for (const button of all("[data-print]")) button.addEventListener("click", () => print());
    all(".printing > .needs-js").forEach(ready);
  };

  // A link to something inside a folded answer opens it.
  const linksIntoFolds = () => {
    /** @type {(element: Element | null | undefined) => HTMLDetailsElement | null} */
    const outer = (element) => element?.closest("details") ?? null;
    const reveal = () => {
      // An exercise that is addressed itself stays folded.
      for (let fold = outer(target(location.hash)?.parentElement); fold; fold = outer(fold.parentElement)) {
        fold.open = true;
      }
    };
    addEventListener("hashchange", reveal);
    reveal();
  };

  // The API was one page once. Where a name stood on it is now a link to its place, and this goes there at once; so do
  // the anchors of a class's members, which are in the link.
  const movedPlaces = () => {
    const lead = () => {
      const link = target(location.hash)?.closest("a[data-moved]");
      if (!(link instanceof HTMLAnchorElement)) return;
      const led = new URL(link.href);
      led.hash = location.hash;
      location.replace(led);
    };
    addEventListener("hashchange", lead);
    lead();
  };

  // What finds, and its index, come when the reader first searches: as scripts, for a page on a disk may load those
  // but not read files.
  const PATIENCE = 20_000; // ms
  /** @type {(name: string) => Promise<void>} */
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = make("script", { src: base + name });
      const fail = () => reject(new Error(`${name} did not come`));
      const patience = setTimeout(fail, PATIENCE);
      script.onload = () => {
        clearTimeout(patience);
        resolve();
      };
      script.onerror = fail;
      document.head.append(script);
    });
  // What comes once; what failed comes anew when it is next asked for.
  /**
   * @template Thing
   * @param {() => Promise<Thing>} bring
   */
  const once = (bring) => {
    /** @type {Promise<Thing> | null} */
    let coming = null;
    return () =>
      coming ??= bring().catch((error) => {
        coming = null;
        throw error;
      });
  };
  const index = once(async () => {
    try {
      await Promise.all([load("search/search.js"), load("search/search_index.js")]);
      return window.bookSearch.open(window.bookIndex);
    } catch (error) {
      console.error("The search index could not be read:", error);
      throw error;
    }
  });

  // What is found, as a list: the title, the page that it is on, and a piece of the text.
  /** @param {BookMarked} pieces */
  const withMarks = (pieces) => pieces.map(([text, sought]) => sought ? make("mark", {}, text) : text);
  /** @type {(doc: BookEntry, title?: (Node | string)[], text?: (Node | string)[]) => HTMLElement} */
  const resultOf = (doc, title = [doc.title], text = []) => {
    /** @type {(name: string, ...inside: (Node | string)[]) => HTMLElement} */
    const part = (name, ...inside) => make("span", { class: `md-search-result__${name}` }, ...inside);
    const parts = [part("title", ...title)];
    if (doc.kind !== "page") parts.push(part("page", doc.kind === "term" ? `defined in ${doc.page}` : doc.page));
    if (text.length) parts.push(part("text", ...text));
    const link = make("a", { class: "md-search-result__link", href: base + doc.location }, ...parts);
    return make("li", { class: "md-search-result__item" }, link);
  };
  const SHOWN = 20;
  const NEAREST = 5;
  /** @param {BookAnswer} answer */
  const countOf = ({ count, changed }) => {
    const places = count === 1 ? "1 place" : `${count} places`;
    const meant = changed.length ? ` for ${changed.map((word) => `“${word}”`).join(", ")}` : "";
    const rest = count > SHOWN ? `, the first ${SHOWN} shown` : "";
    return places + meant + rest;
  };
  /** @type {(place: string, words: string) => HTMLElement} */
  const linkTo = (place, words) => make("a", { href: base + place }, words);
  const chapters = () => linkTo("index.html#chapters", "map of chapters");

  /** @typedef {(items: Node[], ...words: (Node | string)[]) => void} Show */
  /** @typedef {{ list: HTMLElement, show: Show, answer: (finder: BookSearch, question: string) => void }} Shows */
  /** @typedef {Shows & { fail: () => void, wait: () => void }} Results */
  // What was found, below the field.
  /** @type {(dialog: HTMLElement, again: () => void) => Results} */
  const results = (dialog, again) => {
    const list = one(".md-search-result__list", dialog);
    const status = one(".md-search-result__meta", dialog);
    /** @type {Show} */
    const show = (items, ...words) => {
      list.replaceChildren(...items);
      status.replaceChildren(...words);
    };
    /** @type {(finder: BookSearch, question: string) => void} */
    const answer = (finder, question) => {
      const found = finder.find(question, SHOWN);
      if (found.count) {
        show(
          found.hits.map(({ doc, title, text }) => resultOf(doc, withMarks(title), withMarks(text))),
          countOf(found),
        );
        return;
      }
      const near = finder.near(question, NEAREST).map((doc) => resultOf(doc));
      const links = [
        linkTo("calculator.html", "calculator"),
        ", the ",
        linkTo("reference/terms.html", "index of terms"),
      ];
      const nearest = near.length ? "Below are the nearest pages. " : "";
      show(near, `Nothing found. ${nearest}See also the `, ...links, ", or the ", chapters(), ".");
    };
    const fail = () => {
      const button = make("button", { type: "button", class: "again" }, "Try again");
      button.addEventListener("click", again);
      show([], "The search index could not be read. ", button, ", or see the ", chapters(), ".");
    };
    const wait = () => {
      if (!list.children.length) status.textContent = "Reading the index …";
    };
    return { list, show, answer, fail, wait };
  };

  // The address of a search can be sent.
  const asked = () => new URL(location.href).searchParams.get("q") ?? "";
  /** @param {string} question */
  const keepAsked = (question) => {
    if (question === asked()) return;
    const address = new URL(location.href);
    if (question) address.searchParams.set("q", question);
    else address.searchParams.delete("q");
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // The address stays as it is: from a disk, or after too many changes.
    }
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
  /** @param {EventTarget | null} target */
  const isWritten = (target) =>
    target instanceof Element && !target.closest("dialog:not([open])") &&
    Boolean(target.closest("input, textarea, select, [contenteditable], [role=grid]"));
  // Ctrl+K, and "/" where nothing is being written.
  /** @param {KeyboardEvent} event */
  const asksForSearch = ({ target, key, ctrlKey, metaKey, altKey, shiftKey }) => {
    if (ctrlKey || metaKey) return key.toLowerCase() === "k" && !altKey && !shiftKey;
    return key === "/" && !isWritten(target) && !altKey;
  };

  const search = () => {
    const dialog = /** @type {HTMLDialogElement} */ (one("#search"));
    const input = /** @type {HTMLInputElement} */ (one(".md-search__input", dialog));
    if (!dialog.showModal) throw new Error("this browser has no dialogs");
    const { list, show, answer, fail, wait } = results(dialog, () => {
      input.focus();
      find();
    });
    const find = async () => {
      wait();
      let finder;
      try {
        finder = await index();
      } catch {
        fail();
        return;
      }
      // What stands in the field now: reading took its time.
      const question = input.value.trim();
      if (question) answer(finder, input.value);
      else show([]);
      if (dialog.open) keepAsked(question);
    };
    const open = () => {
      if (dialog.open) return;
      dialog.showModal();
      input.select();
      index().catch(() => {}); // it has been reported, and is told to who searches
      if (input.value) find();
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
    dialog.addEventListener("close", () => keepAsked(""));
    dialog.addEventListener("keydown", walker(input, list));
    addEventListener("keydown", (event) => {
      if (!asksForSearch(event)) return;
      event.preventDefault();
      open();
    });
    for (const button of all("[data-search]")) {
      button.addEventListener("click", open);
      ready(button);
    }
    input.value = asked();
    if (input.value) open();
  };

  // A link to a term shows the line that defines it, while the pointer or the keyboard is there. The lines come when
  // they are first wanted; without them it is a link like any other.
  /** @type {Promise<Record<string, string>> | null} */
  let comingTerms = null;
  const terms = () => {
    comingTerms ??= load("search/terms.js").then(() => window.bookTerms ?? {}).catch(() => ({}));
    return comingTerms;
  };
  /** @param {HTMLAnchorElement} link */
  const placeOf = (link) => {
    const root = new URL(base, location.href).href;
    const address = link.origin === "null" ? `${link.protocol}//${link.pathname}` : link.origin + link.pathname;
    return address.startsWith(root) ? address.slice(root.length) + decoded(link.hash) : "";
  };
  // Below the link, or above it where there is no room; never beyond the sides.
  /** @type {(tip: HTMLElement, link: HTMLElement) => void} */
  const putBeside = (tip, link) => {
    const [first, room] = [link.getClientRects()[0], document.documentElement];
    const left = Math.min(first.left, room.clientWidth - tip.offsetWidth - 8);
    const below = first.bottom + tip.offsetHeight + 4 < room.clientHeight;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${below ? first.bottom : first.top - tip.offsetHeight}px`;
  };
  const GRACE = 250; // ms to move from the link to its line
  const termLines = () => {
    const tip = make("div", { class: "term-line", role: "tooltip", id: "term-line", hidden: "" });
    /** @type {HTMLAnchorElement | null} */
    let shown = null;
    let leaving = 0;
    const hide = () => {
      clearTimeout(leaving);
      shown?.removeAttribute("aria-describedby");
      shown = null;
      tip.hidden = true;
    };
    /** @param {HTMLAnchorElement} link */
    const show = async (link) => {
      clearTimeout(leaving);
      if (shown === link) return;
      hide();
      shown = link;
      const line = (await terms())[placeOf(link)];
      if (!line || shown !== link) return;
      tip.textContent = line;
      tip.hidden = false;
      putBeside(tip, link);
      link.setAttribute("aria-describedby", tip.id);
    };
    const leave = () => {
      clearTimeout(leaving);
      leaving = setTimeout(hide, GRACE);
    };
    /** @type {(event: Event) => HTMLAnchorElement | null} */
    const linkOf = ({ target }) => {
      const link = target instanceof Element ? target.closest("main a[href*='#']") : null;
      return link instanceof HTMLAnchorElement && !link.matches(".headerlink, .address, .terms a") ? link : null;
    };
    for (const [comes, goes] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
      document.addEventListener(comes, (event) => {
        const link = linkOf(event);
        if (link) show(link);
        else if (event.target === tip) clearTimeout(leaving);
      });
      document.addEventListener(goes, (event) => {
        if (linkOf(event) || event.target === tip) leave();
      });
    }
    addEventListener("keydown", ({ key }) => {
      if (key === "Escape") hide();
    });
    addEventListener("scroll", hide, { passive: true });
    one("main").append(tip);
  };

  // The stage comes when something is first presented. Whatever fails is tried again.
  /** @type {Promise<BookStage> | null} */
  let comingStage = null;
  /** @param {(stage: BookStage) => Promise<void>} act */
  const onStage = async (act) => {
    comingStage ??= load("assets/javascripts/stage.js").then(() => window.bookStage);
    try {
      await act(await comingStage);
    } catch (error) {
      comingStage = null;
      console.error("Nothing could be presented:", error);
    }
  };
  /** @param {HTMLElement | null} figure */
  const present = (figure = null) => onStage((stage) => stage.begin(figure, false));
  const presenting = () => {
    const figures = all("main :is(figure, .explorable)");
    if (!figures.length) return;
    for (const figure of figures) {
      const button = make("button", { type: "button", class: "present-button", title: "Present (p)" }, "Present");
      button.addEventListener("click", () => present(figure));
      figure.append(button);
    }
    for (const button of all("[data-slides]")) {
      button.addEventListener("click", () => onStage((stage) => stage.begin(null, true)));
      ready(button);
    }
    addEventListener("keydown", ({ target, key, ctrlKey, metaKey, altKey }) => {
      const free = !isWritten(target) && !document.querySelector("dialog[open]");
      if (key === "p" && free && !ctrlKey && !metaKey && !altKey) present();
    });
    const follow = () => {
      if (comingStage || /^#(present|slides)=/.test(location.hash)) onStage((stage) => stage.follow());
    };
    addEventListener("hashchange", follow);
    follow();
  };

  // A numeral that is pressed tells where it comes from, and a switch shows all that can. What tells it comes with the
  // first, and what the texts of pictures tell with the switch. The numerals are those of the page as it was built:
  // what is shown of it elsewhere is no other.
  /** @param {HTMLElement} button */
  const asker = (button) => {
    const numerals = all("main .numeral");
    const { asking, texts } = button.dataset;
    const begun = once(async () => {
      await Promise.all([load("assets/javascripts/asking.js"), load(String(asking))]);
      return window.bookAsking.begin(numerals, button);
    });
    const said = once(() => load(String(texts)));
    /** @param {(asking: BookAsking) => void} act */
    return async (act, shows = false) => {
      try {
        const asking = await begun();
        if (shows && texts) await said();
        act(asking);
      } catch (error) {
        console.error("No number can be asked:", error);
      }
    };
  };
  const asking = () => {
    const button = one("[data-asking]");
    if (!button || !("popover" in button)) return;
    const ask = asker(button);
    const toggle = () => ask((asking) => asking.toggle(), true);
    button.addEventListener("click", toggle);
    one("main").addEventListener("click", (event) => {
      const { target, ctrlKey, metaKey, shiftKey } = event;
      if (!(target instanceof Element) || ctrlKey || metaKey || shiftKey || String(getSelection())) return;
      const shows = button.getAttribute("aria-pressed") === "true";
      const pressed = target.closest(".numeral") && !target.closest("a, button, summary");
      if (!shows && !pressed) return;
      if (shows && target.closest("a")?.querySelector(".numeral")) event.preventDefault();
      ask((asking) => asking.press(event));
    });
    addEventListener("keydown", ({ target, key, ctrlKey, metaKey, altKey }) => {
      const free = !isWritten(target) && !document.querySelector("dialog[open]");
      if (key === "n" && free && !ctrlKey && !metaKey && !altKey) toggle();
    });
    ready(button);
  };

  // Each part by itself: one that fails is reported, and the others go on.
  const parts = {
    schemeSwitch,
    copyButtons,
    addresses,
    sectionMark,
    contentsPanel,
    printing,
    linksIntoFolds,
    movedPlaces,
    search,
    termLines,
    presenting,
    asking,
  };
  for (const [name, setUp] of Object.entries(parts)) {
    try {
      setUp();
    } catch (error) {
      console.error(`${name} could not be set up:`, error);
    }
  }
}
