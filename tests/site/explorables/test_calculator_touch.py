"""The calculator taken hold of: numbers and rows that are dragged, by mouse, finger and keys; its picture; its room."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page

from convdemo import Conv2d, Dense, Flatten, MaxPool2d, ReLU, alexnet, layers_from, summarize
from scripts.setup import browser as browsers
from tests.site import visits
from tests.site.explorables import test_layer_calculator as calculator
from tests.site.explorables.reader import Reader
from tests.site.explorables.test_layer_calculator import (
    code,
    names,
    number_in,
    row_of,
    table,
    type_in,
    visit,
)

Read = Callable[..., Reader]
STEP = 8  # px for a step
PAGE = "calculator.html"
TALL = ".".join(["c16-3-psame", "r", "c32-3-psame"] * 20)
FRONTS = "svg => [...svg.querySelectorAll('.front')].map(path => path.getAttribute('d'))"
# A block's height and width
SIZES = """svg => [...svg.querySelectorAll('.front')].map(path => path.getBBox()).map(box => [box.height, box.width])"""

# The picture's width, and where its lines end
ENDS = """svg => [svg.clientWidth, ...[...svg.querySelectorAll("path")].map(path => path.getBBox())
    .map(box => box.x + box.width)]"""


def middle(found: Locator) -> tuple[float, float]:
    found.evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = found.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], by: float, *, drop: bool = True) -> None:
    """Drag by mouse, up if `by` is below 0."""
    page.mouse.move(*start)
    page.mouse.down()
    for share in (0.3, 0.7, 1):
        page.mouse.move(start[0], start[1] + by * share)
    if drop:
        page.mouse.up()


def swipe(reader: Reader, start: tuple[float, float], by: float) -> None:
    """Drag by finger."""
    session = reader.context.new_cdp_session(reader.page)
    for kind, share in (("touchStart", 0), *(("touchMove", i / 6) for i in range(1, 7))):
        point = {"x": start[0], "y": start[1] + by * share}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        reader.page.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def handle(reader: Reader, number: int) -> Locator:
    return row_of(reader, number).locator(".handle")


def svg(reader: Reader) -> Locator:
    return reader.live.locator(".blocks")


def first(reader: Reader) -> str:
    return names(reader)[0]


# --- numbers ---------------------------------------------------------------------------------------


def test_a_number_is_dragged_up_and_down(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    filters = number_in(reader, 1, "filters")
    assert filters.evaluate("e => getComputedStyle(e, '::after').content").startswith('"↕"')
    before = svg(reader).evaluate(FRONTS)
    drag(reader.page, middle(filters), -5 * STEP)
    assert first(reader) == "Conv2d(21, 3, padding='same')"
    assert svg(reader).evaluate(FRONTS) != before
    drag(reader.page, middle(filters), 8 * STEP)
    assert first(reader) == "Conv2d(13, 3, padding='same')"
    # It stops at its least, and large numbers go by more.
    drag(reader.page, middle(filters), 40 * STEP)
    assert first(reader) == "Conv2d(1, 3, padding='same')"
    type_in(reader, 1, "filters", "1,000")
    drag(reader.page, middle(filters), -3 * STEP)
    assert first(reader) == "Conv2d(1300, 3, padding='same')"
    reader.page.keyboard.down("Shift")
    drag(reader.page, middle(filters), -3 * STEP)
    reader.page.keyboard.up("Shift")
    assert first(reader) == "Conv2d(1330, 3, padding='same')"
    assert "layers.stack=c1330-3-psame" in reader.asked()
    # A drag is undone at once, however long it rests.
    filters.click()
    reader.page.keyboard.press("Escape")
    reader.page.mouse.move(*middle(filters))
    reader.page.mouse.down()
    x, y = middle(filters)
    reader.page.mouse.move(x, y - 20)
    reader.page.evaluate("new Promise(done => setTimeout(done, 1100))")
    reader.page.mouse.move(x, y - 80)
    reader.page.mouse.up()
    assert first(reader) == "Conv2d(2330, 3, padding='same')"
    reader.press("Undo")
    assert first(reader) == "Conv2d(1330, 3, padding='same')"
    # The input's sides, and a word, which turns from what it comes to.
    drag(reader.page, middle(number_in(reader, 0, "n_h, rows")), -4 * STEP)
    assert table(reader)[0]["output"] == "36 × 32 × 3"
    padding = number_in(reader, 1, "p, padding")
    assert padding.inner_text() == "'same'"
    drag(reader.page, middle(padding), -2 * STEP)
    assert first(reader) == "Conv2d(1330, 3, padding=3)"


def test_a_number_is_stepped_and_typed_by_keys(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    keys = reader.page.keyboard
    name = reader.live.get_by_role("button", name="1 Conv2d")
    name.focus()
    keys.press("ArrowRight")
    filters = number_in(reader, 1, "filters")
    assert filters.evaluate("e => e === document.activeElement")
    for key, many in {"ArrowUp": 17, "PageUp": 27, "ArrowDown": 26, "PageDown": 16}.items():
        keys.press(key)
        assert first(reader) == f"Conv2d({many}, 3, padding='same')"
        assert filters.get_attribute("aria-valuenow") == str(many)
    # Tab goes on to the next number of the row, and past the numbers of others.
    keys.press("Tab")
    assert number_in(reader, 1, "f, size").evaluate("e => e === document.activeElement")
    keys.type("3 × 5")
    keys.press("Enter")
    assert first(reader) == "Conv2d(16, (3, 5), padding='same')"
    assert number_in(reader, 1, "f, size").get_attribute("aria-valuetext") == "(3, 5)"
    # Escape takes back what is typed; words are typed as they stand, with quotes or without.
    keys.type("9")
    keys.press("Escape")
    assert first(reader) == "Conv2d(16, (3, 5), padding='same')"
    for text, written in (
        ("(1, 2)", "(1, 2)"),
        ("full", "'full'"),
        ("'same'", "'same'"),
        ("2,0", "2"),
    ):
        type_in(reader, 1, "p, padding", text)
        assert first(reader) == f"Conv2d(16, (3, 5), padding={written})"
    for text, side in (("2,000", "2,000"), ("1000", "1,000")):
        type_in(reader, 0, "n_w, columns", text)
        assert table(reader)[0]["output"] == f"32 × {side} × 3"
    # Going back with an open field throws away what was typed, and leaves the row whole.
    number_in(reader, 1, "filters").click()
    keys.type("7")
    reader.page.go_back()
    assert reader.live.locator(".typing").count() == 0
    assert "Conv2d(7" not in first(reader) and "Conv2d(167" not in first(reader)


def test_a_finger_turns_only_what_it_has_chosen(read: Read) -> None:
    reader = read(f"{PAGE}#layers", visits.NARROW, has_touch=True, is_mobile=True)
    filters = number_in(reader, 1, "filters")
    top = "Math.round(scrollY)"
    start = middle(filters)
    before = reader.page.evaluate(top)
    swipe(reader, start, -90)
    assert first(reader) == "Conv2d(16, 3, padding='same')"
    assert reader.page.evaluate(top) != before
    filters.tap()
    start = middle(filters)
    scrolled = reader.page.evaluate(top)
    swipe(reader, start, -6 * STEP)
    assert first(reader) == "Conv2d(22, 3, padding='same')"
    assert reader.page.evaluate(top) == scrolled
    # A second tap opens it, with a keyboard for numbers.
    filters.tap()
    field = row_of(reader, 1).get_by_role("textbox", name="filters")
    assert field.get_attribute("inputmode") == "numeric"
    assert float(field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 16


def test_fields_have_room_for_what_they_take(read: Read) -> None:
    reader = read(f"{PAGE}?layers.row=1#layers")
    number_in(reader, 1, "filters").click()
    room = "e => { e.value = '%s'; return e.scrollWidth <= e.clientWidth; }"
    assert row_of(reader, 1).get_by_role("textbox").evaluate(room % "99999")
    reader.page.keyboard.press("Escape")
    number_in(reader, 1, "f, size").click()
    assert row_of(reader, 1).get_by_role("textbox").evaluate(room % "111 × 111")
    reader.page.keyboard.press("Escape")
    for label, text in (("d, dilation", "111 × 111"), ("groups", "99999")):
        assert reader.live.get_by_role("textbox", name=label, exact=True).evaluate(room % text)


# --- rows ------------------------------------------------------------------------------------------

STACK = [
    "Conv2d(16, 3, padding='same')",
    "ReLU()",
    "MaxPool2d(2)",
    "Conv2d(32, 3, stride=2, padding='same')",
    "ReLU()",
    "Flatten()",
    "Dense(10)",
]


def moved(start: int, end: int) -> list[str]:
    """The stack with a row at another place, both counted from 1."""
    rest = [name for at, name in enumerate(STACK, 1) if at != start]
    return [*rest[: end - 1], STACK[start - 1], *rest[end - 1 :]]


def between(reader: Reader, start: int, end: int) -> float:
    """How far a row is dragged to come to another's place."""
    boxes = [row_of(reader, number).bounding_box() for number in (start, end)]
    assert boxes[0] and boxes[1]
    return boxes[1]["y"] - boxes[0]["y"]


