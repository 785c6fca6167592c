"""Visit a page as readers do, wide and narrow, light and dark; note all that is wrong with it, once."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, TimeoutError

WIDE, NARROW = (1280, 800), (390, 844)
SCHEMES: dict[Literal["light", "dark"], str] = {"light": "default", "dark": "slate"}
CALM = 5  # rounds of 20 ms
LOCAL = ("127.0.0.1", "")

SCHEME = "document.body.dataset.mdColorScheme"
OPEN_FOLDS = "document.querySelectorAll('main details').forEach(fold => fold.open = true)"
OVERFLOW = """() => {
    const wide = document.documentElement.clientWidth;
    const scrolls = e => e && e !== document.body && (
        /auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    return [...document.querySelectorAll("body *")]
        .filter(e => e.checkVisibility() && !e.closest("svg, math") && !scrolls(e.parentElement))
        .filter(e => { const r = e.getBoundingClientRect();
            const shown = r.width > 1 && r.height > 1 && r.left < wide;
            return shown && (r.right > wide + 1 || r.left < -1); })
        .map(e => e.outerHTML.slice(0, 120))
        .concat(document.documentElement.scrollWidth > wide ? ["the whole page"] : []);
}"""


# What moved before this is told too.
WATCH_SHIFT = """() => {
    window.shift = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
}"""
# The scripts of explorables, and whether each was asked for before the page had loaded.
SCRIPTS = """() => {
    const [page] = performance.getEntriesByType("navigation");
    return performance.getEntriesByType("resource")
        .filter(({ name }) => /\\/explorables\\/[\\w.]+\\.js$/.test(name))
        .map(({ name, startTime }) => [name.split("/").pop(), startTime < page.loadEventStart]);
}"""
# A sheet of A4 between its margins, in pixels of a screen.
SHEET = (680, 1000)
# What does not fit a sheet: a table that is wider, and a line of code or output that is broken.
CUT = """() => {
    const paper = document.querySelector("article").clientWidth + 1;
    const wide = [...document.querySelectorAll("article :is(table, picture img)")]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > paper);
    const broken = [...document.querySelectorAll("article pre > samp")].filter(e => e.checkVisibility()
        && e.clientHeight > 1.5 + e.textContent.split("\\n").length * parseFloat(getComputedStyle(e).lineHeight));
    return [...wide, ...broken].map(e => e.outerHTML.slice(0, 120));
}"""
UNFOLDED = """() => [...document.querySelectorAll("[data-explorable]")]
    .every(each => each.matches(".is-live, .is-unstarted"))"""
# What is shown of each explorable: pictures of the figure above it, and parts of its own.
SHOWN = """all => all.map(each => [each.previousElementSibling.querySelectorAll("picture"),
    each.querySelectorAll(".live, summary, p, li")].map(
    parts => [...parts].filter(part => part.checkVisibility()).length))"""
# Press each button in the middle, if nothing lies over it there; give what is in the clipboard then.
COPY = """async buttons => {
    const found = [];
    for (const button of buttons) {
        await navigator.clipboard.writeText("nothing");
        button.scrollIntoView({block: "center", behavior: "instant"});
        const { left, top, width, height } = button.getBoundingClientRect();
        const there = document.elementFromPoint(left + width / 2, top + height / 2);
        if (button.contains(there)) button.click();
        let text = "nothing";
        for (let tries = 0; text === "nothing" && tries < 100; tries++) {
            await new Promise(done => setTimeout(done, 10));
            text = await navigator.clipboard.readText();
        }
        found.push(text);
    }
    return found;
}"""
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
        scrollTo(0, y);
        await new Promise(done => setTimeout(done, 30));
    }
    // What is lazy has come by then.
    await Promise.all([...document.images].filter(image => image.checkVisibility()).map(image => image.decode()));
    scrollTo(0, 0);
}"""


@dataclass
class Visit:
    """What was wrong, by kind; each entry says how the page was seen. And what was there.

    `loaded` has the bytes of each file of the first view, over gzip, by the window's size; `shift` how
    much moved on the way down to the end; `scripts` those of explorables, and whether each was asked
    for before the page had loaded; `paper` what is printed of each explorable; `cut` what does not fit
    a sheet; `copied` what the buttons copy.
    """

    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    loaded: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)
    shift: dict[tuple[int, int], float] = field(default_factory=dict)
    scripts: dict[str, bool] = field(default_factory=dict)
    paper: list[list[int]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)


def watch(page: Page, seen: Visit, where: str = "") -> None:
    """Note each request to another host, each one that fails, and each word on the console."""

    def requested(request: Request) -> None:
        if urlsplit(request.url).hostname not in (*LOCAL, None):
            seen.requests.append(f"{where}{request.url}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            seen.console.append(f"{where}{request.url}: {request.failure}")

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            seen.console.append(f"{where}{message.type}: {message.text}")

    page.on("request", requested)
    page.on("requestfailed", failed)
    page.on("console", said)
    page.on("pageerror", lambda error: seen.console.append(f"{where}{error}"))


def context(browser: Browser, size: tuple[int, int] = WIDE, **options: Any) -> BrowserContext:
    """A fresh reader: no cookies, nothing in the cache, no animation."""
    made = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options
    )
    made.set_default_timeout(20_000)
    return made


