"""A blank image after one, two and four layers of smoothing, framed by zeros or reflected."""

import numpy as np

from convdemo import conv2d, pad
from scripts.drawing import Grid, Panel, column, row

BOX = np.full((3, 3), 1 / 9)
SHOWN = (
    (1, "constant", "zero, 1 layer"),
    (2, "constant", "zero, 2 layers"),
    (4, "constant", "zero, 4 layers"),
    (4, "reflect", "reflect, 4 layers"),
)


def _after(layers: int, mode: str) -> np.ndarray:
    image = np.ones((9, 9))
    for _ in range(layers):
        image = conv2d(pad(image, 1, mode=mode), BOX)
    return image


def draw(layout: str) -> Panel:
    """The outputs in tenths, so that the cells can show them."""
    cell = 20 if layout == "wide" else 18
    grids = [
        Grid(np.round(10 * _after(layers, mode)), "output", label=label, top=10, cell=cell)
        for layers, mode, label in SHOWN
    ]
    if layout == "narrow":
        return column(row(*grids[:2], gap=2), row(*grids[2:], gap=2), gap=20)
    return row(*grids, gap=10)


def alt() -> str:
    """What the figure shows."""
    one, four = _after(1, "constant"), _after(4, "constant")
    flat = _after(4, "reflect")
    return (
        "A 9 by 9 image of ones, smoothed. With zeros around it the corner falls to"
        f" {one[0, 0]:.2f} after one layer and {four[0, 0]:.2f} after four, while the middle stays"
        f" at {four[4, 4]:.2f}. With reflection every pixel stays at {flat.min():.2f}."
    )
