"""One small image padded by two pixels, in five ways."""

import numpy as np

from convdemo import digit_image, pad
from scripts.drawing import Grid, Panel, column, row

MODES = ("zero", "constant 5", "edge", "reflect", "wrap")


def _padded(name: str) -> np.ndarray:
    image = digit_image()[2:6, 2:6]
    mode = {"zero": "constant", "constant 5": "constant"}.get(name, name)
    return pad(image, 2, mode=mode, value=5 if name == "constant 5" else 0)


def draw(layout: str) -> Panel:
    """The image, and it in its five frames."""
    cell = 31 if layout == "wide" else 20
    first = Grid(digit_image()[2:6, 2:6], "input", label="the image", top=9, cell=cell)
    rest = [Grid(_padded(name), "input", label=name, ring=2, top=9, cell=cell) for name in MODES]
    if layout == "narrow":
        return column(
            row(*rest[:2], gap=10), row(*rest[2:4], gap=10), row(rest[4], first, gap=10), gap=20
        )
    return column(row(first, *rest[:2], gap=16), row(*rest[2:], gap=16), gap=26)


def alt() -> str:
    """What the figure shows."""
    rows = [f"{name} {' '.join(map(str, _padded(name)[2]))}" for name in MODES]
    return (
        "A 4 by 4 image and the same with two pixels added on every side in five ways. The first"
        f" row of the image becomes: {'; '.join(rows)}."
    )
