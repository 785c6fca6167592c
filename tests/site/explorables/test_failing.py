"""Something that an explorable needs fails: its figure is there, one line says so, and all others are live."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, Route, expect

from tests.site import visits
from tests.site.readers import Place, Readers

LINE = "This could not start. Reload the page to try again."
SCRIPT = "text/javascript"
HISTORY_IS_FULL = """
history.replaceState = history.pushState = () => { throw new DOMException("too often", "SecurityError"); };
"""


@pytest.fixture
def place(readers: Readers) -> Iterator[Place]:
    """A reader's page, and what it says."""
    try:
        yield readers.take()
    finally:
        readers.give_back()


@pytest.fixture
def page(place: Place) -> Page:
    """A reader's page."""
    return place.page


@pytest.fixture
def errors(place: Place) -> list[str]:
    """What the page says on the console."""
    return place.seen.console


@pytest.fixture
def own(browser: Browser) -> Iterator[Page]:
    """A page for one test alone, which does to it what cannot be taken back."""
    with visits.opened(browser) as (_, page):
        yield page


def stands_still(section: Locator) -> None:
    """The picture above is there, nothing moves, and one line says why."""
    expect(section.locator(".unstarted")).to_have_text(LINE)
    figure = section.locator("xpath=preceding-sibling::*[1]")
    assert figure.locator("picture:visible").count() == 1
    assert figure.locator("figcaption:visible").count() == 1
    assert not section.locator(".live").count()
    # No room is kept for what does not come.
    line, box = section.locator(".unstarted").bounding_box(), section.bounding_box()
    assert line and box and box["y"] + box["height"] - line["y"] - line["height"] < 80


def is_live(section: Locator) -> None:
    expect(section.locator(".live")).to_be_visible()
    assert not section.locator(".unstarted").count()


def with_text(site: Path, name: str, change: Callable[[str], str]) -> Callable[[Route], None]:
    """Answer with that file of the explorables, changed."""
    text = (site / "explorables" / name).read_text("utf-8")
    assert change(text) != text
    return lambda route: route.fulfill(body=change(text), content_type=SCRIPT)


BUILD = re.compile(r"export\{([\w$]+) as build")
BROKEN: dict[str, Callable[[str], str]] = {
    "a mistake in it": lambda text: text + "}",
    "it throws": lambda text: "throw new Error('broken');" + text,
    "it throws as it is built": lambda text: BUILD.sub(
        "const broken=()=>{throw new Error('broken')};export{broken as build", text
    ),
    "it throws when it is shown": lambda text: BUILD.sub(
        "const broken=()=>()=>{throw new Error('broken')};export{broken as build", text
    ),
}


def test_one_that_fails_stands_still_and_the_next_is_live(
    site: Path, address: str, page: Page, errors: list[str]
) -> None:
    answers: dict[str, Callable[[Route], None]] = {
        how: with_text(site, "size_slider.js", change) for how, change in BROKEN.items()
    }
    answers["blocked"] = lambda route: route.abort()
    answers["missing"] = lambda route: route.fulfill(status=404)
    for how, answer in answers.items():
        errors.clear()
        page.unroute("**/size_slider.js")
        page.route("**/size_slider.js", answer)
        page.goto(f"{address}/convolution.html")
        visits.unfold(page)
        stands_still(page.locator("#sizes"))
        is_live(page.locator("#slide"))
        assert any("#sizes could not start" in line for line in errors), (how, errors)
    # On paper a line about the screen has no place.
    page.emulate_media(media="print")
    expect(page.locator(".unstarted")).to_be_hidden()
    assert not visits.violations(page, "#sizes")


def test_a_start_that_cannot_be_read_stops_one_alone(
    site: Path, address: str, page: Page, errors: list[str]
) -> None:
    text = (site / "why.html").read_text("utf-8")
    first, second = text.index("data-explorable"), text.rindex("data-explorable")
    broken = (
        text[:first] + text[first:second].replace('data-start="{', 'data-start="{{') + text[second:]
    )
    assert broken != text
    page.route("**/why.html", lambda route: route.fulfill(body=broken, content_type="text/html"))
    page.goto(f"{address}/why.html")
    visits.unfold(page)
    stands_still(page.locator("#matrix"))
    is_live(page.locator("#shift"))
    assert len(errors) == 1 and "#matrix could not start" in errors[0]


