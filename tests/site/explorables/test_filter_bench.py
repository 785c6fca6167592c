"""The filter bench, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from skimage.data import cat

from convdemo import HORIZONTAL, SCHARR, SOBEL, VERTICAL, conv2d, edge_filter
from scripts.drawing import number
from scripts.setup import browser as browsers
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
Place = tuple[int, int]

GREY = np.rint(cat().mean(axis=2))
IMAGE = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])  # the filter that changes nothing
LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
NAMED = {
    "vertical (Prewitt)": VERTICAL,
    "horizontal": HORIZONTAL,
    "Scharr": SCHARR,
    "Sobel": SOBEL,
}
BRIGHT = {
    "blur": np.outer([1, 2, 1], [1, 2, 1]) / 16,
    "sharpen": IMAGE - LAPLACIAN,
    "emboss": IMAGE - (VERTICAL + HORIZONTAL),
}
OTHERS = BRIGHT | {"outline": 9 * IMAGE - np.ones((3, 3)), "Laplacian": LAPLACIAN}
START = (100, 169)
PAINTED = """canvas => {
    const copy = Object.assign(document.createElement("canvas"), { height: canvas.height, width: canvas.width });
    const pen = copy.getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    let bytes = "";
    for (let at = 1; at < data.length; at += 4) bytes += String.fromCharCode(data[at]);
    return [canvas.height, canvas.width, btoa(bytes)];
}"""
GIVEN = """async ([kind, files]) => {
    const data = new DataTransfer();
    for (const [name, text] of files) {
        const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: "image/png" }));
    }
    const how = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
    const event = kind === "paste" ? new ClipboardEvent(kind, how) : new DragEvent(kind, how);
    return !document.querySelector("#bench .dial").dispatchEvent(event);
}"""


class Bench:
    """The bench of a page that is open, its image there."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.live = reader, reader.live
        self.canvases = self.live.locator("canvas")
        self.dial = self.live.locator(".dial")
        self.slider = self.live.get_by_label("angle of the edge")
        self.file = self.live.locator("input[type=file]")
        self.title = self.live.locator(".grid-name.input").first
        self.trouble = self.live.locator(".own .fault")
        expect(self.live).not_to_have_class(re.compile("waiting"))

    def take(self, name: str) -> None:
        """Choose a filter by its name."""
        self.live.get_by_role("radio", name=name, exact=True).check()

    def kernel(self) -> list[list[float | None]]:
        return self.reader.values("filter")

    def answer(self) -> float:
        return float(self.live.locator(".answer").inner_text().replace("−", "-").replace(",", ""))

    def place(self) -> Place:
        found = re.search(r"Row (\d+), column (\d+):", self.reader.words())
        assert found
        return int(found[1]), int(found[2])

    def holds(self, picture: NDArray[np.float64], kernel: NDArray[Any], place: Place) -> None:
        """What is shown of a place is what convdemo gives."""
        row, column = place
        assert self.place() == place
        seen = picture[row : row + 3, column : column + 3]
        assert self.reader.values("pixels") == seen.tolist()
        assert np.array(self.kernel(), float) == pytest.approx(kernel, abs=1e-9)
        assert np.array(self.reader.values("products"), float) == pytest.approx(
            seen * kernel, abs=6e-5
        )
        wanted = float(conv2d(picture, kernel)[row, column])
        if self.live.get_by_label("outputs", exact=True).input_value() == "light":
            wanted = min(255, max(0, wanted))
        assert self.answer() == pytest.approx(wanted, abs=0.0051)
        assert re.search(
            rf"(=|shown as) {re.escape(number(self.answer()).replace('−', '-'))}",
            self.reader.words(),
        )

    def point(self, canvas: int, row: int, column: int, *, press: bool = False) -> None:
        """Put the mouse on the middle of a pixel."""
        height, width = self.canvases.nth(canvas).evaluate("e => [e.height, e.width]")
        self.canvases.nth(canvas).scroll_into_view_if_needed()
        box = self.canvases.nth(canvas).bounding_box()
        assert box
        x, y = (column + 0.5) / width * box["width"], (row + 0.5) / height * box["height"]
        self.reader.page.mouse.move(box["x"] + x, box["y"] + y)
        if press:
            self.reader.page.mouse.down()
            self.reader.page.mouse.up()

    def middle(self, canvas: int = 0) -> tuple[float, float]:
        """Where the window is on the screen."""
        box = self.live.locator(".view .window").nth(canvas).bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def scale(self) -> float:
        """How large a pixel of the image is on the screen."""
        side: float = self.canvases.first.evaluate("e => e.clientWidth / e.width")
        return side

    def framed(self, canvas: int) -> tuple[float, float]:
        """The row and the column, in pixels, on which the frame has its middle."""
        box = self.canvases.nth(canvas).bounding_box()
        frame = self.live.locator(".view .window").nth(canvas).bounding_box()
        height, width = self.canvases.nth(canvas).evaluate("e => [e.height, e.width]")
        assert box and frame
        down = (frame["y"] + frame["height"] / 2 - box["y"]) / box["height"] * height
        return down, (frame["x"] + frame["width"] / 2 - box["x"]) / box["width"] * width

    def on_dial(self, angle: float) -> tuple[float, float]:
        box = self.dial.bounding_box()
        assert box
        turn = np.radians(angle)
        side = box["width"] / 2
        return box["x"] + side * (1 + 0.7 * np.cos(turn)), box["y"] + side * (
            1 - 0.7 * np.sin(turn)
        )

    def asks(self, query: str) -> None:
        """The address has come to hold no more than `query`."""
        wanted = f"?{query}" if query else ""
        self.reader.page.wait_for_function("wanted => location.search === wanted", arg=wanted)

    def painted(self, canvas: int) -> NDArray[np.float64]:
        """What a canvas shows, once all that was asked for is drawn."""
        expect(self.canvases.last).to_have_attribute("aria-busy", "false")
        height, width, code = self.canvases.nth(canvas).evaluate(PAINTED)
        dots = np.frombuffer(base64.b64decode(code), np.uint8)
        return dots.astype(float).reshape(height, width)


