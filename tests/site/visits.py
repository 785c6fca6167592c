"""Visit a page as readers do, wide and narrow, light and dark; note all that is wrong with it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, TimeoutError

WIDE, NARROW = (1280, 800), (390, 844)
SCHEMES = {"light": "default", "dark": "slate"}
LOCAL = ("127.0.0.1", "")

# Every rule, but the details of violations alone, and no style sheet read again.
ALL_RULES = {"resultTypes": ["violations"], "preload": False}
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


WATCH_SHIFT = """
window.shift = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
        scrollTo(0, y);
        await new Promise(done => setTimeout(done, 30));
    }
    // What is lazy has come by then.
    await Promise.all([...document.images].filter(image => image.checkVisibility()).map(image => image.decode()));
    scrollTo(0, 0);
}"""


@dataclass
class Visit:
    """What was wrong, by kind; each entry says how the page was seen.

    `loaded` has the bytes of each file of the first view, over gzip, by the window's size; `shift` how
    much moved on the way down to the end.
    """

    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    loaded: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)
    shift: dict[tuple[int, int], float] = field(default_factory=dict)


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


@contextmanager
def opened(
    browser: Browser, size: tuple[int, int] = WIDE, **options: Any
) -> Iterator[tuple[BrowserContext, Page]]:
    """A fresh reader: no cookies, nothing in the cache, no animation."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options
    )
    context.set_default_timeout(20_000)
    try:
        yield context, context.new_page()
    finally:
        context.close()


@functools.cache
def axe() -> Axe:
    return Axe()


def settled(page: Page) -> None:
    """Wait until the page's explorables are live."""
    page.wait_for_function(
        "!document.querySelector('[data-explorable]')"
        " || document.documentElement.dataset.explorables === 'ready'"
    )


def violations(page: Page, within: str | None = None) -> Iterator[str]:
    """What axe-core finds, one line a place; `within` is a selector, for a part of the page."""
    for violation in axe().run(page, context=within, options=ALL_RULES).response["violations"]:
        for node in violation["nodes"]:
            place = " ".join(map(str, node["target"]))
            yield f"{violation['id']}: {place}: {node['html'][:160]}: {node['failureSummary']}"


def first_view(page: Page, url: str, size: tuple[int, int], seen: Visit) -> None:
    """Open the page as a new reader, note what it loads, and read down to its end."""
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.add_init_script(WATCH_SHIFT)
    page.goto(url, wait_until="load")
    settled(page)
    page.wait_for_load_state("networkidle")
    sizes = {request.url: request.sizes() for request in list(requests)}
    seen.loaded[size] = {
        address: each["responseBodySize"] + each["responseHeadersSize"]
        for address, each in sizes.items()
    }
    page.evaluate(SCROLL)
    seen.shift[size] = page.evaluate("window.shift")


def visit(browser: Browser, url: str) -> Visit:
    """See a page in both widths and both schemes, all its folds open."""
    seen = Visit()
    for size in (WIDE, NARROW):
        with opened(browser, size) as (_, page):
            watch(page, seen, f"{size[0]} wide: ")
            first_view(page, url, size, seen)
            page.evaluate(OPEN_FOLDS)
            for scheme, name in SCHEMES.items():
                where = f"{size[0]} wide, {scheme}: "
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                try:
                    page.wait_for_function(f"{SCHEME} === '{name}'", timeout=5_000)
                except TimeoutError:
                    seen.schemes.append(f"{where}the page wears {page.evaluate(SCHEME)!r}")
                seen.violations += [where + line for line in violations(page)]
            seen.overflow += [f"{size[0]} wide: {line}" for line in page.evaluate(OVERFLOW)]
    return seen
