"""One thing of a page fails: a hash, the storage, the index, a script. All else works as ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from scripts.setup.environment import ROOT
from tests.site import visits
from tests.site.visits import SCHEME

CHAPTER, LAB = "padding.html", "labs/digits.html"
BOOK, INDEX = "**/book.js", "**/search_index.js*"
SCRIPT = "text/javascript"
STORAGE_THROWS = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
"""
STORAGE_IS_FULL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
Storage.prototype.removeItem = Storage.prototype.setItem;
"""
# What a browser may lack, or an extension take away.
MISSING = """
for (const name of ["matchMedia", "IntersectionObserver", "ResizeObserver", "requestIdleCallback"]) {
    delete window[name];
}
delete Navigator.prototype.clipboard;
delete AbortSignal.timeout;
history.replaceState = history.pushState = () => { throw new DOMException("too often", "SecurityError"); };
"""
# After the page's own listener.
WATCH_SYSTEM = """() => {
    window.systemChanged = false;
    window.system = matchMedia("(prefers-color-scheme: dark)");
    window.system.onchange = () => { window.systemChanged = true; };
}"""
INTO_A_FOLD = """() => {
    document.querySelector("main details > p").id = "inside";
    location.hash = "inside";
}"""
# What the book's script makes ready; questions have a script of their own, and need no other.
OFFERED = ".needs-js:visible:not(.query *, .query-keep)"
PRINTED = """kind => {
    dispatchEvent(new Event(kind));
    return document.querySelectorAll("details[open]").length;
}"""


class Open:
    """A page that is open, and what it has said on the console."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.seen = visits.Visit()
        visits.watch(page, self.seen)
        self.errors = self.seen.console

    def goto(self, where: str) -> Open:
        # A hash alone would load nothing.
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/{where}", wait_until="load")
        return self


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Open]]:
    """Open a page with nothing kept; `script` runs before its own."""
    with ExitStack() as stack:

        def opened(script: str = "", **options: Any) -> Open:
            _, page = stack.enter_context(visits.opened(browser, **options))
            page.add_init_script(script)
            return Open(page, address)

        yield opened


def switches(page: Page) -> None:
    worn = page.evaluate(SCHEME)
    page.get_by_role("button", name="scheme").click()
    assert {worn, page.evaluate(SCHEME)} == {"default", "slate"}


def copies(page: Page) -> None:
    button = page.locator(".md-clipboard").first
    assert button.inner_text() == "Copy"
    button.click()
    expect(button).to_have_text("Copied")


def copies_an_address(page: Page) -> None:
    link = page.locator("a.address").first
    link.focus()
    page.keyboard.press("Enter")
    expect(link).to_have_text("Copied")


def marks_the_section(page: Page) -> None:
    for link in page.locator(".sections a").all()[1:3]:
        link.evaluate("link => document.querySelector(link.hash).scrollIntoView()")
        expect(link).to_have_attribute("aria-current", "location")


def unfolds_for_paper(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = false)")
    assert page.evaluate(PRINTED, "beforeprint") == page.locator("details").count() > 0
    assert page.evaluate(PRINTED, "afterprint") == 0


def opens_folds(page: Page) -> None:
    page.evaluate(INTO_A_FOLD)
    expect(page.locator("details:has(#inside)")).to_have_attribute("open", "")