def bench(read: Read, query: str = "", *size: tuple[int, int], **options: object) -> Bench:
    return Bench(read(f"filter.html?{query}#bench", *size, **options))


def test_the_whole_cat_is_filtered_as_convdemo_does(read: Read) -> None:
    shown = bench(read)
    upright = conv2d(GREY, SOBEL)
    brightest = np.unravel_index(upright.argmax(), upright.shape)
    assert tuple(map(int, brightest)) == START
    shown.holds(GREY, SOBEL, START)
    expect(shown.title).to_have_text("cat 300 × 451")
    assert (shown.painted(0) == GREY).all()
    assert "output 298 × 449" in shown.reader.words()
    for mode, words, after in (
        ("sign", r"Middle grey is 0, white (\d+) or more, black -\1 or less", lambda x: x),
        ("absolute", r"Black is 0, white (\d+) or more", abs),
        ("relu", r"Black is 0, white (\d+) or more", lambda x: np.maximum(0, x)),
    ):
        shown.reader.choose("outputs", mode)
        painted = shown.painted(1)
        found = re.search(words, shown.reader.words())
        assert found
        white = int(found[1])
        assert 0.005 < (abs(upright) > white).mean() < 0.02
        zero = 127.5 if mode == "sign" else 0
        wanted = np.clip(zero + after(upright) * (255 - zero) / white, 0, 255)
        assert abs(painted - wanted).max() <= 0.501
        # The sum is as grey as its pixel of the output.
        grey = shown.live.locator(".answer").evaluate("e => getComputedStyle(e).backgroundColor")
        assert grey == "rgb({0}, {0}, {0})".format(int(painted[START]))
    # At a place where the answer is negative: what follows it is said.
    row, column = map(int, np.unravel_index(upright.argmin(), upright.shape))
    shown.point(1, row, column, press=True)
    assert (
        shown.answer() == 0
        and f"= {number(upright.min())}, shown as 0".replace("−", "-") in shown.reader.words()
    )
    shown.reader.choose("outputs", "absolute")
    assert shown.answer() == -upright.min() and shown.place() == (row, column)


def test_the_magnifier_follows_pointer_and_keys(read: Read) -> None:
    shown = bench(read)
    press = shown.reader.page.keyboard.press
    # The pointer on either picture looks; the window's centre is under it.
    shown.point(0, 11, 21)
    shown.holds(GREY, SOBEL, (10, 20))
    shown.point(1, 297, 448)
    shown.holds(GREY, SOBEL, (297, 448))
    shown.slider.hover()
    shown.holds(GREY, SOBEL, START)
    assert shown.reader.asked() == ""
    # Pressing stays, and is kept in the address.
    shown.point(1, 150, 200, press=True)
    shown.asks("bench.place=150*200")
    shown.slider.hover()
    shown.canvases.first.focus()
    for key in ("ArrowRight", "Shift+ArrowDown", "ArrowUp", "ArrowLeft", "ArrowLeft"):
        press(key)
    shown.holds(GREY, SOBEL, (159, 199))
    expect(shown.live.locator("[aria-live]")).to_have_text(
        f"Row 159, column 199: {number(shown.answer())}"
    )
    shown.point(1, 5, 199, press=True)
    press("Shift+ArrowUp")
    shown.holds(GREY, SOBEL, (0, 199))
    shown.asks("bench.place=0*199")
    assert shown.framed(0) == pytest.approx((1.5, 200.5), abs=0.2)
    assert shown.framed(1) == pytest.approx((0.5, 199.5), abs=0.2)


