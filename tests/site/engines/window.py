"""What a test of an engine asks of a browser's window, and the window that Playwright drives."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

Pixels = NDArray[np.float64]
Point = tuple[float, float]

MIDDLE = """(selector) => {
    const found = document.querySelector(selector);
    const seen = (r) => r.top >= 100 && r.bottom <= innerHeight;
    if (!seen(found.getBoundingClientRect())) {
        found.scrollIntoView({ block: "center", behavior: "instant" });
    }
    const { left, top, width, height } = found.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}"""
BOX = """(selector) => {
    const found = document.querySelector(selector);
    found.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = found.getBoundingClientRect();
    return [left, top, width, height];
}"""


class Window(Protocol):
    """A window with one page."""

    def open(self, address: str) -> None:
        """Go to an address, and wait until the page has loaded."""

    def size(self, width: int, height: int) -> None:
        """Give the page room: some windows cannot be as narrow as asked."""

    def run(self, function: str, *given: Any) -> Any:
        """Call a function of the page's own language; wait for what it promises."""

    def press(self, selector: str) -> None:
        """Press the mouse in the middle of what is found first."""

    def drag(self, selector: str, *to: str) -> None:
        """Take hold of what is found first, pull it over the middles of others, and let go."""

    def type(self, text: str) -> None:
        """Type what has the focus."""

    def enter(self) -> None:
        """Press Enter."""

    def go(self, steps: int) -> None:
        """Go back in the history, or forward."""

    def give(self, selector: str, file: Path) -> None:
        """Choose a file."""

    def screen(self) -> Pixels:
        """What is seen now: height, width, red, green and blue."""


def pixels(png: bytes) -> Pixels:
    """Read a picture of a screen."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


def middle(window: Window, selector: str) -> Point:
    """Where the middle of an element is, once it is in view."""
    x, y = window.run(MIDDLE, selector)
    return x, y


def look(window: Window, selector: str) -> Pixels:
    """The picture of one element."""
    left, top, width, height = window.run(BOX, selector)
    whole = window.screen()
    return whole[round(top) : round(top + height), round(left) : round(left + width)]


class Played:
    """The window that Playwright drives."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def run(self, function: str, *given: Any) -> Any:
        return self.page.evaluate(f"(given) => ({function})(...given)", list(given))

    def press(self, selector: str) -> None:
        self.page.mouse.click(*middle(self, selector))

    def drag(self, selector: str, *to: str) -> None:
        self.page.mouse.move(*middle(self, selector))
        self.page.mouse.down()
        for each in to:
            self.page.mouse.move(*middle(self, each), steps=4)
        self.page.mouse.up()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def enter(self) -> None:
        self.page.keyboard.press("Enter")

    def go(self, steps: int) -> None:
        self.page.evaluate("steps => history.go(steps)", steps)

    def give(self, selector: str, file: Path) -> None:
        self.page.locator(selector).first.set_input_files(file)

    def screen(self) -> Pixels:
        return pixels(self.page.screenshot(scale="css"))
