"""An author spoils a page of a site that is served, and mends it: the terminal and the strip say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts.setup.environment import ROOT
from tests.press import served as books
from tests.press.served import Served
from tests.site import visits

PATIENCE = 60_000  # ms
PADDING = "docs/padding.md"


def line_of(words: str) -> int:
    """The line of the page where these words stand."""
    before, found, _ = (ROOT / PADDING).read_text("utf-8").partition(words)
    assert found
    return before.count("\n") + 1


LINE = line_of("eat a 32 ×")
HOLDS = f"{PADDING}: what it says holds again"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = books.copy(tmp_path_factory.mktemp("served") / "book", ["padding.md", "stride.md"])
    with Served(root) as server:
        yield server.begin()


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    """The page on padding, open."""
    with visits.opened(browser) as (_, opened):
        opened.set_default_timeout(PATIENCE)
        opened.goto(f"{served.address}/padding.html")
        yield opened


def strip(page: Page) -> Locator:
    return page.locator("aside.authors")  # also where it is hidden, which is no role


def shows(page: Page, words: str) -> None:
    status = page.get_by_role("complementary", name="For authors").get_by_role("status")
    expect(status).to_contain_text(words, timeout=PATIENCE)


def hides(page: Page) -> None:
    """Also after the page has come back."""
    expect(strip(page)).to_be_hidden(timeout=PATIENCE)
    expect(strip(page).locator("[role=status]")).to_have_text("", timeout=PATIENCE)


SPOILT = {
    "a digit": (
        PADDING,
        "eat a 32 ×",
        "eat a 33 ×",
        f"{PADDING}:{LINE}: written 33, but sides[0] is 32",
    ),
    "a fence": (
        PADDING,
        "print(sides)",
        "print(sides[1:])",
        f"{PADDING}:{line_of('print(sides)') + 3}: the fence above prints something else",
    ),
    "a comment": (
        PADDING,
        "direction.<!-- = 1 -->",
        "direction.<!-- = 1",
        f"{PADDING}:{line_of('direction.<!-- = 1 -->')}: this comment is never closed,"
        " and swallows what follows; end it with -->",
    ),
    "an alternative text": (
        "scripts/figures/padding_ring.py",
        "with a dashed ring of zeros",
        "with a ring of 16 zeros",
        "scripts/figures/padding_ring.py:46: '16' in ",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_spoilt_is_told_and_what_is_mended_too(
    served: Served, page: Page, what: str
) -> None:
    name, old, new, told = SPOILT[what]
    hides(page)
    served.edit(name, old, new)
    served.tells(f"\n{told}")
    shows(page, "⚠ 1 place on this page does not hold.")
    where, message = told.split(": ", 1)
    strip(page).locator("summary").click()
    entry = strip(page).get_by_role("listitem").filter(has_text=message)
    expect(entry).to_contain_text(where)
    if what == "a fence":
        offer = "`./scripts/test --update padding` writes the new output into the page."
        served.tells(offer)
        expect(strip(page)).to_contain_text(offer.replace("`", ""))
    # The place is shown, where the page still has it.
    if what != "a comment":
        entry.get_by_role("button").click()
        expect(page.locator(".authors-place")).to_be_in_viewport()
    served.edit(name, new, old)
    served.tells(HOLDS)
    hides(page)
    strip(page).locator("details").evaluate("fold => fold.open = false")


def test_strip_is_for_all_authors(served: Served, page: Page) -> None:
    """By keyboard, in both schemes, on a phone; from other pages; until it is dismissed; never on paper."""
    hides(page)
    served.edit(PADDING, "eat a 32 ×", "eat a 34 ×")
    shows(page, "1 place on this page")
    page.get_by_role("complementary").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    place = strip(page).get_by_role("button", name=f"{PADDING}:{LINE}")
    expect(place).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".authors-place")).to_contain_text("eat a 34 × 32 image")
    seen = visits.Visit()
    visits.in_both_schemes(page, "", seen)
    assert not seen.violations
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate(visits.OVERFLOW)
    page.emulate_media(media="print")
    expect(strip(page)).to_be_hidden()
    page.emulate_media(media="screen")

    page.goto(f"{served.address}/stride.html")
    shows(page, "1 on 1 other page")
    strip(page).get_by_role("link", name=PADDING).click()
    shows(page, "1 place on this page")
    strip(page).get_by_role("button", name="Dismiss").click()
    expect(strip(page)).to_be_hidden()
    page.reload()
    page.wait_for_function("document.querySelector('.authors [role=status]').textContent")
    expect(strip(page)).to_be_hidden()
    served.edit(PADDING, "eat a 34 ×", "eat a 35 ×")
    expect(strip(page)).to_contain_text("written 35", timeout=PATIENCE)
    served.edit(PADDING, "eat a 35 ×", "eat a 32 ×")
    served.tells(HOLDS)
    hides(page)


def test_to_tell_makes_no_build(served: Served) -> None:
    served.edit(PADDING, "eat a 32 ×", "eat a 36 ×")
    served.tells("written 36")
    served.edit(PADDING, "eat a 36 ×", "eat a 32 ×")
    served.tells(HOLDS)
    assert served.since().count("Detected file changes") == 1
    assert not list(Path(served.root).rglob("__pycache__"))
