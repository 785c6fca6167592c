"""The filter bench, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, expect
from skimage.data import cat

from convdemo import HORIZONTAL, SCHARR, SOBEL, VERTICAL, conv2d, edge_filter
from scripts.drawing import number
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
Place = tuple[int, int]

GREY = np.rint(cat().mean(axis=2))
NAMED = {"vertical (Prewitt)": VERTICAL, "horizontal": HORIZONTAL, "Scharr": SCHARR, "Sobel": SOBEL}
START = (102, 168)
PAINTED = """canvas => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
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
        expect(self.live).not_to_have_class(re.compile("waiting"))

    @property
    def title(self) -> str:
        return self.live.locator(".grid-name.input").first.inner_text()

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
        assert self.reader.values("pixels") == picture[row : row + 3, column : column + 3].tolist()
        assert self.kernel() == kernel.tolist()
        wanted = conv2d(picture, kernel)[row, column]
        assert self.answer() == pytest.approx(wanted, abs=0.0051)
        assert f"= {number(self.answer())}".replace("−", "-") in self.reader.words()

    def point(self, canvas: int, row: int, column: int, *, press: bool = False) -> None:
        """Put the mouse on the middle of a pixel."""
        height, width = self.canvases.nth(canvas).evaluate("e => [e.height, e.width]")
        box = self.canvases.nth(canvas).bounding_box()
        assert box
        x, y = (column + 0.5) / width * box["width"], (row + 0.5) / height * box["height"]
        self.canvases.nth(canvas).hover(position={"x": x, "y": y})
        if press:
            self.reader.page.mouse.down()
            self.reader.page.mouse.up()

    def framed(self, canvas: int) -> tuple[float, float]:
        """The row and the column, in pixels, on which the frame has its middle."""
        box = self.canvases.nth(canvas).bounding_box()
        frame = self.live.locator(".window:visible").nth(canvas).bounding_box()
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
        height, width, code = self.canvases.nth(canvas).evaluate(PAINTED)
        dots = np.frombuffer(base64.b64decode(code), np.uint8)
        return dots.astype(float).reshape(height, width)


def bench(read: Read, query: str = "", *size: tuple[int, int], **options: object) -> Bench:
    return Bench(read(f"filter.html?{query}#bench", *size, **options))


def test_the_whole_cat_is_filtered_as_convdemo_does(read: Read) -> None:
    shown = bench(read)
    upright, level = conv2d(GREY, SOBEL), conv2d(GREY, edge_filter(0))
    steepest = np.unravel_index(np.hypot(upright, level).argmax(), upright.shape)
    assert tuple(map(int, steepest)) == START
    shown.holds(GREY, SOBEL, START)
    assert shown.title == "cat 300 × 451" and "output 298 × 449" in shown.reader.words()
    assert (shown.painted(0) == GREY).all()
    for mode, words, after in (
        ("sign", r"Middle grey is 0, white (\d+) or more, black -\1 or less", lambda x: x),
        ("absolute", r"Black is 0, white (\d+) or more", abs),
        ("relu", r"Black is 0, white (\d+) or more", lambda x: np.maximum(0, x)),
    ):
        shown.reader.choose("outputs", mode)
        found = re.search(words, shown.reader.words())
        assert found
        white = int(found[1])
        assert 0.005 < (abs(upright) > white).mean() < 0.02
        zero = 127.5 if mode == "sign" else 0
        wanted = np.clip(zero + after(upright) * (255 - zero) / white, 0, 255)
        assert abs(shown.painted(1) - wanted).max() <= 0.501
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
        shown.reader.live.get_by_label("filter", exact=True).first.select_option(label=name)
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
    mouse.move(0, 400)
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
    again.reader.live.get_by_label("filter", exact=True).first.select_option(label="Scharr")
    again.holds(GREY, SCHARR, (7, 9))
    assert again.slider.is_enabled()
    page.go_back()
    shown.holds(GREY, kernel, START)
    page.go_back()
    assert shown.slider.is_enabled() and int(shown.slider.input_value()) > 135
    page.go_forward()
    shown.holds(GREY, kernel, START)


