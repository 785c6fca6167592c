// What a page of the book does beyond being read: the colour scheme, search, copying code, and marking the
// section that is being read. Everything else works without this file.
(() => {
  "use strict";
  const base = document.currentScript.dataset.base.replace(/\/?$/, "/");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // Scheme: the system's until the reader chooses; the choice is kept in this browser alone.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const switcher = one("[data-scheme]");
  const kept = () => { try { return localStorage.getItem("scheme"); } catch { return null; } };
  const keep = (value) => {
    try {
      if (value) localStorage.setItem("scheme", value); else localStorage.removeItem("scheme");
    } catch { /* storage is off: the choice lasts for this page */ }
  };
  const show = (dark) => {
    document.body.setAttribute("data-md-color-scheme", dark ? "slate" : "default");
    const label = `Use the ${dark ? "light" : "dark"} scheme`;
    switcher.setAttribute("aria-label", label);
    switcher.title = label;
  };
  const isDark = () => document.body.getAttribute("data-md-color-scheme") === "slate";
  show(kept() ? kept() === "dark" : system.matches);
  switcher.addEventListener("click", () => {
    const dark = !isDark();
    show(dark);
    keep(dark === system.matches ? null : dark ? "dark" : "light");
  });
  system.addEventListener("change", () => { if (!kept()) show(system.matches); });

  // Copy: the code alone, as it runs.
  const copy = async (text) => {
    if (navigator.clipboard) {
      try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed here */ }
    }
    const area = make("textarea", { readonly: "", class: "offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  for (const block of all(".listing > .highlight")) {
    const name = block.dataset.name;
    const button = make("button", { type: "button", class: "md-clipboard", "aria-label": `Copy ${name}` }, "Copy");
    button.addEventListener("click", async () => {
      const done = await copy(one("code", block).textContent);
      button.textContent = done ? "Copied" : "Press Ctrl+C";
      button.setAttribute("aria-label", done ? `Copied ${name}` : `${name} could not be copied`);
      setTimeout(() => {
        button.textContent = "Copy";
        button.setAttribute("aria-label", `Copy ${name}`);
      }, 2000);
    });
    block.append(button);
  }

  // Contents: mark the section that is being read.
  const links = new Map(all(".sections a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (heads.length) {
    let queued = false;
    const mark = () => {
      queued = false;
      const line = innerHeight * 0.3;
      const current = heads.filter((head) => head.getBoundingClientRect().top < line).pop();
      for (const [id, link] of links) {
        if (current && id === current.id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    };
    addEventListener("scroll", () => { if (!queued) { queued = true; requestAnimationFrame(mark); } }, { passive: true });
    mark();
  }
  const panel = one("#contents");
  panel.addEventListener("click", (event) => {
    if (event.target.closest("a") && panel.matches(":popover-open")) panel.hidePopover();
  });

  // Print: folded answers are part of the chapter on paper.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });

  // A link to something inside a folded answer opens it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Search: the index is read when the reader first searches. From a disk a page may not read files,
  // but it may run a script, so there the index comes as one.
  const dialog = one("#search");
  const input = one(".md-search__input", dialog);
  const list = one(".md-search-result__list", dialog);
  const status = one(".md-search-result__meta", dialog);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let reading = null;
  const readIndex = () => {
    reading ??= (location.protocol === "file:"
      ? new Promise((resolve, reject) => {
        const script = make("script", { src: `${base}search/search_index.js` });
        script.onload = () => resolve(window.bookIndex);
        script.onerror = reject;
        document.head.append(script);
      })
      : fetch(`${base}search/search_index.json`).then((answer) => answer.json())
    ).then(({ docs }) => {
      const titles = new Map(docs.filter((d) => !d.location.includes("#")).map((d) => [d.location, d.title]));
      return docs.map((d) => ({
        ...d,
        page: d.term ?? titles.get(d.location.split("#")[0]) ?? "",
        inTitle: plain(d.title),
        inText: plain(d.text),
      }));
    });
    return reading;
  };
  const score = (doc, words) => {
    let total = 0;
    for (const word of words) {
      const title = doc.inTitle.indexOf(word);
      const text = doc.inText.split(word).length - 1;
      if (title < 0 && text === 0) return 0;
      const starts = title === 0 || doc.inTitle[title - 1] === " ";
      total += (title < 0 ? 0 : starts ? 20 : 8) + Math.min(text, 6);
    }
    if (doc.inTitle === words.join(" ") && !doc.location.includes("#")) total += 30;
    return total + (doc.term ? 4 : doc.location.includes("#") ? 0 : 2);
  };
  const marked = (text, words) => {
    const low = plain(text);
    const same = low.length === text.length; // else positions do not carry over
    const pieces = [];
    let at = 0;
    while (same && at < text.length) {
      const [from, word] = words.map((w) => [low.indexOf(w, at), w]).filter(([i]) => i >= 0).sort(([a], [b]) => a - b)[0] ?? [-1];
      if (from < 0) break;
      pieces.push(text.slice(at, from), make("mark", {}, text.slice(from, from + word.length)));
      at = from + word.length;
    }
    return [...pieces, text.slice(at)];
  };
  const excerpt = (doc, words) => {
    const first = Math.max(0, Math.min(...words.map((w) => doc.inText.indexOf(w)).filter((i) => i >= 0), doc.text.length));
    const from = first === doc.text.length ? 0 : Math.max(0, doc.text.lastIndexOf(" ", Math.max(0, first - 50)) + 1);
    const room = doc.text.slice(from, from + 160);
    const whole = from + 160 >= doc.text.length;
    const cut = whole ? room : `${room.slice(0, room.lastIndexOf(" "))} …`;
    return marked((from ? "… " : "") + cut, words);
  };
  const find = async () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    if (!words.length) { list.replaceChildren(); status.textContent = ""; return; }
    let docs;
    try { docs = await readIndex(); } catch { status.textContent = "The search index could not be read."; return; }
    const hits = docs.map((doc) => [score(doc, words), doc]).filter(([s]) => s).sort(([a], [b]) => b - a);
    status.textContent = hits.length === 0 ? "Nothing found" : hits.length === 1 ? "1 place" : `${hits.length} places${hits.length > 20 ? ", the first 20 shown" : ""}`;
    list.replaceChildren(...hits.slice(0, 20).map(([, doc]) => {
      const inside = doc.location.includes("#");
      const name = make("span", { class: "md-search-result__title" }, ...marked(doc.title, words));
      const link = make("a", { class: "md-search-result__link", href: base + doc.location }, name);
      if (inside) link.append(make("span", { class: "md-search-result__page" }, doc.term ? `defined in ${doc.page}` : doc.page));
      if (doc.text) link.append(make("span", { class: "md-search-result__text" }, ...excerpt(doc, words)));
      return make("li", { class: "md-search-result__item" }, link);
    }));
  };
  const open = () => { if (!dialog.open) { dialog.showModal(); input.select(); readIndex().catch(() => {}); } };
  for (const button of all("[data-search]")) button.addEventListener("click", open);
  input.addEventListener("input", find);
  one("form", dialog).addEventListener("submit", (event) => {
    const first = one("a", list);
    if (event.submitter?.value !== "close" || document.activeElement === input) {
      event.preventDefault();
      if (first) first.click();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [input, ...all("a", list)];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], [role=grid]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key !== "/") return;
    event.preventDefault();
    open();
  });
})();
