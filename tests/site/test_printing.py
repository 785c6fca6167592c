"""The pages on paper: what a sheet has at its edges, how full it is, and what of a page is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from convdemo import __version__
from scripts.paper import sheets
from scripts.press import edition
from tests.site import visits

# A chapter with wide figures, one with tables that its code prints, a reference page with tables.
PRINTED = ("padding", "networks", "reference/numbers")


def printed(page: Page, paper: str = "A4") -> bytes:
    return page.pdf(format=paper, outline=True, tagged=True)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_sheet_of_a_page_is_empty_or_nearly_so(
    browser: Browser, address: str, paper: str
) -> None:
    with visits.opened(browser) as (_, page):
        for name in PRINTED:
            page.goto(f"{address}/{name}.html", wait_until="networkidle")
            filled = sheets.filled(printed(page, paper))
            assert len(filled) > 3 and min(filled[:-1]) > 1 / 4 and filled[-1] > 1 / 8, (
                name,
                filled,
            )


def test_each_sheet_says_what_it_is_from(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/padding.html", wait_until="networkidle")
        texts = [" ".join(text.split()) for text in sheets.texts(printed(page))]
    day = edition.read().told
    edges = ("Convolutional networks, computed", "4.2 Padding", f"Version {__version__}", day)
    for number, text in enumerate(texts, 1):
        for edge in (*edges, "CC BY 4.0", f"{address}/padding.html", f"{number} / {len(texts)}"):
            assert edge in text, (number, edge, text[:300])


def test_a_wide_figure_fills_the_sheet(browser: Browser, address: str) -> None:
    """The wide drawing, although a sheet is narrower than the windows that show it."""
    with visits.opened(browser, (700, 1000)) as (_, page):
        page.goto(f"{address}/padding.html", wait_until="networkidle")
        image = page.locator("picture.light-only img").first
        assert "narrow" in image.evaluate("image => image.currentSrc")
        page.emulate_media(media="print")
        page.wait_for_function(
            "!document.querySelector('picture.light-only img').currentSrc.includes('narrow')"
        )
        page.set_viewport_size({"width": visits.SHEET[0], "height": visits.SHEET[1]})
        assert image.evaluate("image => image.getBoundingClientRect().width") == visits.SHEET[0]


def answers(page: Page) -> list[bool]:
    """Whether each question's answer can be seen."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    shown: list[bool] = page.locator("details.question > summary + *").evaluate_all(
        "parts => parts.map(part => part.checkVisibility())"
    )
    page.emulate_media(media="null")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    return shown


def test_answers_are_printed_or_left_out_by_keyboard(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.add_init_script("window.prints = 0; window.print = () => window.prints++;")
        page.goto(f"{address}/padding.html", wait_until="networkidle")
        assert answers(page) == [True] * page.locator("details.question").count() != []
        page.get_by_role("button", name="Print this page").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("window.prints") == 1
        page.keyboard.press("Tab")
        expect(page.get_by_label("with the answers to its questions")).to_be_focused()
        page.keyboard.press("Space")
        assert not any(answers(page))
        # The room for one's own answers takes no more sheets than the answers.
        assert min(sheets.filled(printed(page))) > 1 / 8
        # What is hidden on paper has lost the focus while that was looked at.
        page.get_by_label("with the answers to its questions").focus()
        page.keyboard.press("Space")
        assert all(answers(page))


def test_without_scripts_answers_are_printed_and_nothing_is_to_choose(
    browser: Browser, address: str
) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        page.goto(f"{address}/padding.html", wait_until="load")
        expect(page.get_by_role("button", name="Print this page")).to_be_hidden()
        expect(page.get_by_label("with the answers to its questions")).to_be_hidden()
        # Formulas and listings have their own order of characters on paper.
        told = page.locator("details.question > p:not(:has(math))").all_text_contents()
        text = "".join(" ".join(sheets.texts(printed(page))).split())
    wanted = ["".join(words.split()) for words in told]
    assert len(wanted) > 3 and not [words for words in wanted if words not in text]


def test_a_page_without_questions_has_nothing_to_choose(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/reference/notation.html", wait_until="load")
        expect(page.get_by_role("button", name="Print this page")).to_be_visible()
        assert not page.get_by_role("checkbox").count()


def test_what_was_moved_is_printed_as_it_was_left(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/convolution.html#sizes", wait_until="networkidle")
        visits.settled(page)
        assert visits.on_paper(page) == [[1, 0]] * 2
        field = page.locator("#sizes .live input[type=text]").first
        field.press("ArrowUp")
        left = field.input_value()
        (pictures, own), untouched = visits.on_paper(page)
        assert pictures == 1 and own and untouched == [1, 0]
        page.emulate_media(media="print")
        expect(field).to_be_visible()
        assert field.input_value() == left
        # What only a screen can do is no part of it.
        assert not page.locator(
            "#sizes :is(summary, .live .press, .live .steps, li):visible"
        ).count()
        page.emulate_media(media="screen")
        field.press("ArrowDown")
        assert visits.on_paper(page) == [[1, 0]] * 2, "back at its start it is its picture"
        # Also when it is folded away again.
        field.press("ArrowUp")
        page.locator("#sizes > summary").click()
        assert visits.on_paper(page)[0][1] and not field.is_visible()


def test_the_address_on_paper_leads_back_to_what_was_moved(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/padding.html?slide.mode=wrap#slide", wait_until="networkidle")
        visits.settled(page)
        text = re.sub(r"\s", "", sheets.texts(printed(page))[0])
    assert "slide.mode=wrap#slide" in text


def test_an_address_on_a_disk_is_not_printed(browser: Browser, site: Path) -> None:
    with visits.opened(browser) as (_, page):
        page.goto((site / "padding.html").as_uri(), wait_until="load")
        assert "file:" not in "".join(sheets.texts(printed(page)))