def test_a_finger_turns_the_dial_and_moves_the_window(read: Read) -> None:
    shown = bench(read, "bench.filter=VERTICAL", visits.NARROW, has_touch=True)
    shown.dial.scroll_into_view_if_needed()
    shown.reader.page.touchscreen.tap(*shown.on_dial(135))
    turned = int(shown.slider.input_value())
    assert abs(turned - 135) <= 1
    shown.holds(GREY, edge_filter(turned, VERTICAL).round(2), START)
    shown.canvases.last.tap(position={"x": 1, "y": 1})
    shown.holds(GREY, edge_filter(turned, VERTICAL).round(2), (1, 1))
    assert shown.dial.evaluate("e => getComputedStyle(e).touchAction") == "none"
    assert shown.canvases.first.evaluate("e => getComputedStyle(e).touchAction") == "pan-y"
    shown.reader.cell("filter", 0, 0).tap()
    shown.reader.page.keyboard.type("-998.256")
    shown.reader.page.keyboard.press("Enter")
    kernel = edge_filter(turned, VERTICAL).round(2)
    kernel[0, 0] = -998.26
    shown.holds(GREY, kernel, (1, 1))
    assert not shown.reader.problems()
    shown.reader.page.set_viewport_size({"width": 700, "height": 700})
    shown.holds(GREY, kernel, (1, 1))


def test_own_images_are_read_here_or_refused_with_a_reason(read: Read, tmp_path: Path) -> None:
    shown = bench(read)
    where = {
        name: tmp_path / f"{name}.png"
        for name in ("own", "clear", "large", "huge", "broken", "thin")
    }
    generator = np.random.default_rng(1)
    colours = generator.integers(0, 256, (40, 60, 3), dtype=np.uint8)
    own = np.rint(colours.mean(axis=2))
    Image.fromarray(colours).save(where["own"])
    Image.new("RGBA", (50, 30), (9, 9, 9, 0)).save(where["clear"])
    Image.new("1", (2000, 1500), 1).save(where["large"])
    Image.new("1", (8000, 7000), 1).save(where["huge"])
    Image.new("L", (2, 900), 1).save(where["thin"])
    where["broken"].write_bytes(where["own"].read_bytes()[:2000])
    where["text"] = tmp_path / "text.png"
    where["text"].write_text("no image")

    shown.file.set_input_files(where["own"])
    expect(shown.live.locator(".grid-name.input").first).to_have_text("your image 40 × 60")
    shown.holds(own, SOBEL, (37, 57))
    shown.point(0, 21, 31, press=True)
    shown.holds(own, SOBEL, (20, 30))
    assert shown.painted(1).shape == (38, 58)
    shown.asks("bench.place=20*30")
    # What cannot be shown is explained beside the control, and the last picture stays.
    for name, words in {
        "huge": "7,000 × 8,000 is 56 megapixels; at most 50 can be read.",
        "thin": "This image is smaller than the window.",
        "broken": "This is no image, or it is broken.",
        "text": "This is no image, or it is broken.",
    }.items():
        shown.reader.page.evaluate("document.querySelector('#bench label .fault').textContent = ''")
        shown.file.set_input_files(where[name])
        expect(shown.live.locator("label .fault")).to_have_text(words)
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
        expect(shown.live.locator(".grid-name.input").first).to_have_text(title)
        assert shown.reader.values("pixels") == [[255] * 3] * 3 and shown.answer() == 0
    assert not shown.reader.faults()
    shown.reader.press("Back to the cat")
    expect(shown.live.locator(".grid-name.input").first).to_have_text("cat 300 × 451")
    shown.holds(GREY, SOBEL, (20, 30))
    assert shown.file.input_value() == ""


def test_it_works_from_a_disk_where_the_cat_comes_when_it_is_near(
    browser: Browser, site: Path
) -> None:
    seen = visits.Visit()
    rooms = "[...document.querySelectorAll('#bench .live > *')].map(e => e.getBoundingClientRect().height)"
    with visits.opened(browser) as (context, page):
        visits.watch(page, seen)
        reader = Reader(context, page, f"{(site / 'filter.html').as_uri()}?bench.angle=70#edge")
        reader.figure = page.locator("#bench")
        page.wait_for_timeout(100)
        assert not page.locator("script[src$='cat.js']").count()
        before = page.evaluate(rooms)
        reader.figure.scroll_into_view_if_needed()
        shown = Bench(reader)
        shown.holds(GREY, edge_filter(70, SOBEL).round(2), START)
        # Its room was kept.
        assert page.evaluate(rooms)[:4] == before[:4]
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
