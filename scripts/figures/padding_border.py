"""A blank image after one, two and three layers of smoothing, framed by zeros or reflected."""

import numpy as np

from convdemo import conv2d, pad
from convdemo.types import PadMode
from scripts.drawing import Grid, Panel, by, column, row, spelled

IMAGE = np.ones((9, 9))
BOX = np.full((3, 3), 1 / 9)
SHOWN: tuple[tuple[int, PadMode, str], ...] = (
    (1, "constant", "zero"),
    (2, "constant", "zero"),
    (3, "constant", "zero"),
    (3, "reflect", "reflect"),
)


def _after(layers: int, mode: PadMode) -> np.ndarray:
    image = IMAGE
    for _ in range(layers):
        image = conv2d(pad(image, 1, mode=mode), BOX)
    return image


def _label(name: str, layers: int) -> str:
    return f"{name}, {layers} layer{'s' * (layers > 1)}"


def draw(layout: str) -> Panel:
    """The outputs in tenths, so that the cells can show them."""
    cell = 20 if layout == "wide" else 18
    grids = [
        Grid(
            np.round(10 * _after(layers, mode)),
            "output",
            label=_label(name, layers),
            top=10,
            cell=cell,
        )
        for layers, mode, name in SHOWN
    ]
    if layout == "narrow":
        return column(row(*grids[:2], gap=2), row(*grids[2:], gap=2), gap=20)
    return row(*grids, gap=10)


def alt() -> str:
    """What the figure shows."""
    first, most = (f(layers for layers, *_ in SHOWN) for f in (min, max))
    one, last = _after(first, "constant"), _after(most, "constant")
    flat = _after(most, "reflect")
    middle = len(last) // 2
    return (
        f"A {by(IMAGE)} image of ones, smoothed. With zeros around it the corner falls to"
        f" {one[0, 0]:.2f} after {spelled(first)} layer and {last[0, 0]:.2f} after {spelled(most)},"
        f" while the middle stays at {last[middle, middle]:.2f}. With reflection every pixel stays at {flat.min():.2f}."
    )
