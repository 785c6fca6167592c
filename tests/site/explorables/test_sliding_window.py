"""The sliding window, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator

from convdemo import (
    HORIZONTAL,
    SOBEL,
    VERTICAL,
    check_image,
    conv2d,
    digit_image,
    edge_image,
    pad,
    pixel_uses,
)
from scripts.drawing import palette
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
STARTS = {
    "index.html": (edge_image(), VERTICAL, {}),
    "convolution.html": (digit_image(), np.array([[1, 1, 1], [0, 0, 1], [0, 0, 1]]), {}),
    "filter.html": (check_image(), HORIZONTAL, {}),
    "forward.html": (digit_image(), VERTICAL, {}),
    "padding.html": (digit_image()[1:6, 1:6], SOBEL, {}),
    "stride.html": (digit_image(), SOBEL, {"stride": 2}),
}


@pytest.mark.parametrize("page", STARTS)
def test_each_chapter_opens_its_own_example(read: Read, page: str) -> None:
    image, kernel, options = STARTS[page]
    reader = read(f"{page}#slide")
    assert reader.values("input") == image.tolist()
    assert reader.values("filter") == kernel.tolist()
    assert reader.values("output") == conv2d(image, kernel, **options).tolist()
    assert not reader.faults() and not reader.asked()


def test_a_cell_of_the_output_shows_its_window_and_its_sum(read: Read) -> None:
    reader = read("index.html#slide")
    before = reader.asked()
    reader.cell("output", 1, 1).hover()
    assert (
        "10·1 + 10·0 + 0·(-1) + 10·1 + 10·0 + 0·(-1) + 10·1 + 10·0 + 0·(-1) = 30" in reader.words()
    )
    # To point is a look, and no more.
    reader.live.get_by_role("button", name="Play").hover()
    assert reader.places("output", "chosen") == [(1, 2)] and reader.asked() == before
    # Tab comes to the framed cell. By keyboard: to the left there is no edge.
    reader.cell("filter", 0, 0).focus()
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.dataset.at") == "1,2"
    reader.cell("output", 1, 1).focus()
    reader.page.keyboard.press("ArrowLeft")
    assert "10·1 + 10·0 + 10·(-1)" in reader.words() and "= 0" in reader.words()
    assert framed(reader) == (1, 0, 3)
    assert reader.asked() == "slide.cell=1*0"
    reader.press("Step on")
    assert reader.places("output", "chosen") == [(1, 1)]


def test_a_pixel_shows_who_reads_it(read: Read) -> None:
    reader = read("padding.html#slide")
    counts = pixel_uses((5, 5), 3)
    for row, column in ((0, 0), (2, 2), (0, 2)):
        reader.cell("input", row, column).click()
        marked = reader.places("output", "marked")
        assert len(marked) == counts[row, column]
        assert f"read by {counts[row, column]} of 9 windows" in reader.words()
    reader.fill("p, padding", "1")
    assert reader.values("input") == pad(digit_image()[1:6, 1:6], 1).tolist()
    reader.cell("input", 1, 1).click()
    assert "This pixel is read by 4 of 25 windows" in reader.words()


def drag(reader: Reader, start: Locator, to: Locator) -> None:
    """Press in the middle of a cell, and let go in the middle of another."""
    start.scroll_into_view_if_needed()
    boxes = [cell.bounding_box() for cell in (start, to)]
    (x, y), (right, down) = [
        (b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes if b
    ]
    mouse = reader.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(right, down, steps=8)
    mouse.up()


def framed(reader: Reader) -> tuple[int, int, int]:
    """Where the window lies, and its side, from where it is drawn."""
    row, column, side = (
        reader.board("input")
        .locator("xpath=..")
        .locator(".window")
        .evaluate(
            """e => {
            const { columns } = { columns: Number(getComputedStyle(e.parentElement).getPropertyValue("--columns")) };
            return ["top", "left", "width"].map(part => parseFloat(e.style[part]) / 100 * columns);
        }"""
        )
    )
    return round(row), round(column), round(side)


def test_the_window_is_dragged_over_the_image(read: Read) -> None:
    reader = read("index.html#slide")
    drag(reader, reader.cell("input", 2, 3), reader.cell("input", 4, 1))
    assert framed(reader) == (3, 0, 3) and reader.places("output", "chosen") == [(3, 0)]
    assert reader.asked() == "slide.cell=3*0"
    # Nothing is painted, and beyond the edge it stays at the edge.
    assert reader.values("input") == edge_image().tolist()
    drag(reader, reader.cell("input", 4, 1), reader.cell("filter", 0, 0))
    assert framed(reader)[1] == 3
    # From outside it comes under the pointer.
    drag(reader, reader.cell("input", 0, 0), reader.cell("input", 1, 1))
    assert framed(reader) == (0, 0, 3)
    # The weights lie in it.
    weights = reader.live.locator(".window i").all_inner_texts()
    assert weights == [text.replace("-", "−") for text in VERTICAL.astype(str).ravel()]


def test_the_window_is_stepped_by_keys_and_says_where_it_is(read: Read) -> None:
    reader = read("index.html?slide.cell=0*0#slide")
    window = reader.live.get_by_role("slider", name="window")
    window.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        reader.page.keyboard.press(key)
    assert framed(reader) == (2, 1, 3) and reader.places("output", "chosen") == [(2, 1)]
    assert window.get_attribute("aria-valuetext") == "row 2, column 1: 30"
    for key in ("End", "PageDown", "ArrowRight"):
        reader.page.keyboard.press(key)
    assert framed(reader) == (3, 3, 3)
    assert window.get_attribute("aria-valuetext") == "row 3, column 3: 0"


def test_with_a_stride_the_window_goes_from_place_to_place(read: Read) -> None:
    reader = read("stride.html#slide")
    drag(reader, reader.cell("input", 1, 1), reader.cell("input", 3, 4))
    row, column, side = framed(reader)
    assert (
        side == 3
        and (row % 2, column % 2) == (0, 0)
        and reader.places("output", "chosen") == [(row // 2, column // 2)]
    )


def test_a_weight_turns_as_it_is_dragged(read: Read) -> None:
    reader = read("index.html#slide")
    first, above = reader.cell("filter", 1, 0), reader.cell("input", 0, 0)
    box = first.bounding_box()
    assert box
    mouse = reader.page.mouse
    mouse.move(box["x"] + 5, box["y"] + 9)
    mouse.down()
    mouse.move(box["x"] + 5, box["y"] + 9 - 8 * 3, steps=6)
    mouse.up()
    kernel = VERTICAL.copy()
    kernel[1, 0] = 4
    assert reader.values("filter") == kernel.tolist()
    assert reader.values("output") == conv2d(edge_image(), kernel).tolist()
    assert not reader.live.locator(".cell input").count() and above.inner_text() == "10"
    # It is one step of the history, and to press without moving is to type.
    reader.page.wait_for_timeout(350)
    reader.page.go_back()
    assert reader.values("filter") == VERTICAL.tolist()
    first.click()
    reader.page.keyboard.type("1,000.5")
    reader.page.keyboard.press("Escape")
    first.click()
    reader.page.keyboard.type("0,5")
    reader.page.keyboard.press("Enter")
    assert reader.values("filter")[1][0] == 0.5


def test_painting_wants_a_brush(read: Read) -> None:
    reader = read("index.html#slide")
    image = edge_image()
    brush = reader.live.get_by_role("button", name="Brush that paints 10", exact=True)
    reader.cell("input", 5, 5).focus()
    for key in ("Space", "Space"):
        reader.page.keyboard.press(key)
    assert reader.values("input") == image.tolist(), "no brush is taken up, and nothing is wiped"
    brush.click()
    assert brush.get_attribute("aria-pressed") == "true"
    drag(reader, reader.cell("input", 0, 4), reader.cell("input", 3, 4))
    image[:4, 4] = 10
    assert reader.values("input") == image.tolist() and framed(reader) == (1, 2, 3)
    reader.cell("input", 5, 5).focus()
    reader.page.keyboard.type("-7")
    reader.page.keyboard.press("Enter")
    image[5, 5] = -7
    reader.page.keyboard.press("ArrowUp")
    reader.page.keyboard.press("Space")
    image[4, 5] = 10
    assert reader.values("output") == conv2d(image, VERTICAL).tolist()
    # Laid down, the window is dragged again.
    brush.click()
    drag(reader, reader.cell("input", 2, 3), reader.cell("input", 3, 3))
    assert reader.values("input") == image.tolist() and framed(reader) == (2, 2, 3)


def test_cells_take_numbers_by_keyboard_and_give_them_back(read: Read) -> None:
    reader = read("index.html#slide")
    reader.cell("filter", 0, 0).focus()
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.type("9")
    reader.page.keyboard.press("Escape")
    assert reader.values("filter") == VERTICAL.tolist()
    reader.page.keyboard.type("2.125")
    reader.page.keyboard.press("Enter")
    kernel = VERTICAL.astype(float)
    kernel[0, 0] = 2.125
    assert reader.asked() == "slide.kernel=2.125_0_-1*1_0_-1*1_0_-1"
    # What is opened again holds all its digits.
    reader.page.keyboard.press("Enter")
    assert reader.live.locator(".cell input").input_value() == "2.125"
    reader.page.keyboard.press("Escape")
    again = read(f"index.html?{reader.asked()}#slide")
    assert "10·2.13" in again.words()
    reader.page.go_back()
    assert reader.values("filter") == VERTICAL.tolist()
    reader.page.go_forward()
    assert reader.values("filter")[0][0] == 2.13


@pytest.mark.parametrize("page", ["forward.html", "index.html"])
def test_back_discards_what_is_being_typed(read: Read, page: str) -> None:
    """A cell is open, and the reader goes back: the state of before, alive, and forward leads on."""
    reader = read(f"{page}#slide")
    start = reader.values("input")
    if reader.live.get_by_label("image", exact=True).is_hidden():
        reader.live.locator(".more > summary").click()
    reader.choose("image", "check_image" if page == "forward.html" else "stripe_image")
    changed, shown = reader.values("input"), reader.asked()
    reader.cell("input", 0, 0).focus()
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.type("5")
    reader.page.go_back()
    assert reader.values("input") == start and reader.asked() == ""
    assert not reader.live.locator(".cell input").count()
    reader.press("Step on")
    assert reader.values("input") == start
    reader.page.go_back()
    reader.page.go_forward()
    reader.cell("input", 0, 0).focus()
    reader.page.keyboard.type("7")
    reader.page.keyboard.press("Enter")
    assert reader.values("input")[0][0] == 7 and changed != start and shown


def test_a_finger_scrolls_past_and_drags_the_window_alone(read: Read) -> None:
    reader = read("index.html#slide", visits.NARROW, has_touch=True)
    touch = "e => getComputedStyle(e).touchAction"
    assert reader.cell("input", 2, 3).evaluate(touch) == "none"
    assert reader.cell("input", 0, 0).evaluate(touch) == "auto"
    assert reader.cell("filter", 0, 0).evaluate(touch) == "auto"
    # The first tap chooses a weight, the second opens it, with a key for its sign.
    weight = reader.cell("filter", 0, 0)
    weight.tap()
    assert not reader.live.locator(".cell input").count() and weight.evaluate(touch) == "none"
    weight.tap()
    field = reader.live.locator(".cell input")
    assert field.get_attribute("inputmode") == "decimal"
    assert float(field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 16
    reader.live.get_by_role("button", name="Other sign").tap()
    field.press("Enter")
    assert reader.values("filter")[0][0] == -1
    brush = reader.live.get_by_role("button", name="Brush that paints 10", exact=True)
    brush.evaluate("e => e.scrollIntoView()")
    brush.tap()
    before = reader.page.evaluate("scrollY")
    reader.cell("input", 0, 5).tap()
    assert reader.values("input")[0] == [10, 10, 10, 0, 0, 10]
    assert abs(reader.page.evaluate("scrollY") - before) < 400 and not reader.faults()
    assert reader.board("input").evaluate(touch) == "none"
    small = reader.live.locator("button:visible, select:visible, summary:visible").evaluate_all(
        "all => all.filter(e => e.offsetHeight < 44 || e.offsetWidth < 44).map(e => e.outerHTML)"
    )
    assert not small


@pytest.mark.parametrize("page", ["padding.html", "stride.html", "forward.html"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 720)], ids=["phone", "desk"])
def test_the_pages_own_control_and_what_it_changes_are_seen_together(
    read: Read, page: str, size: tuple[int, int]
) -> None:
    reader = read(f"{page}#slide", size, has_touch=size[0] < 500)
    first = reader.live.locator(".controls input").first
    scene = reader.live.locator(".scene")
    boxes = [part.bounding_box() for part in (first, scene)]
    tops = [box["y"] for box in boxes if box]
    ends = [box["y"] + box["height"] for box in boxes if box]
    assert len(tops) == 2 and max(ends) - min(tops) <= size[1] - 48, (tops, ends)


def test_numbers_are_whole_or_say_that_they_are_not(read: Read) -> None:
    """As many characters as there is room for; the full value where one looks, and read out."""
    for size in (visits.WIDE, (390, 844)):
        reader = read(
            "padding.html?slide.padding=3&slide.image=-12.5_-987.65_999_0.004_1*1_2_3_4_5*1_2_3_4_5*1_2_3_4_5*1_2_3_4_5"
            "&slide.kernel=-987.65_0_0*0_999_0*0_0_-0.5#slide",
            size,
            has_touch=size[0] < 500,
        )
        for board in ("input", "filter", "output"):
            for cell in reader.board(board).locator(".cell").all():
                text, fits, whole, name = cell.evaluate(
                    """e => { const range = document.createRange();
                    range.selectNodeContents(e);
                    const { width } = range.getBoundingClientRect();
                    return [e.textContent, width <= e.clientWidth + .5, e.dataset.whole, e.ariaLabel]; }"""
                )
                assert fits, (size, board, text)
                if "≈" in text or "⋯" in text:
                    assert whole and whole in name
                else:
                    assert whole is None and text
        assert "0.004" in reader.board("input").inner_text()


def test_brightness_is_itself_in_both_schemes(read: Read) -> None:
    reader = read("index.html#slide")
    ground = "e => getComputedStyle(e).backgroundColor"
    found = []
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)
        found.append([reader.cell("input", 0, column).evaluate(ground) for column in (0, 5)])
    assert found[0] == found[1]
    bright, dark = (srgb(text) for text in found[0])
    assert bright == palette.brightness(10, 10) and dark == palette.brightness(0, 10)
    # Each step is the figures' own.
    reader = read(
        "index.html?slide.image=0_1_2_3_4_5*6_7_8_9_10_0*0_0_0_0_0_0*0_0_0_0_0_0*0_0_0_0_0_0*0_0_0_0_0_0#slide"
    )
    for value in range(11):
        cell = reader.cell("input", *divmod(value, 6))
        assert near(srgb(cell.evaluate(ground)), palette.brightness(value, 10)), value
        digits = cell.evaluate("e => getComputedStyle(e).color")
        assert srgb(digits) == palette.digits(palette.brightness(value, 10))


def srgb(text: str) -> str:
    """A computed colour, rgb(…) or color(srgb …), in six hexadecimal digits."""
    numbers = [float(each) for each in re.findall(r"[\d.]+", text.replace("srgb", ""))][:3]
    if "srgb" in text:
        numbers = [255 * each for each in numbers]
    return "#" + "".join(f"{round(each):02x}" for each in numbers)


def near(one: str, other: str) -> bool:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return all(abs(a - b) <= 1 for a, b in pairs)


def test_stride_dilation_flip_and_padding_give_what_convdemo_gives(read: Read) -> None:
    reader = read("stride.html#slide")
    reader.live.locator(".more > summary").click()
    image = digit_image()
    reader.fill("n, the image’s side", "8")
    image = pad(image, ((0, 1), (0, 1)), mode="edge")
    assert reader.values("output") == conv2d(image, SOBEL, stride=2).tolist()
    # Smaller and larger again: nothing is lost.
    for side in ("4", "8"):
        reader.fill("n, the image’s side", side)
    assert "⌊(8 + 2·0 - 3) / 2⌋ + 1 = 3 (1 left over)" in reader.words()
    unread = pixel_uses((8, 8), 3, stride=2) == 0
    assert reader.places("input", "crossed") == list(map(tuple, np.argwhere(unread).tolist()))
    assert f"{unread.sum()} of 64 pixels are read by no window" in reader.words()
    reader.fill("d, dilation", "2")
    reader.fill("p, padding", "2")
    shown = reader.asked()
    # What a page does not offer is there once the address asks for it.
    assert reader.live.get_by_label("padding with", exact=True).is_hidden()
    reader = read(f"stride.html?{shown}&slide.mode=reflect&slide.flip=1#slide")
    assert reader.live.get_by_label("padding with", exact=True).input_value() == "reflect"
    wanted = conv2d(pad(image, 2, mode="reflect"), SOBEL[::-1, ::-1], stride=2, dilation=2)
    assert reader.values("output") == wanted.tolist()
    shown = reader.asked()
    reader.press("Start again")
    assert reader.values("output") == conv2d(digit_image(), SOBEL, stride=2).tolist()
    assert read(f"stride.html?{shown}#slide").values("output") == wanted.tolist()


def test_bad_entries_are_explained_and_change_nothing(read: Read) -> None:
    reader = read("padding.html#slide")
    reader.live.locator(".more > summary").click()
    before = reader.values("output")
    for text in ("x", "", "1e999", "4", "-1", "1.5"):
        reader.fill("p, padding", text)
        assert reader.faults() == ["Type a whole number from 0 to 3."]
        entry = reader.live.get_by_label("p, padding", exact=True)
        assert entry.get_attribute("aria-invalid") == "true"
    reader.fill("p, padding", "0")
    assert entry.get_attribute("aria-invalid") is None and not reader.faults()
    reader.fill("p, padding", "x")
    # What cannot be is said beside the control that asks for it.
    reader.fill("n, the image’s side", "2")
    side = reader.live.locator(".control", has=reader.page.get_by_label("n, the image’s side"))
    assert side.locator(".fault").inner_text() == "A window of 3 does not fit in 2 pixels."
    assert reader.live.get_by_label("n, the image’s side", exact=True).input_value() == "2"
    # A bad entry does not take the next press away.
    reader.press("Start again")
    assert not reader.faults()
    assert reader.live.get_by_label("p, padding", exact=True).input_value() == "0"
    reader.cell("input", 0, 0).focus()
    for text in ("1e999", "5000"):
        reader.page.keyboard.press("Enter")
        reader.page.keyboard.type(text)
        reader.page.keyboard.press("Enter")
        assert "is no number from −999 to 999; the cell keeps 8." in reader.faults()[0]
    assert reader.values("output") == before
    for hostile in (
        "stride=0",
        "kernel=1_2*3",
        "kernel=",
        "image=<img>",
        "image=" + "9" * 5000,
        "mode=x",
        "cell=1e99*0",
    ):
        reader.page.evaluate(
            "query => { history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?slide.{hostile}#slide",
        )
        assert reader.values("output") == before and reader.faults()[0].startswith(
            "The address asks for"
        )
    assert (
        read(f"padding.html?slide.{hostile}#slide").faults()[0].startswith("The address asks for")
    )


def test_playing_announces_its_end_alone(read: Read) -> None:
    reader = read("index.html?slide.cell=3*1#slide")
    heard = reader.live.locator("[aria-live]")
    reader.press("Play")
    reader.page.wait_for_function("document.querySelector('#slide .chosen')?.dataset.at === '3,2'")
    assert heard.inner_text() == ""
    reader.press("Pause")
    reader.page.wait_for_function("document.querySelector('#slide [aria-live]').textContent !== ''")
    assert heard.inner_text() == "Output 4 × 4; row 3, column 2: 30."


@pytest.mark.parametrize("size", [visits.WIDE, visits.NARROW], ids=["wide", "narrow"])
def test_it_stays_accessible_in_use(read: Read, size: tuple[int, int]) -> None:
    reader = read("stride.html?slide.padding=3&slide.stride=3&slide.flip=1#slide", size)
    reader.cell("input", 4, 4).focus()
    reader.fill("d, dilation", "9")
    assert reader.faults() and not reader.problems()
    state = reader.values("output")
    reader.page.set_viewport_size({"width": 700, "height": 700})
    assert reader.values("output") == state


def test_back_leads_to_where_a_drag_ended(read: Read) -> None:
    """What was dragged or stepped to is kept, also when the next change follows at once."""
    reader = read("padding.html?slide.cell=0*2#slide")
    reader.page.evaluate(
        """() => {
            const change = (label, value) => {
                const input = [...document.querySelectorAll("#slide .name")]
                    .find(name => name.textContent === label).parentElement.querySelector("input");
                input.value = value;
                input.dispatchEvent(new Event("input", {bubbles: true}));
            };
            const press = key => document.querySelector("#slide .window")
                .dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
            for (const key of ["ArrowLeft", "ArrowDown", "ArrowLeft", "ArrowLeft"]) press(key);
            change("p, padding", "1");
        }"""
    )
    assert reader.asked() == "slide.cell=1*0&slide.padding=1"
    reader.page.go_back()
    assert reader.places("output", "chosen") == [(1, 0)]
    assert len(reader.values("output")) == 3


def test_who_types_into_a_cell_stops_the_playing(read: Read) -> None:
    reader = read("index.html#slide")
    for _ in range(2):
        reader.press("Play")
        reader.cell("filter", 0, 0).focus()
        assert reader.live.get_by_role("button", name="Pause", exact=True).count() == 1
        reader.page.keyboard.type("4")
        assert reader.live.get_by_role("button", name="Play", exact=True).count() == 1
        reader.page.keyboard.press("Enter")
    assert reader.values("filter")[0][0] == 4


def test_padding_is_told_from_the_image(read: Read) -> None:
    """By a frame where the image ends, in the formula of its chapter, and with its kind in the name."""
    reader = read("padding.html#slide")
    ring = reader.live.locator(".plane:has(> .cells.input)")
    frame = """e => {
        const { content, top } = getComputedStyle(e, "::after");
        return content === "none" ? 0 : parseFloat(top);
    }"""
    assert ring.evaluate(frame) == 0
    reader.press("More: p, padding")
    side = reader.cell("input", 0, 0).bounding_box()
    assert side and ring.evaluate(frame) == pytest.approx(side["width"], abs=1.5)
    assert "n - f + 1 + 2p = 5 - 3 + 1 + 2·1 = 5" in reader.words()
    assert "padded to 7 × 7 with" not in reader.words()
    mirrored = read("padding.html?slide.padding=1&slide.mode=reflect#slide")
    assert "input 5 × 5, padded to 7 × 7 with reflect" in mirrored.words()