def test_named_filters_the_dial_and_own_numbers(read: Read) -> None:
    shown = bench(read)
    page, mouse = shown.reader.page, shown.reader.page.mouse
    for name, named in NAMED.items():
        shown.take(name)
        shown.holds(GREY, named, START)
        assert shown.slider.input_value() == ("0" if name == "horizontal" else "90")
    # The slider, by keyboard.
    shown.slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    shown.holds(GREY, edge_filter(93, SOBEL).round(2), START)
    page.keyboard.press("End")
    shown.holds(GREY, edge_filter(360, SOBEL).round(2), START)
    # The dial, by mouse: beyond its rim too.
    shown.dial.scroll_into_view_if_needed()
    mouse.move(*shown.on_dial(90))
    mouse.down()
    for angle in (60, 20, 300):
        mouse.move(*shown.on_dial(angle))
        turned = int(shown.slider.input_value())
        assert abs(turned - angle) <= 1
        shown.holds(GREY, edge_filter(turned, SOBEL).round(2), START)
    mouse.move(0, 300)
    assert 135 < int(shown.slider.input_value()) < 215
    mouse.up()
    mouse.move(*shown.on_dial(20))
    assert int(shown.slider.input_value()) > 135
    kernel = edge_filter(int(shown.slider.input_value()), SOBEL).round(2)
    shown.asks(f"bench.angle={shown.slider.input_value()}")
    # One's own number turns the dial off, and a name turns it on.
    shown.reader.cell("filter", 1, 1).focus()
    page.keyboard.type("-7.5")
    page.keyboard.press("Enter")
    kernel[1, 1] = -7.5
    shown.holds(GREY, kernel, START)
    assert shown.slider.is_disabled() and "angle of the edge off" in shown.reader.words()
    mouse.move(*shown.on_dial(45))
    mouse.down()
    mouse.up()
    shown.holds(GREY, kernel, START)
    # The address brings it all back; back and forward go from one choice to the next.
    shown.reader.choose("outputs", "relu")
    shown.point(1, 7, 9, press=True)
    page.wait_for_function("location.search.includes('place=7*9')")
    again = bench(read, page.url.partition("?")[2].partition("#")[0])
    assert again.live.get_by_label("outputs", exact=True).input_value() == "relu"
    again.reader.choose("outputs", "sign")
    again.holds(GREY, kernel, (7, 9))
    again.take("Scharr")
    again.holds(GREY, SCHARR, (7, 9))
    assert again.slider.is_enabled()
    page.go_back()
    shown.holds(GREY, kernel, START)
    page.go_back()
    assert shown.slider.is_enabled() and int(shown.slider.input_value()) > 135
    page.go_forward()
    shown.holds(GREY, kernel, START)


def test_other_filters_and_brightness(read: Read) -> None:
    shown = bench(read)
    for name, weights in OTHERS.items():
        shown.take(name)
        shown.holds(GREY, weights, START)
        bright = name in BRIGHT
        wanted = conv2d(GREY, weights)
        assert shown.live.get_by_label("outputs", exact=True).input_value() == (
            "light" if bright else "sign"
        )
        assert shown.slider.is_disabled() and "angle of the edge off" in shown.reader.words()
        painted = shown.painted(1)
        if not bright:
            continue
        # Brightness as it is; how much of it no screen can show is said.
        assert abs(painted - np.clip(wanted, 0, 255)).max() <= 0.501
        beyond = 100 * ((wanted < 0) | (wanted > 255)).mean()
        said = f"{number(round(beyond, 1))} % of the outputs lie beyond" if beyond else "No output"
        assert said in shown.reader.words().replace("\u00a0", " ")
    # What stands there is the beginning of one's own; an edge filter is shown with its sign again.
    shown.take("blur")
    shown.take("your own")
    shown.holds(GREY, OTHERS["blur"], START)
    assert "your filter" in shown.reader.words()
    shown.asks(
        "bench.filter=own&bench.answers=light&bench.kernel=0.0625_0.125_0.0625*0.125_0.25_0.125*0.0625_0.125_0.0625"
    )
    shown.take("Sobel")
    assert shown.live.get_by_label("outputs", exact=True).input_value() == "sign"
    # A sum beyond what can be shown.
    shown.take("sharpen")
    row, column = map(int, np.unravel_index(conv2d(GREY, OTHERS["sharpen"]).argmax(), (298, 449)))
    shown.point(1, row, column, press=True)
    assert shown.answer() == 255 and ", shown as 255" in shown.reader.words()
    assert not shown.reader.problems()


def test_filters_are_chosen_by_keyboard_and_seen_where_the_row_is_swept(read: Read) -> None:
    shown = bench(read, "bench.filter=LAPLACIAN", visits.NARROW, has_touch=True, is_mobile=True)
    chips = shown.live.get_by_role("radiogroup", name="filters")
    chosen = shown.live.get_by_role("radio", name="Laplacian")
    strip, chip = chips.bounding_box(), chosen.bounding_box()
    assert strip and chip
    assert strip["x"] <= chip["x"] and chip["x"] + chip["width"] <= strip["x"] + strip["width"]
    assert chip["height"] >= 44
    chosen.focus()
    shown.reader.page.keyboard.press("ArrowLeft")
    shown.holds(GREY, OTHERS["outline"], START)
    assert shown.live.get_by_role("radio", name="outline").is_checked()
    assert not shown.reader.problems()


