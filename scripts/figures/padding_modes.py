"""One small image padded by two pixels, in five ways: zeros, and four that go on with the image."""

from typing import Literal

import numpy as np

from convdemo import digit_image, pad
from convdemo.types import PadMode
from scripts.drawing import Grid, Panel, by, column, row, spelled

P = 2
# What the page calls them, and NumPy's names; "symmetric" is no mode of the package's `pad`.
MODES: dict[str, PadMode | Literal["symmetric"]] = {
    "zero": "constant",
    "repeated": "edge",
    "reflect": "reflect",
    "symmetric": "symmetric",
    "wrap": "wrap",
}


def _image() -> np.ndarray:
    return digit_image()[2:6, 2:6]


def _padded(name: str) -> np.ndarray:
    mode = MODES[name]
    if mode == "symmetric":
        return np.pad(_image(), P, mode=mode)
    return pad(_image(), P, mode=mode)


def draw(layout: str) -> Panel:
    """The image, and it in its five frames."""
    cell = 31 if layout == "wide" else 20
    first = Grid(_image(), "input", label="the image", picture="grey", cell=cell)
    rest = [
        Grid(_padded(name), "input", label=name, picture="grey", ring=P, cell=cell)
        for name in MODES
    ]
    if layout == "narrow":
        return column(
            row(*rest[:2], gap=10), row(*rest[2:4], gap=10), row(rest[4], first, gap=10), gap=20
        )
    return column(row(first, *rest[:2], gap=16), row(*rest[2:], gap=16), gap=26)


def alt() -> str:
    """What the figure shows."""
    rows = [f"{name} {' '.join(map(str, _padded(name)[P]))}" for name in MODES]
    return (
        f"A {by(_image())} image and the same with {spelled(P)} pixels added on every side,"
        f" by each of these ways. The first row of the image becomes: {'; '.join(rows)}."
    )
