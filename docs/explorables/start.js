// Makes a page's explorables live, each by itself: those that stand open after the page has loaded and has nothing
// better to do, the others when they are opened, or when the address or a link asks for one of their states.
"use strict";
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const here = src.replace(/[^/]*$/, "");

  /** @type {(name: string) => Promise<unknown>} */
  const script = (name) =>
    new Promise((onload, reject) => {
      const onerror = () => reject(new Error(`${name} did not load`));
      document.head.append(Object.assign(document.createElement("script"), { src: here + name, onload, onerror }));
    });

  // A page on a disk may not import files, but it may run a script that holds them all.
  /** @type {Promise<unknown> | undefined} */
  let disk;
  /** @type {Record<string, string>} */
  const urls = {};
  /** @type {(whole: string, name: string) => string} */
  const needed = (_, name) => `from "${address(name)}"`;
  /** @type {(file: string) => string} */
  const packed = (file) => window.explorableModules[file].replace(/from ?"\.\/([\w.]+)"/g, needed);
  /** @type {(file: string) => string} */
  const address = (file) => urls[file] ??= URL.createObjectURL(new Blob([packed(file)], { type: "text/javascript" }));
  /** @type {(file: string) => Promise<any>} */
  const onDisk = async (file) => {
    await (disk ??= script("from_disk.js"));
    return import(address(file));
  };
  const load = location.protocol === "file:" ? onDisk : (/** @type {string} */ file) => import(here + file);

  /**
   * What cannot start leaves the figure above as it is, and says so in one line.
   * @param {HTMLElement} section
   * @param {unknown} error
   */
  const giveUp = (section, error) => {
    console.error(`#${section.id} could not start:`, error);
    section.classList.remove("is-live");
    section.classList.add("is-unstarted");
    section.querySelector(".live")?.remove();
    const line = document.createElement("p");
    line.className = "unstarted";
    line.textContent = "This could not start. Reload the page to try again.";
    section.append(line);
  };

  // What the address leads to moves as something above it grows; until the reader moves on, the page goes along.
  let aim = location.hash;
  const moveOn = () => {
    aim = "";
  };
  for (const act of ["wheel", "pointerdown", "keydown"]) addEventListener(act, moveOn);
  /** @param {HTMLElement} grown */
  const follow = (grown) => {
    const target = document.getElementById(aim.slice(1));
    if (!target) return;
    const above = grown.compareDocumentPosition(target) & (4 | 16); // it follows, or is inside
    if (above || grown === target) target.scrollIntoView();
  };

  /**
   * The style sheets that one needs: its own, and those that are no other's.
   * @param {string} name
   */
  const sheetsFor = (name) => {
    /** @type {NodeListOf<HTMLLinkElement>} */
    const links = document.querySelectorAll('link[href*="explorables/"]');
    const others = [...sections].map(({ dataset }) => dataset.explorable);
    const sheets = [...links].map(({ href }) => href.replace(/.*\/|\.css.*/g, ""));
    return sheets.filter((sheet) => sheet === name || !others.includes(sheet));
  };

  /** @type {Map<HTMLElement, Promise<void>>} */
  const started = new Map();
  /** @param {HTMLDetailsElement} section */
  const begin = async (section) => {
    /** @param {unknown} error */
    const failed = (error) => giveUp(section, error);
    try {
      const name = String(section.dataset.explorable);
      const [{ explorable }, module] = await Promise.all(["explorable.js", `${name}.js`].map(load));
      const missing = sheetsFor(name).find((sheet) => !getComputedStyle(section).getPropertyValue(`--${sheet}`));
      if (missing) throw new Error(`${missing}.css did not load`);
      explorable(section, module, { script, failed });
    } catch (error) {
      failed(error);
    }
    follow(section);
  };
  /** @param {HTMLDetailsElement} section */
  const start = (section) => {
    if (!started.has(section)) started.set(section, begin(section));
    return started.get(section);
  };

  /** @type {NodeListOf<HTMLDetailsElement>} */
  const sections = document.querySelectorAll("[data-explorable]");
  /** @type {(section: HTMLElement, search: string, hash: string) => boolean} */
  const asksFor = (section, search, hash) =>
    hash === `#${section.id}` ||
    [...new URLSearchParams(search).keys()].some((key) => key.startsWith(`${section.id}.`));
  const openAsked = () => {
    for (const section of sections) section.open ||= asksFor(section, location.search, location.hash);
  };
  const startOpen = () => Promise.all([...sections].filter(({ open }) => open).map(start));

  // A link to a state of this page changes the state, and loads nothing.
  /** @param {MouseEvent} event */
  const visit = (event) => {
    const { target, button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
    const link = target instanceof Element && target.closest("a");
    if (!link || button || metaKey || ctrlKey || shiftKey || altKey || defaultPrevented) return;
    const { origin, pathname, search, hash } = link;
    if (origin !== location.origin || pathname !== location.pathname) return;
    const section = [...sections].find((each) => hash === `#${each.id}`);
    if (!section) return;
    event.preventDefault();
    // What else is live keeps its state.
    const asked = new URLSearchParams(search);
    for (const [key, value] of new URLSearchParams(location.search)) {
      if (!key.startsWith(`${section.id}.`)) asked.append(key, value);
    }
    history.pushState(null, "", `${pathname}${asked.size ? `?${asked}` : ""}${hash}`);
    dispatchEvent(new PopStateEvent("popstate"));
    section.open = true;
    start(section)?.then(() => {
      // What has changed is the live part; where not all has room, it is that which is shown.
      const { top, bottom } = section.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) section.querySelector(".live")?.scrollIntoView();
    });
  };

  const ready = async () => {
    openAsked();
    for (const section of sections) section.addEventListener("toggle", () => section.open && start(section));
    addEventListener("popstate", openAsked);
    addEventListener("click", visit);
    await startOpen();
    document.documentElement.dataset.explorables = "ready";
  };
  // A picture that never comes holds up the page's load event, but not the explorables.
  const loaded = new Promise((done) => {
    addEventListener("load", done);
    setTimeout(done, 10_000);
  });
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  loaded.then(() => whenIdle(ready));
}