def searches(page: Page) -> None:
    page.locator("body").press("/")
    page.get_by_role("dialog").locator("input").fill("stride")
    expect(page.locator(".md-search-result__list a[href*='stride.html']").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def answers(page: Page) -> None:
    """Check a first answer, which is not filled in yet: the question says what it takes."""
    question = page.locator(".query", has=page.get_by_role("button", name="Check")).first
    question.get_by_role("button", name="Check").click()
    expect(question.get_by_role("status")).to_contain_text("Not counted yet: type a number")


# By the names that the script gives its parts.
PARTS = {
    "schemeSwitch": switches,
    "copyButtons": copies,
    "addresses": copies_an_address,
    "sectionMark": marks_the_section,
    "printing": unfolds_for_paper,
    "linksIntoFolds": opens_folds,
    "search": searches,
}


def works(page: Page, but: str = "") -> None:
    """Use each part of the script, but for one."""
    for name, use in PARTS.items():
        if name != but:
            use(page)


@pytest.mark.parametrize("name", [CHAPTER, LAB])
def test_a_malformed_hash_stops_nothing(open_page: Callable[..., Open], name: str) -> None:
    opened = open_page()
    for hash in ("100%", "%E0%A4%A"):
        opened.goto(f"{name}#{hash}")
    works(opened.page)
    # Nor where one follows a link to it; and a hash that is one is found as before.
    opened.page.evaluate("location.hash = '%'")
    opened.page.evaluate("document.querySelector('main details').open = false")
    opens_folds(opened.page)
    assert not opened.errors


@pytest.mark.parametrize("storage", [STORAGE_THROWS, STORAGE_IS_FULL], ids=["blocked", "full"])
def test_without_a_storage_the_choice_of_scheme_lasts_for_the_page(
    open_page: Callable[..., Open], storage: str
) -> None:
    opened = open_page(storage, color_scheme="dark").goto(CHAPTER)
    page = opened.page
    assert page.evaluate(SCHEME) == "slate"
    switches(page)
    # The system changes, and changes back: the reader's choice stays.
    for scheme in ("light", "dark"):
        page.evaluate(WATCH_SYSTEM)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("window.systemChanged")
        assert page.evaluate(SCHEME) == "default"
    works(page)
    assert not opened.errors


def test_rubbish_in_the_storage_is_no_choice(open_page: Callable[..., Open]) -> None:
    opened = open_page(color_scheme="dark")
    page = opened.goto(CHAPTER).page
    page.evaluate("localStorage.setItem('scheme', 'purple')")
    opened.goto(CHAPTER)
    assert page.evaluate(SCHEME) == "slate"
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{SCHEME} === 'default'")
    switches(page)
    opened.goto(CHAPTER)
    assert page.evaluate(SCHEME) == "slate" and not opened.errors


def test_what_a_browser_lacks_stops_nothing(open_page: Callable[..., Open]) -> None:
    opened = open_page(MISSING)
    for name in ("history.html", "convolution.html", "filter.html"):
        opened.goto(name)
        visits.settled(opened.page)
        visits.unfold(opened.page)
        count = opened.page.locator("[data-explorable]").count()
        expect(opened.page.locator(".explorable.is-live .live")).to_have_count(count)
    # The photograph has come, though the page cannot tell that it is near.
    expect(opened.page.locator("#bench .grid-name.input").first).to_have_text("cat 300 × 451")
    opened.goto(CHAPTER)
    visits.unfold(opened.page)
    padding = opened.page.locator("#slide").get_by_label("p, padding", exact=True)
    padding.fill("0")
    padding.press("ArrowUp")
    expect(opened.page.locator("#slide .grid-name.input")).to_contain_text("padded to")
    works(opened.page)
    assert not opened.errors


FAILING: dict[str, Callable[[Route], None]] = {
    "offline": lambda route: route.abort("internetdisconnected"),
    "missing": lambda route: route.fulfill(status=404, body="<h1>Not here</h1>"),
    "malformed": lambda route: route.fulfill(body="var bookIndex={", content_type=SCRIPT),
    "of another kind": lambda route: route.fulfill(
        body="var bookIndex={docs:[{title:'A'}]}", content_type=SCRIPT
    ),
}


# A word that is typed; no page has it without its last letter.
BEGUN = "padding"


def test_without_its_index_search_says_so_and_tries_again(open_page: Callable[..., Open]) -> None:
    opened = open_page()
    page = opened.page
    page.route(INDEX, FAILING["offline"])
    opened.goto(LAB)
    page.get_by_role("button", name="Search").click()
    dialog = page.get_by_role("dialog")
    field, status = dialog.locator("input"), dialog.get_by_role("status")
    again = status.get_by_role("button", name="Try again")
    words = "The search index could not be read. Try again, or see the map of chapters."
    field.fill(BEGUN[:-1])
    expect(status).to_have_text(words)
    for how, answer in FAILING.items():
        before = len(opened.errors)
        page.unroute(INDEX)
        page.route(INDEX, answer)
        again.click()
        expect(status).to_have_text(words)
        said = opened.errors[before:]
        assert any("search index could not be read" in line for line in said), (how, said)
    assert status.evaluate("e => e.clientHeight < 40")
    assert status.get_by_role("link").evaluate("e => e.href").endswith("/index.html#chapters")
    # Now it comes. To press the button, to type and to press Enter all try again.
    tries: tuple[Callable[[], None], ...] = (
        again.click,
        lambda: field.press(BEGUN[-1]),
        lambda: field.press("Enter"),
    )
    for act in tries:
        opened.goto(LAB)
        page.get_by_role("button", name="Search").click()
        field.fill(BEGUN[:-1])
        expect(status).to_have_text(words)
        page.unroute(INDEX)
        act()
        expect(dialog.locator("a[href*='padding.html']").first).to_be_visible()
        expect(status).to_contain_text("places")
        expect(field).to_be_focused()
        page.route(INDEX, FAILING["missing"])


def test_what_is_cleared_while_the_index_is_read_stays_cleared(
    open_page: Callable[..., Open],
) -> None:
    opened = open_page()
    waiting: list[Route] = []
    opened.page.route(INDEX, lambda route: waiting.append(route))
    opened.goto(CHAPTER).page.locator("body").press("/")
    dialog = opened.page.get_by_role("dialog")
    field, status = dialog.locator("input"), dialog.get_by_role("status")
    field.fill("stride")
    expect(status).to_have_text("Reading the index …")
    field.fill("")
    waiting[0].continue_()
    expect(status).to_have_text("")
    assert not opened.page.locator(".md-search-result__list a").count()


def test_from_a_disk_a_missing_index_is_told_too(browser: Browser, site: Path) -> None:
    with visits.opened(browser) as (_, page):
        page.route(INDEX, lambda route: route.abort())
        page.goto((site / CHAPTER).as_uri())
        page.locator("body").press("/")
        dialog = page.get_by_role("dialog")
        dialog.locator("input").fill("stride")
        expect(dialog.get_by_role("status")).to_contain_text("could not be read")
        page.unroute(INDEX)
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".md-search-result__list a").first).to_be_visible()


