// What no longer holds, for authors: a strip at the bottom of each page of a site that is served. It asks the
// server, whose answer waits until there is news; `strip.py` says what it answers.
"use strict";
{
  /**
   * @typedef {{ file: string, line: number, text: string, place: string, figure: string }} Finding
   * @typedef {{ page: string, url: string, count: number }} Other
   * @typedef {{ version: string, checking: boolean, waiting: number, findings: Finding[], offer: string,
   *   others: Other[], site: string[] }} State
   */
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const page = String(script.dataset.page);
  const PARTS = "main :is(p, li, tr, figcaption, summary, dt, dd, pre, h1, h2, h3, h4, .arithmatex)";
  const RETRY = 2000; // ms, while there is no server

  /**
   * @template {keyof HTMLElementTagNameMap} Tag
   * @param {Tag} tag
   * @param {string} name
   * @param {...(Node | string)} children
   */
  const make = (tag, name = "", ...children) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  };
  /** @param {number} count @param {string} one */
  const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  // Where a finding stands on the page: the innermost part that has its letters and digits.
  /** @param {string} text */
  const squeezed = (text) => text.replace(/[^\p{L}\p{N}]+/gu, "");
  /** @param {Finding} finding */
  const placeOf = ({ place, figure }) => {
    if (figure) return document.querySelector(`main img[src*="figures/${figure}"]`)?.closest("figure") ?? null;
    if (!place) return null;
    const having = Array.from(document.querySelectorAll(PARTS)).filter((part) =>
      squeezed(String(part.textContent)).includes(place)
    );
    const found = having.find((part) => !having.some((other) => other !== part && part.contains(other)));
    return found ?? null;
  };
  /** @param {Element} part */
  const show = (part) => {
    for (let fold = part.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
      fold.open = true;
    }
    document.querySelector(".authors-place")?.classList.remove("authors-place");
    part.classList.add("authors-place");
    part.scrollIntoView({ block: "center" });
  };

  // The strip, which is there before it is shown, so that a change of its words is said aloud.
  const words = make("span");
  words.setAttribute("role", "status");
  const list = make("div", "authors-list");
  const fold = make("details", "", make("summary", "", words), list);
  const dismiss = make("button", "", "Dismiss");
  dismiss.type = "button";
  const strip = make("aside", "authors", fold, dismiss);
  strip.setAttribute("aria-label", "For authors");
  strip.dataset.shown = "no";
  document.body.append(strip);

  // What was dismissed stays so until something else is found; also when the page is loaded anew.
  const DISMISSED = "authors-dismissed", OPEN = "authors-open";
  /** @param {string} name */
  const kept = (name) => {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  };
  /** @param {string} name @param {string} value */
  const keep = (name, value) => {
    try {
      sessionStorage.setItem(name, value);
    } catch {
      // It is asked again on the next page.
    }
  };
  // The page's end, and what is shown of it, stand clear of the strip.
  const measure = () => document.documentElement.style.setProperty("--authors", `${strip.offsetHeight}px`);
  addEventListener("resize", measure);
  let known = "";
  fold.open = kept(OPEN) === "yes";
  fold.addEventListener("toggle", () => {
    keep(OPEN, fold.open ? "yes" : "no");
    measure();
  });
  dismiss.addEventListener("click", () => {
    keep(DISMISSED, known);
    strip.dataset.shown = "no";
  });

  /** @param {Finding} finding */
  const item = (finding) => {
    const where = `${finding.file}:${finding.line}`;
    const [first, ...more] = finding.text.slice(where.length + 2).split("\n");
    const part = placeOf(finding);
    const name = make(part ? "button" : "span", "authors-where", where);
    if (part) name.addEventListener("click", () => show(part));
    const entry = make("li", "", name, " ", first);
    if (more.length) entry.append(make("pre", "", more.join("\n").replace(/^ {4}/gm, "")));
    return entry;
  };
  /** @param {Other} other */
  const link = ({ page: name, url, count }) => {
    const to = make("a", "", name);
    to.href = url;
    return make("li", "", to, `: ${counted(count, "place")}`);
  };
  /** @param {State} state */
  const fill = ({ findings, offer, others, site }) => {
    const parts = [];
    if (site.length) parts.push(make("ul", "", ...site.map((line) => make("li", "", line))));
    if (findings.length) parts.push(make("ol", "", ...findings.map(item)));
    // What stands between backticks is code.
    const pieces = offer.split("`").map((piece, at) => at % 2 ? make("code", "", piece) : piece);
    if (offer) parts.push(make("p", "", ...pieces));
    if (others.length) parts.push(make("p", "", "On other pages:"), make("ul", "", ...others.map(link)));
    list.replaceChildren(...parts);
  };
  /** @param {State} state */
  const said = ({ checking, waiting, findings, others, site }) => {
    const elsewhere = others.reduce((sum, { count }) => sum + count, 0);
    const parts = [];
    if (site.length) parts.push(`${counted(site.length, "message")} of the build`);
    if (findings.length) {
      parts.push(`${counted(findings.length, "place")} on this page ${findings.length === 1 ? "does" : "do"} not hold`);
    }
    if (elsewhere) parts.push(`${elsewhere} on ${counted(others.length, "other page")}`);
    const ended = parts.length ? `⚠ ${parts.join(", ")}.` : "";
    if (checking) return `${ended} Checking this page …`.trim();
    return ended && waiting ? `${ended} Checking ${counted(waiting, "other page")} …` : ended;
  };
  /** @param {State} state */
  const render = (state) => {
    const { findings, others, site, checking } = state;
    const found = JSON.stringify([findings, others, site]);
    if (found !== known) {
      const inside = list.contains(document.activeElement);
      fill(state);
      if (inside) fold.querySelector("summary")?.focus();
    }
    known = found;
    fold.dataset.empty = findings.length + others.length + site.length ? "no" : "yes";
    words.textContent = said(state);
    const any = findings.length + others.length + site.length > 0;
    strip.dataset.shown = (any || checking) && kept(DISMISSED) !== known ? "yes" : "no";
    measure();
  };

  // Hidden pages ask nothing: a browser has few connections to one server.
  let since = "";
  /** @type {AbortController | null} */
  let asking = null;
  /** @param {number} time */
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const ask = async () => {
    const mine = new AbortController();
    asking = mine;
    const address = new URL("now.json", script.src);
    while (!mine.signal.aborted) {
      address.search = String(new URLSearchParams({ page, since }));
      try {
        const answer = await fetch(address, { signal: mine.signal, cache: "no-store" });
        const state = /** @type {State} */ (await answer.json());
        since = state.version;
        render(state);
      } catch {
        await pause(RETRY);
      }
    }
  };
  const turn = () => {
    asking?.abort();
    if (document.visibilityState === "visible") void ask();
  };
  document.addEventListener("visibilitychange", turn);
  turn();
}