def test_pixels_are_as_grey_as_in_the_image(read: Read) -> None:
    shown = bench(read)
    greys = """cells => cells.map(cell => [getComputedStyle(cell).backgroundColor, getComputedStyle(cell).color])"""
    for row, column in (START, (0, 0), (150, 200), (240, 60)):
        shown.point(0, row + 1, column + 1, press=True)
        found = shown.reader.board("pixels").locator(".cell").evaluate_all(greys)
        for (ground, digits), value in zip(
            found, GREY[row : row + 3, column : column + 3].flat, strict=True
        ):
            assert ground == "rgb({0}, {0}, {0})".format(int(value))
            assert digits == ("rgb(0, 0, 0)" if value > 117 else "rgb(255, 255, 255)")
    # The weights lie on them, small.
    small = shown.live.locator(".bench .window i").all_inner_texts()
    assert [float(text.replace("−", "-")) for text in small] == SOBEL.flatten().tolist()


def test_the_window_is_dragged_by_mouse(read: Read) -> None:
    shown = bench(read)
    mouse, scale = shown.reader.page.mouse, shown.scale()
    entries = shown.reader.page.evaluate("history.length")
    x, y = shown.middle()
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 100 * scale, y + 50 * scale, steps=5)
    shown.holds(GREY, SOBEL, (START[0] + 50, START[1] + 100))
    # Beyond the image it stays at its border.
    mouse.move(x + 100 * scale, 5, steps=5)
    assert shown.place() == (0, START[1] + 100)
    mouse.up()
    mouse.move(5, 5)
    shown.holds(GREY, SOBEL, (0, START[1] + 100))
    shown.asks(f"bench.place=0*{START[1] + 100}")
    # Over the output too, where its window is shown on the image.
    x, y = shown.middle(1)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y + 60 * scale, steps=4)
    mouse.up()
    shown.holds(GREY, SOBEL, (60, START[1] + 100))
    shown.point(1, 200, 30)
    assert shown.framed(0) == pytest.approx((201.5, 31.5), abs=0.6)
    # Where one looks is no entry of the history.
    assert shown.reader.page.evaluate("history.length") == entries


def test_a_weight_is_dragged_and_typed(read: Read) -> None:
    shown = bench(read)
    mouse = shown.reader.page.mouse
    cell = shown.reader.cell("filter", 1, 1)
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box
    mouse.move(box["x"] + 10, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + 10, box["y"] - 38, steps=6)
    mouse.up()
    kernel = SOBEL.astype(float)
    kernel[1, 1] = 6
    shown.holds(GREY, kernel, START)
    assert shown.live.get_by_role("radio", name="your own").is_checked()
    assert abs(shown.painted(1) - 127.5).max() > 100
    cell.click()
    shown.reader.page.keyboard.type("0.1234")
    shown.reader.page.keyboard.press("Enter")
    kernel[1, 1] = 0.1234
    shown.holds(GREY, kernel, START)