@pytest.mark.parametrize("part", ["schemeSwitch", "sectionMark", "search"])
def test_a_part_that_fails_is_reported_and_the_others_work(
    open_page: Callable[..., Open], part: str
) -> None:
    text = (ROOT / "scripts/theme/assets/javascripts/book.js").read_text("utf-8")
    assert set(PARTS) < set(re.findall(r"\w+", text[text.rindex("const parts = ") :].split(";")[0]))
    broken = re.sub(rf"(const {part} = \(\) => {{)", r"\1 throw new Error('broken');", text)
    assert broken != text
    opened = open_page()
    opened.page.route(BOOK, lambda route: route.fulfill(body=broken, content_type=SCRIPT))
    opened.goto(CHAPTER)
    works(opened.page, but=part)
    assert len(opened.errors) == 1 and part in opened.errors[0] and "broken" in opened.errors[0]
    # What does nothing is not offered.
    assert opened.page.locator(OFFERED).count() == (5 if part == "sectionMark" else 4)


def test_without_the_books_script_nothing_that_needs_it_is_offered(
    open_page: Callable[..., Open],
) -> None:
    opened = open_page(color_scheme="dark")
    page = opened.page

    def mistaken(route: Route) -> None:
        return route.fulfill(body="const = 1;", content_type=SCRIPT)

    for answer in (mistaken, FAILING["missing"], FAILING["offline"]):
        page.unroute(BOOK)
        page.route(BOOK, answer)
        opened.goto(CHAPTER)
        assert not page.locator(OFFERED).count()
        assert page.evaluate(SCHEME) == "slate"
    visits.settled(page)
    answers(page)
    page.locator("#slide > summary").click()
    expect(page.locator("#slide .live")).to_be_visible()
    fold = page.locator("main details").last
    fold.locator("summary").click()
    expect(fold.locator("p").first).to_be_visible()


def test_without_the_style_sheets_of_the_page_its_script_works(
    open_page: Callable[..., Open],
) -> None:
    opened = open_page()
    opened.page.route("**/*.css", lambda route: route.abort())
    page = opened.goto(CHAPTER).page
    visits.settled(page)
    works(page)
    assert page.locator("#figure-padding_uses picture img").first.evaluate("e => e.alt.length > 20")