def test_without_the_numbers_all_that_need_them_stand_still(address: str, page: Page) -> None:
    page.route("**/numbers.js", lambda route: route.abort())
    page.goto(f"{address}/convolution.html")
    visits.unfold(page)
    is_live(page.locator("#sizes"))
    stands_still(page.locator("#slide"))
    # The one whose room is kept gives it back.
    page.goto(f"{address}/calculator.html")
    visits.unfold(page)
    stands_still(page.locator("[data-explorable]"))


@pytest.mark.parametrize("how", ["blocked", "of another kind"])
def test_without_the_cat_the_figure_stays_and_an_own_image_is_filtered(
    address: str, page: Page, tmp_path: Path, how: str
) -> None:
    rubbish = "var explorableCat='data:image/webp;base64,AAAA';"
    page.route(
        "**/cat.js",
        lambda route: (
            route.abort() if how == "blocked" else route.fulfill(body=rubbish, content_type=SCRIPT)
        ),
    )
    page.goto(f"{address}/filter.html")
    visits.unfold(page)
    bench = page.locator("#bench")
    bench.scroll_into_view_if_needed()
    expect(bench.locator(".own .fault")).to_have_text(
        "The cat could not be loaded. An image of your own can be."
    )
    assert bench.locator("xpath=preceding-sibling::*[1]").locator("picture:visible").count() == 1
    expect(bench.locator("canvas").first).to_be_hidden()
    is_live(page.locator("#slide"))
    file = tmp_path / "grey.png"
    Image.new("L", (40, 30), 77).save(file)
    bench.locator("input[type=file]").set_input_files(file)
    expect(bench.locator(".grid-name.input").first).to_have_text("your image 30 × 40")
    expect(bench.locator("canvas").first).to_be_visible()
    expect(bench.locator(".own .fault")).to_have_text("")


