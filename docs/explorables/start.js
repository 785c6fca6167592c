// Makes a page's explorables live, each by itself, after the page has loaded and has nothing better to do.
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
   * What cannot start stays, or becomes again, the figure that it was, with the caption of that.
   * @param {HTMLElement} figure
   * @param {unknown} error
   */
  const giveUp = (figure, error) => {
    console.error(`#${figure.id} could not start:`, error);
    figure.classList.remove("is-live");
    for (const part of figure.querySelectorAll(".live, .moving")) part.remove();
    const line = document.createElement("p");
    line.className = "unstarted";
    line.textContent = "The live part of this figure could not start. Reload the page to try again.";
    figure.insertBefore(line, figure.querySelector("figcaption"));
  };

  // What the address leads to moves as something above it grows; until the reader moves on, the page goes along.
  let aim = location.hash;
  const moveOn = () => {
    aim = "";
  };
  for (const act of ["wheel", "pointerdown", "keydown"]) addEventListener(act, moveOn);

  /** @type {(figure: HTMLElement, i: number, all: HTMLElement[]) => Promise<void>} */
  const start = async (figure, i, all) => {
    /** @param {unknown} error */
    const failed = (error) => giveUp(figure, error);
    try {
      const files = ["explorable.js", `${figure.dataset.explorable}.js`];
      const [{ explorable }, module] = await Promise.all(files.map(load));
      const styled = getComputedStyle(figure).getPropertyValue("--explorables");
      if (!styled) throw new Error("explorables.css did not load");
      explorable(figure, module, { script, failed });
    } catch (error) {
      failed(error);
    }
    const target = document.getElementById(aim.slice(1));
    if (all.slice(i).some((other) => other.contains(target))) target?.scrollIntoView();
  };
  const begin = async () => {
    /** @type {NodeListOf<HTMLElement>} */
    const figures = document.querySelectorAll("figure[data-explorable]");
    await Promise.all([...figures].map(start));
    document.documentElement.dataset.explorables = "ready";
  };

  // A picture that never comes holds up the page's load event, but not the explorables.
  const loaded = new Promise((done) => {
    addEventListener("load", done);
    setTimeout(done, 10_000);
  });
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  loaded.then(() => whenIdle(begin));
}