class Finger:
    """A finger on a page, as the browser's own gestures meet it."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def drag(self, start: tuple[float, float], by: tuple[float, float]) -> None:
        def send(kind: str, *at: tuple[float, float]) -> None:
            points = [{"x": x, "y": y} for x, y in at]
            self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            self.page.evaluate("new Promise(requestAnimationFrame)")

        send("touchStart", start)
        for part in range(1, 9):
            send("touchMove", (start[0] + by[0] * part / 8, start[1] + by[1] * part / 8))
        send("touchEnd")


def test_a_finger_turns_the_dial_and_moves_the_window_and_scrolls_past(read: Read) -> None:
    shown = bench(read, "bench.filter=VERTICAL", visits.NARROW, has_touch=True, is_mobile=True)
    page, finger = shown.reader.page, Finger(shown.reader.page)
    shown.dial.scroll_into_view_if_needed()
    page.touchscreen.tap(*shown.on_dial(135))
    turned = int(shown.slider.input_value())
    assert abs(turned - 135) <= 1
    kernel = edge_filter(turned, VERTICAL).round(2)
    shown.holds(GREY, kernel, START)
    # A finger that passes scrolls; one that pulls the window moves it.
    box = shown.canvases.first.bounding_box()
    assert box
    before = page.evaluate("scrollY")
    finger.drag((box["x"] + 150, box["y"] + 90), (0, -200))
    page.wait_for_function("before => scrollY > before + 100", arg=before)
    finger.drag((box["x"] + 20, box["y"] + 90), (100, 0))
    shown.holds(GREY, kernel, START)
    shown.dial.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    finger.drag(shown.middle(), (40, 30))
    there = shown.place()
    assert page.evaluate("scrollY") == before
    side = shown.scale()
    assert there == pytest.approx((START[0] + 30 / side, START[1] + 40 / side), abs=4)
    shown.canvases.last.tap(position={"x": 1, "y": 1})
    # The browser makes a press of a tap a little later.
    expect(shown.live).to_contain_text(re.compile(r"Row [0-4], column [0-4]:"))
    corner = shown.place()
    shown.holds(GREY, kernel, corner)
    # What a finger takes hold of is large enough.
    for part in (
        shown.live.get_by_role("button", name="Use your camera"),
        shown.live.locator(".choose"),
    ):
        size = part.bounding_box()
        assert size and size["height"] >= 44
    grip = shown.live.locator(".view .window").first
    assert grip.evaluate("e => parseFloat(getComputedStyle(e, '::after').width)") >= 44
    assert grip.evaluate("e => getComputedStyle(e).touchAction") == "none"
    shown.reader.cell("filter", 0, 0).tap()
    shown.reader.cell("filter", 0, 0).tap()
    page.keyboard.type("-0.25678")
    page.keyboard.press("Enter")
    kernel[0, 0] = -0.2568
    assert shown.kernel() == kernel.tolist()
    shown.holds(GREY, kernel, corner)
    assert not shown.reader.problems()
    page.set_viewport_size({"width": 700, "height": 700})
    shown.holds(GREY, kernel, corner)


def test_the_control_and_what_it_changes_are_seen_together(read: Read) -> None:
    for size, options in (
        ((1280, 720), {}),
        (visits.NARROW, {"has_touch": True, "is_mobile": True}),
    ):
        shown = bench(read, "", size, **options)
        shown.live.locator(".scene").evaluate("e => e.scrollIntoView()")
        for part in (
            shown.dial,
            shown.slider,
            shown.canvases.first,
            shown.canvases.last,
            shown.live.get_by_role("radiogroup", name="filters"),
            shown.live.get_by_label("outputs", exact=True),
        ):
            box = part.bounding_box()
            assert box and box["y"] >= 0 and box["y"] + box["height"] <= size[1], (size, part)
        shown.live.locator(".answer").scroll_into_view_if_needed()
        box = shown.canvases.last.bounding_box()
        assert box and box["y"] >= 40


def test_own_images_are_read_here_or_refused_with_a_reason(read: Read, tmp_path: Path) -> None:
    shown = bench(read)
    names = ("own", "clear", "large", "thin", "long")
    where = {name: tmp_path / f"{name}.png" for name in names}
    generator = np.random.default_rng(1)
    colours = generator.integers(0, 256, (40, 60, 3), dtype=np.uint8)
    own = np.rint(colours.mean(axis=2))
    Image.fromarray(colours).save(where["own"])
    Image.new("RGBA", (50, 30), (9, 9, 9, 0)).save(where["clear"])
    Image.new("1", (2000, 1500), 1).save(where["large"])
    Image.new("L", (2, 900), 1).save(where["thin"])
    Image.new("1", (65000, 3), 1).save(where["long"])
    where["text"] = tmp_path / "text.png"
    where["text"].write_text("no image")
    where["huge"] = tmp_path / "huge.svg"
    sides = 'width="1000000" height="1000000"'
    where["huge"].write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {sides}></svg>')

    shown.file.set_input_files(where["own"])
    expect(shown.title).to_have_text("your image 40 × 60")
    shown.holds(own, SOBEL, (37, 57))
    shown.point(0, 21, 31, press=True)
    shown.holds(own, SOBEL, (20, 30))
    assert shown.painted(1).shape == (38, 58)
    shown.asks("bench.place=20*30")
    # What cannot be shown is explained beside the control, and the last picture stays.
    for name, words in {
        "huge": "1,000,000 × 1,000,000 is 1,000,000 megapixels; at most 200 can be read.",
        "thin": "This image is smaller than the window.",
        "long": "3 × 65,000 is too long: with a side of 8,192 it would be narrower than the window.",
        "text": "This is no image, or it is broken.",
    }.items():
        shown.reader.page.evaluate("document.querySelector('#bench .own .fault').textContent = ''")
        shown.file.set_input_files(where[name])
        expect(shown.trouble).to_have_text(words)
        expect(shown.live.locator(".progress")).to_have_text("")
        shown.holds(own, SOBEL, (20, 30))
    assert not shown.reader.problems()
    # Dropped and pasted; other things that are pasted or dropped are left alone.
    give = shown.reader.page.evaluate
    for kind, name, title in (
        ("drop", "clear", "your image 30 × 50"),
        ("paste", "large", "your image 1,060 × 1,414, scaled down from 1,500 × 2,000"),
    ):
        assert give(GIVEN, [kind, []]) is False
        file = base64.b64encode(where[name].read_bytes()).decode()
        assert give(GIVEN, [kind, [[name, file]]]) is (kind == "drop")
        expect(shown.title).to_have_text(title)
        assert shown.reader.values("pixels") == [[255] * 3] * 3 and shown.answer() == 0
    assert not shown.reader.faults()
    shown.reader.press("Back to the cat")
    expect(shown.title).to_have_text("cat 300 × 451")
    shown.holds(GREY, SOBEL, (20, 30))
    assert shown.file.input_value() == ""


def test_drawings_and_turned_photographs_are_read_as_they_are_seen(
    read: Read, tmp_path: Path
) -> None:
    shown = bench(read)
    drawn = tmp_path / "drawn.svg"
    parts = '<path fill="#fff" d="M0 0h20v30H0z"/><path d="M0 0h10v30H0z"/>'
    size = 'width="20" height="30"'
    drawn.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{parts}</svg>')
    shown.file.set_input_files(drawn)
    expect(shown.title).to_have_text("your image 30 × 20")
    halves = np.repeat([[0.0] * 10 + [255.0] * 10], 30, axis=0)
    assert (shown.painted(0) == halves).all()
    # A camera says how it was held; here by a quarter to the left.
    turned, how = tmp_path / "turned.jpg", Image.Exif()
    how[0x0112] = 6
    values = np.zeros((1200, 1800), np.uint8)
    values[:, :900] = 255
    Image.fromarray(values).save(turned, exif=how)
    shown.file.set_input_files(turned)
    expect(shown.title).to_have_text("your image 1,500 × 1,000, scaled down from 1,800 × 1,200")
    painted = shown.painted(0)
    assert painted[:740].min() > 250 and painted[760:].max() < 5


def cut(path: Path) -> dict[str, bytes]:
    """Pictures that end too soon, by what they are."""
    generator = np.random.default_rng(2)
    image = Image.fromarray(generator.integers(0, 256, (64, 64, 3), dtype=np.uint8))
    found: dict[str, bytes] = {}
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (
        ("jpeg", {}),
        ("jpeg", {"progressive": True}),
        ("png", {}),
        ("gif", {}),
        ("webp", {"lossless": True}),
    )
    for kind, more in kinds:
        file = path / f"whole.{kind}"
        image.save(file, **more)
        found[f"{kind}{len(found)}"] = file.read_bytes()
    # A photograph that holds a small one of itself, which has an end of its own.
    exif = b"Exif\0\0" + found["jpeg0"]
    whole = found["jpeg0"]
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    found["jpeg with a small one"] = whole[:2] + segment + whole[2:]
    return found


def test_files_that_were_cut_off_are_told_and_whole_ones_read(read: Read, tmp_path: Path) -> None:
    shown = bench(read)
    for name, whole in cut(tmp_path).items():
        kind = re.sub(r"\W.*|\d", "", name)
        # Half of it is not even the small one.
        for share in (0.5, 0.95) if name != "jpeg with a small one" else (0.95,):
            part = whole[: round(len(whole) * share)]
            file = FilePayload(name=f"a.{kind}", mimeType=f"image/{kind}", buffer=part)
            shown.reader.page.evaluate(
                "document.querySelector('#bench .own .fault').textContent = ''"
            )
            shown.file.set_input_files(file)
            told = "This file was cut off: its end is missing."
            expect(shown.trouble, f"{name} {share}").to_have_text(told)
        # What some programs append to it is not its end.
        longer = whole if kind == "webp" else whole + b"\0" * 40
        file = FilePayload(name=f"a.{kind}", mimeType=f"image/{kind}", buffer=longer)
        shown.file.set_input_files(file)
        expect(shown.title, name).to_have_text("your image 64 × 64")
        expect(shown.trouble).to_have_text("")
        shown.reader.press("Back to the cat")
        expect(shown.title).to_have_text("cat 300 × 451")


# How long nothing else could happen, at the most, and what was said meanwhile.
WATCHED = """() => {
    window.stood = 0;
    let last = performance.now();
    window.ticking = setInterval(() => {
        const now = performance.now();
        window.stood = Math.max(window.stood, now - last);
        last = now;
    }, 5);
    window.said = [];
    const progress = document.querySelector("#bench .progress");
    new MutationObserver(() => window.said.push(progress.textContent)).observe(progress, { childList: true });
}"""


def test_a_photograph_of_a_telephone_does_not_hold_up_the_page(read: Read, tmp_path: Path) -> None:
    shown = bench(read)
    page = shown.reader.page
    generator = np.random.default_rng(3)
    small = Image.fromarray(generator.integers(0, 256, (625, 875, 3), dtype=np.uint8))
    photograph = tmp_path / "photograph.jpg"
    small.resize((7000, 5000), Image.Resampling.BILINEAR).save(photograph)
    page.evaluate(WATCHED)
    shown.file.set_input_files(photograph)
    expect(shown.title).to_have_text(re.compile("scaled down from 5,000 × 7,000"), timeout=60_000)
    shown.painted(1)
    # It stood for 2,500 ms when the page itself decoded.
    assert page.evaluate("stood") < 600
    assert page.evaluate("said") == ["reading …", ""]
    picture = shown.painted(0)
    shown.slider.focus()
    page.keyboard.press("Home")
    output = shown.painted(1)
    wanted = conv2d(picture, edge_filter(0, SOBEL).round(2))
    found = re.search(r"white (\d+) or more", shown.reader.words())
    assert found
    wanted = np.clip(127.5 + wanted * 127.5 / int(found[1]), 0, 255)
    assert abs(output - wanted).max() <= 0.501


def test_the_last_of_many_angles_is_what_is_drawn(read: Read) -> None:
    shown = bench(read)
    shown.reader.page.evaluate("""() => {
        const input = document.querySelector("#bench input[type=range]");
        for (let angle = 0; angle <= 200; angle++) {
            input.value = angle;
            input.dispatchEvent(new Event("input", { bubbles: true }));
        }
    }""")
    painted = shown.painted(1)
    found = re.search(r"white (\d+) or more", shown.reader.words())
    assert found
    wanted = conv2d(GREY, edge_filter(200, SOBEL).round(2))
    assert abs(painted - np.clip(127.5 + wanted * 127.5 / int(found[1]), 0, 255)).max() <= 0.501


NO_WORKER = {
    "none": "delete window.Worker",
    "refused": "window.Worker = class { constructor() { throw new Error('no') } }",
    "failing": """window.Worker = class {
        constructor() { setTimeout(() => this.onerror?.(new Event("error")), 50) }
        postMessage() {}
        terminate() {}
    }""",
    "without a canvas": "delete window.OffscreenCanvas",
}


@pytest.mark.parametrize("how", NO_WORKER)
def test_without_a_worker_the_page_filters(
    browser: Browser, address: str, tmp_path: Path, how: str
) -> None:
    seen = visits.Visit()
    with visits.opened(browser) as (context, page):
        visits.watch(page, seen)
        page.add_init_script(NO_WORKER[how])
        shown = Bench(Reader(context, page, f"{address}/filter.html#bench"))
        shown.holds(GREY, SOBEL, START)
        assert (shown.painted(0) == GREY).all()
        if how != "without a canvas":
            assert abs(shown.painted(1) - 127.5).max() > 100
        file = tmp_path / "grey.png"
        Image.new("L", (1400, 1000), 77).save(file)
        shown.file.set_input_files(file)
        expect(shown.title).to_have_text("your image 1,000 × 1,400")
        shown.take("blur")
        expect(shown.canvases.last).to_have_attribute("aria-busy", "false")
        assert shown.answer() == 77 and not page.workers
    assert not seen.console, seen


CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
# A device that is asked for, and what becomes of its images.
ASKED = """
window.asked = 0;
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
    window.asked++;
    window.stream = await ask(wanted);
    return window.stream;
};
"""
LIVE = "() => window.stream.getTracks().map(track => track.readyState).join()"


@pytest.fixture(scope="module")
def filming(browser: Browser) -> Iterator[Browser]:
    """A browser that has a camera, which shows a moving pattern, and that allows it."""
    kind = browser.browser_type
    started = kind.launch(
        executable_path=browsers.find(), args=[*CAMERA, "--no-sandbox", "--disable-gpu"]
    )
    yield started
    started.close()


def test_the_camera_is_asked_for_and_stops(filming: Browser, address: str) -> None:
    seen = visits.Visit()
    with visits.opened(filming, (1280, 1400)) as (context, page):
        visits.watch(page, seen)
        page.add_init_script(ASKED)
        shown = Bench(Reader(context, page, f"{address}/filter.html#bench"))
        use = shown.live.get_by_role("button", name="Use your camera")
        stop = shown.live.get_by_role("button", name="Stop the camera")
        assert page.evaluate("asked") == 0
        use.click()
        expect(shown.title).to_have_text("camera 480 × 640")
        first = shown.canvases.last.evaluate(PAINTED)
        page.wait_for_function(
            f"first => ({PAINTED})(document.querySelectorAll('#bench canvas')[1])[2] !== first",
            arg=first[2],
        )
        # The filter is steered meanwhile, and what is shown of the window is of the image that is there.
        shown.take("blur")
        stop.click()
        expect(use).to_be_visible()
        assert page.evaluate(LIVE) == "ended"
        page.wait_for_timeout(300)
        picture = shown.painted(0)
        row, column = shown.place()
        assert shown.reader.values("pixels") == picture[row : row + 3, column : column + 3].tolist()
        shown.holds(picture, OTHERS["blur"], (row, column))
        assert abs(shown.painted(1) - conv2d(picture, OTHERS["blur"])).max() <= 0.501
        # It stops by itself where it is not seen: below the edge of the screen, folded, or in the background.
        for leave, return_ in (
            ("scrollTo(0, 0)", "document.querySelector('#bench').scrollIntoView()"),
            (
                "document.querySelector('#bench').open = false",
                "document.querySelector('#bench').open = true",
            ),
            ("dispatchEvent(new Event('pagehide'))", "0"),
        ):
            use.click()
            expect(stop).to_be_visible()
            page.wait_for_function("window.stream.active")
            page.evaluate(leave)
            page.wait_for_function(f"({LIVE})() === 'ended'")
            page.evaluate(return_)
            expect(use).to_be_visible()
        shown.reader.press("Back to the cat")
        expect(shown.title).to_have_text("cat 300 × 451")
        assert not shown.reader.problems()
    assert not seen.console and not seen.requests, seen


def test_another_image_ends_the_camera_and_one_that_is_given_late_is_let_go(
    filming: Browser, address: str, tmp_path: Path
) -> None:
    with visits.opened(filming, (1280, 1400)) as (context, page):
        page.add_init_script(ASKED)
        shown = Bench(Reader(context, page, f"{address}/filter.html#bench"))
        shown.reader.press("Use your camera")
        expect(shown.title).to_have_text("camera 480 × 640")
        file = tmp_path / "grey.png"
        Image.new("L", (40, 30), 77).save(file)
        shown.file.set_input_files(file)
        expect(shown.title).to_have_text("your image 30 × 40")
        assert page.evaluate(LIVE) == "ended"
        # Pressed twice, before the browser has given it.
        page.evaluate("window.stream = null")
        page.evaluate("""() => {
            const [press] = [...document.querySelectorAll("#bench .own button")];
            press.click();
            press.click();
        }""")
        page.wait_for_function("window.stream")
        page.wait_for_function(f"({LIVE})() === 'ended'")
        expect(shown.title).to_have_text("your image 30 × 40")


REFUSALS = {
    "NotAllowedError": "The camera was not allowed. Allow it for this page in your browser, and press again.",
    "NotFoundError": "No camera was found.",
    "NotReadableError": "The camera gives no image; another program may be using it.",
    "AbortError": "The camera could not be started.",
}


def test_a_camera_that_is_refused_is_explained(read: Read) -> None:
    shown = bench(read)
    page = shown.reader.page
    for name, words in REFUSALS.items():
        page.evaluate(
            """name => Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: {
                getUserMedia: async () => { throw new DOMException("no", name) } } })""",
            name,
        )
        shown.reader.press("Use your camera")
        expect(shown.trouble).to_have_text(words)
        expect(shown.live.get_by_role("button", name="Use your camera")).to_be_visible()
    page.evaluate(
        'Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: undefined })'
    )
    shown.reader.press("Use your camera")
    expect(shown.trouble).to_have_text(
        "A page may use a camera only over https, or on your own machine."
    )
    shown.holds(GREY, SOBEL, START)
    # The next image that comes takes the words away.
    shown.reader.press("Start again")
    assert not shown.reader.problems()


def test_products_fall_into_the_sum(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (context, page):
        page.emulate_media(reduced_motion="no-preference")
        shown = Bench(Reader(context, page, f"{address}/filter.html#bench"))
        shown.reader.press("Add up")
        row, column = START
        products = (GREY[row : row + 3, column : column + 3] * SOBEL).flatten()
        flying = shown.live.locator(".flight span")
        expect(flying).to_have_count(9)
        assert [float(text.replace("−", "-")) for text in flying.all_inner_texts()] == list(
            products
        )
        # Whoever moves on meanwhile sees none of it left.
        shown.canvases.first.focus()
        page.keyboard.press("ArrowDown")
        expect(flying).to_have_count(0)


def test_it_works_from_a_disk_where_the_cat_comes_when_it_is_near(
    browser: Browser, site: Path
) -> None:
    seen = visits.Visit()
    rooms = "[...document.querySelectorAll('#bench .live > *')].map(e => e.getBoundingClientRect().height)"
    with visits.opened(browser) as (context, page):
        visits.watch(page, seen)
        reader = Reader(context, page, f"{(site / 'filter.html').as_uri()}?bench.angle=70#edge")
        reader.section = page.locator("#bench")
        page.wait_for_timeout(100)
        assert not page.locator("script[src$='cat.js']").count() and not page.workers
        before = page.evaluate(rooms)
        reader.section.scroll_into_view_if_needed()
        shown = Bench(reader)
        shown.holds(GREY, edge_filter(70, SOBEL).round(2), START)
        assert abs(shown.painted(1) - 127.5).max() > 100
        assert len(page.workers) == 1
        # Its room was kept.
        assert page.evaluate(rooms) == pytest.approx(before, abs=5)
    assert not seen.requests and not seen.console, seen


def test_hostile_addresses_are_explained(read: Read) -> None:
    shown = bench(read, "bench.filter=constructor")
    assert shown.reader.faults()[0].startswith(
        "The address asks for something impossible: it takes"
    )
    for hostile in (
        "filter=HORIZONTAL",
        "answers=toString",
        "angle=1e300",
        "angle=0.5",
        "angle=-1",
        "kernel=1_2*3",
        "kernel=1e9_0_0*0_0_0*0_0_0",
        "kernel=" + "*".join(["1_1_1"] * 500),
        "place=1",
        "place=-1*3",
        "place=1e9*0",
    ):
        shown.reader.page.evaluate(
            "query => { history.replaceState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?bench.{hostile}#bench",
        )
        assert shown.reader.faults()[0].startswith(
            "The address asks for something impossible: it takes"
        ), hostile
    shown.holds(GREY, SOBEL, START)
