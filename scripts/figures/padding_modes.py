"""One small image padded by two pixels, in five ways."""

import numpy as np

from convdemo import digit_image, pad
from convdemo.types import PadMode
from scripts.drawing import Grid, Panel, by, column, row, spelled

P, VALUE = 2, 5
CONSTANT = f"constant {VALUE}"
MODES: dict[str, PadMode] = {
    "zero": "constant",
    CONSTANT: "constant",
    "edge": "edge",
    "reflect": "reflect",
    "wrap": "wrap",
}


def _image() -> np.ndarray:
    return digit_image()[2:6, 2:6]


def _padded(name: str) -> np.ndarray:
    value = VALUE if name == CONSTANT else 0
    return pad(_image(), P, mode=MODES[name], value=value)


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
        f"A {by(_image())} image and the same with {spelled(P)} pixels added on every side in"
        f" {spelled(len(MODES))} ways. The first row of the image becomes: {'; '.join(rows)}."
    )