def test_a_file_that_is_no_picture_does_not_keep_the_cat_away(address: str, page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/cat.js", lambda route: waiting.append(route))
    page.goto(f"{address}/filter.html")
    visits.settled(page)
    bench = page.locator("#bench")
    with page.expect_request("**/cat.js"):
        bench.scroll_into_view_if_needed()
    file = FilePayload(name="a.png", mimeType="image/png", buffer=b"no picture")
    bench.locator("input[type=file]").set_input_files(file)
    expect(bench.locator(".own .fault")).to_have_text("This is no image, or it is broken.")
    waiting[0].continue_()
    expect(bench.locator(".grid-name.input").first).to_have_text("cat 300 × 451")


def test_one_that_never_comes_keeps_none_waiting(address: str, own: Page) -> None:
    """A module that is still on its way, and a picture for which the page's load event waits."""
    seen = visits.Visit()
    visits.watch(own, seen)
    own.clock.install()
    for name in ("**/size_slider.js", "**/favicon.svg", "**/figures/*.svg"):
        own.route(name, lambda route: None)
    own.goto(f"{address}/convolution.html", wait_until="domcontentloaded")
    for name in ("#slide", "#sizes"):
        own.locator(f"{name} > summary").click()
    own.wait_for_timeout(200)
    assert not own.locator(".live").count()
    own.clock.fast_forward(11_000)
    own.clock.run_for(1_000)
    is_live(own.locator("#slide"))
    assert not own.locator("#sizes :is(.live, .unstarted)").count()
    assert not seen.console


def test_without_the_starter_or_a_style_sheet_figures_stand_alone(
    address: str, page: Page, errors: list[str]
) -> None:
    page.route("**/start.js", lambda route: route.abort())
    page.goto(f"{address}/calculator.html")
    assert page.locator("figure:has(+ .explorable) picture:visible").count() == 1
    expect(page.locator("[data-explorable]")).to_be_hidden()
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.unroute("**/start.js")
    page.route("**/explorables.css", lambda route: route.abort())
    page.goto(f"{address}/convolution.html")
    visits.unfold(page)
    for name in ("#sizes", "#slide"):
        stands_still(page.locator(name))
    assert any("explorables.css did not load" in line for line in errors)
    # Each has a sheet of its own besides.
    page.unroute("**/explorables.css")
    page.route("**/size_slider.css", lambda route: route.abort())
    page.goto(f"{address}/convolution.html")
    visits.unfold(page)
    stands_still(page.locator("#sizes"))
    is_live(page.locator("#slide"))


def test_from_a_disk_each_stands_still_by_itself(site: Path, page: Page, errors: list[str]) -> None:
    packed = (site / "explorables" / "from_disk.js").read_text("utf-8")
    broken = packed.replace('"size_slider.js":"', '"size_slider.js":"} ')
    assert broken != packed
    page.route("**/from_disk.js", lambda route: route.fulfill(body=broken, content_type=SCRIPT))
    where = (site / "convolution.html").as_uri()
    page.goto(where)
    visits.unfold(page)
    stands_still(page.locator("#sizes"))
    is_live(page.locator("#slide"))
    page.unroute("**/from_disk.js")
    page.route("**/from_disk.js", lambda route: route.abort())
    page.goto(where)
    visits.unfold(page)
    for name in ("#sizes", "#slide"):
        stands_still(page.locator(name))
    assert any("from_disk.js did not load" in line for line in errors)


def test_a_state_that_cannot_be_shown_gives_way_to_the_last(
    site: Path, address: str, page: Page, errors: list[str]
) -> None:
    fails = r"""const fails=context=>{const show=\1(context);return state=>{
        if(state.side===500)throw new Error("broken");show(state)}};export{fails as build"""
    page.route(
        "**/size_slider.js", with_text(site, "size_slider.js", lambda text: BUILD.sub(fails, text))
    )
    page.goto(f"{address}/convolution.html?sizes.side=500#sizes")
    visits.settled(page)
    sizes = page.locator("#sizes")
    side = sizes.get_by_label("side", exact=True)
    # Of an address it is said above all, of an entry beside it.
    expect(sizes.locator(".live > .fault")).to_have_text("This cannot be shown.")
    fault = sizes.locator(".control", has=side).locator(".fault")
    assert side.input_value() == "128" and "broken" in errors[0]
    side.fill("300")
    expect(sizes.locator(".live > .fault")).to_have_text("")
    side.fill("500")
    expect(fault).to_have_text("This cannot be shown.")
    expect(sizes.locator(".sum").first).to_contain_text("300·300")
    side.fill("200")
    expect(sizes.locator(".sum").first).to_contain_text("200·200")
    assert not fault.inner_text()


def test_an_address_or_a_history_that_refuses_stops_nothing(address: str, own: Page) -> None:
    seen = visits.Visit()
    visits.watch(own, seen)
    own.add_init_script(HISTORY_IS_FULL)
    own.goto(f"{address}/convolution.html?slide.stride=%E0%A4%A&%&sizes.side=%&&=#100%")
    visits.unfold(own)
    for name in ("#sizes", "#slide"):
        is_live(own.locator(name))
        assert own.locator(f"{name} .live > .fault").inner_text().startswith("The address asks for")
    side = own.locator("#sizes").get_by_label("side", exact=True)
    side.fill("300")
    expect(own.locator("#sizes .sum").first).to_contain_text("300·300")
    assert not seen.console


@pytest.mark.parametrize("reads_on", [False, True])
def test_one_that_comes_late_moves_the_page_only_with_what_the_address_leads_to(
    address: str, page: Page, reads_on: bool
) -> None:
    waiting: list[Route] = []
    page.route("**/size_slider.js", lambda route: waiting.append(route))
    page.goto(f"{address}/convolution.html?sizes.side=9#slide")
    expect(page.locator("#slide .live")).to_be_visible()
    # A browser that does not hold what is read in its place.
    page.add_style_tag(content="* { overflow-anchor: none !important; }")
    top = "document.querySelector('#slide').getBoundingClientRect().top"
    before = page.evaluate(top)
    if reads_on:
        page.mouse.wheel(0, -100_000)
        page.wait_for_function("scrollY === 0")
    waiting[0].continue_()
    visits.settled(page)
    assert (
        page.evaluate("scrollY") == 0
        if reads_on
        else page.evaluate(top) == pytest.approx(before, abs=2)
    )