@contextmanager
def opened(
    browser: Browser, size: tuple[int, int] = WIDE, **options: Any
) -> Iterator[tuple[BrowserContext, Page]]:
    """A fresh reader, and the page that is open."""
    reader = context(browser, size, **options)
    try:
        yield reader, reader.new_page()
    finally:
        reader.close()


@functools.cache
def axe() -> str:
    """The scripts that look for what a reader with a handicap would miss."""
    ours = (Path(__file__).parent / "axe.js").read_text("utf-8")
    return f"{Axe().axe_script}\n(() => {{\n{ours}}})();"


def settled(page: Page) -> None:
    """Wait until the page's explorables are live."""
    page.wait_for_function(
        "!document.querySelector('[data-explorable]')"
        " || document.documentElement.dataset.explorables === 'ready'"
    )


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds, one line a place; `within` is a selector, for a part of the page."""
    if not page.evaluate("'violationsHere' in window"):
        page.evaluate(axe())
    found: list[str] = page.evaluate("within => violationsHere(within)", within)
    return found


@contextmanager
def calm(page: Page) -> Iterator[None]:
    """Wait at the end until nothing that is asked for inside has been waited for in a tenth of a second."""
    waiting: set[Request] = set()

    def asked(request: Request) -> None:
        waiting.add(request)

    def came(request: Request) -> None:
        waiting.discard(request)

    page.on("request", asked)
    page.on("requestfinished", came)
    page.on("requestfailed", came)
    yield
    rounds = 0
    while rounds < CALM:
        page.wait_for_timeout(20)
        rounds = rounds + 1 if not waiting else 0
    page.remove_listener("request", asked)
    page.remove_listener("requestfinished", came)
    page.remove_listener("requestfailed", came)


def first_view(page: Page, url: str, size: tuple[int, int], seen: Visit) -> None:
    """Open the page as a new reader, note what it loads, and read down to its end."""
    requests: list[Request] = []

    def finished(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", finished)
    with calm(page):
        page.goto(url, wait_until="load")
        page.evaluate(WATCH_SHIFT)
        settled(page)
    sizes = {request.url: request.sizes() for request in list(requests)}
    page.remove_listener("requestfinished", finished)
    seen.loaded[size] = {
        address: each["responseBodySize"] + each["responseHeadersSize"]
        for address, each in sizes.items()
    }
    seen.scripts |= dict(page.evaluate(SCRIPTS))
    page.evaluate(SCROLL)
    seen.shift[size] = page.evaluate("window.shift")


def in_both_schemes(page: Page, where: str, seen: Visit) -> None:
    """Let the system change its scheme; note if the page does not, and who cannot read it then."""
    for scheme, name in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        try:
            page.wait_for_function(f"{SCHEME} === '{name}'", timeout=5_000)
        except TimeoutError:
            seen.schemes.append(f"{where}{scheme}: the page wears {page.evaluate(SCHEME)!r}")
        seen.violations += [f"{where}{scheme}: {line}" for line in violations(page)]


def copied(context: BrowserContext, page: Page) -> list[str]:
    """What each button that copies code copies, pressed where it is seen."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    buttons = page.locator("main .listing").get_by_role("button", name=re.compile("^Copy"))
    found: list[str] = buttons.evaluate_all(COPY)
    return [text.strip("\n") for text in found]


def unfold(page: Page) -> None:
    """Open all explorables, and wait for what comes of each."""
    settled(page)
    page.evaluate("document.querySelectorAll('.explorable').forEach(e => { e.open = true; })")
    page.wait_for_function(UNFOLDED)


def on_paper(page: Page) -> list[list[int]]:
    """What each explorable shows on paper: see `SHOWN`."""
    page.emulate_media(media="print")
    found: list[list[int]] = page.locator("[data-explorable]").evaluate_all(SHOWN)
    page.emulate_media(media="screen")
    return found


def cut_on_paper(page: Page) -> list[str]:
    """What does not fit a sheet of A4: see `CUT`."""
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    found: list[str] = page.evaluate(CUT)
    page.set_viewport_size(size or {"width": WIDE[0], "height": WIDE[1]})
    page.emulate_media(media="screen")
    return found


def look(context: BrowserContext, page: Page, url: str, size: tuple[int, int], seen: Visit) -> None:
    """See a page in one width and both schemes, all its folds open; note all that is wrong with it."""
    where = f"{size[0]} wide, "
    # A new reader has nothing of the site yet.
    network = context.new_cdp_session(page)
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    first_view(page, url, size, seen)
    page.evaluate(OPEN_FOLDS)
    in_both_schemes(page, where, seen)
    seen.overflow += [f"{where}{line}" for line in page.evaluate(OVERFLOW)]
    network.detach()
