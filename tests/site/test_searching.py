"""A reader at the search and at a term's link: by keyboard, from a disk, on a phone, with an address that was sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site import visits

CHAPTER = "padding.html"
RESULTS = ".md-search-result__list a"
FOCUSED = "() => document.activeElement.closest('a, input')?.textContent ?? ''"
LOADED = "() => performance.getEntriesByType('resource').map(({ name }) => name).filter(name => /search/.test(name))"

Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Open an address as a new reader, who must see no complaint and ask no other host."""
    seen = visits.Visit()
    with ExitStack() as stack:

        def opened(where: str, size: tuple[int, int] = visits.WIDE) -> Page:
            _, page = stack.enter_context(visits.opened(browser, size))
            visits.watch(page, seen)
            page.goto(where, wait_until="load")
            return page

        yield opened
    assert not seen.requests and not seen.console


def parts(page: Page) -> tuple[Locator, Locator, Locator]:
    dialog = page.get_by_role("dialog")
    return dialog, dialog.locator("input"), dialog.get_by_role("status")


def test_search_is_used_by_keyboard_alone(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/{CHAPTER}")
    assert not page.evaluate(LOADED), "search comes when it is used"
    dialog, field, status = parts(page)
    for keys in ("/", "Control+k", "Control+K"):
        page.keyboard.press(keys)
        expect(dialog).to_be_visible()
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("dilated convolution")
    expect(status).to_contain_text("places")
    first = page.locator(RESULTS).first
    expect(first).to_contain_text("Stride")
    assert first.locator("mark").count() >= 1
    for key, text in (("ArrowDown", first.text_content()), ("ArrowUp", "")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == text
    page.keyboard.press("Enter")
    page.wait_for_url("**/stride.html*")


def test_the_address_of_a_search_can_be_sent(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/{CHAPTER}?slide.mode=wrap")
    page.keyboard.press("/")
    _, field, status = parts(page)
    field.fill("1x1 convolution")
    expect(status).to_contain_text("places")
    if root.startswith("file:"):
        address = f"{root}/{CHAPTER}?slide.mode=wrap&q=1x1+convolution"
    else:
        page.wait_for_url("**q=1x1+convolution*")
        address = page.url
        assert "slide.mode=wrap" in address
        page.keyboard.press("Escape")
        page.wait_for_url("**?slide.mode=wrap")
    other = open_page(address)
    dialog, field, _ = parts(other)
    expect(dialog).to_be_visible()
    expect(field).to_have_value("1x1 convolution")
    expect(other.locator(RESULTS).first).to_have_attribute("href", re.compile("#pointwise$"))


def test_a_misspelt_word_is_told_as_it_was_read(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}?q=max+poling")
    _, _, status = parts(page)
    expect(status).to_contain_text("for “pooling”")


def test_nothing_found_leads_on(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/labs/digits.html?q=zzxqj")
    _, _, status = parts(page)
    expect(status).to_have_text(
        "Nothing found. See also the calculator, the index of terms, or the map of chapters."
    )
    status.get_by_role("link", name="index of terms").click()
    page.wait_for_url("**/reference/terms.html")
    expect(page.locator(".terms dt a").first).to_be_visible()


@pytest.mark.parametrize("size", [visits.WIDE, visits.NARROW], ids=["desk", "phone"])
def test_what_is_found_can_be_read_by_all(
    open_page: Opener, address: str, size: tuple[int, int]
) -> None:
    page = open_page(f"{address}/{CHAPTER}?q=why+odd+kernel+size", size)
    expect(page.locator(RESULTS).first).to_be_visible()
    seen = visits.Visit()
    visits.in_both_schemes(page, "", seen)
    assert not seen.violations and not seen.schemes
    assert not page.evaluate(visits.OVERFLOW)


def test_a_link_to_a_term_shows_its_line(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/pooling.html")
    link = page.locator("main a[href='convolution.html#feature-map']").first
    tip = page.locator("[role=tooltip]")
    line = "The table of all the sums that one filter gives: a map of where it found what it responds to."
    link.hover()
    expect(tip).to_have_text(line)
    expect(link).to_have_attribute("aria-describedby", "term-line")
    tip.hover()  # the pointer may rest on it
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    link.focus()
    expect(tip).to_be_visible()
    assert not visits.violations(page)
    assert not page.evaluate(visits.OVERFLOW)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(link).to_be_focused()
    assert link.get_attribute("aria-describedby") is None


def test_without_the_lines_a_link_is_a_link(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/pooling.html")
    page.route("**/terms.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    link = page.locator("main a[href='convolution.html#feature-map']").first
    link.hover()
    page.wait_for_timeout(200)
    expect(page.locator("[role=tooltip]")).to_be_hidden()
    link.click()
    page.wait_for_url("**/convolution.html#feature-map")


@pytest.mark.parametrize("place", ["convdemo.padding.pad", "convdemo.layers.Layer.macs"])
def test_old_address_of_a_name_leads_to_its_place(open_page: Opener, root: str, place: str) -> None:
    """The API was one page once; its names are on the pages of their modules now."""
    page = open_page(f"{root}/reference/api.html#{place}")
    module = place.split(".")[1]
    page.wait_for_url(f"{root}/reference/api/{module}.html#{place}")
    expect(page.locator(f"[id='{place}']")).to_be_in_viewport()


@pytest.mark.parametrize("place", ["padding", "layers-over-volumes"])
def test_old_address_of_a_section_stays_in_the_overview(
    open_page: Opener, address: str, place: str
) -> None:
    page = open_page(f"{address}/reference/api.html#{place}")
    page.wait_for_timeout(200)
    assert page.url.endswith(f"/reference/api.html#{place}")
    expect(page.locator(f"[id='{place}']")).to_be_in_viewport()


def test_without_scripts_an_old_address_shows_the_link_to_the_place(
    browser: Browser, address: str
) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        page.goto(f"{address}/reference/api.html#convdemo.layers.Layer.macs")
        link = page.get_by_role("link", name="Layer", exact=True)
        expect(link).to_be_in_viewport()
        link.click()
        page.wait_for_url("**/reference/api/layers.html#convdemo.layers.Layer")