SHIFTS = (
    """body => [...body.children].map(row => new DOMMatrix(getComputedStyle(row).transform).f)"""
)


def test_a_row_is_dragged_by_mouse(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    body = reader.live.locator(".stack tbody").nth(1)
    by = between(reader, 6, 2)
    drag(reader.page, middle(handle(reader, 6)), by, drop=False)
    # It follows the pointer, and the others make room.
    shifts = body.evaluate(SHIFTS)
    assert shifts[5] == pytest.approx(by, abs=1) and [bool(s) for s in shifts] == [
        False, True, True, True, True, True, False,
    ]  # fmt: skip
    assert names(reader) == STACK
    reader.page.mouse.up()
    assert names(reader) == moved(6, 2) and not any(body.evaluate(SHIFTS))
    assert reader.page.evaluate("document.activeElement.ariaLabel") == "2 Flatten()"
    reader.press("Undo")
    assert names(reader) == STACK
    drag(reader.page, middle(handle(reader, 1)), between(reader, 1, 3))
    assert names(reader) == moved(1, 3)
    reader.press("Undo")
    # Escape takes it back, and so does the browser if it takes the pointer away.
    drag(reader.page, middle(handle(reader, 6)), by, drop=False)
    reader.page.keyboard.press("Escape")
    assert not any(body.evaluate(SHIFTS))
    reader.page.mouse.up()
    drag(reader.page, middle(handle(reader, 6)), by, drop=False)
    body.dispatch_event("pointercancel")
    reader.page.mouse.up()
    assert names(reader) == STACK and not any(body.evaluate(SHIFTS))
    # The row that is open stays open, and its editor goes along.
    reader.live.get_by_role("button", name="4 Conv2d").click()
    drag(reader.page, middle(handle(reader, 4)), between(reader, 4, 3))
    assert names(reader) == moved(4, 3)
    assert reader.live.get_by_role("button", expanded=True).inner_text() == "3 Conv2d"
    assert row_of(reader, 3).evaluate("row => row.nextSibling.className") == "editor"


def test_a_row_is_dragged_by_finger(read: Read) -> None:
    reader = read(f"{PAGE}#layers", visits.NARROW, has_touch=True, is_mobile=True)
    start = middle(handle(reader, 6))
    scrolled = reader.page.evaluate("scrollY")
    swipe(reader, start, between(reader, 6, 5))
    assert names(reader) == moved(6, 5)
    assert reader.page.evaluate("scrollY") == scrolled


def test_a_row_is_moved_by_keys_and_says_so(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    keys = reader.page.keyboard
    heard = reader.live.locator("[aria-live]")
    reader.live.get_by_role("button", name="6 Flatten").focus()
    keys.press("Alt+ArrowUp")
    assert names(reader) == moved(6, 5)
    assert reader.page.evaluate("document.activeElement.ariaLabel") == "5 Flatten()"
    reader.page.wait_for_function("document.querySelector('#layers [aria-live]').textContent")
    assert heard.inner_text() == "Row 6 is now row 5. 25,578 parameters. Output 10."
    # From a number too, which keeps the focus.
    number_in(reader, 7, "units").focus()
    keys.press("Alt+ArrowDown")
    assert names(reader) == moved(6, 5)
    keys.press("Alt+ArrowUp")
    assert names(reader)[5] == "Dense(10)"
    assert number_in(reader, 6, "units").evaluate("e => e === document.activeElement")
    # Up and down alone go from name to name.
    reader.live.get_by_role("button", name="1 Conv2d").focus()
    keys.press("ArrowDown")
    assert reader.page.evaluate("document.activeElement.ariaLabel") == "2 ReLU()"


# --- the picture -----------------------------------------------------------------------------------


def test_the_picture_has_the_shapes_of_the_table(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    layers = layers_from("c16-3-psame.r.m2.c32-3-s2-psame.r.f.d10")
    summary = summarize(layers, (32, 32, 3))
    shapes = [(32, 32, 3), *(row.output_shape for row in summary.rows)]
    sizes = svg(reader).evaluate(SIZES)
    assert len(sizes) == len(shapes)
    volumes = [(size, shape) for size, shape in zip(sizes, shapes, strict=True) if len(shape) == 3]
    for (height, width), (n_h, _, n_c) in volumes:
        [(full, wide), *_] = sizes
        assert height / full == pytest.approx((n_h / 32) ** 0.5, rel=0.02)
        assert width / wide == pytest.approx(math.log2(1 + n_c) / math.log2(1 + 3), rel=0.02)
    kinds = svg(reader).evaluate("svg => [...svg.children].map(block => block.dataset.kind)")
    kept = ["kept" if row.activations else "passed" for row in summary.rows]
    assert kinds == ["input", *kept]
    assert reader.live.locator(".shapes").get_attribute("aria-hidden") == "true"
    visit(reader, stack="c16-3.f.c1-1.d3")
    kinds = svg(reader).evaluate("svg => [...svg.children].map(block => block.dataset.kind)")
    assert kinds == ["input", "kept", "passed", "impossible", "waits"]
    # All of it is on the picture, at each width.
    for width in (1280, 768, 390, 320):
        reader.page.set_viewport_size({"width": width, "height": 800})
        for stack in (TALL, "c16-3.f.c1-1" + ".r" * 50, ".".join(["c99999-1"] * 20)):
            visit(reader, stack=stack)
            reader.page.evaluate(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            ends = svg(reader).evaluate(ENDS)
            assert max(ends[1:]) <= ends[0], (width, stack)


def test_rows_and_blocks_point_at_each_other(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    block, words = svg(reader).locator("g"), reader.live.locator(".shapes p")
    assert words.inner_text() == "input 32 × 32 × 3 → output 10"
    row_of(reader, 4).locator("td").first.hover()
    assert block.nth(4).get_attribute("class") == "pointed"
    assert words.inner_text() == "4 Conv2d: 16 × 16 × 16 → 8 × 8 × 32"
    block.nth(3).locator(".hit").hover()
    assert "pointed" in (row_of(reader, 3).get_attribute("class") or "")
    assert "pointed" not in (row_of(reader, 4).get_attribute("class") or "")
    block.nth(3).locator(".hit").click()
    assert reader.live.get_by_role("button", expanded=True).inner_text() == "3 MaxPool2d"
    # What has the focus is pointed at once the pointer has gone.
    reader.live.get_by_role("button", name="7 Dense").focus()
    reader.page.mouse.move(0, 0)
    assert "pointed" in (block.nth(7).get_attribute("class") or "")


# --- room, and time --------------------------------------------------------------------------------

HUGE = "c99999-99-psame.c99999-99-psame.a3x2-s2x1-c1"
CUT = """stack => {
    const { left, right } = stack.closest(".live").getBoundingClientRect();
    const inside = [...stack.querySelectorAll("td, th")].filter(e => e.checkVisibility()).filter(e => {
        const range = document.createRange();
        range.selectNodeContents(e);
        const text = range.getBoundingClientRect();
        const room = e.getBoundingClientRect();
        const hidden = getComputedStyle(e).clipPath !== "none";
        return !hidden && text.width && (text.right > right + 1 || text.left < left - 1 || text.right > room.right + 1.5
            || text.left < room.left - 1.5);
    });
    return inside.map(e => `${e.dataset.name ?? e.ariaLabel}: ${e.textContent}`);
}"""


@pytest.fixture
def barred(browser: Browser) -> Iterator[Browser]:
    """A browser with scroll bars that take room, as most desks have them."""
    started = browser.browser_type.launch(
        executable_path=browsers.find(),
        args=["--no-sandbox", "--disable-features=OverlayScrollbar"],
        ignore_default_args=["--hide-scrollbars"],
    )
    try:
        yield started
    finally:
        started.close()


def test_the_table_is_whole_beside_scroll_bars(barred: Browser, address: str) -> None:
    with visits.opened(barred) as (_, page):
        for width in (1280, 1024, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 720})
            for query in (
                f"stack={HUGE}&layers.input=9999*9999*3",
                "stack=c512-11x11-s4-p2-d2-g2-b0",
                "",
            ):
                page.goto(f"{address}/{PAGE}?layers.{query}#layers")
                visits.settled(page)
                assert page.locator("#layers .stack").evaluate(CUT) == [], (width, query)
                assert not page.evaluate(visits.OVERFLOW), (width, query)
        assert page.evaluate("innerWidth - document.documentElement.clientWidth") > 5


def test_long_numbers_are_short_and_whole_where_they_are_asked(read: Read) -> None:
    reader = read(f"{PAGE}?layers.input=9999*9999*3&layers.stack=c99999-3-psame#layers")
    row = summarize([Conv2d(99_999, 3, padding="same")], (9999, 9999, 3)).rows[0]
    cells = {
        cell.get_attribute("data-name"): cell for cell in row_of(reader, 1).locator("td").all()
    }
    assert (
        cells["activations"].inner_text() == "10 T" and cells["memory"].inner_text() == "36.4 TiB"
    )
    for name, whole in (
        ("activations", f"{row.activations:,}"),
        ("memory", f"{row.memory:,} bytes"),
    ):
        assert cells[name].get_attribute("title") == whole
        assert cells[name].get_attribute("aria-label") == whole
    assert calculator.in_words(row.memory) == "36.4 TiB"
    # A total whose short form stays the same has another number.
    visit(reader, stack="c9-3.f.d10")
    before = table(reader)[-1]["memory"]
    type_in(reader, 3, "units", "11")
    assert table(reader)[-1]["memory"] != before
    assert cells["memory"].get_attribute("title") != f"{row.memory:,} bytes"


MIDDLES = """number => [number, number.parentNode.querySelector("input")].map(each => {
    const { left, top, width, height } = each.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
})"""


@pytest.mark.parametrize("size", [visits.WIDE, visits.NARROW], ids=["wide", "narrow"])
def test_a_field_lies_over_its_number_and_moves_nothing(read: Read, size: tuple[int, int]) -> None:
    reader = read(f"{PAGE}#layers", size)
    padding = number_in(reader, 1, "p, padding")
    tall = reader.page.evaluate(HEIGHT)
    padding.click()
    under, over = padding.evaluate(MIDDLES)
    assert np.allclose(under, over, atol=1.5)
    field = reader.live.locator(".number input")
    assert "mono" in field.evaluate("e => getComputedStyle(e).fontFamily").lower()
    assert reader.page.evaluate(HEIGHT) == tall


def test_what_cannot_be_undone_looks_like_it(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    style = "e => getComputedStyle(e).borderTopStyle"
    undo = reader.live.get_by_role("button", name="Undo")
    assert undo.evaluate(style) == "dashed"
    number_in(reader, 1, "filters").focus()
    reader.page.keyboard.press("ArrowUp")
    assert undo.evaluate(style) == "solid"


HEIGHT = "document.querySelector('#layers').getBoundingClientRect().height"


@pytest.mark.parametrize("width", [1280, 1024, 768, 600, 430, 390, 360])
@pytest.mark.parametrize("coarse", [False, True], ids=["mouse", "finger"])
def test_its_room_is_kept_before_it_comes(
    browser: Browser, address: str, width: int, coarse: bool
) -> None:
    if coarse and width > 768:
        return
    options = {"has_touch": True, "is_mobile": True} if coarse else {}
    with visits.opened(browser, (width, 800), **options) as (_, page):
        page.route("**/explorables/explorable.js", lambda route: route.abort())
        page.goto(f"{address}/{PAGE}", wait_until="load")
        page.wait_for_function("document.querySelector('#layers') !== null")
        kept = page.evaluate(
            "() => { const e = document.querySelector('#layers'); e.classList.remove('is-unstarted');"
            " e.querySelector('.unstarted')?.remove(); return e.getBoundingClientRect().height; }"
        )
        page.unroute_all()
        page.goto(f"{address}/{PAGE}")
        visits.settled(page)
        assert abs(page.evaluate(HEIGHT) - kept) <= 40, (page.evaluate(HEIGHT), kept)


FRAMES = """async act => {
    const body = document.querySelector("#layers .stack tbody:nth-of-type(2)");
    const names = [...body.querySelectorAll(".layer")];
    const number = document.querySelectorAll("#layers .turn")[{ side: 0, filters: 3 }[act] ?? 0];
    const key = (target, key, altKey = false) =>
        target.dispatchEvent(new KeyboardEvent("keydown", { key, altKey, bubbles: true }));
    const button = (text) => [...document.querySelectorAll("#layers button")].find(e => e.textContent === text);
    const acts = {
        side: even => key(number, even ? "ArrowUp" : "ArrowDown"),
        filters: even => key(number, even ? "ArrowUp" : "ArrowDown"),
        open: even => names[even ? 1 : 2].click(),
        move: even => key(names[even ? 4 : 5], even ? "ArrowDown" : "ArrowUp", true),
        undo: even => button(even ? "Undo" : "Redo").click(),
    };
    let least = Infinity;
    for (let i = 0; i < 60; i++) {
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        acts[act](i % 2 === 0);
        body.getBoundingClientRect();
        least = Math.min(least, performance.now() - start);
    }
    return least;
}"""


def test_sixty_rows_change_within_a_frame(read: Read) -> None:
    reader = read(f"{PAGE}?layers.input=224*224*3&layers.stack={TALL}#layers")
    assert len(names(reader)) == 60
    for act in ("side", "filters", "open", "move", "undo"):
        assert reader.page.evaluate(FRAMES, act) < 16, act


def test_what_was_changed_just_before_leaving_is_kept(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    number_in(reader, 1, "filters").focus()
    reader.page.keyboard.press("ArrowUp")
    reader.page.keyboard.press("ArrowUp")
    reader.page.goto(f"{reader.page.url.partition('/calculator')[0]}/index.html")
    reader.page.go_back()
    visits.settled(reader.page)
    assert first(reader) == "Conv2d(18, 3, padding='same')"


@pytest.mark.parametrize("size", [visits.WIDE, visits.NARROW], ids=["wide", "narrow"])
def test_a_bad_address_is_told_where_one_looks(read: Read, size: tuple[int, int]) -> None:
    reader = read(f"{PAGE}?layers.stack=q#layers", size)
    reader.page.locator("#layers").scroll_into_view_if_needed()
    fault = reader.live.locator("p.fault").first
    assert fault.inner_text().startswith("The address asks for")
    top = fault.evaluate(
        "e => e.getBoundingClientRect().top - e.closest('.live').getBoundingClientRect().top"
    )
    assert 0 <= top < 40
    assert reader.live.locator(".table > .fault").inner_text() == ""


def test_what_to_try_shows_its_answers(read: Read) -> None:
    reader = read(f"{PAGE}#layers")
    tries = reader.section.locator(":scope > ul a")
    tries.nth(0).click()
    assert [row["note"][:10] for row in table(reader)].count("Impossible") == 1
    drag(reader.page, middle(handle(reader, 4)), between(reader, 4, 6))
    fixed = [Conv2d(16, 3, padding="same"), ReLU(), MaxPool2d(2)]
    fixed += [Conv2d(32, 3, stride=2, padding="same"), ReLU(), Flatten(), Dense(10)]
    assert calculator.check(reader, fixed, (32, 32, 3))
    tries.nth(1).click()
    sides = [int(row["output"].partition(" ")[0]) for row in table(reader)[:-1]]
    assert [a == b for a, b in itertools.pairwise(sides)] == [False, False, True]
    tries.nth(2).click()
    assert names(reader) == list(map(str, alexnet()))
    assert re.match("from convdemo import", code(reader))
