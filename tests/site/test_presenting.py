"""A teacher at a projector: figures and slides across the screen, by keys and by buttons, and back to the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.press import sessions
from tests.site import builds, visits
from tests.site.readers import Readers

SMALL, LARGE = (1280, 720), (1920, 1080)
LEAST = 24  # px, of the numbers of an explorable on the large screen
CHAPTER = "padding.html"
# Of that chapter, explorables among them; which of them is the explorable "slide".
SHOWN = re.findall(
    r'<figure|<details [^>]*class="explorable" id="\w+"',
    (sessions.DOCS / "padding.md").read_text("utf-8"),
)
FIGURES, DRAWN = len(SHOWN), SHOWN.count("<figure")
SLIDE_AT = 1 + next(at for at, start in enumerate(SHOWN) if start.endswith('id="slide"'))
# All its drawings are there in chapters with every kind of explorable.
WALKED = [
    "history.html",
    "convolution.html",
    "filter.html",
    "learning.html",
    CHAPTER,
    "volume.html",
    "why.html",
]
# A slide of each kind, and what is on it.
EACH_KIND = {
    "a-frame-of-zeros-keeps-the-size": ".ask",
    "equation-padding-answers-both-2": ".formula",
    "figure-padding_ring": "figcaption",
    "slide": ".live",
    "remember": "li",
    "check-yourself": "h2",
}
SLIDE, PLACE = ".stage-slide", ".stage-place"
FOCUSED = "selector => document.activeElement.matches(selector)"
# What each slide shows on a page, as the page has it.
SOURCE = """() => [...document.querySelectorAll(
    "hgroup, main h2, main :is(figure, .explorable), main .formula, main > article > .sum, .remember, .query")]
    .filter(e => !e.parentElement.closest("figure, .remember, .query, details:not(.motion)"))
    .filter(e => !(e.matches(".sum") && e.previousElementSibling.matches("figure")))
    .map(e => e.textContent.replace(/#|Present/g, ""))"""
PAGE = "document.querySelector('main').outerHTML"
# What is beyond the slide's edges; and whether it scrolls.
BEYOND = """slide => {
    const room = slide.getBoundingClientRect();
    const beyond = [...slide.querySelectorAll("*")].filter(e => {
        const { left, top, right, bottom, width } = e.getBoundingClientRect();
        const seen = width > 1 && e.checkVisibility() && !e.closest(".spoken, svg, .cells, math");
        return seen && (left < -1 || right > room.right + 1 || top < -1 || bottom > room.bottom + 1);
    });
    return [...beyond.map(e => e.outerHTML.slice(0, 90)),
        ...slide.scrollHeight > slide.clientHeight ? ["it scrolls"] : []];
}"""
# The size of the text of each cell and of each number beside a plot, on the screen.
NUMBERS = """slide => [...slide.querySelectorAll(".live .cell, .live svg text")]
    .filter(e => /\\d/.test(e.textContent) && e.checkVisibility() && !e.closest(".field, .knob"))
    .map(e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom)"""
CUT = """slide => [...slide.querySelectorAll(".cell")]
    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
PICTURE = """slide => [...slide.querySelectorAll("picture img")].filter(e => e.checkVisibility())
    .map(e => [e.getBoundingClientRect().width / slide.clientWidth,
               e.getBoundingClientRect().height / slide.clientHeight])"""
SCRIPTS = """() => performance.getEntriesByType("resource").map(({ name }) => name)
    .filter(name => /stage/.test(name))"""

Opener = Callable[..., Page]


@pytest.fixture
def open_page(readers: Readers) -> Iterator[Opener]:
    """Open a page as a new reader; whatever it complains of fails the test."""

    def opened(where: str, size: tuple[int, int] = SMALL, **options: Any) -> Page:
        page = readers.take(size, **options).page
        page.goto(where, wait_until="load")
        visits.settled(page)
        return page

    try:
        yield opened
    finally:
        seen = readers.give_back()
    assert not [each for each in seen if each.requests or each.console], seen


def parts(page: Page) -> tuple[Locator, Locator, Locator]:
    dialog = page.get_by_role("dialog", name="Presentation")
    return dialog, page.locator(SLIDE), page.locator(PLACE)


def present(page: Page, key: str) -> Locator:
    """Open the stage with a key or a button's name, and wait for what it shows."""
    if len(key) == 1:
        page.keyboard.press(key)
    else:
        page.get_by_role("button", name=key, exact=True).first.click()
    dialog, slide, place = parts(page)
    expect(dialog).to_be_visible()
    expect(place).to_contain_text(" of ")
    return slide


def count(page: Page) -> int:
    found = re.search(r" of (\d+)", page.locator(PLACE).inner_text())
    assert found
    return int(found[1])


def test_figures_are_presented_by_keyboard_alone(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/{CHAPTER}")
    assert not page.evaluate(SCRIPTS), "the stage comes when it is used"
    visits.unfold(page)
    before = page.evaluate(PAGE)
    slide = present(page, "p")
    dialog, _, place = parts(page)
    total = count(page)
    assert total == page.locator(":is(main, .stage) :is(figure, .explorable)").count()
    expect(slide).to_be_focused()
    for key, at in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        (" ", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("Shift+ ", 1),
        ("ArrowLeft", 1),
        ("End", total),
        ("ArrowRight", total),
        ("Home", 1),
        ("ArrowRight", 2),
    ):
        page.keyboard.press(key)
        expect(place).to_contain_text(f"{at} of {total}")
        expect(slide).to_have_attribute("aria-label", re.compile(rf"\w.*, {at} of {total}$"))
        expect(slide).to_be_focused()
        expect(slide.locator("figure, .explorable")).to_have_count(1)
        expect(slide.locator("figcaption, .live")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    figure = page.locator("main figure").nth(1)
    expect(figure).to_be_in_viewport()
    assert page.evaluate(FOCUSED, "#figure-padding_shrink *, #figure-padding_shrink")
    assert page.url.endswith("#figure-padding_shrink")
    # The page is what it was.
    assert page.evaluate(PAGE) == before


def test_the_focus_goes_back_to_where_it_was(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}")
    button = page.get_by_role("button", name="Present", exact=True).nth(1)
    button.focus()
    page.keyboard.press("Enter")
    dialog, slide, place = parts(page)
    expect(place).to_contain_text("2 of")
    expect(slide).to_be_focused()
    for name, at in (("Next", 3), ("Back", 2)):
        page.get_by_role("button", name=name, exact=True).click()
        expect(place).to_contain_text(f"{at} of")
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    page.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    # Where something is typed, p is a letter.
    page.locator("#slide > summary").click()
    page.locator("#slide input[type=text]").first.press("p")
    page.wait_for_timeout(200)
    expect(dialog).to_be_hidden()


def test_the_slides_are_the_page_in_its_order(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}")
    visits.unfold(page)
    wanted = page.evaluate(SOURCE)
    before = page.evaluate(PAGE)
    slide = present(page, "Slides")
    dialog, _, place = parts(page)
    expect(slide.locator(".ask")).to_be_visible()
    assert count(page) == len(wanted)
    page.keyboard.press("Home")
    for at, text in enumerate(wanted, 1):
        expect(place).to_contain_text(f"{at} of {len(wanted)}")
        shown = slide.evaluate("e => e.textContent.replace(/#|Present/g, '')")
        assert text in shown, at
        page.keyboard.press("ArrowRight")
    # Questions that take an answer have a slide each, others stand below their heading; none is answered.
    asked = page.locator(":is(main, .stage) details.question")
    alone = slide.locator(".query").count()
    assert slide.locator(".question > summary").count() == (alone or asked.count()) >= 1
    expect(slide.locator("details p").first).to_be_hidden()
    # A formula comes with the words that lead to it.
    while not slide.locator(".formula").count():
        page.keyboard.press("ArrowLeft")
    expect(slide.locator("p, .formula")).to_have_count(2)
    # Figures alone, and all again: one stays where one is.
    page.keyboard.press("s")
    expect(place).to_contain_text(f"of {FIGURES}")
    here = page.url.partition("=")[2]
    assert "#present=" in page.url
    page.get_by_role("button", name="Slides", exact=True).last.click()
    expect(place).to_contain_text(f"of {len(wanted)}")
    assert page.url.endswith(f"#slides={here}")
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate(PAGE).replace(' tabindex="-1"', "") == before.replace(' tabindex="-1"', "")


def test_an_address_leads_to_the_stage(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/{CHAPTER}?slide.stride=2#present=slide")
    dialog, slide, place = parts(page)
    expect(place).to_contain_text(f"{SLIDE_AT} of {FIGURES}")
    stride = slide.get_by_label("s, stride", exact=True)
    expect(stride).to_have_value("2")
    # What is changed there can be sent too, and taken back step by step.
    slide.get_by_label("p, padding", exact=True).fill("2")
    page.wait_for_function("location.search.includes('padding=2')")
    assert page.url.endswith("#present=slide")
    page.go_back()
    expect(slide.get_by_label("p, padding", exact=True)).to_have_value("0")
    expect(dialog).to_be_visible()
    page.locator(SLIDE).focus()
    page.keyboard.press("Escape")
    expect(page.locator("#slide")).to_be_in_viewport()
    page.evaluate("location.hash = 'present=figure-that-was-renamed'")
    expect(place).to_contain_text(f"1 of {FIGURES}")


def test_back_leaves_the_stage(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/{CHAPTER}")
    start = page.url
    slide = present(page, "p")
    page.keyboard.press("End")
    expect(slide.locator("img[src*=padding_photograph]").first).to_be_visible()
    assert page.url == f"{start}#present=figure-padding_photograph"
    page.go_back()
    expect(parts(page)[0]).to_be_hidden()
    assert page.url == start
    assert page.locator("main figure").count() == DRAWN
    page.go_forward()
    expect(parts(page)[2]).to_contain_text(f"{FIGURES} of {FIGURES}")


def test_an_explorable_keeps_its_state_on_the_way(open_page: Opener, root: str) -> None:
    page = open_page(f"{root}/{CHAPTER}")
    page.locator("#slide > summary").click()
    page.locator("#slide .more > summary").click()
    page.locator("#slide").get_by_label("n, the image’s side", exact=True).fill("6")
    page.locator("#slide").get_by_role("button", name="Present").click()
    dialog, slide, place = parts(page)
    expect(place).to_contain_text(f"{SLIDE_AT} of {FIGURES}")
    side, cells = (
        slide.get_by_label("n, the image’s side", exact=True),
        slide.locator(".input .cell"),
    )
    expect(side).to_have_value("6")
    assert cells.count() == 36
    # Its keys are its own.
    field = slide.get_by_label("p, padding", exact=True)
    for key in ("ArrowUp", "ArrowLeft", "Home", "s", "f", "Backspace"):
        field.press(key)
    slide.locator(".filter .cell").first.focus()
    for key in ("ArrowRight", "End", "PageDown", "Enter"):
        page.keyboard.press(key)
    expect(slide.locator(".cell input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(slide.locator(".cell input")).to_have_count(0)
    expect(place).to_contain_text(f"{SLIDE_AT} of {FIGURES}")
    slide.get_by_role("slider", name="window").press("ArrowRight")
    slide.get_by_role("button", name="Step on").press(" ")
    expect(place).to_contain_text(f"{SLIDE_AT} of {FIGURES}")
    slide.get_by_label("p, padding", exact=True).fill("2")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    live = page.locator("main #slide .live")
    expect(live.get_by_label("p, padding", exact=True)).to_have_value("2")
    expect(live.get_by_label("n, the image’s side", exact=True)).to_have_value("6")
    live.get_by_label("p, padding", exact=True).fill("1")
    page.wait_for_function("location.hash === '#slide'")


@pytest.mark.parametrize("name", WALKED)
def test_every_figure_has_room_and_is_large(open_page: Opener, address: str, name: str) -> None:
    page = open_page(f"{address}/{name}", LARGE)
    slide = present(page, "p")
    page.keyboard.press("Home")
    for _ in range(count(page)):
        where = page.url.partition("#")[2]
        for width, height in (SMALL, LARGE):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(60)
            assert slide.evaluate(BEYOND) == [], (where, width)
            assert slide.evaluate(CUT) == [], (where, width)
        small = [size for size in slide.evaluate(NUMBERS) if size < LEAST]
        assert not small, (where, small)
        for wide, high in slide.evaluate(PICTURE):
            assert wide > 0.9 or high > 0.75, (where, wide, high)
        page.keyboard.press("ArrowRight")


def test_what_has_no_room_can_be_scrolled(open_page: Opener, address: str) -> None:
    """The table of the calculator is taller than a screen on which it can be read."""
    page = open_page(f"{address}/calculator.html#present=layers", LARGE)
    _, slide, _ = parts(page)
    expect(slide.locator(".live")).to_be_visible()
    assert slide.evaluate(BEYOND)[-1] == "it scrolls"
    sizes = "e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom"
    assert slide.locator(".stack td").last.evaluate(sizes) >= LEAST
    page.keyboard.press("ArrowDown")
    page.wait_for_function(f"document.querySelector('{SLIDE}').scrollTop > 0")
    assert not visits.violations(page, ".stage")


@pytest.mark.parametrize("scheme", visits.SCHEMES)
def test_the_stage_can_be_used_by_all(
    open_page: Opener, address: str, scheme: Literal["light", "dark"]
) -> None:
    page = open_page(f"{address}/{CHAPTER}")
    page.emulate_media(color_scheme=scheme)
    present(page, "Slides")
    for key in EACH_KIND:
        page.evaluate(f"location.hash = 'slides={key}'")
        page.wait_for_function(f"document.querySelector('{SLIDE} {EACH_KIND[key]}')")
        assert not visits.violations(page, ".stage"), key


def test_who_wants_less_motion_sees_stills(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/index.html#present=figure-sliding_window-motion")
    picture = page.locator(SLIDE).locator("picture:visible img")
    expect(picture).to_be_visible()
    source = "e => e.decode().then(() => e.currentSrc)"
    assert "-still" in picture.evaluate(source)
    page.emulate_media(reduced_motion="no-preference")
    page.wait_for_function(
        "document.querySelector('.stage picture.light-only img').currentSrc.includes('-motion')"
    )
    # Where it stands on the page is folded away: who leaves sees it.
    moving = page.url
    page.keyboard.press("Home")
    page.wait_for_function("address => location.href !== address", arg=moving)
    for _ in range(count(page)):
        if page.locator(f"{SLIDE} img[src*='-motion']").count():
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("main details.motion figure")).to_be_in_viewport()


def test_a_narrow_screen_has_the_drawing_for_a_wide_page(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}#present=figure-padding_modes", (1024, 768))
    picture = "document.querySelector('picture.light-only img[src*=padding_modes]')"
    page.wait_for_function(f"{picture}.currentSrc.endsWith('padding_modes.svg')")
    page.keyboard.press("Escape")
    page.wait_for_function(f"{picture}.currentSrc.includes('narrow')")


def test_the_screen_is_filled_if_asked(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}")
    present(page, "p")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.matches('.stage-room')")
    page.keyboard.press("ArrowRight")
    expect(parts(page)[2]).to_contain_text("2 of")
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")
    expect(parts(page)[0]).to_be_visible()


def test_a_phone_is_led_to_the_figure(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}#present=figure-padding_photograph", visits.NARROW)
    expect(page.locator("main figure").last).to_be_in_viewport()
    expect(page.get_by_role("dialog")).to_be_hidden()
    for name in ("Present", "Slides"):
        assert not page.get_by_role("button", name=name, exact=True).count()


def test_without_the_stage_the_page_says_so_and_tries_again(readers: Readers, address: str) -> None:
    for lost in ("**/stage.js", "**/stage.css"):
        place = readers.take(SMALL)
        page = place.page
        page.route(lost, lambda route: route.abort())
        page.goto(f"{address}/{CHAPTER}", wait_until="load")
        with page.expect_console_message(lambda message: "presented" in message.text):
            page.get_by_role("button", name="Slides", exact=True).click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.unroute(lost)
        present(page, "p")
        readers.give_back()


def test_on_paper_there_is_no_stage(open_page: Opener, address: str) -> None:
    page = open_page(f"{address}/{CHAPTER}")
    present(page, "p")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.emulate_media(media="print")
    assert page.locator("main figure").count() == DRAWN
    assert not page.locator(".stage:visible, .present-button:visible").count()


def test_every_page_with_figures_offers_them(site: Path) -> None:
    for name in builds.page_names():
        text = (site / name).read_text("utf-8")
        assert ("data-slides" in text) == ("<figure" in text), name
