"""What a reader does: search, change the scheme, read from disk, without JavaScript, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site import visits
from tests.site.visits import SCHEME


@pytest.fixture(params=["served", "from disk"])
def home(request: pytest.FixtureRequest, site: Path) -> str:
    """The home page's address, on a server and in a folder."""
    if request.param == "served":
        address: str = request.getfixturevalue("address")
        return f"{address}/index.html"
    return (site / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    """A reader on the home page, who must see no complaint and ask no other host."""
    seen = visits.Visit()
    with visits.opened(browser) as (_, page):
        visits.watch(page, seen)
        page.goto(home, wait_until="networkidle")
        yield page
    assert not seen.requests and not seen.console


def test_contents_lead_to_a_chapter(page: Page, home: str) -> None:
    link = page.locator("nav a[href$='padding.html']").first
    if not link.is_visible():
        page.get_by_role("button", name="Contents").click()
    link.click()
    expect(page).to_have_url(home.replace("index.html", "padding.html"))
    expect(page.locator("h1")).to_be_visible()
    widths = page.eval_on_selector_all(
        "article img", "all => all.slice(0, 1).map(img => img.naturalWidth)"
    )
    assert widths and all(widths)


def test_search_finds_padding(page: Page) -> None:
    page.get_by_role("button", name="Search").click()
    page.get_by_role("dialog").locator("input").fill("padding")
    found = page.locator(".md-search-result__list a[href*='padding.html']:visible").first
    expect(found).to_be_visible()
    found.click()
    page.wait_for_url("**/padding.html*")
    expect(page.locator("h1")).to_be_visible()


def test_scheme_switch_works_and_stays(page: Page, home: str) -> None:
    worn = page.evaluate(SCHEME)
    page.get_by_role("button", name="scheme").click()
    changed = page.evaluate(SCHEME)
    assert {worn, changed} == {"default", "slate"}
    page.reload(wait_until="networkidle")
    assert page.evaluate(SCHEME) == changed
    page.goto(home.replace("index.html", "padding.html"), wait_until="networkidle")
    assert page.evaluate(SCHEME) == changed


def test_page_reads_without_javascript(browser: Browser, address: str) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        page.goto(f"{address}/padding.html")
        for what in (
            "h1",
            "article p",
            "article figure img",
            "article math",
            "article pre",
            "nav a",
        ):
            expect(page.locator(what).first).to_be_visible()
        fold = page.locator("article details").last
        fold.locator("summary").click()
        expect(fold.locator("p").first).to_be_visible()


def test_chapter_prints_clean(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/padding.html", wait_until="networkidle")
        # The mark that says whether a question is open stands outside its text, and is not cut off.
        cut = "e => [e, e.parentElement].map(part => getComputedStyle(part).overflow)"
        assert page.locator("article summary").last.evaluate(cut) == ["visible", "visible"]
        page.emulate_media(media="print")
        for what in (".md-header", ".md-sidebar", ".md-footer", ".md-clipboard", ".md-code__nav"):
            assert not page.locator(f"{what}:visible").count(), f"{what} is printed"
        expect(page.locator("h1")).to_be_visible()
        assert len(page.pdf()) > 10_000
