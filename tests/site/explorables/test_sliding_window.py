"""The sliding window, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

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
    frame = reader.board("input").locator(".window").evaluate("e => e.style.gridArea")
    assert frame.replace(" ", "") == "2/1/span3/span3"
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


def test_painting_by_mouse_touch_and_keyboard(read: Read) -> None:
    reader = read("index.html#slide")
    image = edge_image()
    first, last = (reader.cell("input", row, 4) for row in (0, 3))
    first.hover()
    reader.page.mouse.down()
    for row in range(1, 4):
        reader.cell("input", row, 4).hover()
    reader.page.mouse.up()
    image[:4, 4] = 10
    assert reader.values("input") == image.tolist() and last.inner_text() == "10"
    reader.cell("input", 5, 5).focus()
    reader.page.keyboard.type("-7")
    reader.page.keyboard.press("Enter")
    image[5, 5] = -7
    reader.page.keyboard.press("ArrowUp")
    reader.page.keyboard.press("Space")
    image[4, 5] = 10
    assert reader.values("output") == conv2d(image, VERTICAL).tolist()
    # The filter too, and Escape keeps what was.
    reader.cell("filter", 0, 0).focus()
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.type("9")
    reader.page.keyboard.press("Escape")
    assert reader.values("filter") == VERTICAL.tolist()
    reader.page.keyboard.type("2.5")
    reader.page.keyboard.press("Enter")
    kernel = VERTICAL.astype(float)
    kernel[0, 0] = 2.5
    assert reader.values("output") == conv2d(image, kernel).tolist()
    shown = reader.asked()
    # The address brings it back, and so do back and forward.
    again = read(f"index.html?{shown}#slide")
    assert again.values("input") == image.tolist() and again.values("filter") == kernel.tolist()
    reader.page.go_back()
    assert reader.values("filter") == VERTICAL.tolist()
    reader.page.go_forward()
    assert reader.values("filter") == kernel.tolist()

    finger = read("index.html#slide", visits.NARROW, has_touch=True)
    before = finger.page.evaluate("scrollY")
    finger.cell("input", 0, 5).tap()
    assert finger.values("input")[0] == [10, 10, 10, 0, 0, 10]
    assert abs(finger.page.evaluate("scrollY") - before) < 400 and not finger.faults()
    assert finger.board("input").evaluate("e => getComputedStyle(e).touchAction") == "none"


def test_stride_dilation_flip_and_padding_give_what_convdemo_gives(read: Read) -> None:
    reader = read("stride.html#slide")
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
    reader.choose("padding with", "reflect")
    reader.live.get_by_role("checkbox").check()
    wanted = conv2d(pad(image, 2, mode="reflect"), SOBEL[::-1, ::-1], stride=2, dilation=2)
    assert reader.values("output") == wanted.tolist()
    shown = reader.asked()
    reader.press("Start again")
    assert reader.values("output") == conv2d(digit_image(), SOBEL, stride=2).tolist()
    assert read(f"stride.html?{shown}#slide").values("output") == wanted.tolist()


def test_bad_entries_are_explained_and_change_nothing(read: Read) -> None:
    reader = read("index.html#slide")
    before = reader.values("output")
    reader.live.locator("summary").click()
    for text in ("x", "", "1e999", "4", "-1", "1.5"):
        reader.fill("p, padding", text)
        assert reader.faults() == ["Type a whole number from 0 to 3."]
    reader.fill("p, padding", "0")
    reader.fill("p, padding", "x")
    reader.fill("n, the image’s side", "2")
    assert reader.faults()[-1] == "A window of 3 does not fit in 2 pixels."
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
        assert "is no number from −999 to 999; the cell keeps 10." in reader.faults()[0]
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
    assert read(f"index.html?slide.{hostile}#slide").faults()[0].startswith("The address asks for")


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
    reader = read("index.html#slide")
    reader.page.evaluate(
        """() => {
            const change = (label, value) => {
                const input = [...document.querySelectorAll("#slide .name")]
                    .find(name => name.textContent === label).parentElement.querySelector("input");
                input.value = value;
                input.dispatchEvent(new Event("input", {bubbles: true}));
            };
            for (const place of [3, 4, 5]) change("place", place);
            document.querySelector("#slide .more").open = true;
            change("p, padding", "1");
        }"""
    )
    assert reader.asked() == "slide.cell=1*0&slide.padding=1"
    reader.page.go_back()
    assert reader.places("output", "chosen") == [(1, 0)]
    assert len(reader.values("output")) == 4


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
